#include "domain/rerouting.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/contract.hpp"

namespace oms {
namespace {

Reservation* find_reservation(Order& order, std::int64_t line_no, const LocationId& location) {
    const auto found = std::find_if(
        order.reservations.begin(), order.reservations.end(),
        [&](const Reservation& r) { return r.line_no == line_no && r.location_id == location; });
    return found == order.reservations.end() ? nullptr : &*found;
}

void reserve_at(Order& order, std::int64_t line_no, const Sku& sku, const LocationId& location,
                std::int64_t units) {
    if (Reservation* there = find_reservation(order, line_no, location)) {
        there->quantity += units;
        there->open += units;
        return;
    }
    const auto at = std::find_if(
        order.reservations.begin(), order.reservations.end(), [&](const Reservation& r) {
            return std::tie(r.line_no, r.location_id) > std::tie(line_no, location);
        });
    order.reservations.insert(at, {line_no, sku, location, units, units, 0, 0, 0});
}

// Same goods, from the same place to the same place.
bool is_same_handover(const OrderParcel& a, const OrderParcel& b) {
    return a.location_id == b.location_id && a.pickup_location == b.pickup_location &&
           a.units == b.units;
}

}  // namespace

std::vector<PlannedUnits> movable_units(const Order& order) {
    std::vector<PlannedUnits> movable;
    for (const OrderLine& line : order.lines) {
        std::int64_t left = line.quantities.in(UnitState::allocated);
        for (const Reservation& reservation : order.reservations) {
            if (reservation.line_no != line.line_no) continue;
            const std::int64_t units = std::min(left, unreleased_units(order, reservation));
            if (units == 0) continue;
            movable.push_back({
                line.line_no, {reservation.sku, reservation.location_id},
                 units
            });
            left -= units;
        }
    }
    return movable;
}

GivenUp give_up(const Order& order, std::span<const PlannedUnits> units) {
    GivenUp given{order.parcels, {}};
    for (const PlannedUnits& some : units)
        take_from_parcels(given.staying, some.key.location_id, some.line_no, some.quantity);
    std::map<WorkKey, WorkDone> work;
    const auto add = [&](const OrderParcel& parcel, std::int64_t sign) {
        const WorkDone done = work_of(parcel);
        for (const WorkKey& key : parcel.work)
            work[key] += {sign * done.parcels, sign * done.lines, sign * done.units};
    };
    for (const OrderParcel& parcel : order.parcels)
        add(parcel, 1);
    for (const OrderParcel& parcel : given.staying)
        add(parcel, -1);
    std::erase_if(work, [](const auto& row) { return row.second == WorkDone{}; });
    given.work.assign(work.begin(), work.end());
    return given;
}

std::vector<ReroutedUnits> moves_between(std::span<const PlannedUnits> now,
                                         std::span<const PlannedUnits> planned) {
    // By line and location: above 0 there is more to come from there than now.
    std::map<std::pair<std::int64_t, LocationId>, std::int64_t> change;
    for (const PlannedUnits& units : now)
        change[{units.line_no, units.key.location_id}] -= units.quantity;
    for (const PlannedUnits& units : planned)
        change[{units.line_no, units.key.location_id}] += units.quantity;
    std::vector<ReroutedUnits> moves;
    for (auto& [from, less] : change) {
        for (auto& [to, more] : change) {
            if (less >= 0) break;
            if (to.first != from.first || more <= 0) continue;
            const std::int64_t units = std::min(-less, more);
            moves.push_back({from.first, from.second, to.second, units});
            less += units;
            more -= units;
        }
        OMS_REQUIRE(less >= 0);
    }
    return moves;
}

std::vector<OrderParcel> keeping_promises(const Order& order, std::vector<OrderParcel> planned) {
    for (OrderParcel& parcel : planned) {
        const auto same = std::find_if(
            order.parcels.begin(), order.parcels.end(), [&](const OrderParcel& before) {
                return is_same_handover(before, parcel) && before.promised_by <= parcel.promised_by;
            });
        if (same != order.parcels.end()) parcel = *same;
    }
    return planned;
}

Result<void> apply_reroute(Order& order, const std::vector<ReroutedUnits>& moves,
                           std::vector<OrderParcel> parcels) {
    for (const ReroutedUnits& move : moves) {
        Reservation* from = find_reservation(order, move.line_no, move.from);
        if (from == nullptr || move.units < 1 || from->open < move.units || move.from == move.to)
            return fail(Reason::illegal_transition, "fewer units are reserved there");
        from->open -= move.units;
        from->freed += move.units;
        const Sku sku = from->sku;
        reserve_at(order, move.line_no, sku, move.to, move.units);
    }
    order.parcels = std::move(parcels);
    return {};
}

}  // namespace oms
