#include "domain/order.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace oms {
namespace {

using Totals = std::array<std::int64_t, unit_state_count>;

Totals units_by_state(const Order& order) {
    Totals totals{};
    for (const OrderLine& line : order.lines) {
        for (std::size_t state = 0; state < unit_state_count; ++state) {
            totals[state] += line.quantities.in(static_cast<UnitState>(state));
        }
    }
    return totals;
}

std::int64_t at(const Totals& totals, UnitState state) {
    return totals[static_cast<std::size_t>(state)];
}

// Units of a line that can be canceled without asking a location.
std::int64_t cancelable(const Order& order, const OrderLine& line) {
    std::int64_t units =
        line.quantities.in(UnitState::unallocated) + line.quantities.in(UnitState::backordered);
    for (const Reservation& reservation : order.reservations) {
        if (reservation.line_no == line.line_no) units += unreleased_units(order, reservation);
    }
    return units;
}

// Plans to cancel `units` of `line`, of which that many can be.
void append_cancel(const Order& order, const OrderLine& line, std::int64_t units,
                   CancelPlan& plan) {
    for (const UnitState state : {UnitState::unallocated, UnitState::backordered}) {
        const std::int64_t taken = std::min(units, line.quantities.in(state));
        if (taken > 0) plan.moves.push_back({line.line_no, state, UnitState::canceled, taken, {}});
        units -= taken;
    }
    for (const Reservation& reservation : order.reservations) {
        if (reservation.line_no != line.line_no) continue;
        const std::int64_t taken = std::min(units, unreleased_units(order, reservation));
        if (taken > 0) {
            plan.moves.push_back({line.line_no, UnitState::allocated, UnitState::canceled, taken,
                                  reservation.location_id});
        }
        units -= taken;
    }
    if (units > 0) plan.to_ask.push_back({line.line_no, units});
}

OrderLine* find_line(Order& order, std::int64_t line_no) {
    const auto line =
        std::find_if(order.lines.begin(), order.lines.end(),
                     [&](const OrderLine& candidate) { return candidate.line_no == line_no; });
    return line == order.lines.end() ? nullptr : &*line;
}

// Reservations stay in the order of their lines and locations.
void reserve_more(Order& order, const OrderLine& line, const LocationId& location,
                  std::int64_t units) {
    const auto at = std::lower_bound(
        order.reservations.begin(), order.reservations.end(), std::tie(line.line_no, location),
        [](const Reservation& r, const std::tuple<const std::int64_t&, const LocationId&>& key) {
            return std::tie(r.line_no, r.location_id) < key;
        });
    if (at != order.reservations.end() && at->line_no == line.line_no &&
        at->location_id == location) {
        at->quantity += units;
        at->open += units;
    } else {
        order.reservations.insert(at, {line.line_no, line.sku, location, units, units, 0, 0, 0});
    }
}

}  // namespace

