#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/fulfillment/waves.hpp"
#include "services/orders/edit_order.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    return text;
}

// "token pay 10.00 EUR, release 0.00 EUR, short 0".
std::string told(const orders::EditOutcome& outcome) {
    std::int64_t missing = 0;
    for (const ShortLine& line : outcome.short_lines)
        missing += line.wanted - line.available;
    return fmt::format("{} pay {}, release {}, short {}", outcome.token, to_text(outcome.to_pay),
                       to_text(outcome.to_release), missing);
}

OrderEdit quantity_of(std::int64_t line_no, std::int64_t quantity) {
    LineEdit line;
    line.line_no = line_no;
    line.quantity = quantity;
    OrderEdit edit;
    edit.lines.push_back(line);
    return edit;
}

// Edits orders of `Shop`, as the adapter does.
template <class Shop>
struct Editing : Shop {
    explicit Editing(const Sourcing& by) : sourcing_of_edits(by) {}

    std::unique_ptr<Command> command(const Order& placed, orders::EditRequest request,
                                     bool preview) {
        auto waiting = this->template read<Result<std::optional<WaitingOrder>>>(
            [&](ReadSession& session) { return session.order_to_route(placed.order_id); });
        REQUIRE(waiting);
        request.order_id = placed.order_id;
        Command::Header header = this->header("edit");
        if (preview) {
            header.validate_only = true;
            header.request_id.clear();
        }
        return std::make_unique<orders::EditOrder>(std::move(header), std::move(request),
                                                   **std::move(waiting), preview, sourcing_of_edits,
                                                   told);
    }
    Result<std::string> preview(const Order& placed, const orders::EditRequest& request) {
        return this->run(command(placed, request, true));
    }
    // What the preview has shown, without its token, then done.
    std::string edit(const Order& placed, orders::EditRequest request, std::int64_t pays = 0) {
        const auto shown = preview(placed, request);
        REQUIRE_MESSAGE(shown, (shown ? "" : shown.error().detail));
        request.preview_token = shown->substr(0, 16);
        if (pays > 0) request.tenders.push_back({"card", euro(pays), ""});
        const auto done = this->run(command(placed, request, false));
        REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
        CHECK(*done == *shown);
        CHECK(words(this->verify()) == "");
        return shown->substr(17);
    }
    Order now(const Order& placed) { return this->order(placed.order_id.str() + " x"); }

    const Sourcing& sourcing_of_edits;
};
struct RoutedEditing : Editing<RoutingShop> {
    RoutedEditing() : Editing(exact) {}
    Order place_to(const char* postal_code, OrderRequestBuilder builder) {
        return order(route(to_france(std::move(builder), postal_code)).value());
    }
};
struct PlainEditing : Editing<StoreFixture> {
    PlainEditing() : Editing(sourcing) { create(channel("web")); }
};

orders::EditRequest request_of(OrderEdit edit) {
    orders::EditRequest request;
    request.edit = std::move(edit);
    return request;
}

orders::EditRequest pickup_at(std::int64_t line_no, const char* location) {
    LineWay way;
    way.method = Method::pickup;
    way.pickup_location = LocationId::trusted(location);
    LineEdit line;
    line.line_no = line_no;
    line.way = way;
    orders::EditRequest request;
    request.edit.lines.push_back(line);
    return request;
}

void check_edits(const auto& more_of, auto& shop, const Order& placed, const char* location) {
    CHECK(more_of(3, 1000) == "pay 10.00 EUR, release 0.00 EUR, short 0");
    CHECK(shop.level("TEE", location).reserved == 3);
    CHECK(more_of(1, 0) == "pay 0.00 EUR, release 20.00 EUR, short 0");
    CHECK(shop.level("TEE", location).reserved == 1);
    const Order order = shop.now(placed);
    CHECK(order.totals.total == euro(1000));
    REQUIRE(order.payments_due.size() == 2);
    CHECK(order.payments_due[0].kind == DueKind::authorize);
    CHECK(order.payments_due[0].amount == euro(1000));
    CHECK(order.payments_due[1].kind == DueKind::void_authorization);
    CHECK(order.payments_due[1].amount == euro(2000));
    REQUIRE(shop.cancel(placed.order_id));
    CHECK(shop.now(placed).payments_due[2].amount == euro(1000));
    CHECK(shop.level("TEE", location).reserved == 0);
    CHECK(words(shop.verify()) == "");
}

}  // namespace

TEST_CASE("a routed order is edited up and down, and canceled: stock and money agree") {
    RoutedEditing shop;
    shop.stock("W1", "TEE", 9);
    const Order placed = shop.place_to("75001", OrderRequestBuilder{}.line("TEE", 2));
    REQUIRE(placed.parcels.at(0).fulfillment_order_id.empty());
    check_edits(
        [&](std::int64_t units, std::int64_t pays) {
            return shop.edit(placed, request_of(quantity_of(1, units)), pays);
        },
        shop, placed, "W1");
}

TEST_CASE("without rules it is the same") {
    PlainEditing shop;
    shop.receive("TEE", "W1", 9);
    orders::OrderRequest request = OrderRequestBuilder{}.line("TEE", 2).build();
    request.ship_to = Address{};
    request.ship_to->country_code = "FR";
    const Order placed = shop.order(shop.place(request).value());
    check_edits(
        [&](std::int64_t units, std::int64_t pays) {
            return shop.edit(placed, request_of(quantity_of(1, units)), pays);
        },
        shop, placed, "W1");
}

