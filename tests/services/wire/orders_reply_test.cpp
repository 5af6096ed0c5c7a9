#include "services/orders/orders_reply.hpp"

#include <doctest/doctest.h>

#include "services/orders/orders_wire.hpp"
#include "tests/services/wire/orders_requests.hpp"

using namespace oms;
using namespace oms::orders;

namespace {

// The good order as it is once placed, its three shirts reserved at two locations.
Order placed_order() {
    Order order = order_request(oms::tests::good_order())->draft;
    order.order_id = OrderId::trusted("ord_1");
    order.number = make_order_number(1, 0);
    order.head.sequence = 1;
    REQUIRE(order.lines[0].quantities.move(UnitState::unallocated, UnitState::allocated, 3));
    order.reservations.push_back({1, order.lines[0].sku, LocationId::trusted("A"), 2, 2, 0, 0, 0});
    order.reservations.push_back({1, order.lines[0].sku, LocationId::trusted("B"), 1, 1, 0, 0, 0});
    return order;
}

PersonalRecord record(PersonalKind kind, std::string text) {
    PersonalRecord made;
    made.kind = kind;
    made.text = std::move(text);
    made.contact.name = "Ada Petit";
    made.address.locality = "Paris";
    return made;
}

}  // namespace

TEST_CASE("the receipt of an order tells ids and states") {
    v1::PlaceOrderResponse reply;
    REQUIRE(reply.ParseFromString(place_order_reply(placed_order())));
    const v1::OrderReceipt& receipt = reply.order();
    CHECK(receipt.order_id() == "ord_1");
    CHECK(receipt.status() == v1::ORDER_STATUS_PLACED);
    CHECK(receipt.fulfillment_status() == v1::FULFILLMENT_STATUS_ALLOCATED);
    CHECK(receipt.etag() == "v1");
    CHECK(receipt.totals().total().minor_units() == 6000);
    CHECK(receipt.totals().total().currency_code() == "EUR");
    REQUIRE(receipt.lines_size() == 1);
    CHECK(receipt.lines(0).quantities().ordered() == 3);
    CHECK(receipt.lines(0).quantities().allocated() == 3);
    REQUIRE(receipt.lines(0).allocations_size() == 2);
    CHECK(receipt.lines(0).allocations(0).location_id() == "A");
    CHECK(receipt.lines(0).allocations(1).quantity() == 1);
}

TEST_CASE("an order is shown with personal fields only when the query gave them") {
    OrderDetails details{placed_order(), {}};
    v1::GetOrderResponse reply;
    REQUIRE(reply.ParseFromString(get_order_reply(details)));
    CHECK_FALSE(reply.order().has_contact());
    CHECK_FALSE(reply.order().has_ship_to());
    CHECK(reply.order().gift_message().empty());
    CHECK(reply.order().notes_size() == 0);
    CHECK(reply.order().lines(0).delivery().service_level() == "standard");

    details.personal = {record(PersonalKind::contact, ""), record(PersonalKind::ship_to, ""),
                        record(PersonalKind::gift_message, "Bon anniversaire"),
                        record(PersonalKind::note, "Ring twice"),
                        record(PersonalKind::cancel_comment, "Too late")};
    REQUIRE(reply.ParseFromString(get_order_reply(details)));
    CHECK(reply.order().contact().name() == "Ada Petit");
    CHECK(reply.order().ship_to().locality() == "Paris");
    CHECK(reply.order().gift_message() == "Bon anniversaire");
    REQUIRE(reply.order().notes_size() == 2);
    CHECK(reply.order().notes(0).type() == "note");
    CHECK(reply.order().notes(1).text() == "Too late");
}

TEST_CASE("a batch answers every request in its order") {
    std::vector<Result<std::string>> outcomes;
    outcomes.emplace_back(place_order_reply(placed_order()));
    outcomes.emplace_back(fail(Reason::order_exists, "the external_id has an order already"));
    outcomes.emplace_back(place_order_reply(placed_order()));
    v1::BatchPlaceOrdersResponse reply;
    REQUIRE(reply.ParseFromString(batch_reply(outcomes, "log-1")));
    REQUIRE(reply.results_size() == 3);
    CHECK(reply.results(0).order().order_id() == "ord_1");
    CHECK(reply.results(1).error().code() == 6);
    CHECK(reply.results(1).error().reason() == "ORDER_EXISTS");
    CHECK(reply.results(1).error().message() == "the external_id has an order already");
    CHECK(reply.results(2).has_order());
}
