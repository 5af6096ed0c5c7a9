#include <algorithm>
#include <limits>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

constexpr int rank_bits = 22;

void read_lines(Search& search) {
    const auto lines = search.problem->lines;
    search.line_count = lines.size();
    search.all = static_cast<Mask>((std::uint64_t{1} << lines.size()) - 1);
    search.splits = false;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        const ProblemLine& line = lines[l];
        search.line[l] = static_cast<std::int32_t>(l);
        search.weight_g[l] = line.weight_g * line.quantity;
        search.volume_cm3[l] = line.volume_cm3 * line.quantity;
        search.unfilled[l] = line.unfilled_cost * line.quantity;
        search.least[l] = search.unfilled[l];
        search.splits = search.splits || (line.may_split && line.quantity > 1);
    }
}

// A part of a split line pays the fixed cost once, at best a credit for every unit.
void lower_least_of_split(Search& search, std::size_t l, const LineAtLocation& cell) {
    const ProblemLine& line = search.problem->lines[l];
    const Cost unit = std::min(cell.per_unit, line.unfilled_cost) + std::min<Cost>(0, cell.fixed);
    search.least[l] = std::min(search.least[l], unit * line.quantity);
}

struct Row {
    Mask mask = 0;
    bool parts = false;
    Cost sum = 0;
    std::int64_t lightest_g = std::numeric_limits<std::int64_t>::max();
};

Row read_row(Search& search, const CandidateView& candidate, Cost* costs) {
    Row row;
    for (std::size_t l = 0; l < search.line_count; ++l) {
        const LineAtLocation& cell = candidate.lines[l];
        const ProblemLine& line = search.problem->lines[l];
        if (cell.available >= line.quantity) {
            row.mask |= bit_of(l);
            costs[l] = cell.fixed + cell.per_unit * line.quantity;
            row.sum += costs[l];
            row.lightest_g = std::min(row.lightest_g, search.weight_g[l]);
        }
        if (line.may_split && line.quantity > 1 && cell.available > 0) {
            row.parts = true;
            row.lightest_g = std::min(row.lightest_g, line.weight_g);
        }
    }
    return row;
}

void read_options(Search& search, Place& place, std::int64_t rank) {
    place.first_option = static_cast<std::uint32_t>(search.options.size());
    place.base = infinite;
    for (std::size_t index = 0; index < place.view->options.size(); ++index) {
        const OptionView& option = place.view->options[index];
        if (option.capacity_left < 1) continue;
        const Cost tariff = tariff_cost(option, place.lightest_g);
        if (tariff == std::numeric_limits<Cost>::min()) continue;
        place.base = std::min(place.base, option.fixed + tariff);
        const Cost late =
            search.problem->lateness.empty() ? 0 : lateness_cost(*search.problem, option.arrival);
        search.options.push_back({&option, static_cast<std::int32_t>(index), late,
                                  (option.arrival << rank_bits) + rank});
    }
    place.option_count = static_cast<std::uint32_t>(search.options.size()) - place.first_option;
}

struct Single {
    Value value;
    std::int32_t place = nobody;
    std::int32_t option = nobody;
};

void try_single(Search& search, const Place& place, Cost lines, std::int64_t weight,
                std::int64_t volume, Single& best) {
    for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count; ++o) {
        const Option& option = search.options[o];
        const Cost known = option.view->fixed + option.late + lines + 1;
        if (known + option.view->tariff.front().cost > best.value.cost) continue;
        const Cost tariff =
            tariff_cost(*option.view, chargeable_weight_g(*option.view, weight, volume));
        if (tariff == std::numeric_limits<Cost>::min()) continue;
        const Value value{known + tariff, option.tie};
        if (value < best.value)
            best = {value, static_cast<std::int32_t>(search.places.size()),
                    static_cast<std::int32_t>(o)};
    }
}