TEST_CASE("another SKU, and nothing that was not shown") {
    RoutedEditing shop;
    shop.stock("W1", "TEE", 9);
    shop.stock("W1", "JEAN", 2);
    const Order placed = shop.place_to("75001", OrderRequestBuilder{}.line("TEE", 2));
    OrderEdit swap = quantity_of(1, 0);
    swap.added.push_back(OrderRequestBuilder{}.line("JEAN", 2, 1250).build().draft.lines[0]);
    swap.added[0].service_level = placed.lines[0].service_level;
    orders::EditRequest unpaid = request_of(swap);
    unpaid.preview_token = shop.preview(placed, unpaid).value().substr(0, 16);
    const auto refused = shop.run(shop.command(placed, unpaid, false));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::total_mismatch);
    unpaid.preview_token = "another";
    CHECK(shop.run(shop.command(placed, unpaid, false)).error().reason == Reason::edit_stale);
    unpaid.version = placed.head.sequence + 1;
    CHECK(shop.run(shop.command(placed, unpaid, false)).error().reason == Reason::version_mismatch);

    CHECK(shop.edit(placed, request_of(swap), 500) == "pay 5.00 EUR, release 0.00 EUR, short 0");
    const Order order = shop.now(placed);
    CHECK(order.lines.size() == 2);
    CHECK(order.lines[0].quantities.in(UnitState::canceled) == 2);
    CHECK(order.totals.total == euro(2500));
    CHECK(shop.level("TEE", "W1").reserved == 0);
    CHECK(shop.level("JEAN", "W1").reserved == 2);
    // The next is more than there is.
    orders::EditRequest too_many = request_of(quantity_of(2, 7));
    const std::string shown = shop.preview(placed, too_many).value();
    CHECK(shown.substr(17) == "pay 62.50 EUR, release 0.00 EUR, short 5");
    too_many.preview_token = shown.substr(0, 16);
    CHECK(shop.run(shop.command(placed, too_many, false)).error().reason ==
          Reason::insufficient_stock);
    CHECK(words(shop.verify()) == "");
    shop.reopen();
    CHECK(shop.now(placed) == order);
}

TEST_CASE("another address is kept apart, routed again, and reviewed if it is far") {
    RoutedEditing shop;
    shop.stock("W1", "TEE", 9);
    const Order placed = shop.place_to("75001", OrderRequestBuilder{}.line("TEE", 1));
    orders::EditRequest request;
    request.edit.readdressed = true;
    request.ship_to = Address{};
    request.ship_to->recipient = "Canaria Secreta";
    request.ship_to->country_code = "FR";
    request.ship_to->postal_code = "69003";
    request.needs_review = true;
    CHECK(shop.edit(placed, request) == "pay 0.00 EUR, release 0.00 EUR, short 0");
    const Order order = shop.now(placed);
    REQUIRE(order.holds.size() == 1);
    CHECK(order.holds[0].type == HoldType::fraud_review);
    CHECK(order.parcels.size() == 1);
    CHECK(order.personal_ids.size() == placed.personal_ids.size() + 1);
    CHECK(shop.decisions(placed.order_id).size() == 2);
    const auto details = shop.read<Result<OrderDetails>>(
        [&](ReadSession& session) { return session.order(placed.order_id, admin()); });
    CHECK(details->personal.back().address.postal_code == "69003");
    const auto events = shop.read<Result<EventPage>>([&](ReadSession& session) {
        EventQuery query;
        query.types = {"order.edited"};
        return session.events(query, admin());
    });
    REQUIRE(events->events.size() == 1);
    CHECK(events->events[0].data_json.find("Canaria") == std::string::npos);
    CHECK(events->events[0].data_json.find("69003") == std::string::npos);
}

TEST_CASE("a pickup changes its store and back; what a store works on is refused") {
    RoutedEditing shop;
    shop.stock("S1", "TEE", 5);
    shop.stock("S2", "TEE", 5);
    Channel slow = channel("slow");
    slow.grace_window_s = 900;
    shop.create(slow);
    OrderRequestBuilder builder;
    builder.in("slow").pickup("TEE", 1, "S1");
    const Order placed = shop.order(shop.route(builder.build()).value());
    for (const char* const location : {"S2", "S1"}) {
        shop.edit(placed, pickup_at(1, location));
        const Order order = shop.now(placed);
        CHECK(order.lines[0].pickup_location.str() == location);
        CHECK(shop.level("TEE", location).reserved == 1);
        CHECK(shop.level("TEE", location == std::string("S1") ? "S2" : "S1").reserved == 0);
    }
    shop.clock.advance(std::chrono::seconds{900});
    shop.settle();
    REQUIRE(shop.run(std::make_unique<fulfilling::ReleaseWave>(
        shop.header("wave"), LocationId::trusted("S1"), std::vector<OrderId>{placed.order_id},
        [](const auto&) { return std::string("x"); })));
    REQUIRE_FALSE(shop.now(placed).parcels.at(0).fulfillment_order_id.empty());
    const auto late = shop.preview(placed, pickup_at(1, "S2"));
    REQUIRE_FALSE(late);
    CHECK(late.error().reason == Reason::illegal_transition);
    REQUIRE(late.error().preconditions.size() == 2);
    CHECK(late.error().preconditions[1].subject ==
          shop.now(placed).parcels[0].fulfillment_order_id.str());
    CHECK(late.error().preconditions[1].description == "is released at S1");
    CHECK(words(shop.verify()) == "");
}
