#include "tools/replay/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "tools/replay/csv.hpp"
#include "tools/replay/hash.hpp"

namespace oms::replay {
namespace {

constexpr std::array<std::string_view, 4> warehouse_order{"WH02", "WH08", "WH12", "WH16"};
constexpr std::size_t stores = 96;
constexpr std::int64_t kappa = 4;
constexpr std::uint64_t thousand = 1000;
// Of a thousand items of a tier, how many a warehouse and a medium store carry.
constexpr std::array<std::int64_t, 3> carried_by_warehouse{900, 750, 500};
constexpr std::array<std::int64_t, 3> carried_by_store{350, 120, 30};
// Percent of a medium store's range: small, medium, large.
constexpr std::array<std::int64_t, 3> range_of_size{60, 100, 140};
constexpr std::int64_t most_of_a_shelf = 30;

// The largest whole number whose power is at most `value`.
template <int power>
std::int64_t whole_root(std::int64_t value) {
    const auto power_of = [](std::int64_t x) {
        std::int64_t product = 1;
        for (int i = 0; i < power; ++i)
            product *= x;
        return product;
    };
    auto root = static_cast<std::int64_t>(std::pow(static_cast<double>(value), 1.0 / power));
    while (power_of(root) > value)
        --root;
    while (power_of(root + 1) <= value)
        ++root;
    return root;
}

// 1 with probability 1/3, 2 with 2/9, ...
std::int64_t geometric(std::uint64_t draw) {
    std::int64_t units = 1;
    for (; draw % 3 != 0 && units < most_of_a_shelf; draw /= 3)
        ++units;
    return units;
}

std::vector<Site> read_warehouses(const std::string& path) {
    CsvFile file(path, "warehouse_id,name,outcode,lat,lon");
    std::map<std::string, Site> found;
    std::vector<std::string> row;
    while (file.next(row)) {
        const Point position{static_cast<std::int32_t>(file.number(row[3], 6)),
                             static_cast<std::int32_t>(file.number(row[4], 6))};
        found[row[0]] = {row[0], row[1], row[2], position, true, Size::large, false};
    }
    std::vector<Site> sites;
    for (const std::string_view id : warehouse_order) {
        const auto site = found.find(std::string(id));
        if (site == found.end()) throw std::runtime_error(fmt::format("{} has no {}", path, id));
        sites.push_back(site->second);
    }
    return sites;
}

std::vector<Site> read_stores(const std::string& path, std::string_view seed) {
    CsvFile file(path, "store_id,retailer,town,lat,lon,nearest_outcode,km_to_outcode_centroid");
    std::vector<std::pair<std::uint64_t, Site>> all;
    std::vector<std::string> row;
    while (file.next(row)) {
        if (row[5].empty()) continue;  // on an island that is not in the United Kingdom
        const Point position{static_cast<std::int32_t>(file.number(row[3], 6)),
                             static_cast<std::int32_t>(file.number(row[4], 6))};
        all.push_back({
            hash("store:" + row[0]),
            {"S" + row[0], row[1] + " " + row[2], row[5], position, false,
                                 static_cast<Size>(hash(fmt::format("{}size:{}", seed, row[0])) % 3),
                                 hash(fmt::format("{}sunday:{}", seed, row[0])) % 3 == 0}
        });
    }
    if (all.size() < stores) throw std::runtime_error(fmt::format("{}: too few stores", path));
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Site> sites;
    for (std::size_t i = 0; i < stores; ++i)
        sites.push_back(std::move(all[i].second));
    return sites;
}

bool carries(const Site& site, Tier tier, std::uint64_t draw) {
    const auto row = static_cast<std::size_t>(tier);
    const std::int64_t share =
        site.is_warehouse
            ? carried_by_warehouse[row]
            : carried_by_store[row] * range_of_size[static_cast<std::size_t>(site.size)] / 100;
    return static_cast<std::int64_t>(draw % thousand) < share;
}

}  // namespace

Measures measures_of(std::string_view seed, std::string_view sku, std::int64_t price) {
    // In hundredths.
    constexpr std::array<std::int64_t, 16> factors{25,  35,  45,  60,  70,  80,  90,  100,
                                                   110, 130, 150, 180, 220, 300, 400, 600};
    constexpr std::int64_t lightest = 20;
    constexpr std::int64_t heaviest = 6'000;
    const std::uint64_t draw = hash(fmt::format("{}weight:{}", seed, sku));
    const std::int64_t factor = factors[draw % factors.size()];
    // 60 sqrt(1 + price / 100) = 6 sqrt(100 + price).
    const std::int64_t weight = whole_root<2>(36 * (100 + price) * factor * factor) / 100;
    Measures measures;
    measures.weight_g = std::clamp(weight, lightest, heaviest);
    const auto density =
        2 + static_cast<std::int64_t>(hash(fmt::format("{}volume:{}", seed, sku)) % 5);
    measures.volume_cm3 = measures.weight_g * density;
    const std::int64_t volume_mm3 = measures.volume_cm3 * 1'000;
    measures.edge_mm = whole_root<3>(volume_mm3 - 1) + 1;
    return measures;
}

std::vector<Tier> tiers_of(const std::vector<RetailItem>& items) {
    std::vector<std::size_t> rank(items.size());
    std::iota(rank.begin(), rank.end(), std::size_t{0});
    std::stable_sort(rank.begin(), rank.end(),
                     [&](std::size_t a, std::size_t b) { return items[a].lines > items[b].lines; });
    std::vector<Tier> tiers(items.size(), Tier::tail);
    for (std::size_t i = 0; i < rank.size() / 2; ++i)
        tiers[rank[i]] = i < rank.size() / 10 ? Tier::top : Tier::middle;
    return tiers;
}

std::vector<Site> read_network(const std::string& data_folder, std::string_view seed) {
    std::vector<Site> sites = read_warehouses(data_folder + "/gb_warehouses.csv");
    for (Site& store : read_stores(data_folder + "/gb_stores.csv", seed))
        sites.push_back(std::move(store));
    return sites;
}

std::vector<StockRow> plan_stock(std::string_view seed, const std::vector<Site>& sites,
                                 const std::vector<RetailItem>& items,
                                 const std::vector<std::int64_t>& demand) {
    const std::vector<Tier> tiers = tiers_of(items);
    const auto warehouses = std::count_if(sites.begin(), sites.end(),
                                          [](const Site& site) { return site.is_warehouse; });
    std::vector<StockRow> rows;
    for (std::size_t item = 0; item < items.size(); ++item) {
        if (demand[item] == 0) continue;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            const std::string where =
                fmt::format("{}:{}", items[item].sku, sites[site].location_id);
            if (!carries(sites[site], tiers[item], hash(fmt::format("{}carry:{}", seed, where))))
                continue;
            const std::uint64_t draw = hash(fmt::format("{}stock:{}", seed, where));
            const std::int64_t units = sites[site].is_warehouse
                                           ? demand[item] * kappa *
                                                 static_cast<std::int64_t>(draw % (thousand + 1)) /
                                                 (static_cast<std::int64_t>(thousand) * warehouses)
                                           : geometric(draw);
            if (units > 0) rows.push_back({item, site, units});
        }
    }
    return rows;
}

}  // namespace oms::replay