// The candidate at each rank of location number.
const std::int32_t* order_by_number(Search& search) {
    const auto candidates = search.problem->candidates;
    const auto less = [](const CandidateView& a, const CandidateView& b) {
        return a.location_no < b.location_no;
    };
    if (std::is_sorted(candidates.begin(), candidates.end(), less)) return nullptr;
    search.by_number.resize(candidates.size());
    for (std::size_t c = 0; c < candidates.size(); ++c)
        search.by_number[c] = static_cast<std::int32_t>(c);
    std::sort(search.by_number.begin(), search.by_number.end(),
              [&](std::int32_t a, std::int32_t b) {
                  return less(candidates[static_cast<std::size_t>(a)],
                              candidates[static_cast<std::size_t>(b)]);
              });
    return search.by_number.data();
}

void read_candidate(Search& search, std::size_t candidate, std::size_t rank, std::int64_t weight,
                    std::int64_t volume, Single& best) {
    const std::size_t n = search.line_count;
    Place place{};
    place.view = &search.problem->candidates[candidate];
    place.candidate = static_cast<std::int32_t>(candidate);
    place.row = static_cast<std::uint32_t>(search.places.size() * n);
    const Row row = read_row(search, *place.view, search.costs.data() + place.row);
    if (row.mask == 0 && !row.parts) return;
    place.mask = row.mask;
    place.lightest_g = row.lightest_g;
    read_options(search, place, static_cast<std::int64_t>(rank));
    if (place.option_count == 0) return;
    for (Mask rest = row.mask; rest != 0; rest &= rest - 1)
        search.least[lowest(rest)] =
            std::min(search.least[lowest(rest)], search.costs[place.row + lowest(rest)]);
    if (row.parts) {
        for (std::size_t l = 0; l < n; ++l) {
            const ProblemLine& line = search.problem->lines[l];
            if (line.may_split && line.quantity > 1 && place.view->lines[l].available > 0)
                lower_least_of_split(search, l, place.view->lines[l]);
        }
    }
    search.base_min = std::min(search.base_min, place.base);
    if (row.mask == search.all) try_single(search, place, row.sum, weight, volume, best);
    search.places.push_back(place);
}

// No plan but the best of one full parcel or of none costs less than this.
Cost other_plans_bound(const Search& search) {
    if (search.base_min == infinite) return infinite;
    Cost extra = infinite;  // of leaving something unfilled
    for (std::size_t l = 0; l < search.line_count; ++l) {
        const ProblemLine& line = search.problem->lines[l];
        const bool parts = line.may_split && line.quantity > 1;
        extra = std::min(extra, parts ? 0 : search.unfilled[l] - search.least[l]);
    }
    const Cost one = search.base_min + 1 + search.least_sum;
    const bool two_possible =
        search.problem->max_parcels >= 2 && (search.line_count >= 2 || search.splits);
    const Cost two =
        two_possible ? one + search.base_min + 1 + search.problem->split_cost : infinite;
    return std::min(two, one + extra);
}

}  // namespace

bool prepare(Search& search) {
    read_lines(search);
    const auto candidates = search.problem->candidates;
    search.places.clear();
    search.options.clear();
    if (search.costs.size() < candidates.size() * search.line_count + 1)
        search.costs.resize(candidates.size() * search.line_count + 1);
    search.base_min = infinite;
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    Cost unfilled = 0;
    for (std::size_t l = 0; l < search.line_count; ++l) {
        weight += search.weight_g[l];
        volume += search.volume_cm3[l];
        unfilled += search.unfilled[l];
    }
    Single single;
    const std::int32_t* order = order_by_number(search);
    for (std::size_t rank = 0; rank < candidates.size(); ++rank) {
        const auto candidate = order == nullptr ? rank : static_cast<std::size_t>(order[rank]);
        if (std::cmp_equal(candidate, search.excluded)) continue;
        read_candidate(search, candidate, rank, weight, volume, single);
    }
    search.least_sum = 0;
    for (std::size_t l = 0; l < search.line_count; ++l)
        search.least_sum += search.least[l];
    search.best.clear();
    search.best.value = {unfilled, 0};
    if (single.value < search.best.value) {
        search.best.value = single.value;
        search.best.add(search.places[static_cast<std::size_t>(single.place)].candidate,
                        search.options[static_cast<std::size_t>(single.option)].index);
        for (std::size_t l = 0; l < search.line_count; ++l)
            search.best.put(static_cast<std::int32_t>(l), search.problem->lines[l].quantity);
    }
    return search.line_count == 0 || search.best.value.cost < other_plans_bound(search);
}

