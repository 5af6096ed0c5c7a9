#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "domain/enum_text.hpp"
#include "domain/result.hpp"

namespace oms {

// Where a unit of an order line is. Disjoint; quantities over all states sum to ordered.
enum class UnitState : std::uint8_t {
    unallocated,
    backordered,
    allocated,
    in_transfer,
    picking,
    packed,
    ready,
    shipped,
    delivered,
    collected,
    canceled,
    written_off,
};
inline constexpr std::size_t unit_state_count = 12;

template <>
struct EnumText<UnitState> {
    static constexpr std::array<std::string_view, unit_state_count> names{
        "unallocated", "backordered", "allocated", "in_transfer", "picking",  "packed",
        "ready",       "shipped",     "delivered", "collected",   "canceled", "written_off"};
};

// True when a unit may go from one state to the other; see the table in line_quantities.cpp.
bool may_move(UnitState from, UnitState to) noexcept;

// The quantities of one order line. Every change keeps their sum (L1) and follows the table (L2).
class LineQuantities {
public:
    LineQuantities() = default;
    // All units in one state.
    LineQuantities(UnitState state, std::int64_t units) { units_[index(state)] = units; }
    // From a stored row; the caller has checked that each is >= 0.
    static LineQuantities from_row(const std::array<std::int64_t, unit_state_count>& units,
                                   std::int64_t return_expected, std::int64_t returned);

    std::int64_t in(UnitState state) const noexcept { return units_[index(state)]; }
    std::int64_t ordered() const noexcept;
    // Units that reached the customer or are on their way: what can come back.
    std::int64_t with_customer() const noexcept;
    // Units that are neither with the customer nor canceled nor written off.
    std::int64_t open() const noexcept;
    std::int64_t return_expected() const noexcept { return return_expected_; }
    std::int64_t returned() const noexcept { return returned_; }

    // Fails with Reason::illegal_transition when the table has no such row or fewer units are
    // there.
    Result<void> move(UnitState from, UnitState to, std::int64_t units);

    // Units that are announced to come back, and that have come: more, or fewer again. Fails with
    // Reason::illegal_transition when a count would fall below 0, or both together pass what is
    // with the customer (R1).
    Result<void> count_returns(std::int64_t expected_change, std::int64_t returned_change);

    friend bool operator==(const LineQuantities&, const LineQuantities&) = default;

private:
    static constexpr std::size_t index(UnitState state) { return static_cast<std::size_t>(state); }
    std::array<std::int64_t, unit_state_count> units_{};
    std::int64_t return_expected_ = 0;
    std::int64_t returned_ = 0;
};

}  // namespace oms
