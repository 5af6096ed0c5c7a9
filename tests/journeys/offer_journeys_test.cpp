#include <thread>

#include <doctest/doctest.h>

#include "tests/journeys/f0_shop.hpp"

// Journey 7, its variant: a task is offered to several stores, and one of them has it.
namespace oms::e2e::journeys {
namespace {

constexpr std::int64_t three_stores = 3;

Answer publish(const F0Shop& shop, std::int64_t offered_stores) {
    routing::CreateRulesRequest draft;
    draft.set_request_id(next_id());
    *draft.mutable_rules() =
        get<routing::GetRulesResponse>(shop.client, routing::GetRulesRequest()).rules();
    draft.mutable_rules()->mutable_profiles(0)->set_offered_stores(offered_stores);
    Answer drafted = shop.client.call(draft);
    if (!drafted.ok()) return drafted;
    routing::PublishRulesRequest publish;
    publish.set_request_id(next_id());
    publish.set_version(reply_of<routing::CreateRulesResponse>(drafted).version().version());
    return shop.client.call(publish);
}

// Three stores have the goods; Paris is the nearest.
struct Offered {
    explicit Offered(const char* time = "2026-03-03 10:00") {
        REQUIRE(publish(shop, three_stores).ok());
        for (const char* store : {"S1", "S2", "S3"})
            shop.stock(store, "TEE", 5);
        shop.at(time);
        order = shop.deliver_to("75001", {
                                             {"TEE", 2}
        });
        task = shop.open_task(order);
    }
    const std::string& id() const { return task.fulfillment_order_id(); }
    // The store has that many units of the order reserved, the others none.
    void check_reserved(const std::string& owner) const {
        for (const std::string& store : {"S1", "S2", "S3", "S4", "W1"})
            CHECK(stock_at(shop.client, "TEE", store).reserved() == (store == owner ? 2 : 0));
        CHECK(verify_store(shop.client) == "");
    }

