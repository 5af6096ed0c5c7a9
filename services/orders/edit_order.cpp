#include "services/orders/edit_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "domain/rerouting.hpp"
#include "domain/waiting_queue.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"
#include "services/payments/ledger_change.hpp"

namespace oms::orders {
namespace {

std::int64_t units_of(const std::vector<PlannedUnits>& units, std::int64_t line_no) {
    std::int64_t sum = 0;
    for (const PlannedUnits& some : units)
        sum += some.line_no == line_no ? some.quantity : 0;
    return sum;
}

// What the customer was told of a line: by the caller, else when its last parcel comes.
std::optional<Timestamp> promised(const Order& order, const OrderLine& line) {
    std::optional<Timestamp> by = line.promised_by;
    if (by) return by;
    for (const OrderParcel& parcel : order.parcels) {
        const bool has_it =
            parcel.promised_by != Timestamp{} &&
            std::any_of(parcel.units.begin(), parcel.units.end(),
                        [&](const ParcelUnits& units) { return units.line_no == line.line_no; });
        if (has_it && (!by || *by < parcel.promised_by)) by = parcel.promised_by;
    }
    return by;
}

// Fowler-Noll-Vo 1a, 64 bits: a mark to compare, not a secret.
std::string mark_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    return fmt::format("{:016x}", hash);
}

// What was shown of an order: its total, where units come from, and on which day they go. Not the
// minute of a promise, which moves on while the customer thinks.
std::string token_of(const Order& order) {
    std::string text = to_text(order.totals.total);
    for (const Reservation& r : order.reservations) {
        if (r.open > 0) text += fmt::format("|{} {} {}", r.line_no, r.location_id.str(), r.open);
    }
    std::vector<std::string> parcels;
    for (const OrderParcel& parcel : order.parcels) {
        parcels.push_back(fmt::format("|{} {} {} {}", parcel.location_id.str(),
                                      parcel.pickup_location.str(), parcel.service_id,
                                      parcel.ship_date.substr(0, 10)));
    }
    std::sort(parcels.begin(), parcels.end());
    for (const std::string& parcel : parcels)
        text += parcel;
    return mark_of(text);
}

Result<void> post(UnitOfWork& unit, const Order& order, const StockKey& key, std::int64_t change) {
    if (change == 0) return {};
    LedgerEntry entry;
    entry.key = key;
    entry.kind = change < 0 ? LedgerKind::freed : LedgerKind::reserved;
    entry.reserved_change = change;
    entry.cause_id = order.order_id.str();
    return unit.post(std::move(entry));
}

}  // namespace

EditOrder::EditOrder(Header header, EditRequest request, WaitingOrder read, bool preview,
                     const Sourcing& sourcing, EncodeEdit encode)
    : Command(std::move(header)),
      request_(std::move(request)),
      read_(std::move(read)),
      preview_(preview),
      routed_(sourcing.rules_version() > 0),
      draft_(draft_edit(read_.order, request_.edit)),
      reserving_(sourcing, demand()),
      encode_(std::move(encode)) {}

// Without anything new to find or to send elsewhere nothing is planned. The engine plans all that
// is still free together, the plain rule only what the edit asks for. Also fills what the plan is
// for.
Demand EditOrder::demand() const {
    Demand demand;
    if (!draft_ || (draft_->wanted.empty() && draft_->other_way.empty())) return demand;
    const Order& after = draft_->after;
    demand.channel_id = after.channel_id;
    demand.tags = after.tags;
    demand.excluded = after.exclusions;
    if (const std::optional<Address>& to = request_.ship_to ? request_.ship_to : read_.ship_to) {
        demand.destination = to->position;
        demand.country_code = to->country_code;
        demand.postal_code = to->postal_code;
    }
    const std::vector<PlannedUnits> again = routed_ ? movable_units(after) : draft_->other_way;
    for (const OrderLine& line : after.lines) {
        std::int64_t units = units_of(again, line.line_no);
        for (const ParcelUnits& some : draft_->wanted)
            units += some.line_no == line.line_no ? some.quantity : 0;
        if (units == 0) continue;
        const bool other_way = units_of(draft_->other_way, line.line_no) > 0;
        demand.lines.push_back({line.line_no, line.sku, units, line.pickup_location,
                                line.service_level,
                                other_way ? std::nullopt : promised(after, line)});
    }
    demand.credit = again;
    if (routed_) demand.credit_work = give_up(after, again).work;
    return demand;
}

void EditOrder::plan(const PlanningView& view) {
    more_.clear();
    if (reserving_.demand().lines.empty()) return;
    reserving_.plan(view);
    more_.assign(reserving_.planned().begin(), reserving_.planned().end());
    for (const PlannedUnits& has : reserving_.demand().credit) {
        for (PlannedUnits& units : more_) {
            if (units.line_no == has.line_no && units.key == has.key)
                units.quantity = std::max<std::int64_t>(0, units.quantity - has.quantity);
        }
    }
}

