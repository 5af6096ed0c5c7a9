#include "domain/reserving.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

// Takes up to `wanted` units for `line` from `offer`, appending them to `units`; returns how many.
std::int64_t take(PlannedUnits& offer, const DemandLine& line, std::int64_t wanted,
                  std::vector<PlannedUnits>& units) {
    const std::int64_t taken = std::min(wanted, offer.quantity);
    if (taken <= 0) return 0;
    units.push_back({line.line_no, offer.key, taken});
    offer.quantity -= taken;
    return taken;
}

// `pickup`: where the line is collected; empty: it is delivered.
std::int64_t take_credit(std::vector<Credit>& credit, const DemandLine& line,
                         const LocationId& pickup, std::vector<PlannedUnits>& units) {
    std::int64_t got = 0;
    for (Credit& offer : credit) {
        const bool suits =
            pickup.empty() ? !offer.for_pickup : offer.units.key.location_id == pickup;
        if (suits && offer.units.key.sku == line.sku)
            got += take(offer.units, line, line.quantity - got, units);
    }
    return got;
}

void take_planned(std::vector<PlannedUnits>& planned, const DemandLine& line, std::int64_t wanted,
                  std::vector<PlannedUnits>& units) {
    for (PlannedUnits& offer : planned) {
        if (offer.line_no == line.line_no) wanted -= take(offer, line, wanted, units);
    }
}

const LocationId& pickup_of(const DemandLine& line, std::span<const ChosenPickup> chosen) {
    for (const ChosenPickup& one : chosen) {
        if (one.line_no == line.line_no) return one.location_id;
    }
    return line.pickup_location;
}

// A plan may be older than the closure; a location that was not named is as the view knew it.
bool has_closed(const UnitOfWork& unit, const LocationId& id) {
    if (!unit.locations.is_loaded(id)) return false;
    const Location* location = unit.locations.find(id);
    return location != nullptr && is_closed(location->closure, unit.now());
}

}  // namespace

bool Reserving::is_short(const Sku& sku) const {
    return std::any_of(plan_.short_lines.begin(), plan_.short_lines.end(),
                       [&](const ShortLine& line) { return line.sku == sku; });
}

// Whether a short line changes where others come from, or are collected.
bool Reserving::decides_together() const {
    return plan_.record != nullptr || !plan_.pickups.empty();
}

// Whether only what is short is planned again: the rest of a plan that was made elsewhere is long.
bool Reserving::stands_alone() const {
    return given_ && plan_.record != nullptr;
}

void Reserving::plan(const PlanningView& view) {
    facts_ = &view.facts();
    position_ = view.position;
    command_index_ = view.command_index;
    if (given_) return;
    plan_ = {};
    broken_.reset();
    Result<SourcingPlan> made = sourcing_.plan(demand_, view);
    if (made) {
        plan_ = *std::move(made);
    } else {
        broken_ = made.error();
    }
}

void Reserving::name_keys(KeySet& keys) const {
    for (const PlannedUnits& units : plan_.units)
        keys.stock.push_back(units.key);
    for (const OrderParcel& parcel : plan_.parcels)
        keys.work.insert(keys.work.end(), parcel.work.begin(), parcel.work.end());
    if (decides_together() && !plan_.short_lines.empty() && !stands_alone()) {
        for (const DemandLine& line : demand_.lines)
            keys.whole_skus.push_back(line.sku);
    }
    for (const ShortLine& line : plan_.short_lines)
        keys.whole_skus.push_back(line.sku);
}

Result<ReservingDecision> Reserving::decide(const UnitOfWork& unit,
                                            std::vector<Credit> credit) const {
    if (broken_) return fail(*broken_);
    return plan_.record ? decide_routed(unit) : decide_plainly(unit, std::move(credit));
}

Result<ReservingDecision> Reserving::decide_routed(const UnitOfWork& unit) const {
    const auto decision_of = [](SourcingPlan plan) {
        return ReservingDecision{std::move(plan.units),   std::move(plan.short_lines),
                                 std::move(plan.pickups), std::move(plan.parcels),
                                 std::move(plan.limits),  std::move(plan.record)};
    };
    if (plan_.short_lines.empty()) return decision_of(plan_);
    if (stands_alone()) {
        OMS_CHECK(confirm_short(unit));
        return decision_of(plan_);
    }
    OMS_TRY(SourcingPlan again, plan_again(unit, demand_.lines));
    return decision_of(std::move(again));
}

// The view said short; only what the transaction has read may say so to the caller.
Result<SourcingPlan> Reserving::plan_again(const UnitOfWork& unit,
                                           std::vector<DemandLine> lines) const {
    std::vector<Sku> skus;
    for (const DemandLine& line : lines)
        skus.push_back(line.sku);
    const StockView fresh = unit.view_of(skus);
    const StockOverlay nothing_pending;
    Demand demand = demand_;
    demand.lines = std::move(lines);
    demand.cart.reset();  // what it held has been given back
    return sourcing_.plan(
        demand, {fresh, nothing_pending, unit.now(), position_, command_index_, nullptr, facts_});
}

// Without the other lines these have more room and not less, so what is short then is short with
// them.
Result<void> Reserving::confirm_short(const UnitOfWork& unit) const {
    std::vector<DemandLine> lines;
    for (const DemandLine& line : demand_.lines) {
        if (is_short(line.sku)) lines.push_back(line);
    }
    OMS_TRY(const SourcingPlan again, plan_again(unit, std::move(lines)));
    const bool same =
        std::equal(again.short_lines.begin(), again.short_lines.end(), plan_.short_lines.begin(),
                   plan_.short_lines.end(), [](const ShortLine& left, const ShortLine& right) {
                       return left.line_no == right.line_no && left.available == right.available;
                   });
    if (same) return {};
    return fail(Reason::stock_contention, "what was short has changed in the meantime");
}

