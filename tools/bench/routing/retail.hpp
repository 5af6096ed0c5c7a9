#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

struct Site {
    std::string name;
    std::int64_t lat = 0;  // degrees x 100,000
    std::int64_t lon = 0;
};

struct District {
    Site site;
    std::int64_t population = 0;
};

// What the bench is made of. `synthetic` says that there was no data and everything was made up.
struct Retail {
    bool synthetic = false;
    std::vector<Item> items;
    std::vector<Basket> baskets;
    std::vector<District> districts;  // in byte order of their names
    std::vector<Site> stores;         // in the order in which networks take them
    std::vector<Site> warehouses;
};

// Reads online_retail_2010_2011.csv.gz and the gb_*.csv files of the folder; made-up data of
// similar shape when they are not there. Throws std::runtime_error when a file does not parse.
Retail read_retail(const std::filesystem::path& folder);
Retail make_synthetic(std::int64_t items, std::int64_t baskets);

// The district that the key chooses, in proportion to population.
std::size_t pick_district(const Retail& retail, std::string_view key);

}  // namespace oms::bench
