#include <algorithm>

#include "fulfillment/solver/search.hpp"

// Dual ascent for the relaxation in which the tariff is a straight line under its steps: the
// uncapacitated facility location problem (Erlenkotter 1978), with each line's share of the weight
// in its cost. Prices u are feasible while, for every place, the lines it holds bring no more than
// its parcel costs: sum of max(0, u - line cost) <= base.
namespace oms::fulfillment::solver {
namespace {

constexpr int rounds = 4;

void index_holders(Search& search) {
    search.holders.clear();
    search.holder_cost.clear();
    for (std::size_t l = 0; l < search.line_count; ++l) {
        search.holders_begin[l] = static_cast<std::uint32_t>(search.holders.size());
        for (std::size_t p = 0; p < search.places.size(); ++p) {
            const Place& place = search.places[p];
            if ((place.mask & bit_of(l)) == 0 || place.base == infinite) continue;
            search.holders.push_back(static_cast<std::uint32_t>(p));
            search.holder_cost.push_back(search.cost_of(place, l) +
                                         sloped(place, search.weight_g[l]));
        }
    }
    search.holders_begin[search.line_count] = static_cast<std::uint32_t>(search.holders.size());
}

// Raises the price of one line by a share of what its holders allow.
void raise(Search& search, std::size_t l, bool fully) {
    Cost allowed = search.unfilled[l];
    const std::uint32_t begin = search.holders_begin[l];
    const std::uint32_t end = search.holders_begin[l + 1];
    Cost& price = search.dual[l];
    for (std::uint32_t h = begin; h < end; ++h) {
        const Place& place = search.places[search.holders[h]];
        allowed = std::min(allowed, std::max(price, search.holder_cost[h]) + place.slack);
    }
    if (allowed <= price) return;
    const Cost next = fully ? allowed : price + (allowed - price) / 2;
    for (std::uint32_t h = begin; h < end; ++h) {
        const Cost cost = search.holder_cost[h];
        if (next > cost) search.places[search.holders[h]].slack -= next - std::max(price, cost);
    }
    price = next;
}

}  // namespace

Cost dual_total(const Search& search) {
    Cost total = 0;
    for (std::size_t l = 0; l < search.line_count; ++l)
        total += search.dual[l];
    return total;
}

Cost raise_duals(Search& search) {
    set_slopes(search);
    index_holders(search);
    for (Place& place : search.places)
        place.slack =
            place.base == infinite ? infinite : place.line_base + search.problem->split_cost + 1;
    for (std::size_t l = 0; l < search.line_count; ++l) {
        Cost least = search.unfilled[l];
        for (std::uint32_t h = search.holders_begin[l]; h < search.holders_begin[l + 1]; ++h)
            least = std::min(least, search.holder_cost[h]);
        search.dual[l] = least;
    }
    for (int round = 1; round <= rounds; ++round) {
        for (std::size_t l = 0; l < search.line_count; ++l)
            raise(search, l, round == rounds);
    }
    return dual_total(search);
}

}  // namespace oms::fulfillment::solver
