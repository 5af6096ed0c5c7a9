#include <algorithm>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

struct Pick {
    Column column;
    Mask mask = 0;
    bool better_than(const Pick& other) const {
        if (other.mask == 0) return mask != 0;
        const Cost mine = column.value.cost * std::popcount(other.mask);
        const Cost theirs = other.column.value.cost * std::popcount(mask);
        if (mine != theirs) return mine < theirs;
        return column.value < other.column.value;
    }
};

// All of `wanted` that `place` holds and one parcel can carry: what does not fit is left out,
// heaviest first.
Pick fill_parcel(const Search& search, std::size_t place, Mask wanted) {
    Pick pick{{}, wanted & search.places[place].mask};
    while (pick.mask != 0) {
        pick.column = column_of(search, place, pick.mask);
        if (pick.column.option != nobody) return pick;
        std::size_t heaviest = lowest(pick.mask);
        for (Mask rest = pick.mask; rest != 0; rest &= rest - 1) {
            if (search.weight_g[lowest(rest)] > search.weight_g[heaviest]) heaviest = lowest(rest);
        }
        pick.mask &= ~bit_of(heaviest);
    }
    return pick;
}

// No parcel of this place can be better than this, for each of the lines it would take.
bool may_beat(const Search& search, const Place& place, Mask wanted, const Pick& best) {
    const Mask mask = place.mask & wanted;
    if (mask == 0 || place.base == infinite) return false;
    if (best.mask == 0) return true;
    Cost cost = place.base + search.problem->split_cost + 1;
    for (Mask rest = mask; rest != 0; rest &= rest - 1)
        cost += search.cost_of(place, lowest(rest));
    return cost * std::popcount(best.mask) <= best.column.value.cost * std::popcount(mask);
}

// The best place for the lines that a parcel already has.
Pick move_parcel(const Search& search, const Pick& pick) {
    Pick best = pick;
    for (std::size_t place = 0; place < search.places.size(); ++place) {
        const Place& from = search.places[place];
        if ((pick.mask & ~from.mask) != 0 || !may_beat(search, from, pick.mask, best)) continue;
        const Column column = column_of(search, place, pick.mask);
        if (column.value < best.column.value) best.column = column;
    }
    return best;
}

Cost unfilled_of(const Search& search, Mask mask) {
    Cost cost = 0;
    for (Mask rest = mask; rest != 0; rest &= rest - 1)
        cost += search.unfilled[lowest(rest)];
    return cost;
}

}  // namespace

void Plan::clear() {
    value = {};
    parcels.clear();
    lines.clear();
}

void Plan::add(std::int32_t candidate, std::int32_t option) {
    parcels.push_back({candidate, option, static_cast<std::uint32_t>(lines.size()), 0});
}

void Plan::put(std::int32_t line, std::int64_t units) {
    lines.push_back({line, units});
    ++parcels.back().line_count;
}

bool Search::offer_draft() {
    if (!(draft.value < best.value)) return false;
    std::swap(best, draft);
    return true;
}

void cover_greedily(Search& search) {
    std::array<Pick, 32> picks{};
    std::size_t count = 0;
    Mask left = search.all;
    const auto most = std::min<std::size_t>(static_cast<std::size_t>(search.problem->max_parcels),
                                            search.line_count);
    while (left != 0 && count < most) {
        Pick best;
        for (std::size_t place = 0; place < search.places.size(); ++place) {
            if (!may_beat(search, search.places[place], left, best)) continue;
            const Pick pick = fill_parcel(search, place, left);
            if (pick.mask != 0 && pick.better_than(best)) best = pick;
        }
        if (best.mask == 0 || best.column.value.cost > unfilled_of(search, best.mask)) break;
        picks[count++] = best;
        left &= ~best.mask;
    }
    if (count == 0) return;
    search.draft.clear();
    for (std::size_t p = 0; p < count; ++p) {
        const Pick pick = move_parcel(search, picks[p]);
        draft_parcel(search, pick.mask, pick.column.place, pick.column.option);
    }
    value_draft(search);
    if (respects_limits(search, search.draft)) search.offer_draft();
}

void value_draft(Search& search) {
    const ProblemView& problem = *search.problem;
    Plan& plan = search.draft;
    Cost cost = 0;
    std::int64_t tie = 0;
    Cost late = 0;
    Cost parts = 0;
    std::array<std::int64_t, 32> filled{};
    for (const Parcel& parcel : plan.parcels) {
        const auto place =
            std::find_if(search.places.begin(), search.places.end(),
                         [&](const Place& each) { return each.candidate == parcel.candidate; });
        std::int64_t weight = 0;
        std::int64_t volume = 0;
        for (std::uint32_t i = 0; i < parcel.line_count; ++i) {
            const ParcelLine& part = plan.lines[parcel.first_line + i];
            const auto l = static_cast<std::size_t>(part.line);
            weight += problem.lines[l].weight_g * part.units;
            volume += problem.lines[l].volume_cm3 * part.units;
            filled[l] += part.units;
            cost += place->view->lines[l].fixed + place->view->lines[l].per_unit * part.units;
            ++parts;
        }
        for (std::uint32_t o = place->first_option; o < place->first_option + place->option_count;
             ++o) {
            const Option& option = search.options[o];
            if (option.index != parcel.option) continue;
            cost += option.view->fixed + problem.split_cost + 1 +
                    tariff_cost(*option.view, chargeable_weight_g(*option.view, weight, volume));
            tie += option.tie;
            late = std::max(late, option.late);
        }
    }
    for (std::size_t l = 0; l < search.line_count; ++l) {
        cost += (problem.lines[l].quantity - filled[l]) * problem.lines[l].unfilled_cost;
        if (filled[l] > 0) parts -= 1;
    }
    if (!plan.parcels.empty()) cost += late - problem.split_cost;
    plan.value = {cost + parts * problem.line_split_cost, tie};
}

bool respects_limits(const Search& search, const Plan& plan) {
    if (std::cmp_greater(plan.parcels.size(), search.problem->max_parcels)) return false;
    for (std::size_t p = 0; p < plan.parcels.size(); ++p) {
        const Parcel& parcel = plan.parcels[p];
        const auto& candidate =
            search.problem->candidates[static_cast<std::size_t>(parcel.candidate)];
        std::int64_t used = 0;
        for (const Parcel& other : plan.parcels) {
            used += other.candidate == parcel.candidate && other.option == parcel.option ? 1 : 0;
            if (&other == &parcel || other.candidate != parcel.candidate) continue;
            for (std::uint32_t i = 0; i < parcel.line_count; ++i) {
                for (std::uint32_t j = 0; j < other.line_count; ++j) {
                    if (plan.lines[parcel.first_line + i].line ==
                        plan.lines[other.first_line + j].line)
                        return false;
                }
            }
        }
        if (used > candidate.options[static_cast<std::size_t>(parcel.option)].capacity_left)
            return false;
    }
    return true;
}

}  // namespace oms::fulfillment::solver
