#include <algorithm>

#include <doctest/doctest.h>

#include "oms/events/v1/event_service.pb.h"
#include "tests/journeys/f0_shop.hpp"

// Edits of what nobody works on, and journey 17 as far as the goods are not released.
namespace oms::e2e::journeys {
namespace {

orders::PreviewOrderEditResponse preview(const F0Shop& shop, const std::string& order,
                                         const orders::OrderEdit& edit) {
    orders::PreviewOrderEditRequest request;
    request.set_order_id(order);
    *request.mutable_edit() = edit;
    return get<orders::PreviewOrderEditResponse>(shop.client, request);
}

orders::ConfirmOrderEditRequest confirmation(const orders::PreviewOrderEditResponse& shown,
                                             const orders::OrderEdit& edit) {
    orders::ConfirmOrderEditRequest request;
    request.set_request_id(next_id());
    request.set_order_id(shown.order().order_id());
    request.set_etag(shown.order().etag());
    request.set_preview_token(shown.preview_token());
    *request.mutable_edit() = edit;
    if (shown.to_pay().minor_units() > 0) {
        auto& tender = *request.add_tenders();
        tender.set_type("card");
        *tender.mutable_amount() = shown.to_pay();
    }
    return request;
}

// Previews, confirms what was shown, and returns the order.
orders::Order edit_order(const F0Shop& shop, const std::string& order,
                         const orders::OrderEdit& edit) {
    const auto shown = preview(shop, order, edit);
    const auto receipt =
        get<orders::ConfirmOrderEditResponse>(shop.client, confirmation(shown, edit)).order();
    CHECK(receipt.totals().total().minor_units() == shown.order().totals().total().minor_units());
    const orders::Order after = shop.order(order);
    CHECK(verify_store(shop.client) == "");
    return after;
}

orders::OrderEdit quantity_of(std::int32_t line_no, std::int64_t quantity) {
    orders::OrderEdit edit;
    auto& line = *edit.add_lines();
    line.set_line_no(line_no);
    line.set_quantity(quantity);
    return edit;
}

void add_line(orders::OrderEdit& edit, const std::string& sku, std::int64_t quantity,
              std::int64_t cents) {
    auto& line = *edit.add_added();
    line.set_sku(sku);
    line.set_quantity(quantity);
    line.mutable_unit_price()->set_currency_code("EUR");
    line.mutable_unit_price()->set_minor_units(cents);
    line.mutable_delivery()->set_service_level("standard");
}

orders::OrderEdit address_of(const std::string& country, const std::string& postal_code,
                             std::int32_t latitude, std::int32_t longitude) {
    orders::OrderEdit edit;
    auto& to = *edit.mutable_ship_to();
    to.set_recipient(canary_name);
    to.set_country_code(country);
    to.set_postal_code(postal_code);
    to.mutable_position()->set_latitude_microdegrees(latitude);
    to.mutable_position()->set_longitude_microdegrees(longitude);
    return edit;
}

std::int64_t reserved(const F0Shop& shop, const char* sku, const char* location) {
    return stock_at(shop.client, sku, location).reserved();
}

bool has_fraud_review(const orders::Order& order) {
    return std::any_of(order.holds().begin(), order.holds().end(), [](const auto& hold) {
        return hold.type() == orders::HOLD_TYPE_FRAUD_REVIEW &&
               hold.state() == orders::HOLD_STATE_ACTIVE;
    });
}

}  // namespace

TEST_CASE("an edit: more, less, another SKU; stock and money follow to the cent") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 50);
    shop.stock("W1", "JEAN", 5);
    const std::string id = shop.deliver_to("75001", {
                                                        {"TEE", 2}
    });
    REQUIRE(reserved(shop, "TEE", "W1") == 2);

    const auto more = preview(shop, id, quantity_of(1, 3));
    CHECK(more.to_pay().minor_units() == 2000);
    CHECK(more.to_release().minor_units() == 0);
    CHECK(more.short_lines_size() == 0);
    REQUIRE(more.order().parcels_size() == 1);
    CHECK(paris_date(more.order().parcels(0).promised_by()) == "2026-03-05");
    // Looking changes nothing.
    CHECK(reserved(shop, "TEE", "W1") == 2);
    CHECK(shop.order(id).etag() == more.order().etag());

    auto unpaid = confirmation(more, quantity_of(1, 3));
    unpaid.clear_tenders();
    const Answer refused = shop.client.call(unpaid);
    CHECK(refused.reason == "TOTAL_MISMATCH");
    CHECK(refused.facts.at("to_pay") == "2000");

    orders::Order order = edit_order(shop, id, quantity_of(1, 3));
    CHECK(order.totals().total().minor_units() == 6490);
    CHECK(order.lines(0).quantities().allocated() == 3);
    CHECK(order.tenders(order.tenders_size() - 1).amount().minor_units() == 2000);
    CHECK(payments_due(order) == std::vector<std::string>{"authorize 20.00"});
    CHECK(reserved(shop, "TEE", "W1") == 3);

    order = edit_order(shop, id, quantity_of(1, 1));
    CHECK(order.totals().total().minor_units() == 2490);
    CHECK(payments_due(order) == std::vector<std::string>{"authorize 20.00", "void 40.00"});
    CHECK(reserved(shop, "TEE", "W1") == 1);

    orders::OrderEdit swap = quantity_of(1, 0);
    add_line(swap, "JEAN", 1, 2200);
    CHECK(preview(shop, id, swap).to_pay().minor_units() == 200);
    order = edit_order(shop, id, swap);
    CHECK(order.totals().total().minor_units() == 2690);
    CHECK(order.lines_size() == 2);
    CHECK(order.lines(0).quantities().canceled() == 1);
    CHECK(order.lines(1).sku() == "JEAN");
    CHECK(reserved(shop, "TEE", "W1") == 0);
    CHECK(reserved(shop, "JEAN", "W1") == 1);
    // What ships in the end is paid as it was edited.
    shop.wave();
    const std::string task = shop.open_task(id).fulfillment_order_id();
    pack(shop.client, task);
    ship(shop.client, task);
    CHECK(payments_due(shop.order(id)) == std::vector<std::string>{"authorize 20.00", "void 40.00",
                                                                   "authorize 2.00",
                                                                   "capture 26.90"});
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("an edit is confirmed as it was shown, or not at all") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 3);
    const std::string id = shop.deliver_to("75001", {
                                                        {"TEE", 1}
    });
    const orders::OrderEdit edit = quantity_of(1, 2);
    const auto shown = preview(shop, id, edit);
    const auto confirm = confirmation(shown, edit);

    auto other = confirm;
    other.set_request_id(next_id());
    other.set_preview_token("abcdef0123456789");
    CHECK(shop.client.call(other).reason == "EDIT_STALE");

    // More than there is: shown with what is there, and refused.
    const auto too_many = preview(shop, id, quantity_of(1, 9));
    REQUIRE(too_many.short_lines_size() == 1);
    CHECK(too_many.short_lines(0).wanted() == 9);
    CHECK(too_many.short_lines(0).available() == 3);
    CHECK(shop.client.call(confirmation(too_many, quantity_of(1, 9))).reason ==
          "INSUFFICIENT_STOCK");

    // The order moves on in between.
    orders::UpdateTagsRequest tags;
    tags.set_request_id(next_id());
    tags.set_order_id(id);
    tags.add_add("vip");
    get<orders::UpdateTagsResponse>(shop.client, tags);
    CHECK(shop.client.call(confirm).reason == "VERSION_MISMATCH");
    CHECK(shop.order(id).lines(0).quantities().ordered() == 1);

    // Confirmed twice it is done once.
    const auto again = confirmation(preview(shop, id, edit), edit);
    const Answer first = shop.client.call(again);
    REQUIRE(first.ok());
    CHECK(shop.client.call(again).bytes == first.bytes);
    CHECK(reserved(shop, "TEE", "W1") == 2);

    // Nothing would be left; a line that is not there; nothing asked.
    const auto look = [&](const orders::OrderEdit& what) {
        orders::PreviewOrderEditRequest request;
        request.set_order_id(id);
        *request.mutable_edit() = what;
        return shop.client.call(request).reason;
    };
    CHECK(look(quantity_of(1, 0)) == "ILLEGAL_TRANSITION");
    CHECK(look(quantity_of(7, 1)) == "ILLEGAL_TRANSITION");
    CHECK(look({}) == "MALFORMED_REQUEST");
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("what a location works on is not edited") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 9);
    const std::string id = shop.deliver_to("75001", {
                                                        {"TEE", 2}
    });
    shop.wave();
    const std::string task = shop.open_task(id).fulfillment_order_id();
    for (const orders::OrderEdit& edit :
         {quantity_of(1, 1), address_of("FR", "69003", 45'760'000, 4'860'000)}) {
        orders::PreviewOrderEditRequest request;
        request.set_order_id(id);
        *request.mutable_edit() = edit;
        const Answer refused = shop.client.call(request);
        CHECK(refused.reason == "ILLEGAL_TRANSITION");
        REQUIRE(refused.preconditions.size() == 2);
        CHECK(refused.preconditions[0].subject == "1");
        CHECK(refused.preconditions[1].subject == task);
        CHECK(refused.preconditions[1].description == "is released at W1");
    }
    // More of it is free to come.
    const orders::Order order = edit_order(shop, id, quantity_of(1, 3));
    CHECK(order.lines(0).quantities().allocated() == 3);
    CHECK(order.totals().total().minor_units() == 6490);
    shop.wave();
    CHECK(tasks_of(shop.client, id).size() == 2);
    CHECK(verify_store(shop.client) == "");
}

