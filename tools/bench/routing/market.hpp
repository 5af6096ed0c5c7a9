#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/retail/places.hpp"

namespace oms::bench {

struct Item {
    std::string sku;
    std::int64_t price = 0;  // pence
    std::int64_t lines = 0;  // orders that have it
    std::int64_t tier = 2;   // 0: the most popular fifth, 1: down to half, 2: the rest
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
};

// An order of real or synthetic goods: its items in the order of the file.
struct Basket {
    std::string invoice;
    std::vector<std::uint32_t> items;
};

// What the bench is made of. `synthetic` says that everything was made up.
struct Market {
    retail::Districts districts;
    std::vector<retail::Building> stores;  // in the order in which networks take them
    std::vector<retail::Building> warehouses;
    std::vector<Item> items;
    std::vector<Basket> baskets;
    bool synthetic = false;
};

// The United Kingdom's part of the retail data. Throws std::runtime_error.
Market read_market(const std::string& data_folder);
// Made-up data of similar shape.
Market make_synthetic(std::int64_t items, std::int64_t baskets);

}  // namespace oms::bench
