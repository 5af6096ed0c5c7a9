#include "services/orders/place_order.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "domain/waiting_queue.hpp"
#include "services/fulfillment/releasing.hpp"
#include "services/orders/claim_supply.hpp"
#include "services/orders/holding.hpp"
#include "services/orders/order_change.hpp"
#include "services/payments/ledger_change.hpp"

namespace oms::orders {
namespace {

// Of 3.5 * 10^13 numbers; when it is taken the caller tries again, with another seed.
OrderNumber number_for(const Command::Header& header) {
    return make_order_number(header.seed, 0);
}

Demand demand_of(const OrderRequest& request) {
    const Order& draft = request.draft;
    Demand demand;
    demand.channel_id = draft.channel_id;
    if (!draft.cart_id.empty()) demand.cart = CartKey{draft.channel_id, draft.cart_id};
    if (request.ship_to) {
        demand.destination = request.ship_to->position;
        demand.country_code = request.ship_to->country_code;
        demand.postal_code = request.ship_to->postal_code;
    }
    demand.lines.reserve(draft.lines.size());
    for (const OrderLine& line : draft.lines) {
        demand.lines.push_back({line.line_no, line.sku, line.quantities.ordered(),
                                line.pickup_location, line.service_level, line.promised_by});
        if (const auto open = request.pickup_any_of.find(line.line_no);
            open != request.pickup_any_of.end())
            demand.lines.back().pickup_any_of = open->second;
    }
    return demand;
}

Error order_exists(const OrderId& id, std::string_view key) {
    Error error{
        Reason::order_exists, fmt::format("the {} has an order already", key), {}, {}, {}, false};
    error.metadata.emplace_back("order_id", id.str());
    error.metadata.emplace_back("key", key);
    return error;
}

// The quantities of a line of which `reserved` units were reserved.
LineQuantities quantities_after(const OrderLine& line, std::int64_t reserved,
                                OnShortage on_shortage) {
    std::array<std::int64_t, unit_state_count> units{};
    const auto at = [&](UnitState state) -> std::int64_t& {
        return units[static_cast<std::size_t>(state)];
    };
    at(UnitState::allocated) = reserved;
    const bool waits = on_shortage == OnShortage::backorder;
    at(waits ? UnitState::backordered : UnitState::unallocated) =
        line.quantities.ordered() - reserved;
    return LineQuantities::from_row(units, 0, 0);
}

}  // namespace

PlaceOrder::PlaceOrder(Header header, OrderRequest request, const Sourcing& sourcing,
                       EncodeOrder encode)
    : Command(std::move(header)),
      request_(std::move(request)),
      reserving_(sourcing, demand_of(request_)),
      encode_(std::move(encode)) {}

void PlaceOrder::name_keys(KeySet& keys) const {
    const Order& draft = request_.draft;
    keys.channels.push_back(draft.channel_id);
    keys.external_ids.push_back({draft.channel_id, draft.external_id});
    if (!draft.cart_id.empty()) {
        keys.carts.push_back({draft.channel_id, draft.cart_id});
        keys.cart_holds.push_back({draft.channel_id, draft.cart_id});
    }
    keys.order_numbers.push_back(number_for(header()));
    if (has_basket_key(draft)) keys.baskets.push_back(basket_key(draft));
    for (const OrderLine& line : draft.lines) {
        keys.items.push_back(line.sku);
        if (draft.on_shortage == OnShortage::backorder) {
            keys.backorders.push_back(line.sku);
            keys.supply.push_back(line.sku);
        }
        const auto pickups = pickups_of(line);
        keys.locations.insert(keys.locations.end(), pickups.begin(), pickups.end());
    }
    for (const PlannedUnits& units : reserving_.planned())
        keys.locations.push_back(units.key.location_id);
    reserving_.name_keys(keys);
}

Result<void> PlaceOrder::check_catalog(const UnitOfWork& unit) const {
    const Order& draft = request_.draft;
    if (!header().actor.channels.contains(draft.channel_id) ||
        unit.channels.find(draft.channel_id) == nullptr) {
        return fail(Reason::channel_not_found, draft.channel_id.str());
    }
    Error unknown{Reason::item_not_found, "items that do not exist", {}, {}, {}, false};
    for (const OrderLine& line : draft.lines) {
        if (unit.items.find(line.sku) != nullptr) continue;
        unknown.preconditions.push_back(
            {"ITEM", line.sku.str(), fmt::format("line {}: no such item", line.line_no)});
    }
    if (!unknown.preconditions.empty()) return fail(std::move(unknown));
    for (const OrderLine& line : draft.lines) {
        for (const LocationId& id : pickups_of(line)) {
            if (unit.locations.find(id) == nullptr)
                return fail(Reason::location_not_found, id.str());
        }
    }
    return {};
}

Result<void> PlaceOrder::check_unique(const UnitOfWork& unit) const {
    const Order& draft = request_.draft;
    if (const OrderId* id = unit.external_ids.find({draft.channel_id, draft.external_id})) {
        return fail(order_exists(*id, "external_id"));
    }
    if (draft.cart_id.empty()) return {};
    if (const OrderId* id = unit.carts.find({draft.channel_id, draft.cart_id}))
        return fail(order_exists(*id, "cart_id"));
    return {};
}

Result<void> PlaceOrder::check_total() const {
    OMS_CHECK(request_.priced);
    const OrderTotals& totals = request_.draft.totals;
    if (totals.total == request_.expected_total) return {};
    Error error{Reason::total_mismatch, "", {}, {}, {}, false};
    error.detail = fmt::format("expected {}, the parts make {}", to_text(request_.expected_total),
                               to_text(totals.total));
    const auto figure = [&](std::string_view name, Money amount) {
        error.metadata.emplace_back(name, fmt::format("{}", amount.minor_units()));
    };
    figure("goods", totals.goods);
    figure("discounts", totals.discounts);
    figure("charges", totals.charges);
    figure("tax", totals.tax);
    figure("total", totals.total);
    error.metadata.emplace_back("currency_code", totals.total.currency().code());
    return fail(std::move(error));
}

std::span<const LocationId> PlaceOrder::pickups_of(const OrderLine& line) const {
    if (!line.pickup_location.empty()) return {&line.pickup_location, 1};
    const auto open = request_.pickup_any_of.find(line.line_no);
    if (open == request_.pickup_any_of.end()) return {};
    return open->second;
}

Result<void> PlaceOrder::check_pickups(const UnitOfWork& unit) const {
    for (const OrderLine& line : request_.draft.lines) {
        for (const LocationId& id : pickups_of(line)) {
            if (!offers_pickup(*unit.locations.find(id))) {
                return fail(Reason::pickup_not_offered,
                            fmt::format("line {}: {}", line.line_no, id.str()));
            }
        }
    }
    return {};
}

Result<std::vector<Credit>> PlaceOrder::take_over_hold(UnitOfWork& unit,
                                                       const OrderId& order_id) const {
    std::vector<Credit> credit;
    if (request_.draft.cart_id.empty()) return credit;
    const CartKey key{request_.draft.channel_id, request_.draft.cart_id};
    const CartHold* found = unit.cart_holds.find(key);
    if (found == nullptr || found->state != CartHoldState::held) return credit;
    CartHold hold = *found;
    // Past its time, but its timer has not come round yet: free for all, this order included.
    const bool live = is_live(hold, unit.now());
    const CartHoldState state = live ? CartHoldState::consumed : CartHoldState::expired;
    const LedgerKind kind = live ? LedgerKind::freed : LedgerKind::expired;
    OMS_CHECK(Reserving::give_back(unit, hold.reservations, kind, to_text(key)));
    for (const Reservation& reservation : hold.reservations) {
        if (!live) break;
        const CartHoldLine& line = hold.lines.at(static_cast<std::size_t>(reservation.line_no - 1));
        credit.push_back({
            {reservation.line_no, {reservation.sku, reservation.location_id}, reservation.open},
            !line.pickup_location.empty()
        });
    }
    unit.unset({hold.expire_time, TimerKind::cart_hold_expiry, to_text(key)});
    end_hold(hold, state);
    unit.record({AggregateType::cart_hold, to_text(key)}, hold.head, key.channel_id, {},
                CartHoldEnded{state, live ? order_id : OrderId()});
    unit.cart_holds.put(key, std::move(hold));
    return credit;
}

Result<void> PlaceOrder::reserve(UnitOfWork& unit, Order& order) const {
    OMS_TRY(std::vector<Credit> credit, take_over_hold(unit, order.order_id));
    OMS_TRY(ReservingDecision decision, reserving_.decide(unit, std::move(credit)));
    if (!decision.short_lines.empty() && order.on_shortage == OnShortage::refuse) {
        return fail(shortage(decision.short_lines));
    }
    for (const ChosenPickup& pickup : decision.pickups)
        order.lines.at(static_cast<std::size_t>(pickup.line_no - 1)).pickup_location =
            pickup.location_id;
    OMS_TRY(order.reservations, Reserving::reserve(unit, decision.units, order.order_id.str()));
    for (OrderLine& line : order.lines) {
        std::int64_t reserved = 0;
        for (const Reservation& r : order.reservations)
            reserved += r.line_no == line.line_no ? r.quantity : 0;
        line.quantities = quantities_after(line, reserved, order.on_shortage);
        const std::int64_t waiting = line.quantities.in(UnitState::backordered);
        if (waiting > 0) OMS_CHECK(unit.backorder(line.sku, waiting));
    }
    OMS_CHECK(claim_inbound(unit, order));
    OMS_CHECK(unit.take_work(decision.parcels, decision.limits));
    retry_later(unit, decision);
    order.parcels = std::move(decision.parcels);
    if (decision.record) unit.add(record_of(order.order_id, *decision.record));
    return {};
}

void PlaceOrder::retry_later(UnitOfWork& unit, const ReservingDecision& decision) const {
    for (const ShortLine& line : decision.short_lines) {
        if (line.retry_time) unit.set(release_timer(line.sku, *line.retry_time, 0));
    }
}

Result<void> PlaceOrder::claim_inbound(UnitOfWork& unit, Order& order) const {
    const auto promise_of = [&](std::int64_t line_no, std::int64_t units, const Receipt& receipt) {
        const OrderLine& line = order.lines.at(static_cast<std::size_t>(line_no - 1));
        return reserving_.inbound_promise(unit, line_no, line.pickup_location, units, receipt);
    };
    for (const OrderLine& line : order.lines) {
        if (line.quantities.in(UnitState::backordered) > 0)
            OMS_CHECK(claim_supply(unit, order, line, promise_of));
    }
    return {};
}

// The first decision of an order, as it is kept.
RoutingRecord PlaceOrder::record_of(const OrderId& order_id, const RoutingRecord& decided) const {
    RoutingRecord record = decided;
    record.order_id = order_id;
    record.decision_no = 1;
    record.cause = DecisionCause::placed;
    record.duration_us = plan_time_.count();
    return record;
}

void PlaceOrder::add_personal(UnitOfWork& unit, Order& order) const {
    const auto record = [&](PersonalKind kind) {
        PersonalRecord made;
        made.personal_id = unit.ids().next<PersonalId>("per");
        made.order_id = order.order_id;
        made.kind = kind;
        made.create_time = unit.now();
        order.personal_ids.push_back(made.personal_id);
        return made;
    };
    if (request_.contact) {
        PersonalRecord made = record(PersonalKind::contact);
        made.contact = *request_.contact;
        unit.add(std::move(made));
    }
    if (request_.ship_to) {
        PersonalRecord made = record(PersonalKind::ship_to);
        made.address = *request_.ship_to;
        unit.add(std::move(made));
    }
    add_text(unit, order, PersonalKind::gift_message, request_.gift_message);
    add_text(unit, order, PersonalKind::note, request_.note);
}

Result<std::string> PlaceOrder::run(UnitOfWork& unit) {
    OMS_CHECK(check_catalog(unit));
    OMS_CHECK(check_unique(unit));
    OMS_CHECK(check_total());
    OMS_CHECK(check_pickups(unit));

    Order order = request_.draft;
    order.order_id = unit.ids().next<OrderId>("ord");
    order.create_time = order.update_time = unit.now();
    order.number = number_for(header());
    if (unit.order_numbers.find(order.number) != nullptr) {
        return fail(Reason::stock_contention, "the order number is taken");
    }
    OMS_CHECK(reserve(unit, order));
    add_personal(unit, order);

    const Channel& channel = *unit.channels.find(order.channel_id);
    std::vector<FulfillmentOrder> tasks;
    if (!is_held_by_rules(unit, order, channel))
        tasks = fulfilling::release_parcels(unit, order, {});
    tell(unit, order, OrderPlaced{order});
    OMS_CHECK(hold_by_rules(unit, order, channel));
    fulfilling::place_pickups(unit, order);
    fulfilling::announce(unit, std::move(tasks));
    payments::watch_authorization(unit, order);
    std::string answer = encode_(order);
    unit.insert(std::move(order));
    return answer;
}

}  // namespace oms::orders
