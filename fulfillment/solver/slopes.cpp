#include <algorithm>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

struct Point {
    std::int64_t weight;
    Cost cost;
};

struct Slope {
    Cost base;
    Cost cost;
    std::int64_t weight;
};

// A straight line that is nowhere above the steps of the tariff up to `most` grams: the edge of
// their lower hull over the middle of the weights. Steps are highest for their weight at their
// right ends.
Slope slope_of(const OptionView& option, std::int64_t most) {
    most = std::min(most, option.tariff.back().up_to_weight_g);
    Point from{0, option.tariff.front().cost};
    const std::int64_t middle = most / 2;
    while (true) {
        Point to{-1, 0};
        for (const TariffStep& step : option.tariff) {
            const Point point{std::min(step.up_to_weight_g, most), step.cost};
            if (point.weight <= from.weight) continue;
            // Flatter from here, or as flat and farther.
            if (to.weight < 0 || (point.cost - from.cost) * (to.weight - from.weight) <=
                                     (to.cost - from.cost) * (point.weight - from.weight))
                to = point;
            if (step.up_to_weight_g >= most) break;
        }
        if (to.weight < 0) return {option.tariff.front().cost, 0, 1};
        if (to.weight >= middle || to.weight >= most) {
            const Cost rise = to.cost - from.cost;
            const std::int64_t run = to.weight - from.weight;
            // Where the edge meets weight 0, rounded down.
            const Cost under = (rise * from.weight + run - 1) / run;
            return {from.cost - under, rise, run};
        }
        from = to;
    }
}

bool flatter(const Slope& a, const Slope& b) {
    return a.cost * b.weight < b.cost * a.weight;
}

}  // namespace

void set_slopes(Search& search) {
    for (Place& place : search.places) {
        place.line_base = place.base;
        place.slope_cost = 0;
        place.slope_weight = 1;
        if (place.base == infinite) continue;
        std::int64_t most = 0;
        for (Mask rest = place.mask; rest != 0; rest &= rest - 1)
            most += search.weight_g[lowest(rest)];
        // In these ranges the products below stay far from the ends of 64 bits.
        if (most > 10'000'000) continue;
        Slope all{infinite, 0, 1};
        bool first = true;
        for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count;
             ++o) {
            const Option& option = search.options[o];
            if (option.late > search.level) continue;
            const Slope slope = slope_of(*option.view, most);
            if (first || flatter(slope, all)) {
                all.cost = slope.cost;
                all.weight = slope.weight;
            }
            all.base = std::min(all.base, option.view->fixed + slope.base);
            first = false;
        }
        // No better than the flat line for what is light.
        if (all.cost <= 0 || all.cost > 100'000'000'000) continue;
        // A steep line can meet weight 0 below nothing; then the duals would start infeasible.
        if (all.base + search.problem->split_cost + 1 < 0) continue;
        place.line_base = all.base;
        place.slope_cost = all.cost;
        place.slope_weight = all.weight;
    }
}

}  // namespace oms::fulfillment::solver
