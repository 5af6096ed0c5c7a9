#include "services/orders/orders_wire.hpp"

#include <algorithm>

#include "domain/pricing.hpp"
#include "services/common/common_wire.hpp"
#include "services/events/events_wire.hpp"

namespace oms::orders {
namespace {

using wire::FieldCheck;
using wire::MoneyCheck;

constexpr int most_line_discounts = 10;
constexpr int most_order_discounts = 20;
constexpr int most_charges = 20;
constexpr int most_tenders = 10;
constexpr int most_pickup_places = 20;

template <class Discounts>
std::vector<Discount> discounts(FieldCheck& check, MoneyCheck& money, const Discounts& given,
                                DiscountScope scope, int most) {
    std::vector<Discount> list;
    if (!check.count("discounts", given.size(), 0, most)) return list;
    list.reserve(static_cast<std::size_t>(given.size()));
    for (int i = 0; i < given.size(); ++i) {
        const v1::Discount& one = given[i];
        const auto at = check.inside("discounts", i);
        Discount& discount = list.emplace_back();
        discount.promotion_id = check.reference("promotion_id", one.promotion_id(), 1, 64);
        discount.scope = scope;
        check.require(one.scope() == wire::to_proto<v1::DiscountScope>(scope), "scope",
                      scope == DiscountScope::line ? "DISCOUNT_SCOPE_LINE here"
                                                   : "DISCOUNT_SCOPE_ORDER here");
        discount.on_return =
            wire::enumeration_or(check, "on_return", one.on_return(), OnReturn::proportional);
        discount.amount = money.amount("amount", one.has_amount(), one.amount(), 1);
    }
    return list;
}

std::vector<Charge> charges(FieldCheck& check, MoneyCheck& money,
                            const v1::PlaceOrderRequest& request) {
    std::vector<Charge> list;
    if (!check.count("charges", request.charges_size(), 0, most_charges)) return list;
    list.reserve(static_cast<std::size_t>(request.charges_size()));
    for (int i = 0; i < request.charges_size(); ++i) {
        const v1::Charge& one = request.charges(i);
        const auto at = check.inside("charges", i);
        Charge& charge = list.emplace_back();
        charge.type = wire::enumeration<ChargeType>(check, "type", one.type());
        charge.amount = money.amount("amount", one.has_amount(), one.amount(), 0);
        charge.tax = money.amount_or_zero("tax", one.has_tax(), one.tax());
    }
    return list;
}

}  // namespace

std::vector<Tender> tenders(FieldCheck& check, MoneyCheck& money,
                            const google::protobuf::RepeatedPtrField<v1::Tender>& given) {
    std::vector<Tender> list;
    if (!check.count("tenders", given.size(), 0, most_tenders)) return list;
    list.reserve(static_cast<std::size_t>(given.size()));
    for (int i = 0; i < given.size(); ++i) {
        const v1::Tender& one = given[i];
        const auto at = check.inside("tenders", i);
        Tender& tender = list.emplace_back();
        tender.type = check.text("type", one.type(), {.shortest = 1, .longest = 32});
        tender.amount = money.amount("amount", one.has_amount(), one.amount(), 0);
        tender.reference = check.text("reference", one.reference(), {.longest = 128});
    }
    return list;
}

namespace {

// Places of which any will do.
std::vector<LocationId> pickup_places(FieldCheck& check, const v1::PickupRequest& given) {
    std::vector<LocationId> places;
    const auto& ids = given.any_of_location_ids();
    check.require(given.location_id().empty(), "location_id",
                  "either one location or any of several");
    if (!check.count("any_of_location_ids", ids.size(), 1, most_pickup_places)) return places;
    for (int i = 0; i < ids.size(); ++i) {
        const auto at = check.inside("any_of_location_ids", i);
        LocationId id = check.id<LocationId>("", ids[i], false);
        check.require(id.empty() || std::find(places.begin(), places.end(), id) == places.end(), "",
                      "named twice");
        places.push_back(std::move(id));
    }
    return places;
}

// How the line reaches the customer.
void fulfillment(FieldCheck& check, const v1::OrderLineInput& given, OrderLine& line,
                 OrderRequest& order) {
    if (given.has_delivery()) {
        const auto at = check.inside("delivery");
        line.method = Method::delivery;
        line.service_level = check.text("service_level", given.delivery().service_level(),
                                        {.shortest = 1, .longest = 64});
    } else if (given.has_pickup()) {
        const auto at = check.inside("pickup");
        line.method = Method::pickup;
        if (given.pickup().any_of_location_ids().empty()) {
            line.pickup_location =
                check.id<LocationId>("location_id", given.pickup().location_id(), false);
        } else {
            order.pickup_any_of.emplace(line.line_no, pickup_places(check, given.pickup()));
        }
        line.carried_out = given.pickup().carry_out();
        check.require(!line.carried_out || given.pickup().any_of_location_ids().empty(),
                      "carry_out", "only with one location_id");
    } else {
        check.refuse("fulfillment", "delivery or pickup is required");
    }
}

}  // namespace

void fill_line(FieldCheck& check, MoneyCheck& money, const v1::OrderLineInput& given,
               OrderLine& line, OrderRequest& order) {
    line.sku = check.id<Sku>("sku", given.sku());
    line.quantities = LineQuantities(
        UnitState::unallocated, check.number("quantity", given.quantity(), 1, most_units_of_line));
    line.unit_price = money.amount("unit_price", given.has_unit_price(), given.unit_price(), 0);
    line.discounts =
        discounts(check, money, given.discounts(), DiscountScope::line, most_line_discounts);
    line.tax = money.amount_or_zero("tax", given.has_tax(), given.tax());
    line.tax_code = check.text("tax_code", given.tax_code(), {.longest = 32});
    fulfillment(check, given, line, order);
    if (given.has_promised_by())
        line.promised_by = wire::time(check, "promised_by", given.promised_by());
}

namespace {

void fill_lines(FieldCheck& check, MoneyCheck& money, const v1::PlaceOrderRequest& request,
                OrderRequest& order) {
    Order& draft = order.draft;
    if (!check.count("lines", request.lines_size(), 1, most_lines)) return;
    draft.lines.resize(static_cast<std::size_t>(request.lines_size()));
    std::int64_t units = 0;
    for (int i = 0; i < request.lines_size(); ++i) {
        const auto at = check.inside("lines", i);
        OrderLine& line = draft.lines[static_cast<std::size_t>(i)];
        line.line_no = i + 1;
        fill_line(check, money, request.lines(i), line, order);
        units += line.quantities.ordered();
    }
    check.require(units <= quantity_limit, "lines", "at most 1000000000 units in all");
}

void fill_people(FieldCheck& check, const v1::PlaceOrderRequest& request, OrderRequest& order) {
    if (request.has_contact()) order.contact = wire::contact(check, "contact", request.contact());
    if (request.has_ship_to()) {
        order.ship_to = wire::address(check, "ship_to", request.ship_to());
    } else {
        const auto& lines = request.lines();
        check.require(std::none_of(lines.begin(), lines.end(),
                                   [](const auto& line) { return line.has_delivery(); }),
                      "ship_to", "required when a line is delivered");
    }
    order.gift_message =
        check.text("gift_message", request.gift_message(), {.longest = 1'000, .multiline = true});
    order.note = check.text("note", request.note(), {.longest = 2'000, .multiline = true});
}

}  // namespace

Result<OrderRequest> order_request(const v1::PlaceOrderRequest& request) {
    FieldCheck check;
    MoneyCheck money(check);
    OrderRequest order;
    Order& draft = order.draft;
    check.request_id(request.request_id());
    draft.channel_id = check.id<ChannelId>("channel_id", request.channel_id(), false);
    draft.external_id = check.own_id<ExternalId>("external_id", request.external_id());
    if (!request.cart_id().empty())
        draft.cart_id = check.own_id<CartId>("cart_id", request.cart_id());
    draft.customer_reference =
        check.reference("customer_reference", request.customer_reference(), 0, 64);
    // First of all amounts: the others are of its currency.
    order.expected_total =
        money.amount("expected_total", request.has_expected_total(), request.expected_total(), 0);
    fill_lines(check, money, request, order);
    fill_people(check, request, order);
    draft.charges = charges(check, money, request);
    draft.discounts =
        discounts(check, money, request.discounts(), DiscountScope::order, most_order_discounts);
    draft.tenders = tenders(check, money, request.tenders());
    draft.tax_included = request.tax_included();
    draft.gift = request.gift();
    draft.keep_together = request.keep_together();
    draft.identity_required = request.identity_required();
    draft.on_shortage =
        wire::enumeration_or(check, "on_shortage", request.on_shortage(), OnShortage::refuse);
    if (!check.ok()) return fail(std::move(check).error());
    OMS_TRY(const Currency currency, money.one_currency());
    order.priced = price(draft, currency);
    return order;
}

Result<void> check_batch(const v1::BatchPlaceOrdersRequest& request) {
    FieldCheck check;
    check.count("requests", request.requests_size(), 1, most_batch_requests);
    if (!check.ok()) return fail(std::move(check).error());
    return {};
}

Result<OrderLookup> order_lookup(const v1::GetOrderRequest& request) {
    FieldCheck check;
    OrderLookup lookup;
    switch (request.key_case()) {
        case v1::GetOrderRequest::kOrderId:
            lookup = check.id<OrderId>("order_id", request.order_id());
            break;
        case v1::GetOrderRequest::kNumber:
            if (auto number = parse_order_number(request.number())) {
                lookup = *std::move(number);
            } else {
                check.refuse("number", "9 characters and the right check character");
            }
            break;
        case v1::GetOrderRequest::kExternal: {
            const auto at = check.inside("external");
            lookup = ExternalKey{
                check.id<ChannelId>("channel_id", request.external().channel_id(), false),
                check.id<ExternalId>("external_id", request.external().external_id())};
            break;
        }
        case v1::GetOrderRequest::KEY_NOT_SET:
            check.refuse("key", "an order id, a number, or a channel and external id is required");
            break;
    }
    if (!check.ok()) return fail(std::move(check).error());
    return lookup;
}

Result<CancelRequest> cancel_request(const v1::CancelOrderRequest& request) {
    FieldCheck check;
    CancelRequest cancel;
    check.request_id(request.request_id());
    cancel.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty())
        cancel.version = wire::version_of_etag(check, "etag", request.etag());
    if (check.count("lines", request.lines_size(), 0, most_lines)) {
        std::vector<bool> named(most_lines + 1);
        cancel.lines.reserve(static_cast<std::size_t>(request.lines_size()));
        for (int i = 0; i < request.lines_size(); ++i) {
            const auto at = check.inside("lines", i);
            const std::int64_t line_no =
                check.number("line_no", request.lines(i).line_no(), 1, most_lines);
            const auto index = static_cast<std::size_t>(line_no);
            check.require(line_no == 0 || !named[index], "line_no", "named twice");
            named[index] = true;
            cancel.lines.push_back({line_no, check.number("quantity", request.lines(i).quantity(),
                                                          1, most_units_of_line)});
        }
    }
    cancel.reason = wire::enumeration<CancelReason>(check, "reason", request.reason());
    cancel.comment = check.text("comment", request.comment(), {.longest = 500, .multiline = true});
    if (!check.ok()) return fail(std::move(check).error());
    return cancel;
}

Result<OrderWatch> order_watch(const v1::WatchOrderRequest& request) {
    FieldCheck check;
    OrderWatch watch;
    watch.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.cursor().empty()) {
        const auto position = events::cursor_position(request.cursor());
        check.require(position.has_value(), "cursor", "a cursor of an earlier answer");
        watch.after_position = position.value_or(0);
    }
    if (!check.ok()) return fail(std::move(check).error());
    return watch;
}

}  // namespace oms::orders