void EditOrder::name_keys(KeySet& keys) const {
    keys.orders.push_back(request_.order_id);
    for (const OrderLine& line : request_.edit.added) {
        keys.items.push_back(line.sku);
        if (!line.pickup_location.empty()) keys.locations.push_back(line.pickup_location);
    }
    for (const LineEdit& line : request_.edit.lines) {
        if (line.way && !line.way->pickup_location.empty())
            keys.locations.push_back(line.way->pickup_location);
    }
    for (const OrderLine& line : read_.order.lines)
        keys.items.push_back(line.sku);
    for (const PlannedUnits& units : reserving_.planned())
        keys.locations.push_back(units.key.location_id);
    reserving_.name_keys(keys);
}

// Why the edit does not apply, with every task that may be the reason.
Error EditOrder::refusal_naming_tasks(const UnitOfWork& unit) const {
    Error error = draft_.error();
    if (error.reason != Reason::illegal_transition || error.preconditions.empty()) return error;
    for (const FulfillmentOrder& task : unit.tasks_of(request_.order_id)) {
        if (task.state == FulfillmentState::rejected || task.state == FulfillmentState::canceled)
            continue;
        error.preconditions.push_back(
            {"FULFILLMENT_ORDER", task.fulfillment_order_id.str(),
             fmt::format("is {} at {}", enum_text(task.state), task.location_id.str())});
    }
    return error;
}

Result<void> EditOrder::check_catalog(const UnitOfWork& unit) const {
    const auto is_delivered = [](const OrderLine& l) { return l.method == Method::delivery; };
    const std::vector<OrderLine>& lines = draft_->after.lines;
    if (!request_.ship_to && !read_.ship_to &&
        std::any_of(lines.begin(), lines.end(), is_delivered)) {
        Error error{Reason::malformed_request, "it is not known where to", {}, {}, {}, false};
        error.fields.push_back({"edit.ship_to", "required when a line is delivered"});
        return fail(std::move(error));
    }
    for (const OrderLine& line : request_.edit.added) {
        if (unit.items.find(line.sku) == nullptr)
            return fail(Reason::item_not_found, line.sku.str());
    }
    const auto check = [&](const LocationId& id) -> Result<void> {
        if (id.empty()) return {};
        const Location* location = unit.locations.find(id);
        if (location == nullptr) return fail(Reason::location_not_found, id.str());
        if (!offers_pickup(*location)) return fail(Reason::pickup_not_offered, id.str());
        for (const Pickup& pickup : unit.pickups_of(request_.order_id)) {
            if (pickup.location_id == id && pickup.state == PickupState::collected) {
                return fail(
                    Reason::illegal_transition,
                    fmt::format("edit does not apply: the pickup at {} is collected", id.str()));
            }
        }
        return {};
    };
    for (const OrderLine& line : request_.edit.added)
        OMS_CHECK(check(line.pickup_location));
    for (const LineEdit& line : request_.edit.lines) {
        if (line.way) OMS_CHECK(check(line.way->pickup_location));
    }
    return {};
}

// Frees what the edit gives up, and decides where the rest comes from.
Result<ReservingDecision> EditOrder::find_stock(UnitOfWork& unit) const {
    for (const PlannedUnits& units : draft_->freed)
        OMS_CHECK(post(unit, read_.order, units.key, -units.quantity));
    for (const auto& [sku, units] : draft_->no_longer_waiting)
        OMS_CHECK(unit.backorder(sku, -units));
    if (reserving_.demand().lines.empty()) return ReservingDecision{};
    // The engine has counted what the order has as free; the plain rule finds it so.
    if (!routed_) {
        for (const PlannedUnits& units : reserving_.demand().credit)
            OMS_CHECK(post(unit, read_.order, units.key, -units.quantity));
    }
    return reserving_.decide(unit, {});
}

Result<void> EditOrder::book(UnitOfWork& unit, EditDraft& draft, ReservingDecision decision) const {
    const std::vector<PlannedUnits>& given_up = reserving_.demand().credit;
    std::map<StockKey, std::int64_t> changes;
    if (routed_) {
        for (const PlannedUnits& units : given_up)
            changes[units.key] -= units.quantity;
    }
    for (const PlannedUnits& units : decision.units)
        changes[units.key] += units.quantity;
    for (const auto& [key, change] : changes) {
        if (change < 0) OMS_CHECK(post(unit, draft.after, key, change));
    }
    for (const auto& [key, change] : changes) {
        if (change > 0 && !post(unit, draft.after, key, change))
            return fail(Reason::stock_contention, "the planned units were taken in the meantime");
    }
    std::vector<OrderParcel> parcels = give_up(draft.after, given_up).staying;
    std::vector<OrderParcel> fresh = std::move(decision.parcels);
    if (!request_.edit.readdressed) fresh = keeping_promises(read_.order, std::move(fresh));
    std::vector<OrderParcel> taking;
    for (OrderParcel& parcel : fresh) {
        const bool is_old = std::find(read_.order.parcels.begin(), read_.order.parcels.end(),
                                      parcel) != read_.order.parcels.end();
        (is_old ? parcels : taking).push_back(std::move(parcel));
    }
    unit.give_back_work(read_.order.parcels, parcels);
    OMS_CHECK(unit.take_work(taking, decision.limits));
    parcels.insert(parcels.end(), taking.begin(), taking.end());
    take_plan(draft, given_up, decision.units);
    draft.after.parcels = std::move(parcels);
    return {};
}

