// The verb `stock shelve`: where goods lie.
#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/stock_table.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace inventory = oms::inventory::v1;
using inventory::InventoryService;

struct ShelveStock {
    std::string location;
    std::vector<std::string> goods;
};

Outcome<ExitCode> run_shelve(Session& session, const ShelveStock& options) {
    inventory::ShelveGoodsRequest request;
    request.set_location_id(options.location);
    for (const std::string& text : options.goods) {
        OMS_TRY(const auto parts, parse_pair(text, '=', text, "SKU=SHELF, such as TEE=A03-12"));
        auto& one = *request.add_goods();
        one.set_sku(parts.first);
        one.set_shelf(parts.second);
    }
    OMS_TRY(const auto response,
            session.mutate(&InventoryService::Stub::ShelveGoods, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    page.line(std::to_string(response.changed()) + " lie elsewhere than before.");
    return ExitCode::ok;
}

}  // namespace

void add_stock_shelve(CLI::App& noun, Commands& commands) {
    const auto [verb, options] = add_verb<ShelveStock>(
        noun, commands, "shelve", "Says where goods lie, for pick lists", run_shelve);
    verb->add_option("LOCATION", options->location, "At which location")->required();
    verb->add_option("GOODS", options->goods, "SKU=SHELF, such as TEE=A03-12")
        ->required()
        ->expected(1, 500);
}

}  // namespace oms::cli
