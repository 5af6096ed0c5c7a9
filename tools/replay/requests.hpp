#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oms/catalog/v1/catalog_service.pb.h"
#include "oms/inventory/v1/inventory_service.pb.h"
#include "oms/orders/v1/order_service.pb.h"
#include "tools/replay/demand.hpp"
#include "tools/replay/network.hpp"
#include "tools/replay/places.hpp"
#include "tools/retail/retail.hpp"

namespace oms::replay {

// Everything a replay sends, decided before the first call.
struct Plan {
    Profile profile = Profile::raw;
    std::string seed;
    Retail retail;
    std::vector<Site> sites;
    std::vector<StockRow> stock;
    std::vector<ReplayOrder> orders;
    // One for each order.
    std::vector<Destination> destinations;
    // One for each order: the site at which it is collected; none, or no entry: it is delivered.
    std::vector<std::optional<std::size_t>> pickups;
    // Of Places.
    std::int64_t customers = 0;
    std::int64_t customers_by_rule = 0;
};

// Which orders of the data to replay.
struct Selection {
    Profile profile = Profile::raw;
    std::string seed = "replay";
    std::size_t limit = 0;  // 0: all
    bool largest = false;
};
// Reads the data folder and decides everything. Throws std::runtime_error.
Plan make_plan(const std::string& data_folder, const Selection& selection);

// Where the profile's orders come from: "retail-raw" or "retail-consumer".
std::string channel_of(Profile profile);

// The requests. Their ids are derived from what they are about, so that a replay can be repeated
// after an interruption: what is there already is answered as it was, and nothing is doubled.
catalog::v1::CreateChannelRequest channel_request(const Plan& plan);
catalog::v1::CreateItemRequest item_request(const Plan& plan, std::size_t item);
catalog::v1::CreateLocationRequest location_request(const Plan& plan, std::size_t site);
// Up to 500 rows of the stock, from `first`; moves it on.
inventory::v1::PostStockMovementsRequest stock_request(const Plan& plan, std::size_t& first);
orders::v1::PlaceOrderRequest order_request(const Plan& plan, std::size_t order);

}  // namespace oms::replay
