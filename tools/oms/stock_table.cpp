#include "tools/oms/stock_table.hpp"

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/listing.hpp"

namespace oms::cli {
namespace {

namespace inventory = oms::inventory::v1;

struct ListStock : ListOptions {
    std::string location;
};

Cell warning_unless_zero(std::int64_t count) {
    return {std::to_string(count), count == 0 ? Tone::plain : Tone::warning};
}

Outcome<ExitCode> run_list(Session& session, const ListStock& options) {
    inventory::ListStockRequest request;
    request.set_location_id(options.location);
    OMS_TRY(const auto response,
            list_pages(session, &inventory::InventoryService::Stub::ListStock, std::move(request),
                       &inventory::ListStockResponse::mutable_levels, options));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_levels(session, response.levels());
    }
    return ExitCode::ok;
}

}  // namespace

void print_levels(const Session& session,
                  const google::protobuf::RepeatedPtrField<inventory::StockLevel>& levels) {
    Page page = session.page();
    Table table({
        {"SKU"},
        {         "location"    },
        { "on hand",     Align::right},
        {    "reserved",     Align::right},
        {   "available",     Align::right},
        {     "damaged",     Align::right},
        {  "in transit",     Align::right},
        {    "incoming",     Align::right},
        {       "short",     Align::right}
    });
    for (const auto& level : levels) {
        table.add({level.sku(), level.location_id(), std::to_string(level.on_hand()),
                   std::to_string(level.reserved()),
                   Cell(std::to_string(level.available()),
                        level.available() > 0 ? Tone::good : Tone::plain),
                   std::to_string(level.damaged()), std::to_string(level.in_transit()),
                   std::to_string(level.incoming()), warning_unless_zero(level.short_quantity())});
    }
    if (table.empty()) {
        page.line("No stock recorded.");
    } else {
        page.table(table);
    }
}

void add_stock_list(CLI::App& noun, Commands& commands) {
    const auto [list, options] =
        add_verb<ListStock>(noun, commands, "list", "Lists the counters at a location", run_list);
    list->add_option("LOCATION", options->location, "Which location")->required();
    add_list_options(*list, *options);
}

}  // namespace oms::cli
