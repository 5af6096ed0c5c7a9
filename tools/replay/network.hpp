#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/replay/places.hpp"
#include "tools/retail/retail.hpp"

namespace oms::replay {

using retail::RetailItem;

// How large a store is: what it carries depends on it.
enum class Size : std::uint8_t { small, medium, large };

// A location of the network, before it goes on the wire.
struct Site {
    std::string location_id;
    std::string name;
    std::string outcode;
    Point position;
    bool is_warehouse = false;
    Size size = Size::medium;       // of a store
    bool closes_on_sunday = false;  // of a store
};

// How the goods are handled.
struct Measures {
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
    // Edge of a cube that holds the volume.
    std::int64_t edge_mm = 0;
};

// Weight by price (in pence) and a draw: 60 sqrt(1 + pounds) times .25 to 6, within 20 to 6,000 g;
// 2 to 6 cm3 a gram.
Measures measures_of(std::string_view seed, std::string_view sku, std::int64_t price);

// How much an item is asked for: the tenth with the most lines, the next four, the other half.
enum class Tier : std::uint8_t { top, middle, tail };
// One for each item.
std::vector<Tier> tiers_of(const std::vector<RetailItem>& items);

// Family W of the routing bench: 4 warehouses that back 96 stores, in the data's suggested order
// and those in the United Kingdom only. Throws std::runtime_error.
std::vector<Site> read_network(const std::string& data_folder, std::string_view seed);

// Units of one item at one location, at least 1.
struct StockRow {
    std::size_t item = 0;
    std::size_t site = 0;
    std::int64_t units = 0;
};
// The stock before the first order, by item and site: a warehouse that carries an item has its
// demand * kappa * uniform / warehouses (kappa 4); a store that does, a geometric number of units
// with mean 3. Only items with demand have stock.
std::vector<StockRow> plan_stock(std::string_view seed, const std::vector<Site>& sites,
                                 const std::vector<RetailItem>& items,
                                 const std::vector<std::int64_t>& demand);

}  // namespace oms::replay
