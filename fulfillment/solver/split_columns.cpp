#include <algorithm>

#include "fulfillment/solver/search.hpp"

namespace oms::fulfillment::solver {
namespace {

constexpr std::size_t most_states = 65'536;

const ProblemLine& line_of(const Search& search, std::size_t bit) {
    return search.problem->lines[static_cast<std::size_t>(search.line[bit])];
}

bool parts(const Search& search, std::size_t bit) {
    return line_of(search, bit).may_split && line_of(search, bit).quantity > 1;
}

// Walks the vectors of units that one place can send in one parcel.
class Walk {
public:
    explicit Walk(Search& search) : search_(search), own_(search.split) {}

    void place(std::size_t index) {
        place_ = &search_.places[index];
        index_ = static_cast<std::int32_t>(index);
        extend(0, {});
    }

private:
    struct Set {
        std::uint64_t packed = 0;
        std::uint32_t index = 0;
        Mask lines = 0;
        Cost over = 0;  // line costs over the least that the same units cost anywhere
        Cost cost = 0;
        std::int64_t weight = 0;
        std::int64_t volume = 0;
    };

    void extend(std::size_t from, const Set& set) {
        for (std::size_t l = from; l < search_.line_count; ++l) {
            const auto source = static_cast<std::size_t>(search_.line[l]);
            const LineAtLocation& cell = place_->view->lines[source];
            const bool whole = !parts(search_, l);
            const std::int64_t most = whole
                                          ? (cell.available >= line_of(search_, l).quantity ? 1 : 0)
                                          : std::min(cell.available, line_of(search_, l).quantity);
            for (std::int64_t digit = 1; digit <= most; ++digit) {
                if (search_.over_budget()) return;
                if (!try_digit(l, digit, cell, set)) break;
            }
        }
    }

    // False when more units of the line cannot help either.
    bool try_digit(std::size_t l, std::int64_t digit, const LineAtLocation& cell, const Set& set) {
        const ProblemLine& line = line_of(search_, l);
        const std::int64_t units = units_of(search_, l, digit);
        const Cost cost = cell.fixed + cell.per_unit * units;
        Set next = set;
        next.packed += static_cast<std::uint64_t>(digit) << own_.shift[l];
        next.index += static_cast<std::uint32_t>(digit) * own_.stride[l];
        next.lines |= bit_of(l);
        next.over += cost - own_.unit_least[l] * digit;
        next.cost += cost;
        next.weight += line.weight_g * units;
        next.volume += line.volume_cm3 * units;
        ++search_.expansions;
        const Sending sending = search_.send(*place_, next.weight, next.volume);
        if (sending.option == nobody) return false;
        const Cost per_parcel = search_.problem->split_cost + 1;
        if (sending.value.cost + per_parcel + next.over + search_.least_sum > search_.ceiling())
            return false;
        keep(next, sending, per_parcel);
        extend(l + 1, next);
        return true;
    }

    void keep(const Set& set, const Sending& sending, Cost per_parcel) {
        Column& column = own_.table[set.index];
        const Value value{sending.value.cost + per_parcel + set.cost, sending.value.tie};
        if (column.option == nobody) {
            own_.touched.push_back(set.index);
            own_.columns.push_back({set.packed, set.index, set.lines});
        }
        if (column.option == nobody || value < column.value)
            column = {value, index_, sending.option};
    }

    Search& search_;
    Split& own_;
    const Place* place_ = nullptr;
    std::int32_t index_ = nobody;
};

void fill_states(Search& search) {
    Split& own = search.split;
    own.packed_of.resize(own.states);
    own.full_of.resize(own.states);
    for (std::size_t state = 0; state < own.states; ++state) {
        std::uint64_t packed = 0;
        Mask full = 0;
        for (std::size_t l = 0; l < search.line_count; ++l) {
            const std::uint64_t digit = (state / own.stride[l]) % own.radix[l];
            packed |= digit << own.shift[l];
            if (digit + 1 == own.radix[l]) full |= bit_of(l);
        }
        own.packed_of[state] = packed;
        own.full_of[state] = full;
    }
}

}  // namespace

std::int64_t digit_of(const Search& search, std::uint64_t packed, std::size_t bit) {
    const Split& own = search.split;
    const auto width = static_cast<std::uint32_t>(std::bit_width(own.radix[bit] - 1));
    return static_cast<std::int64_t>((packed >> own.shift[bit]) &
                                     ((std::uint64_t{1} << width) - 1));
}

std::int64_t units_of(const Search& search, std::size_t bit, std::int64_t digit) {
    return parts(search, bit) ? digit : digit * line_of(search, bit).quantity;
}

bool number_vectors(Search& search) {
    Split& own = search.split;
    std::uint32_t shift = 0;
    own.states = 1;
    own.guards = 0;
    for (std::size_t l = 0; l < search.line_count; ++l) {
        const std::int64_t quantity = parts(search, l) ? line_of(search, l).quantity : 1;
        if (quantity >= static_cast<std::int64_t>(most_states)) return false;
        own.radix[l] = static_cast<std::uint32_t>(quantity + 1);
        own.stride[l] = static_cast<std::uint32_t>(own.states);
        own.shift[l] = shift;
        own.states *= own.radix[l];
        if (own.states > most_states) return false;
        shift += static_cast<std::uint32_t>(std::bit_width(own.radix[l] - 1)) + 1;
        own.guards |= std::uint64_t{1} << (shift - 1);
        own.unit_least[l] = search.least[l] / quantity;
        own.unit_unfilled[l] = search.unfilled[l] / quantity;
    }
    fill_states(search);
    if (own.table.size() < own.states) own.table.resize(own.states);
    return true;
}

bool enumerate_split_columns(Search& search) {
    Split& own = search.split;
    own.columns.clear();
    own.touched.clear();
    Walk walk(search);
    for (std::size_t p = 0; p < search.places.size(); ++p) {
        if (search.places[p].base != infinite) walk.place(p);
    }
    if (search.over_budget()) return false;
    std::sort(own.columns.begin(), own.columns.end(),
              [](const SplitColumn& a, const SplitColumn& b) {
                  const std::size_t left = lowest(a.lines);
                  const std::size_t right = lowest(b.lines);
                  return left != right ? left < right : a.index < b.index;
              });
    own.begin.fill(0);
    for (const SplitColumn& column : own.columns)
        ++own.begin[lowest(column.lines) + 1];
    for (std::size_t l = 1; l < own.begin.size(); ++l)
        own.begin[l] += own.begin[l - 1];
    return true;
}

void draft_split_parcel(Search& search, const Step& step) {
    const std::uint64_t packed = search.split.packed_of[step.set];
    search.draft.add(search.places[static_cast<std::size_t>(step.place)].candidate,
                     search.options[static_cast<std::size_t>(step.option)].index);
    for (std::size_t l = 0; l < search.line_count; ++l) {
        const std::int64_t digit = digit_of(search, packed, l);
        if (digit > 0) search.draft.put(search.line[l], units_of(search, l, digit));
    }
}

}  // namespace oms::fulfillment::solver
