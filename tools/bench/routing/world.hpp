#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "fulfillment/routing_view.hpp"
#include "tools/bench/routing/market.hpp"

namespace oms::bench {

using fulfillment::Cost;

// How much of the range the warehouses carry: W well stocked, H half, S little (stores matter), Z
// no warehouse at all.
enum class Family { warehouse, half, store_heavy, stores_only };
inline constexpr Family families[] = {Family::warehouse, Family::half, Family::store_heavy,
                                      Family::stores_only};
const char* letter(Family family);

// A network of N locations and its stock; the first `warehouses` locations are warehouses.
struct World {
    std::size_t locations = 0;
    std::size_t warehouses = 0;
    std::vector<retail::Building> sites;
    std::size_t words = 0;             // of one bitset over locations
    std::vector<std::uint64_t> has;    // by item: bitset of locations that can give a unit
    std::vector<std::uint16_t> units;  // by item, then location: available, less safety stock
    std::vector<std::uint8_t> credit;  // by item, then location: ageing credit in pence

    std::uint16_t available(std::uint32_t item, std::size_t location) const {
        return units[item * locations + location];
    }
};

World make_world(const Market& market, std::size_t locations, Family family);

// What "uk-1" makes of one destination: for each location its two options (standard and next day)
// over shared tariffs, and the locations from cheap to dear. A server keeps it for each
// destination and time bucket, so the bench makes it before the clock starts.
struct Zone {
    std::vector<fulfillment::OptionView> options;  // two for each location
    std::vector<std::uint32_t> order;              // by floor, then number
    std::vector<Cost> floor;                       // no parcel from there costs less, by order
    std::vector<std::int64_t> distance;            // squared, for the baselines
};

// Tariffs of cost model "uk-1" by distance band and surcharge, in Cost.
class Tariffs {
public:
    Tariffs();
    std::span<const fulfillment::TariffStep> of(std::size_t band, bool remote, bool next_day) const;

private:
    std::vector<std::vector<fulfillment::TariffStep>> tables_;
};

Zone make_zone(const World& world, const Tariffs& tariffs, const retail::District& district);

// Line costs of "uk-1" for one item and quantity at one location.
fulfillment::LineAtLocation line_at(const World& world, std::uint32_t item, std::size_t location,
                                    std::int64_t quantity);
// No line costs less anywhere: a store's pick and least stock-out cost, less the largest credit.
inline constexpr Cost line_floor = (55 + 2 - 40) * 64;
inline constexpr Cost split_cost = 150 * 64;
inline constexpr Cost unfilled_order = 3000 * 64;
inline constexpr Cost late_day = 200 * 64;

}  // namespace oms::bench
