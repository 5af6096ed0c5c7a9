#include "services/routing/reroute_order.hpp"

#include <algorithm>
#include <utility>

#include "services/orders/order_change.hpp"
#include "services/orders/waiting_demand.hpp"

namespace oms::routing {
namespace {

bool holds(const std::vector<LocationId>& list, const LocationId& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

bool goes_together(const OrderLine& line, const OrderParcel& parcel) {
    return std::any_of(parcel.units.begin(), parcel.units.end(),
                       [&](const ParcelUnits& units) { return units.line_no == line.line_no; });
}

// What the customer was told of a line: by the caller, else when its last parcel comes.
std::optional<Timestamp> promised(const Order& order, const OrderLine& line) {
    std::optional<Timestamp> by = line.promised_by;
    if (by) return by;
    for (const OrderParcel& parcel : order.parcels) {
        if (goes_together(line, parcel) && (!by || *by < parcel.promised_by))
            by = parcel.promised_by;
    }
    return by;
}

bool is_known_where(const Demand& demand) {
    return !demand.country_code.empty() ||
           std::all_of(demand.lines.begin(), demand.lines.end(),
                       [](const DemandLine& line) { return !line.pickup_location.empty(); });
}

}  // namespace

ReroutePlan reroute_plan(const Order& order, const std::optional<Address>& ship_to,
                         std::int64_t decisions, const std::vector<LocationId>& excluded) {
    ReroutePlan plan{order.head.sequence, decisions + 1, {}};
    Demand& demand = plan.demand;
    demand.channel_id = order.channel_id;
    demand.tags = order.tags;
    demand.excluded = excluded;
    if (ship_to) {
        demand.destination = ship_to->position;
        demand.country_code = ship_to->country_code;
        demand.postal_code = ship_to->postal_code;
    }
    demand.credit = movable_units(order);
    demand.credit_work = give_up(order, demand.credit).work;
    for (const OrderLine& line : order.lines) {
        std::int64_t units = 0;
        for (const PlannedUnits& some : demand.credit)
            units += some.line_no == line.line_no ? some.quantity : 0;
        if (units == 0) continue;
        demand.lines.push_back({line.line_no, line.sku, units, line.pickup_location,
                                line.service_level, promised(order, line)});
    }
    return plan;
}

bool RerouteOrder::has_to_move() const {
    const std::vector<PlannedUnits>& now = reserving_.demand().credit;
    if (request_.excluded.empty()) return !now.empty();
    return std::any_of(now.begin(), now.end(), [&](const PlannedUnits& units) {
        return holds(request_.excluded, units.key.location_id);
    });
}

void RerouteOrder::plan(const PlanningView& view) {
    more_.clear();
    if (!has_to_move()) return;
    reserving_.plan(view);
    more_.assign(reserving_.planned().begin(), reserving_.planned().end());
    for (const PlannedUnits& has : reserving_.demand().credit) {
        for (PlannedUnits& units : more_) {
            if (units.line_no == has.line_no && units.key == has.key)
                units.quantity = std::max<std::int64_t>(0, units.quantity - has.quantity);
        }
    }
}

void RerouteOrder::name_keys(KeySet& keys) const {
    keys.orders.push_back(request_.order_id);
    keys.locations.insert(keys.locations.end(), request_.excluded.begin(), request_.excluded.end());
    reserving_.name_keys(keys);
}

Result<ReservingDecision> RerouteOrder::decide(const UnitOfWork& unit) const {
    OMS_TRY(ReservingDecision decision, reserving_.decide(unit, {}));
    if (!decision.record) {
        if (is_known_where(reserving_.demand()))
            return fail(Reason::rules_not_published, "no rules to route by");
        return fail(Reason::unroutable, "it is not known where the order goes");
    }
    if (!decision.short_lines.empty()) return fail(shortage(decision.short_lines));
    return decision;
}

Result<void> RerouteOrder::book(UnitOfWork& unit, Order& order,
                                const std::vector<ReroutedUnits>& moves,
                                ReservingDecision decision) const {
    const auto post = [&](const ReroutedUnits& move, const LocationId& location, LedgerKind kind,
                          std::int64_t change) {
        LedgerEntry entry;
        entry.key = {orders::line_in(order, move.line_no).sku, location};
        entry.kind = kind;
        entry.reserved_change = change;
        entry.cause_id = order.order_id.str();
        return unit.post(std::move(entry));
    };
    for (const ReroutedUnits& move : moves)
        OMS_CHECK(post(move, move.from, LedgerKind::freed, -move.units));
    for (const ReroutedUnits& move : moves) {
        if (!post(move, move.to, LedgerKind::reserved, move.units))
            return fail(Reason::stock_contention, "the planned units were taken in the meantime");
    }
    std::vector<OrderParcel> parcels = give_up(order, reserving_.demand().credit).staying;
    std::vector<OrderParcel> fresh;
    for (OrderParcel& parcel : keeping_promises(order, std::move(decision.parcels))) {
        const bool is_old =
            std::find(order.parcels.begin(), order.parcels.end(), parcel) != order.parcels.end();
        (is_old ? parcels : fresh).push_back(std::move(parcel));
    }
    unit.give_back_work(order.parcels, parcels);
    OMS_CHECK(unit.take_work(fresh, decision.limits));
    parcels.insert(parcels.end(), fresh.begin(), fresh.end());
    return apply_reroute(order, moves, std::move(parcels));
}

Result<void> RerouteOrder::tell_rerouted(UnitOfWork& unit, Order& order,
                                         const std::vector<ReroutedUnits>& moves,
                                         const RoutingRecord& decided) const {
    RoutingRecord record = decided;
    record.order_id = order.order_id;
    record.decision_no = decision_no_;
    record.cause = DecisionCause::rerouted;
    record.duration_us = plan_time_.count();
    unit.add(std::move(record));
    OrderRerouted event{decision_no_, request_.excluded, {}, moves, order.parcels};
    event.reason_id = orders::add_text(unit, order, PersonalKind::note, request_.reason);
    orders::tell(unit, order, std::move(event));
    return {};
}

Result<std::string> RerouteOrder::run(UnitOfWork& unit) {
    OMS_TRY(Order order,
            orders::order_to_change(unit, header().actor, request_.order_id, request_.version));
    if (order.head.sequence != version_)
        return fail(Reason::version_mismatch, "the order has changed while it was planned");
    for (const LocationId& id : request_.excluded) {
        if (unit.locations.find(id) == nullptr) return fail(Reason::location_not_found, id.str());
    }
    std::vector<ReroutedUnits> moves;
    if (!has_to_move()) return encode_({order, moves});
    OMS_TRY(ReservingDecision decision, decide(unit));
    moves = moves_between(reserving_.demand().credit, decision.units);
    if (moves.empty()) return encode_({order, moves});
    const auto record = decision.record;
    OMS_CHECK(book(unit, order, moves, std::move(decision)));
    OMS_CHECK(tell_rerouted(unit, order, moves, *record));
    std::string answer = encode_({order, moves});
    unit.orders.put(request_.order_id, std::move(order));
    return answer;
}

}  // namespace oms::routing