Result<ReservingDecision> Reserving::decide_plainly(const UnitOfWork& unit,
                                                    std::vector<Credit> credit) const {
    ReservingDecision decision;
    decision.pickups = plan_.pickups;
    std::vector<PlannedUnits> planned = plan_.units;
    Demand rest;
    rest.destination = demand_.destination;
    std::vector<Sku> short_skus;
    const bool all_again = decides_together() && !plan_.short_lines.empty();
    for (const DemandLine& line : demand_.lines) {
        if (all_again || is_short(line.sku)) {
            rest.lines.push_back(line);
            short_skus.push_back(line.sku);
            continue;
        }
        const std::int64_t credited =
            take_credit(credit, line, pickup_of(line, plan_.pickups), decision.units);
        take_planned(planned, line, line.quantity - credited, decision.units);
    }
    if (rest.lines.empty()) return decision;
    // As above.
    const StockView fresh = unit.view_of(short_skus);
    const StockOverlay nothing_pending;
    OMS_TRY(SourcingPlan again,
            sourcing_.plan(rest, {fresh, nothing_pending, unit.now(), 0, 0, nullptr, facts_}));
    decision.units.insert(decision.units.end(), again.units.begin(), again.units.end());
    decision.short_lines = std::move(again.short_lines);
    if (all_again) decision.pickups = std::move(again.pickups);
    return decision;
}

Result<std::optional<Timestamp>> Reserving::inbound_promise(const UnitOfWork& unit,
                                                            std::int64_t line_no,
                                                            const LocationId& pickup,
                                                            std::int64_t units,
                                                            const Receipt& receipt) const {
    OMS_REQUIRE(facts_ != nullptr);
    const auto line =
        std::find_if(demand_.lines.begin(), demand_.lines.end(),
                     [&](const DemandLine& candidate) { return candidate.line_no == line_no; });
    OMS_REQUIRE(line != demand_.lines.end());
    Demand demand = demand_;
    demand.cart.reset();
    demand.lines = {*line};
    demand.lines[0].quantity = units;
    demand.lines[0].pickup_location = pickup;
    demand.lines[0].pickup_any_of.clear();
    const StockOverlay nothing_pending;
    return sourcing_.inbound_promise(
        demand, supply_of(receipt),
        {*facts_, nothing_pending, unit.now(), position_, command_index_});
}

Result<std::vector<Reservation>> Reserving::reserve(UnitOfWork& unit,
                                                    std::span<const PlannedUnits> units,
                                                    const std::string& cause_id) {
    std::vector<Reservation> reservations;
    for (const PlannedUnits& planned : units) {
        if (has_closed(unit, planned.key.location_id))
            return fail(Reason::stock_contention, "a planned location has closed in the meantime");
        LedgerEntry entry;
        entry.key = planned.key;
        entry.kind = LedgerKind::reserved;
        entry.reserved_change = planned.quantity;
        entry.cause_id = cause_id;
        if (!unit.post(std::move(entry))) {
            return fail(Reason::stock_contention, "the planned units were taken in the meantime");
        }
        const auto same =
            std::find_if(reservations.begin(), reservations.end(), [&](const Reservation& r) {
                return r.line_no == planned.line_no && r.location_id == planned.key.location_id;
            });
        if (same != reservations.end()) {
            same->quantity += planned.quantity;
            same->open += planned.quantity;
        } else {
            reservations.push_back({planned.line_no, planned.key.sku, planned.key.location_id,
                                    planned.quantity, planned.quantity, 0, 0, 0});
        }
    }
    std::sort(reservations.begin(), reservations.end(),
              [](const Reservation& a, const Reservation& b) {
                  return std::tie(a.line_no, a.location_id) < std::tie(b.line_no, b.location_id);
              });
    return reservations;
}

Result<void> Reserving::give_back(UnitOfWork& unit, std::span<const Reservation> reservations,
                                  LedgerKind kind, const std::string& cause_id) {
    for (const Reservation& reservation : reservations) {
        if (reservation.open == 0) continue;
        LedgerEntry entry;
        entry.key = {reservation.sku, reservation.location_id};
        entry.kind = kind;
        entry.reserved_change = -reservation.open;
        entry.cause_id = cause_id;
        OMS_CHECK(unit.post(std::move(entry)));
    }
    return {};
}

InboundUnits supply_of(const Receipt& receipt) {
    return {receipt.key.location_id, receipt.expected_time, missing_units(receipt),
            receipt.receipt_id.str()};
}

bool offers_pickup(const Location& location, Timestamp now) {
    return offers_pickup(location) && !is_closed(location.closure, now);
}

bool offers_pickup(const Location& location) {
    const auto& can = location.capabilities;
    return std::find(can.begin(), can.end(), Capability::pickup) != can.end();
}

Error shortage(const std::vector<ShortLine>& short_lines) {
    const bool reachable =
        std::any_of(short_lines.begin(), short_lines.end(), [](const ShortLine& line) {
            return line.unreachable.empty() || line.available < line.wanted;
        });
    Error error{reachable ? Reason::insufficient_stock : Reason::unroutable,
                reachable ? "not enough units for every line"
                          : "the units there are may not or cannot go there",
                {},
                {},
                {},
                false};
    for (const ShortLine& line : short_lines) {
        std::string text = fmt::format("line {}: wanted {}, available {}", line.line_no,
                                       line.wanted, line.available);
        for (const ReasonCount& count : line.unreachable)
            text += fmt::format("; {} locations: {}", count.locations, count.reason);
        error.preconditions.push_back(
            {reachable ? "STOCK" : "ROUTE", line.sku.str(), std::move(text)});
    }
    return error;
}

}  // namespace oms