void arrange(Search& search) {
    const std::size_t n = search.line_count;
    const Cost two = search.least_sum + search.base_min + search.problem->split_cost + 2;
    std::size_t kept = 0;
    std::array<std::uint32_t, 32> held{};
    for (Place& place : search.places) {
        Cost step = infinite;  // of the cheapest line here over the cheapest anywhere
        Cost without = 0;      // of leaving what is not here unfilled
        Cost one_less = infinite;
        for (std::size_t l = 0; l < n; ++l) {
            const Cost extra = search.unfilled[l] - search.least[l];
            one_less = std::min(one_less, extra);
            if ((place.mask & bit_of(l)) != 0)
                step = std::min(step, search.cost_of(place, l) - search.least[l]);
            else
                without += extra;
        }
        if (place.mask == search.all) without = one_less;
        const Cost alone = place.base + 1 + search.least_sum + without;
        const Cost with_another = place.base + step + two;
        if (!search.splits && std::min(alone, with_another) > search.best.value.cost) continue;
        for (Mask rest = place.mask; rest != 0; rest &= rest - 1)
            ++held[lowest(rest)];
        search.places[kept++] = place;
    }
    search.places.resize(kept);
    std::array<std::size_t, 32> order{};
    for (std::size_t l = 0; l < n; ++l)
        order[l] = l;
    std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n),
              [&](std::size_t a, std::size_t b) {
                  return held[a] != held[b] ? held[a] < held[b] : a < b;
              });
    const auto reorder = [&](auto& values) {
        auto copy = values;
        for (std::size_t l = 0; l < n; ++l)
            values[l] = copy[order[l]];
    };
    reorder(search.line);
    reorder(search.weight_g);
    reorder(search.volume_cm3);
    reorder(search.unfilled);
    reorder(search.least);
    std::array<Cost, 32> row{};
    for (Place& place : search.places) {
        Mask mask = 0;
        for (std::size_t l = 0; l < n; ++l) {
            row[l] = search.costs[place.row + order[l]];
            if ((place.mask & bit_of(order[l])) != 0) mask |= bit_of(l);
        }
        std::copy_n(row.begin(), n, search.costs.begin() + place.row);
        place.mask = mask;
    }
    search.levels.clear();
    for (const Option& option : search.options)
        search.levels.push_back(option.late);
    std::sort(search.levels.begin(), search.levels.end());
    search.levels.erase(std::unique(search.levels.begin(), search.levels.end()),
                        search.levels.end());
}

void set_level(Search& search, Cost level) {
    search.level = level;
    for (Place& place : search.places) {
        place.base = infinite;
        for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count;
             ++o) {
            const Option& option = search.options[o];
            if (option.late > level) continue;
            place.base = std::min(place.base,
                                  option.view->fixed + tariff_cost(*option.view, place.lightest_g));
        }
    }
}

Sending Search::send(const Place& place, std::int64_t weight, std::int64_t volume) const {
    Sending found;
    for (std::uint32_t o = place.first_option; o < place.first_option + place.option_count; ++o) {
        const Option& option = options[o];
        const OptionView& view = *option.view;
        if (option.late > level || view.fixed + view.tariff.front().cost > found.value.cost)
            continue;
        const Cost tariff = tariff_cost(view, chargeable_weight_g(view, weight, volume));
        if (tariff == std::numeric_limits<Cost>::min()) continue;
        const Value value{view.fixed + tariff, option.tie};
        if (value < found.value) found = {value, static_cast<std::int32_t>(o)};
    }
    return found;
}

Column column_of(const Search& search, std::size_t place, Mask mask) {
    const Place& from = search.places[place];
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    Cost lines = 0;
    for (Mask rest = mask; rest != 0; rest &= rest - 1) {
        const std::size_t l = lowest(rest);
        weight += search.weight_g[l];
        volume += search.volume_cm3[l];
        lines += search.cost_of(from, l);
    }
    const Sending sending = search.send(from, weight, volume);
    if (sending.option == nobody) return {};
    Column column{sending.value, static_cast<std::int32_t>(place), sending.option};
    column.value.cost += lines + search.problem->split_cost + 1;
    return column;
}

}  // namespace oms::fulfillment::solver
