#include <chrono>

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

struct CreateChannel {
    std::string id, name, type, brand, grace_window, duplicate_window, file;
};
struct GetChannel {
    std::string id;
};

// "15m", or "0" for none; whole seconds.
Outcome<std::int32_t> parse_window(const std::string& text, const std::string& what) {
    if (text == "0") return 0;
    OMS_TRY(const auto window, parse_duration(text, what));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(window);
    if (seconds != window) return usage_error(what + ": whole seconds");
    return static_cast<std::int32_t>(seconds.count());
}

// "900 s"; empty for none.
std::string window_text(std::int32_t seconds) {
    return seconds == 0 ? std::string() : fmt::format("{} s", seconds);
}

void print_channel(const Session& session, const catalog::Channel& channel) {
    Page page = session.page();
    page.heading("Channel " + channel.channel_id());
    const std::string grace = window_text(channel.grace_window_s());
    const std::string duplicates = window_text(channel.duplicate_window_s());
    page.facts({
        {"name",             channel.name()                  },
        {"type",             enum_words(channel.type())      },
        {"brand",            channel.brand()                 },
        {"grace window",     grace                           },
        {"duplicate window", duplicates                      },
        {"created",          time_text(channel.create_time())},
        {"updated",          time_text(channel.update_time())},
        {"etag",             channel.etag()                  },
    });
}

Outcome<catalog::CreateChannelRequest> build_request(Session& session,
                                                     const CreateChannel& options) {
    catalog::CreateChannelRequest request;
    if (!options.file.empty()) {
        OMS_TRY(const std::string text, read_input(session.environment(), options.file));
        OMS_CHECK(from_json(text, options.file, request));
        return request;
    }
    if (options.id.empty() || options.type.empty())
        return usage_error("--id and --type are needed, or --file");
    catalog::Channel& channel = *request.mutable_channel();
    channel.set_channel_id(options.id);
    channel.set_name(options.name.empty() ? options.id : options.name);
    channel.set_brand(options.brand.empty() ? channel.name() : options.brand);
    OMS_TRY(const auto type, parse_enum<catalog::ChannelType>(options.type, "--type"));
    channel.set_type(type);
    if (!options.grace_window.empty()) {
        OMS_TRY(const auto window, parse_window(options.grace_window, "--grace-window"));
        channel.set_grace_window_s(window);
    }
    if (!options.duplicate_window.empty()) {
        OMS_TRY(const auto window, parse_window(options.duplicate_window, "--duplicate-window"));
        channel.set_duplicate_window_s(window);
    }
    return request;
}

Outcome<ExitCode> run_create(Session& session, const CreateChannel& options) {
    OMS_TRY(auto request, build_request(session, options));
    OMS_TRY(const auto response,
            session.mutate(&CatalogService::Stub::CreateChannel, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_channel(session, response.channel());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetChannel& options) {
    catalog::GetChannelRequest request;
    request.set_channel_id(options.id);
    OMS_TRY(const auto response, session.call(&CatalogService::Stub::GetChannel, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_channel(session, response.channel());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListOptions& options) {
    OMS_TRY(const auto response,
            list_pages(session, &CatalogService::Stub::ListChannels, catalog::ListChannelsRequest(),
                       &catalog::ListChannelsResponse::mutable_channels, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"channel"},
        {"name",    Align::left, true},
        {"type"    },
        {"brand"   }
    });
    for (const auto& channel : response.channels()) {
        table.add(
            {channel.channel_id(), channel.name(), enum_words(channel.type()), channel.brand()});
    }
    if (table.empty()) {
        session.page().line("No channels.");
    } else {
        session.page().table(table);
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_import_file(Session& session, const ImportOptions& options) {
    OMS_TRY(const ImportFile file, read_import_file(session, options.file));
    return import_file<ChannelImport>(session, options, file, {}, "");
}

}  // namespace

void add_channel(Commands& commands) {
    CLI::App& noun = add_noun(commands, "channel", "Where demand comes from");
    const auto [create, input] =
        add_verb<CreateChannel>(noun, commands, "create", "Adds a channel", run_create);
    auto* const file = create->add_option("--file", input->file,
                                          "A CreateChannelRequest in protobuf JSON; - is stdin");
    file_instead_of(
        *create, file,
        {
            create->add_option("--id", input->id, "Its id"),
            create->add_option("--name", input->name, "What people call it (default: the id)"),
            create->add_option("--type", input->type, enum_choices<catalog::ChannelType>()),
            create->add_option("--brand", input->brand,
                               "The brand the customer sees (default: the name)"),
            create->add_option("--grace-window", input->grace_window,
                               "How long every order is held at first, such as 15m (default: 0)"),
            create->add_option("--duplicate-window", input->duplicate_window,
                               "How long the same basket of a customer is suspected to be a "
                               "duplicate, such as 10m; 0: never (default: 10m)"),
        });
    const auto [get, wanted] =
        add_verb<GetChannel>(noun, commands, "get", "Shows a channel", run_get);
    get->add_option("CHANNEL", wanted->id, "Its id")->required();
    const auto [list, listed] =
        add_verb<ListOptions>(noun, commands, "list", "Lists channels", run_list);
    add_list_options(*list, *listed);
    const auto [import, imported] = add_verb<ImportOptions>(
        noun, commands, "import", "Adds and changes channels as a file says", run_import_file);
    add_import_options(*import, *imported, column_names<ChannelImport>());
}

}  // namespace oms::cli
