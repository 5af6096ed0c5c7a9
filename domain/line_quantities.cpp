#include "domain/line_quantities.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace oms {
namespace {

struct Row {
    UnitState from;
    UnitState to;
};

// The whole life of a unit; what is not a row here cannot happen. After a unit has left its
// location the way back is a return, which is counted beside these states.
constexpr auto unit_moves = [] {
    using enum UnitState;
    return std::to_array<Row>({
        {unallocated, allocated  },
        {unallocated, backordered},
        {unallocated, canceled   },
        {backordered, allocated  },
        {backordered, unallocated},
        {backordered, canceled   },
        {allocated,   unallocated},
        {allocated,   backordered},
        {allocated,   in_transfer},
        {allocated,   picking    },
        {allocated,   canceled   },
        {in_transfer, allocated  }, // received at the pickup store
        {in_transfer, unallocated}, // it did not come
        {in_transfer, written_off},
        {picking,     allocated  },
        {picking,     unallocated}, // short pick
        {picking,     packed     },
        {picking,     canceled   },
        {packed,      shipped    },
        {packed,      ready      },
        {packed,      in_transfer},
        {packed,      canceled   },
        {packed,      unallocated}, // its order goes elsewhere by now
        {ready,       collected  },
        {ready,       canceled   }, // pickup window expired
        {shipped,     delivered  },
        {shipped,     written_off},
    });
}();

}  // namespace

bool may_move(UnitState from, UnitState to) noexcept {
    return std::any_of(unit_moves.begin(), unit_moves.end(),
                       [&](const Row& row) { return row.from == from && row.to == to; });
}

LineQuantities LineQuantities::from_row(const std::array<std::int64_t, unit_state_count>& units,
                                        std::int64_t return_expected, std::int64_t returned) {
    LineQuantities quantities;
    quantities.units_ = units;
    quantities.return_expected_ = return_expected;
    quantities.returned_ = returned;
    return quantities;
}

std::int64_t LineQuantities::ordered() const noexcept {
    return std::accumulate(units_.begin(), units_.end(), std::int64_t{0});
}

std::int64_t LineQuantities::with_customer() const noexcept {
    return in(UnitState::shipped) + in(UnitState::delivered) + in(UnitState::collected);
}

std::int64_t LineQuantities::open() const noexcept {
    return ordered() - with_customer() - in(UnitState::canceled)-in(UnitState::written_off);
}

Result<void> LineQuantities::move(UnitState from, UnitState to, std::int64_t units) {
    if (!may_move(from, to) || units <= 0 || units > in(from)) {
        return fail(Reason::illegal_transition,
                    fmt::format("{} units from {} to {}, {} are {}", units, enum_text(from),
                                enum_text(to), in(from), enum_text(from)));
    }
    units_[index(from)] -= units;
    units_[index(to)] += units;
    return {};
}

Result<void> LineQuantities::count_returns(std::int64_t expected_change,
                                           std::int64_t returned_change) {
    const std::int64_t expected = return_expected_ + expected_change;
    const std::int64_t came = returned_ + returned_change;
    if (expected < 0 || came < 0 || expected + came > with_customer()) {
        return fail(Reason::illegal_transition,
                    fmt::format("{} units announced and {} returned of {} with the customer",
                                expected, came, with_customer()));
    }
    return_expected_ = expected;
    returned_ = came;
    return {};
}

}  // namespace oms
