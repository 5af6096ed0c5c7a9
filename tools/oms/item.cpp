#include <fmt/format.h>

#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/import_rows.hpp"
#include "tools/oms/import_run.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;
using catalog::CatalogService;

struct CreateItem {
    std::string sku, title, gtin, dimensions, handling, file;
    std::optional<std::int64_t> weight_g;
    std::optional<std::int64_t> backorder_limit;
    std::vector<std::string> tags;
};
struct GetItem {
    std::string sku;
};

void print_item(const Session& session, const catalog::Item& item) {
    Page page = session.page();
    page.heading("Item " + item.sku());
    const bool sized = item.length_mm() != 0 || item.width_mm() != 0 || item.height_mm() != 0;
    page.facts({
        {"title",                        item.title()                                                      },
        {"GTIN",                         item.gtin()                                                       },
        {"weight",                       item.weight_g() == 0 ? "" : std::to_string(item.weight_g()) + " g"},
        {"size",
         sized ? fmt::format("{} x {} x {} mm",                                                              item.length_mm(), item.width_mm(), item.height_mm())
               : std::string()},
        {"handling",               enum_words(item.handling_class())                                                   },
        {"tags",                     fmt::format("{}",                                        fmt::join(item.tags(), ", "))},
        {"created",                         time_text(item.create_time())                                                      },
        {"updated",                        time_text(item.update_time())                                                                                         },
        {"etag",item.etag()},
    });
}

Outcome<void> set_dimensions(const std::string& text, catalog::Item& item) {
    const std::string what = "--dimensions";
    const auto parts = split_text(lower_case(text), 'x');
    if (parts.size() != 3)
        return usage_error(fmt::format("{}: '{}' is not LxWxH in millimeters", what, text));
    OMS_TRY(const std::int64_t length, parse_integer(parts[0], what));
    OMS_TRY(const std::int64_t width, parse_integer(parts[1], what));
    OMS_TRY(const std::int64_t height, parse_integer(parts[2], what));
    item.set_length_mm(length);
    item.set_width_mm(width);
    item.set_height_mm(height);
    return {};
}

Outcome<catalog::CreateItemRequest> build_request(Session& session, const CreateItem& options) {
    catalog::CreateItemRequest request;
    if (!options.file.empty()) {
        OMS_TRY(const std::string text, read_input(session.environment(), options.file));
        OMS_CHECK(from_json(text, options.file, request));
        return request;
    }
    if (options.sku.empty() || options.title.empty())
        return usage_error("--sku and --title are needed, or --file");
    catalog::Item& item = *request.mutable_item();
    item.set_sku(options.sku);
    item.set_title(options.title);
    item.set_gtin(options.gtin);
    item.set_weight_g(options.weight_g.value_or(0));
    item.set_backorder_limit(options.backorder_limit.value_or(0));
    for (const std::string& tag : options.tags)
        item.add_tags(tag);
    if (!options.dimensions.empty()) OMS_CHECK(set_dimensions(options.dimensions, item));
    if (!options.handling.empty()) {
        OMS_TRY(const auto handling,
                parse_enum<catalog::HandlingClass>(options.handling, "--handling"));
        item.set_handling_class(handling);
    }
    return request;
}

Outcome<ExitCode> run_create(Session& session, const CreateItem& options) {
    OMS_TRY(auto request, build_request(session, options));
    OMS_TRY(const auto response,
            session.mutate(&CatalogService::Stub::CreateItem, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_item(session, response.item());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetItem& options) {
    catalog::GetItemRequest request;
    request.set_sku(options.sku);
    OMS_TRY(const auto response, session.call(&CatalogService::Stub::GetItem, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_item(session, response.item());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListOptions& options) {
    OMS_TRY(const auto response,
            list_pages(session, &CatalogService::Stub::ListItems, catalog::ListItemsRequest(),
                       &catalog::ListItemsResponse::mutable_items, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"SKU"  },
        {"title", Align::left, true},
        {"GTIN"  },
        {"handling" }
    });
    for (const auto& item : response.items())
        table.add({item.sku(), item.title(), item.gtin(), enum_words(item.handling_class())});
    if (table.empty()) {
        session.page().line("No items.");
    } else {
        session.page().table(table);
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_import_file(Session& session, const ImportOptions& options) {
    OMS_TRY(const ImportFile file, read_import_file(session, options.file));
    return import_file<ItemImport>(session, options, file, {}, "");
}

}  // namespace

void add_item(Commands& commands) {
    CLI::App& noun = add_noun(commands, "item", "What is sold");
    const auto [create, input] =
        add_verb<CreateItem>(noun, commands, "create", "Adds an item", run_create);
    auto* const file = create->add_option("--file", input->file,
                                          "A CreateItemRequest in protobuf JSON; - is stdin");
    file_instead_of(
        *create, file,
        {
            create->add_option("--sku", input->sku, "Its SKU"),
            create->add_option("--title", input->title, "What people call it"),
            create->add_option("--gtin", input->gtin, "8, 12, 13 or 14 digits with check digit"),
            create->add_option("--weight-g", input->weight_g, "Grams"),
            create->add_option("--backorder-limit", input->backorder_limit,
                               "Units that may wait for stock"),
            create->add_option("--dimensions", input->dimensions,
                               "LxWxH in millimeters, such as 300x200x50"),
            create->add_option("--handling", input->handling,
                               enum_choices<catalog::HandlingClass>()),
            add_repeated(*create, "--tag", input->tags,
                         "A name by which rules speak of several items; may be repeated"),
        });
    const auto [get, wanted] = add_verb<GetItem>(noun, commands, "get", "Shows an item", run_get);
    get->add_option("SKU", wanted->sku, "Its SKU")->required();
    const auto [list, listed] =
        add_verb<ListOptions>(noun, commands, "list", "Lists items", run_list);
    add_list_options(*list, *listed);
    const auto [import, imported] = add_verb<ImportOptions>(
        noun, commands, "import", "Adds and changes items as a file says", run_import_file);
    add_import_options(*import, *imported, column_names<ItemImport>());
}

}  // namespace oms::cli