Result<void> EditOrder::check_confirmed(const EditOutcome& outcome) const {
    if (!outcome.short_lines.empty()) return fail(shortage(outcome.short_lines));
    if (outcome.token != request_.preview_token) {
        return fail(Reason::edit_stale,
                    "it would come from elsewhere, on another day or at another price");
    }
    Money paid = Money::zero(outcome.to_pay.currency());
    for (const Tender& tender : request_.tenders) {
        OMS_TRY(paid, paid.plus(tender.amount));
    }
    if (paid == outcome.to_pay) return {};
    Error error{Reason::total_mismatch, "", {}, {}, {}, false};
    error.detail =
        fmt::format("to pay are {}, the tenders make {}", to_text(outcome.to_pay), to_text(paid));
    error.metadata.emplace_back("to_pay", fmt::format("{}", outcome.to_pay.minor_units()));
    error.metadata.emplace_back("currency_code", outcome.to_pay.currency().code());
    return fail(std::move(error));
}

Result<void> EditOrder::keep(UnitOfWork& unit, Order& after, const EditOutcome& outcome,
                             std::int64_t decision_no) const {
    after.tenders.insert(after.tenders.end(), request_.tenders.begin(), request_.tenders.end());
    PersonalId ship_to_id;
    if (request_.ship_to) ship_to_id = add_address(unit, after, *request_.ship_to);
    unit.move_claims(read_.order.waiting, after.waiting);
    std::set<Sku> waits_no_longer;
    for (const auto& [sku, units] : draft_->no_longer_waiting)
        waits_no_longer.insert(sku);
    for (const Sku& sku : waits_no_longer)
        unit.set(repromise_timer(sku, unit.now()));
    EditedOrder edit = edited(read_.order, after, ship_to_id);
    if (!ship_to_id.empty()) after.personal_ids.push_back(ship_to_id);
    tell(unit, after, OrderEdited{decision_no, std::move(edit)});
    tell_payments_due(unit, after, {Money::zero(outcome.to_pay.currency()), outcome.to_release},
                      {});
    if (!request_.tenders.empty()) {
        tell_authorization_due(unit, after, outcome.to_pay);
        payments::watch_authorization(unit, after, unit.now());
    }
    if (outcome.needs_review) {
        OrderHold review;
        review.type = HoldType::fraud_review;
        OMS_CHECK(begin_hold(unit, after, std::move(review)));
    }
    fulfilling::release_order(unit, after, {});
    OMS_CHECK(fulfilling::update_pickups(unit, after));
    fulfilling::place_pickups(unit, after);
    return {};
}

Result<std::string> EditOrder::run(UnitOfWork& unit) {
    OMS_TRY(const Order before,
            order_to_change(unit, header().actor, request_.order_id, request_.version));
    if (before.head.sequence != read_.order.head.sequence)
        return fail(Reason::version_mismatch, "the order has changed while it was planned");
    if (!draft_) return fail(refusal_naming_tasks(unit));
    OMS_CHECK(check_catalog(unit));
    EditDraft draft = *draft_;
    OMS_TRY(ReservingDecision decision, find_stock(unit));
    OMS_TRY(const Money difference, draft.after.totals.total.minus(before.totals.total));
    const Money nothing = Money::zero(difference.currency());
    OMS_TRY(const Money less, nothing.minus(difference));
    EditOutcome outcome{before,
                        draft.after,
                        decision.short_lines,
                        difference.is_negative() ? nothing : difference,
                        difference.is_negative() ? less : nothing,
                        request_.needs_review,
                        {}};
    const auto decided = decision.record;
    if (outcome.short_lines.empty()) OMS_CHECK(book(unit, draft, std::move(decision)));
    outcome.token = token_of(draft.after);
    if (preview_) return encode_(outcome);
    OMS_CHECK(check_confirmed(outcome));
    if (decided) {
        RoutingRecord record = *decided;
        record.order_id = before.order_id;
        record.decision_no = read_.decisions + 1;
        record.cause = DecisionCause::rerouted;
        record.duration_us = plan_time_.count();
        unit.add(std::move(record));
    }
    OMS_CHECK(keep(unit, draft.after, outcome, decided ? read_.decisions + 1 : 0));
    std::string answer = encode_(outcome);
    unit.orders.put(request_.order_id, std::move(draft.after));
    return answer;
}

}  // namespace oms::orders
