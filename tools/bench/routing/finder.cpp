#include "tools/bench/routing/finder.hpp"

#include <algorithm>

namespace oms::bench {
namespace {

constexpr std::int64_t three_days_at_noon = (20'003 * 24 + 12) * 60;
constexpr Cost none = std::numeric_limits<Cost>::max() / 4;

}  // namespace

void Finder::read_lines(const Order& order) {
    lines_.clear();
    any_.assign(world_.words, 0);
    every_.assign(world_.words, ~std::uint64_t{0});
    weight_g_ = 0;
    for (const OrderLine& line : order.lines) {
        const Item& item = market_.items[line.item];
        lines_.push_back(
            {line.quantity, item.weight_g, item.volume_cm3, unfilled_order / line.quantity, false});
        weight_g_ += item.weight_g * line.quantity;
        const std::uint64_t* has = world_.has.data() + line.item * world_.words;
        for (std::size_t w = 0; w < world_.words; ++w) {
            any_[w] |= has[w];
            every_[w] &= has[w];
        }
    }
}

// What the whole order costs from here in one parcel with its lateness; `none` where it cannot.
Cost Finder::single_cost(const Order& order, const Zone& zone, std::size_t location) {
    Cost cost = 1;
    for (const OrderLine& line : order.lines) {
        const auto cell = line_at(world_, line.item, location, line.quantity);
        if (cell.available < line.quantity) return none;
        cost += cell.fixed + cell.per_unit * line.quantity;
    }
    Cost best = none;
    for (std::size_t service = order.next_day ? 1 : 0; service < 2; ++service) {
        const auto& option = zone.options[2 * location + service];
        const Cost tariff = fulfillment::tariff_cost(option, weight_g_);
        if (tariff == std::numeric_limits<Cost>::min()) continue;
        const Cost late = order.next_day ? 0 : fulfillment::lateness_cost(view_, option.arrival);
        best = std::min(best, cost + option.fixed + tariff + late);
    }
    return best;
}

void Finder::add(const Order& order, const Zone& zone, std::size_t location) {
    const std::size_t first = cells_.size();
    for (const OrderLine& line : order.lines)
        cells_.push_back(line_at(world_, line.item, location, line.quantity));
    // A hard promise leaves the next-day option only.
    const auto options =
        std::span(zone.options)
            .subspan(2 * location + (order.next_day ? 1 : 0), order.next_day ? 1 : 2);
    candidates_.push_back({static_cast<std::int32_t>(location), options,
                           std::span(cells_).subspan(first, order.lines.size())});
}

void Finder::collect(const Order& order, const Zone& zone, bool all) {
    const Cost lines_floor = line_floor * static_cast<Cost>(order.lines.size());
    Cost best = unfilled_order * static_cast<Cost>(order.lines.size());
    const Cost cheapest = zone.floor.empty() ? 0 : zone.floor.front();
    for (std::size_t i = 0; i < zone.order.size(); ++i) {
        const Cost alone = zone.floor[i] + 1 + lines_floor;
        // Neither alone nor beside the cheapest other parcel can it be in a better plan.
        if (!all && alone > best) break;
        const std::size_t location = zone.order[i];
        const std::uint64_t bit = std::uint64_t{1} << (location % 64);
        if ((any_[location / 64] & bit) == 0) continue;
        const bool holds_every = (every_[location / 64] & bit) != 0;
        const bool beside = alone + cheapest + 1 + split_cost <= best;
        if (!all && !holds_every && !beside && order.lines.size() > 1) {
            // Alone it would leave a line unfilled.
            if (alone + unfilled_order > best) continue;
        }
        if (!all && holds_every) best = std::min(best, single_cost(order, zone, location));
        add(order, zone, location);
    }
}

const fulfillment::ProblemView& Finder::find(const Order& order, const Zone& zone, bool all,
                                             std::int64_t expansion_budget) {
    read_lines(order);
    cells_.clear();
    // Spans point into it, so it must not grow while it is filled.
    cells_.reserve(world_.locations * order.lines.size());
    candidates_.clear();
    lateness_.clear();
    if (!order.next_day) lateness_.push_back({three_days_at_noon, late_day});
    view_.lateness = lateness_;
    collect(order, zone, all);
    if (!std::is_sorted(candidates_.begin(), candidates_.end(),
                        [](const auto& a, const auto& b) { return a.location_no < b.location_no; }))
        std::sort(candidates_.begin(), candidates_.end(),
                  [](const auto& a, const auto& b) { return a.location_no < b.location_no; });
    view_.lines = lines_;
    view_.candidates = candidates_;
    view_.split_cost = split_cost;
    view_.line_split_cost = 0;
    view_.max_parcels = 8;
    view_.expansion_budget = expansion_budget;
    return view_;
}

}  // namespace oms::bench
