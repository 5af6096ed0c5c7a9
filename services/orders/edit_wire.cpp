#include "services/orders/edit_wire.hpp"

#include <utility>
#include <vector>

#include "fulfillment/postal_place.hpp"
#include "services/common/common_wire.hpp"
#include "services/orders/orders_wire.hpp"

namespace oms::orders {
namespace {

using wire::FieldCheck;
using wire::MoneyCheck;

LineEdit line_edit(FieldCheck& check, MoneyCheck& money, const v1::OrderEdit::Line& given) {
    LineEdit line;
    line.line_no = check.number("line_no", given.line_no(), 1, most_lines);
    if (given.has_quantity())
        line.quantity = check.number("quantity", given.quantity(), 0, most_units_of_line);
    if (given.has_tax()) line.tax = money.amount_or_zero("tax", true, given.tax());
    if (given.has_delivery()) {
        const auto at = check.inside("delivery");
        line.way = LineWay{Method::delivery,
                           check.text("service_level", given.delivery().service_level(),
                                      {.shortest = 1, .longest = 64}),
                           {}};
    } else if (given.has_pickup()) {
        const auto at = check.inside("pickup");
        check.require(given.pickup().any_of_location_ids().empty(), "any_of_location_ids",
                      "an edit names one location");
        line.way =
            LineWay{Method::pickup,
                    {},
                    check.id<LocationId>("location_id", given.pickup().location_id(), false)};
    }
    check.require(line.quantity || line.tax || line.way, "", "nothing is to change");
    return line;
}

OrderLine added_line(FieldCheck& check, MoneyCheck& money, const v1::OrderLineInput& given) {
    OrderRequest places;
    OrderLine line;
    fill_line(check, money, given, line, places);
    check.require(places.pickup_any_of.empty(), "pickup", "an edit names one location");
    return line;
}

void fill_edit(FieldCheck& check, MoneyCheck& money, const v1::OrderEdit& given,
               EditRequest& request) {
    const auto at = check.inside("edit");
    if (check.count("lines", given.lines_size(), 0, most_lines)) {
        std::vector<bool> named(most_lines + 1);
        for (int i = 0; i < given.lines_size(); ++i) {
            const auto line_at = check.inside("lines", i);
            LineEdit line = line_edit(check, money, given.lines(i));
            const auto index = static_cast<std::size_t>(line.line_no);
            check.require(line.line_no == 0 || !named[index], "line_no", "named twice");
            named[index] = true;
            request.edit.lines.push_back(std::move(line));
        }
    }
    if (check.count("added", given.added_size(), 0, most_lines)) {
        for (int i = 0; i < given.added_size(); ++i) {
            const auto line_at = check.inside("added", i);
            request.edit.added.push_back(added_line(check, money, given.added(i)));
        }
    }
    if (given.has_ship_to()) {
        request.ship_to = wire::address(check, "ship_to", given.ship_to());
        request.edit.readdressed = true;
    }
    check.require(given.lines_size() + given.added_size() > 0 || given.has_ship_to(), "",
                  "something to change is required");
}

template <class Request>
void fill_head(FieldCheck& check, const Request& given, EditRequest& request) {
    request.order_id = check.id<OrderId>("order_id", given.order_id());
    if (!given.etag().empty()) request.version = wire::version_of_etag(check, "etag", given.etag());
}

// Money without an amount at all is of one currency.
Result<EditRequest> finished(FieldCheck& check, const MoneyCheck& money, EditRequest request,
                             bool has_money) {
    if (!check.ok()) return fail(std::move(check).error());
    if (has_money) OMS_CHECK(money.one_currency());
    return request;
}

bool has_money(const v1::OrderEdit& edit) {
    for (const auto& line : edit.lines()) {
        if (line.has_tax()) return true;
    }
    return edit.added_size() > 0;
}

}  // namespace

bool needs_review(const Address& before, const Address& after) {
    if (before.country_code != after.country_code) return true;
    return before.position && after.position &&
           fulfillment::distance_m(*before.position, *after.position) > review_distance_m;
}

Result<EditRequest> preview_request(const v1::PreviewOrderEditRequest& request) {
    FieldCheck check;
    MoneyCheck money(check);
    EditRequest edit;
    fill_head(check, request, edit);
    fill_edit(check, money, request.edit(), edit);
    return finished(check, money, std::move(edit), has_money(request.edit()));
}

Result<AddressRequest> address_request(const v1::ChangeAddressRequest& request) {
    FieldCheck check;
    AddressRequest asked;
    check.request_id(request.request_id());
    asked.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty())
        asked.version = wire::version_of_etag(check, "etag", request.etag());
    check.require(request.has_ship_to(), "ship_to", "required");
    if (request.has_ship_to()) asked.ship_to = wire::address(check, "ship_to", request.ship_to());
    if (!check.ok()) return fail(std::move(check).error());
    return asked;
}

Result<PickupChangeRequest> pickup_change_request(const v1::ChangePickupLocationRequest& request) {
    FieldCheck check;
    PickupChangeRequest asked;
    check.request_id(request.request_id());
    asked.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty())
        asked.version = wire::version_of_etag(check, "etag", request.etag());
    asked.from = check.id<LocationId>("from_location_id", request.from_location_id(), false);
    asked.to = check.id<LocationId>("to_location_id", request.to_location_id(), false);
    if (!check.ok()) return fail(std::move(check).error());
    return asked;
}

Result<EditRequest> confirm_request(const v1::ConfirmOrderEditRequest& request) {
    FieldCheck check;
    MoneyCheck money(check);
    EditRequest edit;
    check.request_id(request.request_id());
    fill_head(check, request, edit);
    check.require(!request.etag().empty(), "etag", "the version that the preview told");
    fill_edit(check, money, request.edit(), edit);
    edit.preview_token =
        check.text("preview_token", request.preview_token(), {.shortest = 1, .longest = 64});
    edit.tenders = tenders(check, money, request.tenders());
    return finished(check, money, std::move(edit),
                    has_money(request.edit()) || request.tenders_size() > 0);
}

}  // namespace oms::orders
