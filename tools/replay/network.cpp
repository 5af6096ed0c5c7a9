#include "tools/replay/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/places.hpp"

namespace oms::replay {
namespace {

using retail::choice;

constexpr std::size_t warehouses = 4;
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

Site warehouse_site(const retail::Building& building) {
    return {building.id, building.name, building.outcode, building.position, true,
            Size::large, false};
}

Site store_site(const retail::Building& building, std::string_view seed) {
    const auto draw = [&](std::string_view what) {
        return choice(fmt::format("{}{}:{}", seed, what, building.id)) % 3;
    };
    return {"S" + building.id,  building.name, building.outcode,
            building.position,  false,         static_cast<Size>(draw("size")),
            draw("sunday") == 0};
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
    const std::uint64_t draw = choice(fmt::format("{}weight:{}", seed, sku));
    const std::int64_t factor = factors[draw % factors.size()];
    // 60 sqrt(1 + price / 100) = 6 sqrt(100 + price).
    const std::int64_t weight = whole_root<2>(36 * (100 + price) * factor * factor) / 100;
    Measures measures;
    measures.weight_g = std::clamp(weight, lightest, heaviest);
    const auto density =
        2 + static_cast<std::int64_t>(choice(fmt::format("{}volume:{}", seed, sku)) % 5);
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
    std::vector<Site> sites;
    for (const retail::Building& building : retail::read_warehouses(data_folder)) {
        if (sites.size() < warehouses) sites.push_back(warehouse_site(building));
    }
    for (const retail::Building& building : retail::read_stores(data_folder)) {
        if (sites.size() == warehouses + stores) break;
        if (!building.outcode.empty()) sites.push_back(store_site(building, seed));
    }
    if (sites.size() < warehouses + stores)
        throw std::runtime_error(fmt::format("{}: too few stores", data_folder));
    return sites;
}

std::vector<StockRow> plan_stock(std::string_view seed, const std::vector<Site>& sites,
                                 const std::vector<RetailItem>& items,
                                 const std::vector<std::int64_t>& demand) {
    const std::vector<Tier> tiers = tiers_of(items);
    const auto senders = std::count_if(sites.begin(), sites.end(),
                                       [](const Site& site) { return site.is_warehouse; });
    std::vector<StockRow> rows;
    for (std::size_t item = 0; item < items.size(); ++item) {
        if (demand[item] == 0) continue;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            const std::string where =
                fmt::format("{}:{}", items[item].sku, sites[site].location_id);
            if (!carries(sites[site], tiers[item], choice(fmt::format("{}carry:{}", seed, where))))
                continue;
            const std::uint64_t draw = choice(fmt::format("{}stock:{}", seed, where));
            const std::int64_t units = sites[site].is_warehouse
                                           ? demand[item] * kappa *
                                                 static_cast<std::int64_t>(draw % (thousand + 1)) /
                                                 (static_cast<std::int64_t>(thousand) * senders)
                                           : geometric(draw);
            if (units > 0) rows.push_back({item, site, units});
        }
    }
    return rows;
}

}  // namespace oms::replay