    F0Shop shop;
    std::string order;
    fulfillment::FulfillmentOrder task;
};

Client staff_of(const Offered& offered, const std::string& store) {
    return Client(offered.shop.server.address(), {"staff-" + store, "store", "", store});
}

fulfillment::AcceptFulfillmentOrderRequest accept_by(const Offered& offered,
                                                     const std::string& location = {}) {
    auto request = task_request<fulfillment::AcceptFulfillmentOrderRequest>(offered.id());
    request.set_location_id(location);
    return request;
}

std::vector<std::string> offered_to(const fulfillment::FulfillmentOrder& task) {
    return {task.offered_to().begin(), task.offered_to().end()};
}

}  // namespace

TEST_CASE("journey 7: two of three stores claim a task at once, and one has it") {
    const Offered offered;
    const F0Shop& shop = offered.shop;
    CHECK(offered.task.location_id() == "S1");
    CHECK(offered_to(offered.task) == std::vector<std::string>{"S2", "S3"});
    offered.check_reserved("S1");

    // Each of the three sees it in its list, and nobody else does.
    for (const std::string& store : {"S1", "S2", "S3"}) {
        const Client staff = staff_of(offered, store);
        const auto listed = tasks_at(staff, store);
        REQUIRE(listed.size() == 1);
        CHECK(listed.front().fulfillment_order_id() == offered.id());
        CHECK(listed.front().state() == fulfillment::FULFILLMENT_STATE_RELEASED);
    }
    const Client marseille = staff_of(offered, "S4");
    CHECK(tasks_at(marseille, "S4").empty());
    CHECK(marseille.call(accept_by(offered)).reason == "FULFILLMENT_ORDER_NOT_FOUND");

    // Who is only offered it may do nothing else with it.
    const Client lyon = staff_of(offered, "S2");
    const Client lille = staff_of(offered, "S3");
    auto no = task_request<fulfillment::RejectFulfillmentOrderRequest>(offered.id());
    no.set_reason(fulfillment::REFUSAL_REASON_TOO_BUSY);
    const Answer refused = lyon.call(no);
    CHECK(refused.reason == "ILLEGAL_TRANSITION");
    CHECK(refused.facts.at("location_id") == "S1");
    CHECK(lyon.call(accept_by(offered, "S1")).reason == "FULFILLMENT_ORDER_NOT_FOUND");

    fulfillment::GetPackingSlipRequest slip;
    slip.set_fulfillment_order_id(offered.id());
    CHECK(lyon.call(slip).reason == "FULFILLMENT_ORDER_NOT_FOUND");
    CHECK(staff_of(offered, "S1").call(slip).ok());

    Answer from_lyon;
    std::thread other([&] { from_lyon = lyon.call(accept_by(offered)); });
    const Answer from_lille = lille.call(accept_by(offered));
    other.join();
    REQUIRE(from_lyon.ok() != from_lille.ok());
    const std::string winner = from_lyon.ok() ? "S2" : "S3";
    const Answer& loser = from_lyon.ok() ? from_lille : from_lyon;
    CHECK(loser.reason == "ILLEGAL_TRANSITION");
    CHECK(loser.facts.at("location_id") == winner);
    const Answer planned = staff_of(offered, "S1").call(accept_by(offered));
    CHECK(planned.reason == "ILLEGAL_TRANSITION");
    CHECK(planned.facts.at("location_id") == winner);
    offered.check_reserved(winner);

    for (const std::string& store : {"S1", "S2", "S3"})
        CHECK(tasks_at(staff_of(offered, store), store).size() == (store == winner ? 1 : 0));
    const auto task = get_task(shop.client, offered.id());
    CHECK(task.location_id() == winner);
    CHECK(task.offered_to_size() == 0);
    CHECK_FALSE(task.has_accept_by());
    REQUIRE(shop.order(offered.order).parcels_size() == 1);
    CHECK(shop.order(offered.order).parcels(0).location_id() == winner);
    CHECK(paris_date(task.promised_by()) == "2026-03-05");

    // The winner does the work, its stock goes down, and the customer pays once.
    const Client& staff = from_lyon.ok() ? lyon : lille;
    start_picking(staff, offered.id());
    pick_all(staff, offered.id());
    auto packing = task_request<fulfillment::PackFulfillmentOrderRequest>(offered.id());
    get<fulfillment::PackFulfillmentOrderResponse>(staff, packing);
    ship(staff, offered.id());
    CHECK(payments_due(shop.order(offered.order)) == std::vector<std::string>{"capture 44.90"});
    CHECK(stock_at(shop.client, "TEE", winner).on_hand() == 3);
    CHECK(stock_at(shop.client, "TEE", "S1").on_hand() == 5);
    offered.check_reserved("");
}

TEST_CASE("journey 7: three silent stores lose the task, and none of them is asked again") {
    const Offered offered("2026-03-03 19:45");
    const F0Shop& shop = offered.shop;
    CHECK(paris_time(offered.task.accept_by()) == "2026-03-04 10:15");
    shop.at("2026-03-04 10:14");
    CHECK(offered_to(get_task(shop.client, offered.id())).size() == 2);
    shop.stock("W1", "TEE", 2);
    shop.at("2026-03-04 10:15");
    const auto silent = get_task(shop.client, offered.id());
    CHECK(silent.state() == fulfillment::FULFILLMENT_STATE_REJECTED);
    CHECK(silent.refusal() == fulfillment::REFUSAL_REASON_NO_ANSWER);
    CHECK(offered_to(silent).empty());
    for (const std::string& store : {"S1", "S2", "S3"})
        CHECK(tasks_at(staff_of(offered, store), store).empty());
    offered.check_reserved("W1");
    shop.at("2026-03-04 10:16");
    CHECK(staff_of(offered, "S3").call(accept_by(offered)).reason == "ILLEGAL_TRANSITION");
    shop.wave();
    CHECK(shop.open_task(offered.order).location_id() == "W1");
}

TEST_CASE("a store that has sold the goods does not get the task, and another may still") {
    const Offered offered;
    const F0Shop& shop = offered.shop;
    inventory::PostStockMovementsRequest sold;
    sold.set_request_id(next_id());
    auto& movement = *sold.add_movements();
    movement.set_sku("TEE");
    movement.set_location_id("S2");
    movement.set_kind(inventory::MOVEMENT_KIND_SOLD);
    movement.set_quantity(4);
    get<inventory::PostStockMovementsResponse>(shop.client, sold);
    const Answer late = staff_of(offered, "S2").call(accept_by(offered));
    CHECK(late.reason == "INSUFFICIENT_STOCK");
    offered.check_reserved("S1");
    CHECK(offered_to(get_task(shop.client, offered.id())).size() == 2);

    // A closed store does not either.
    catalog::CloseLocationRequest closing;
    closing.set_request_id(next_id());
    closing.set_location_id("S3");
    closing.mutable_until()->set_seconds(clock_at("2026-03-05 10:00").to().seconds());
    closing.set_reason("water damage");
    get<catalog::CloseLocationResponse>(shop.client, closing);
    const Answer closed = staff_of(offered, "S3").call(accept_by(offered));
    CHECK(closed.reason == "ILLEGAL_TRANSITION");
    CHECK(staff_of(offered, "S1").call(accept_by(offered)).ok());
    CHECK(get_task(shop.client, offered.id()).location_id() == "S1");
    offered.check_reserved("S1");
    CHECK(staff_of(offered, "S2").call(accept_by(offered)).facts.at("location_id") == "S1");
}

TEST_CASE(
    "only what stores send is offered, as far as the rules say, and to who keeps the promise") {
    F0Shop shop;
    const Answer refused = publish(shop, 11);
    CHECK(refused.reason == "MALFORMED_REQUEST");
    for (const char* store : {"S1", "S2", "S3", "S4"})
        shop.stock(store, "TEE", 5);
    const auto order_tee = [&] {
        return shop.deliver_to("75001", {
                                            {"TEE", 1}
        });
    };
    // The rules in force say nothing of it.
    CHECK(shop.open_task(order_tee()).offered_to_size() == 0);
    REQUIRE(publish(shop, 2).ok());
    const std::string two = order_tee();
    CHECK(shop.open_task(two).offered_to_size() == 1);
    const std::string pickup = shop.collect_at("S1", {
                                                         {"TEE", 1}
    });
    CHECK(shop.open_task(pickup).offered_to_size() == 0);
    // The warehouse is cheaper, and its work is nobody else's.
    shop.stock("W1", "TEE", 5);
    const std::string from_warehouse = order_tee();
    shop.wave();
    CHECK(shop.open_task(from_warehouse).location_id() == "W1");
    CHECK(shop.open_task(from_warehouse).offered_to_size() == 0);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace oms::e2e::journeys