TEST_CASE("journey 17: a new address before release is taken, routed again, and reviewed if far") {
    const F0Shop shop;
    shop.stock("W1", "TEE", 9);
    const std::string id = shop.deliver_to("75001", {
                                                        {"TEE", 1}
    });
    // To set out from a known place; from there 50 km are near, 400 km are far.
    edit_order(shop, id, address_of("FR", "75001", 48'860'000, 2'340'000));
    orders::Order order = edit_order(shop, id, address_of("FR", "77000", 48'540'000, 2'660'000));
    CHECK(order.ship_to().postal_code() == "77000");
    CHECK(order.totals().total().minor_units() == 2490);
    CHECK_FALSE(has_fraud_review(order));

    shop.at("2026-03-03 16:30");  // past the cut-off: the promise is a new one
    const auto far = address_of("FR", "69003", 45'760'000, 4'860'000);
    CHECK(preview(shop, id, far).needs_review());
    order = edit_order(shop, id, far);
    CHECK(order.ship_to().postal_code() == "69003");
    REQUIRE(order.parcels_size() == 1);
    CHECK(paris_date(order.parcels(0).promised_by()) == "2026-03-06");
    REQUIRE(has_fraud_review(order));
    shop.wave();
    CHECK(tasks_of(shop.client, id).empty());

    // Who it is for is in no event.
    oms::events::v1::ListEventsRequest list;
    list.set_page_size(200);
    CHECK(shop.client.call(list).bytes.find("Canaria") == std::string::npos);
}