std::vector<LocationId> locations_of(const Order& order) {
    std::vector<LocationId> ids;
    for (const Reservation& reservation : order.reservations)
        ids.push_back(reservation.location_id);
    for (const OrderLine& line : order.lines) {
        if (!line.pickup_location.empty()) ids.push_back(line.pickup_location);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

OrderStatus order_status(const Order& order) {
    const Totals totals = units_by_state(order);
    std::int64_t open = 0;
    for (const OrderLine& line : order.lines)
        open += line.quantities.open();
    if (open > 0) return OrderStatus::placed;
    const std::int64_t on_the_way = at(totals, UnitState::shipped);
    if (on_the_way > 0) return OrderStatus::placed;
    const std::int64_t received =
        at(totals, UnitState::delivered) + at(totals, UnitState::collected);
    return received > 0 ? OrderStatus::completed : OrderStatus::canceled;
}

bool has_ended(const Order& order) {
    const OrderStatus status = order_status(order);
    return status != OrderStatus::pending_payment && status != OrderStatus::placed;
}

FulfillmentStatus fulfillment_status(const Order& order) {
    const Totals totals = units_by_state(order);
    const std::int64_t gone = at(totals, UnitState::shipped) + at(totals, UnitState::delivered) +
                              at(totals, UnitState::collected);
    const std::int64_t waiting =
        at(totals, UnitState::unallocated) + at(totals, UnitState::backordered);
    const std::int64_t reserved = at(totals, UnitState::allocated);
    const std::int64_t in_work = at(totals, UnitState::in_transfer) +
                                 at(totals, UnitState::picking) + at(totals, UnitState::packed) +
                                 at(totals, UnitState::ready);
    const std::int64_t open = waiting + reserved + in_work;
    if (gone > 0)
        return open > 0 ? FulfillmentStatus::partially_fulfilled : FulfillmentStatus::fulfilled;
    if (open == 0) return FulfillmentStatus::canceled;
    if (in_work > 0) return FulfillmentStatus::in_progress;
    if (waiting == 0) return FulfillmentStatus::allocated;
    return reserved > 0 ? FulfillmentStatus::partially_allocated : FulfillmentStatus::unallocated;
}

bool consumes_reservation(UnitState state) noexcept {
    return state == UnitState::shipped || state == UnitState::collected ||
           state == UnitState::in_transfer;
}

bool ends_reservation(UnitState state) noexcept {
    return consumes_reservation(state) || state == UnitState::canceled ||
           state == UnitState::unallocated || state == UnitState::backordered;
}

std::int64_t unreleased_units(const Order& order, const Reservation& reservation) {
    // Every unit that was consumed belongs to a released parcel.
    std::int64_t units = reservation.open + reservation.consumed;
    for (const OrderParcel& parcel : order.parcels) {
        if (parcel.fulfillment_order_id.empty() || parcel.location_id != reservation.location_id)
            continue;
        for (const ParcelUnits& some : parcel.units)
            units -= some.line_no == reservation.line_no ? some.quantity : 0;
    }
    return std::clamp<std::int64_t>(units, 0, reservation.open);
}

Result<CancelPlan> plan_cancel(const Order& order, const std::vector<CancelLine>& lines,
                               const std::vector<ParcelUnits>& askable) {
    CancelPlan plan;
    const auto possible_of = [&](const OrderLine& line) {
        std::int64_t units = cancelable(order, line);
        for (const ParcelUnits& some : askable)
            units += some.line_no == line.line_no ? some.quantity : 0;
        return units;
    };
    if (lines.empty()) {
        for (const OrderLine& line : order.lines)
            append_cancel(order, line, possible_of(line), plan);
        if (plan.moves.empty() && plan.to_ask.empty()) {
            return fail(
                Reason::illegal_transition,
                fmt::format(
                    "cancel does not apply: the order is {}, and no unit can be canceled any more",
                    enum_text(order_status(order))));
        }
        return plan;
    }
    Error refusal{
        Reason::illegal_transition, "fewer units can be canceled than asked", {}, {}, {}, false};
    for (const OrderLine& line : order.lines) {
        std::int64_t wanted = 0;
        for (const CancelLine& cancel : lines)
            wanted += cancel.line_no == line.line_no ? cancel.units : 0;
        const std::int64_t possible = possible_of(line);
        if (wanted > possible) {
            refusal.preconditions.push_back(
                {"LINE", fmt::format("{}", line.line_no),
                 fmt::format("cancel: wanted {}, possible {}", wanted, possible)});
        } else if (wanted > 0) {
            append_cancel(order, line, wanted, plan);
        }
    }
    for (const CancelLine& cancel : lines) {
        const auto is_it = [&](const OrderLine& line) { return line.line_no == cancel.line_no; };
        if (std::none_of(order.lines.begin(), order.lines.end(), is_it)) {
            refusal.preconditions.push_back(
                {"LINE", fmt::format("{}", cancel.line_no), "the order has no such line"});
        }
    }
    if (!refusal.preconditions.empty()) return fail(std::move(refusal));
    return plan;
}

Result<void> apply_moves(Order& order, const std::vector<UnitMove>& moves) {
    for (const UnitMove& move : moves) {
        OrderLine* line = find_line(order, move.line_no);
        if (line == nullptr) return fail(Reason::illegal_transition, "the order has no such line");
        const std::int64_t backordered = line->quantities.in(UnitState::backordered);
        OMS_CHECK(line->quantities.move(move.from, move.to, move.units));
        if (move.from == UnitState::backordered)
            drop_claims(order.waiting, move.line_no, backordered, move.units);
        if (move.location_id.empty()) continue;
        if (move.to == UnitState::allocated) {
            reserve_more(order, *line, move.location_id, move.units);
            continue;
        }
        const auto reservation = std::find_if(
            order.reservations.begin(), order.reservations.end(), [&](const Reservation& r) {
                return r.line_no == move.line_no && r.location_id == move.location_id;
            });
        if (reservation == order.reservations.end() || reservation->open < move.units) {
            return fail(Reason::illegal_transition, "fewer units are reserved there");
        }
        reservation->open -= move.units;
        (consumes_reservation(move.to) ? reservation->consumed : reservation->freed) += move.units;
        if (move.from == UnitState::allocated && move.to == UnitState::canceled)
            take_from_parcels(order.parcels, move.location_id, move.line_no, move.units);
    }
    return {};
}

namespace {

// Units of a line whose money was captured: those that have left for good.
std::int64_t captured_units(const OrderLine& line) {
    return line.quantities.with_customer() + line.quantities.in(UnitState::written_off);
}

// What units from + 1 to `to` of a line cost without the order's charges.
std::int64_t value_of(const Order& order, const OrderLine& line, std::int64_t from,
                      std::int64_t to) {
    const std::int64_t q = line.quantities.ordered();
    const auto share = [&](Money total) { return units_share(total, from, to, q).minor_units(); };
    const std::int64_t tax = order.tax_included ? 0 : share(line.totals.tax);
    return share(line.totals.goods) - share(line.totals.line_discounts) -
           share(line.totals.order_discounts) + tax;
}

}  // namespace

AmountsDue amounts_due(const Order& before, const std::vector<UnitMove>& moves) {
    std::int64_t capture = 0;
    std::int64_t release = 0;
    std::int64_t captured_before = 0;
    std::int64_t uncanceled = 0;  // once the moves are applied
    bool captures = false;
    bool cancels = false;
    for (const OrderLine& line : before.lines) {
        std::int64_t leaving = 0;
        std::int64_t canceled = 0;
        for (const UnitMove& move : moves) {
            if (move.line_no != line.line_no) continue;
            if (move.to == UnitState::shipped || move.to == UnitState::collected)
                leaving += move.units;
            if (move.to == UnitState::canceled) canceled += move.units;
        }
        const std::int64_t captured = captured_units(line);
        const std::int64_t left =
            line.quantities.ordered() - line.quantities.in(UnitState::canceled);
        capture += value_of(before, line, captured, captured + leaving);
        release += value_of(before, line, left - canceled, left);
        captured_before += captured;
        uncanceled += left - canceled;
        captures = captures || leaving > 0;
        cancels = cancels || canceled > 0;
    }
    const std::int64_t charges = before.totals.charges.minor_units();
    if (captures && captured_before == 0) capture += charges;
    if (cancels && uncanceled == 0) release += charges;
    const Currency currency = before.totals.total.currency();
    return {*Money::of(capture, currency), *Money::of(release, currency)};
}

Result<void> apply_allocation(Order& order, const std::vector<UnitMove>& moves,
                              const std::vector<OrderParcel>& parcels) {
    for (const UnitMove& move : moves) {
        OrderLine* line = find_line(order, move.line_no);
        const bool waits =
            move.from == UnitState::unallocated || move.from == UnitState::backordered;
        if (line == nullptr || !waits || move.to != UnitState::allocated ||
            move.location_id.empty())
            return fail(Reason::illegal_transition, "not an allocation of waiting units");
        OMS_CHECK(line->quantities.move(move.from, move.to, move.units));
        if (move.from == UnitState::backordered)
            use_claims(order.waiting, move.line_no, move.units);
        reserve_more(order, *line, move.location_id, move.units);
    }
    order.parcels.insert(order.parcels.end(), parcels.begin(), parcels.end());
    return {};
}

Result<void> count_returns(Order& order, const std::vector<ReturnedUnits>& counts) {
    for (const ReturnedUnits& count : counts) {
        OrderLine* line = find_line(order, count.line_no);
        if (line == nullptr) return fail(Reason::illegal_transition, "the order has no such line");
        OMS_CHECK(line->quantities.count_returns(count.expected, count.returned));
    }
    return {};
}

}  // namespace oms
