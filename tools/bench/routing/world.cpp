#include "tools/bench/routing/world.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"

namespace oms::bench {
namespace {

using fulfillment::TariffStep;
using retail::choice;

constexpr std::array<std::array<std::int64_t, 2>, 6> weight_steps = {
    {{1, 310}, {2, 345}, {5, 420}, {10, 560}, {20, 780}, {30, 1100}}
};  // kg, pence
constexpr std::array<std::int64_t, 4> band_ends_km = {25, 100, 250, 500};
constexpr std::array<std::int64_t, 5> band_pence = {-40, 0, 25, 55, 95};
constexpr std::int64_t remote_pence = 450;
constexpr std::int64_t next_day_pence = 140;
constexpr std::int64_t minutes_of_day = 24 * 60;
constexpr std::int64_t order_time = 20'000 * minutes_of_day + 12 * 60;  // a weekday at noon

std::size_t warehouses_of(std::size_t locations, Family family) {
    if (family == Family::stores_only) return 0;
    return locations >= 5000 ? 8 : locations >= 1000 ? 6 : locations >= 100 ? 4 : 2;
}

std::int64_t warehouse_carry(Family family, std::int64_t tier) {
    static constexpr std::array<std::int64_t, 3> carry = {900, 750, 500};
    const std::int64_t tenths = family == Family::warehouse ? 10 : family == Family::half ? 7 : 4;
    return carry[static_cast<std::size_t>(tier)] * tenths / 10;
}

// Small, medium and large stores carry 0.6, 1 and 1.4 times the range.
std::int64_t store_carry(std::int64_t size, std::int64_t tier) {
    static constexpr std::array<std::int64_t, 3> carry = {350, 120, 30};
    return carry[static_cast<std::size_t>(tier)] * (6 + 4 * size) / 10;
}

// Of mean 3: each further unit with two chances in three.
std::int64_t store_units(std::uint64_t hash) {
    std::int64_t units = 1;
    for (; units < 20 && hash % 3 != 0; ++units)
        hash /= 3;
    return units;
}

// Squared kilometers x 100 on a plane that fits Great Britain: one degree is 111.3 km north
// and 65.1 km east.
std::int64_t squared_distance(const retail::Point& a, const retail::Point& b) {
    const std::int64_t north = std::int64_t{a.latitude - b.latitude} * 1113 / 1'000'000;
    const std::int64_t east = std::int64_t{a.longitude - b.longitude} * 651 / 1'000'000;
    return north * north + east * east;
}

std::size_t band_of(std::int64_t squared) {
    std::size_t band = 0;
    while (band < band_ends_km.size() && squared > band_ends_km[band] * band_ends_km[band] * 100)
        ++band;
    return band;
}

bool is_remote(const std::string& outcode) {
    std::string area;
    std::int64_t number = 0;
    for (const char c : outcode) {
        if (c >= '0' && c <= '9')
            number = number * 10 + (c - '0');
        else if (number == 0)
            area += c;
    }
    if (area == "PA") return number >= 20;
    static const std::array<std::string, 8> areas = {"HS", "ZE", "KW", "IV",
                                                     "BT", "IM", "JE", "GY"};
    return std::find(areas.begin(), areas.end(), area) != areas.end();
}

void stock_location(const Market& market, Family family, std::size_t location, World& world) {
    const retail::Building& site = world.sites[location];
    const bool warehouse = location < world.warehouses;
    const auto size = static_cast<std::int64_t>(choice("size:" + site.id) % 3);
    for (std::size_t i = 0; i < market.items.size(); ++i) {
        const Item& item = market.items[i];
        const std::uint64_t hash = choice(fmt::format("stock:{}:{}", site.id, item.sku));
        const auto carried =
            static_cast<std::int64_t>(hash % 1000) <
            (warehouse ? warehouse_carry(family, item.tier) : store_carry(size, item.tier));
        if (!carried) continue;
        const std::uint64_t amount = hash / 1000;
        const std::int64_t safety = 1;
        const std::int64_t units =
            warehouse ? 20 + static_cast<std::int64_t>(amount % 200) : store_units(amount) - safety;
        if (units <= 0) continue;
        world.units[i * world.locations + location] = static_cast<std::uint16_t>(units);
        world.has[i * world.words + location / 64] |= std::uint64_t{1} << (location % 64);
        if (!warehouse && (hash >> 50) % 20 == 0)
            world.credit[i * world.locations + location] =
                static_cast<std::uint8_t>((hash >> 40) % 41);
    }
}

}  // namespace

const char* letter(Family family) {
    switch (family) {
        case Family::warehouse:
            return "W";
        case Family::half:
            return "H";
        case Family::store_heavy:
            return "S";
        case Family::stores_only:
            return "Z";
    }
    return "";
}

World make_world(const Market& market, std::size_t locations, Family family) {
    World world;
    world.locations = locations;
    world.warehouses = warehouses_of(locations, family);
    for (std::size_t w = 0; w < world.warehouses; ++w)
        world.sites.push_back(market.warehouses[w]);
    for (std::size_t s = 0; world.sites.size() < locations; ++s)
        world.sites.push_back(market.stores[s]);
    world.words = (locations + 63) / 64;
    world.has.assign(market.items.size() * world.words, 0);
    world.units.assign(market.items.size() * locations, 0);
    world.credit.assign(market.items.size() * locations, 0);
    for (std::size_t location = 0; location < locations; ++location)
        stock_location(market, family, location, world);
    return world;
}

Tariffs::Tariffs() {
    for (std::size_t band = 0; band < band_pence.size(); ++band) {
        for (const std::int64_t extra :
             {std::int64_t{0}, remote_pence, next_day_pence, remote_pence + next_day_pence}) {
            auto& table = tables_.emplace_back();
            for (const auto& [kilograms, pence] : weight_steps)
                table.push_back({kilograms * 1000, (pence + band_pence[band] + extra) * 64});
        }
    }
}

std::span<const TariffStep> Tariffs::of(std::size_t band, bool remote, bool next_day) const {
    return tables_[band * 4 + (next_day ? 2u : 0u) + (remote ? 1u : 0u)];
}

Zone make_zone(const World& world, const Tariffs& tariffs, const retail::District& district) {
    Zone zone;
    const bool remote = is_remote(district.outcode);
    for (std::size_t location = 0; location < world.locations; ++location) {
        const bool warehouse = location < world.warehouses;
        const std::int64_t squared =
            squared_distance(world.sites[location].position, district.centroid);
        const std::size_t band = band_of(squared);
        const std::int64_t days = band < 2 ? 2 : band < 4 ? 3 : 4;
        const Cost handling = (warehouse ? 55 : 120) * 64;
        const std::int64_t slots = warehouse ? 1'000'000 : 6 + 8 * (squared % 3);
        // A standard parcel ordered at noon on a weekday goes out the same day; next day costs
        // more.
        zone.options.push_back({0, order_time + days * minutes_of_day, handling,
                                tariffs.of(band, remote, false), slots});
        zone.options.push_back(
            {1, order_time + minutes_of_day, handling, tariffs.of(band, remote, true), slots});
        zone.distance.push_back(squared);
    }
    const auto floor_of = [&](std::uint32_t location) {
        const auto& option = zone.options[2 * location];
        return option.fixed + option.tariff.front().cost;
    };
    zone.order.resize(world.locations);
    for (std::uint32_t location = 0; location < world.locations; ++location)
        zone.order[location] = location;
    std::sort(zone.order.begin(), zone.order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return floor_of(a) != floor_of(b) ? floor_of(a) < floor_of(b) : a < b;
    });
    for (const std::uint32_t location : zone.order)
        zone.floor.push_back(floor_of(location));
    return zone;
}

fulfillment::LineAtLocation line_at(const World& world, std::uint32_t item, std::size_t location,
                                    std::int64_t quantity) {
    const std::int64_t available = world.available(item, location);
    if (location < world.warehouses) return {available, (18 - 3) * 64, 3 * 64};
    const std::int64_t left = available - quantity + 1;
    const std::int64_t stock_out = left <= 1 ? 60 : left == 2 ? 25 : left == 3 ? 10 : 2;
    const std::int64_t credit = world.credit[item * world.locations + location];
    return {available, (55 - 6 + stock_out - credit) * 64, 6 * 64};
}

}  // namespace oms::bench