TEST_CASE("another way: a delivery is collected, a pickup changes its store") {
    const F0Shop shop;
    create_channel(shop.client, "slow", 900);
    shop.stock("S1", "TEE", 5);
    shop.stock("S2", "TEE", 5);
    orders::PlaceOrderRequest request = new_order();
    request.set_channel_id("slow");
    request.mutable_ship_to()->set_country_code("FR");
    request.mutable_ship_to()->set_postal_code("75001");
    add_delivery(request, "TEE", 1);
    const std::string id = place(shop.client, request).order_id();
    const auto collect_at = [](const char* store) {
        orders::OrderEdit edit;
        edit.add_lines()->set_line_no(1);
        edit.mutable_lines(0)->mutable_pickup()->set_location_id(store);
        return edit;
    };
    orders::Order order = edit_order(shop, id, collect_at("S1"));
    CHECK(order.lines(0).pickup().location_id() == "S1");
    CHECK(pickups_at(shop.client, "S1").size() == 1);
    order = edit_order(shop, id, collect_at("S2"));
    CHECK(pickups_at(shop.client, "S1").empty());
    CHECK(pickups_at(shop.client, "S2").size() == 1);
    CHECK(reserved(shop, "TEE", "S1") == 0);
    CHECK(reserved(shop, "TEE", "S2") == 1);
    CHECK(payments_due(order).empty());
    CHECK(tasks_of(shop.client, id).empty());
    // And back again: the first one is over, there is another.
    edit_order(shop, id, collect_at("S1"));
    CHECK(pickups_at(shop.client, "S1").size() == 1);
    // The grace is over: the store gets to work.
    shop.at("2026-03-03 10:15");
    CHECK(shop.open_task(id).location_id() == "S1");
    orders::PreviewOrderEditRequest late;
    late.set_order_id(id);
    *late.mutable_edit() = collect_at("S2");
    CHECK(shop.client.call(late).reason == "ILLEGAL_TRANSITION");

    late.mutable_edit()->mutable_lines(0)->mutable_pickup()->set_location_id("W1");
    CHECK(shop.client.call(late).reason == "ILLEGAL_TRANSITION");
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
