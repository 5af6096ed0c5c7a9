#include <functional>
#include <latch>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

constexpr std::size_t buyers = 64;

struct Rush {
    std::size_t placed = 0;
    // Refused for another reason than that there is nothing left.
    std::string surprises;
};

// Every buyer, on a connection of its own, sends one order at the same moment.
Rush rush(const Shop& shop, const std::function<orders::PlaceOrderRequest()>& make_order) {
    std::vector<orders::PlaceOrderRequest> requests;
    for (std::size_t i = 0; i < buyers; ++i)
        requests.push_back(make_order());
    std::vector<Answer> answers(buyers);
    std::latch start(static_cast<std::ptrdiff_t>(buyers));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < buyers; ++i) {
        threads.emplace_back([&, i] {
            const Client client(shop.server.address(), {fmt::format("buyer-{}", i), "checkout"});
            client.connect();
            start.arrive_and_wait();
            answers[i] = client.call(requests[i]);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    Rush rush;
    for (const Answer& answer : answers) {
        if (answer.ok()) {
            ++rush.placed;
        } else if (answer.reason != "INSUFFICIENT_STOCK") {
            rush.surprises += answer.text() + "\n";
        }
    }
    return rush;
}

// Only orders that got all their units exist, and not one unit is promised twice or lost.
void check_sold_out(const Shop& shop, const std::string& sku, std::int64_t units) {
    CHECK(available(shop.client, sku) == 0);
    std::int64_t on_hand = 0;
    std::int64_t reserved = 0;
    for (const char* const location : {"W1", "S1", "S2"}) {
        on_hand += stock_at(shop.client, sku, location).on_hand();
        reserved += stock_at(shop.client, sku, location).reserved();
    }
    CHECK(on_hand == units);
    CHECK(reserved == units);
    CHECK(verify_store(shop.client) == "");
}

}  // namespace

TEST_CASE("ten units sold to 64 buyers at once make exactly ten orders") {
    const Shop shop;
    for (int round = 0; round < 5; ++round) {
        const std::string sku = next_id("HOT");
        stock_item(shop.client, sku, "W1", 10);
        const Rush result = rush(shop, [&] { return delivery_order(sku); });
        CHECK(result.placed == 10);
        CHECK(result.surprises == "");
        check_sold_out(shop, sku, 10);
    }
}

TEST_CASE("ten units spread over three locations make exactly ten orders") {
    const Shop shop;
    for (int round = 0; round < 3; ++round) {
        const std::string sku = next_id("HOT");
        stock_item(shop.client, sku, "W1", 4);
        receive(shop.client, sku, "S1", 3);
        receive(shop.client, sku, "S2", 3);
        const Rush result = rush(shop, [&] { return delivery_order(sku); });
        CHECK(result.placed == 10);
        CHECK(result.surprises == "");
        check_sold_out(shop, sku, 10);
    }
}

TEST_CASE("ten pairs of two items, each order wanting both, make exactly ten orders") {
    const Shop shop;
    for (int round = 0; round < 3; ++round) {
        const std::string left = next_id("LEFT");
        const std::string right = next_id("RIGHT");
        stock_item(shop.client, left, "W1", 10);
        stock_item(shop.client, right, "S1", 10);
        bool turned = false;
        const Rush result = rush(shop, [&] {
            turned = !turned;  // half of them ask the other way round
            orders::PlaceOrderRequest order = new_order();
            add_delivery(order, turned ? left : right, 1);
            add_delivery(order, turned ? right : left, 1);
            return order;
        });
        CHECK(result.placed == 10);
        CHECK(result.surprises == "");
        check_sold_out(shop, left, 10);
        check_sold_out(shop, right, 10);
    }
}

TEST_CASE("twenty units wanted on two lines of each order make exactly ten orders") {
    const Shop shop;
    for (int round = 0; round < 3; ++round) {
        const std::string sku = next_id("TWICE");
        stock_item(shop.client, sku, "S1", 20);
        const Rush result = rush(shop, [&] {
            orders::PlaceOrderRequest order = new_order();
            add_delivery(order, sku, 1);
            add_pickup(order, sku, 1, "S1");
            return order;
        });
        CHECK(result.placed == 10);
        CHECK(result.surprises == "");
        check_sold_out(shop, sku, 20);
    }
}

TEST_CASE("units held by carts and units ordered never exceed what is there") {
    const Shop shop;
    const std::string sku = next_id("MIXED");
    stock_item(shop.client, sku, "W1", 10);
    std::vector<std::thread> threads;
    std::vector<Answer> answers(buyers);
    std::latch start(static_cast<std::ptrdiff_t>(buyers));
    for (std::size_t i = 0; i < buyers; ++i) {
        threads.emplace_back([&, i] {
            const Client client(shop.server.address(), {fmt::format("buyer-{}", i), "checkout"});
            const auto order = delivery_order(sku);
            const auto hold = hold_of(next_id("cart"), sku, 1);
            client.connect();
            start.arrive_and_wait();
            answers[i] = i % 2 == 0 ? client.call(order) : client.call(hold);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    const auto granted = std::count_if(answers.begin(), answers.end(),
                                       [](const Answer& answer) { return answer.ok(); });
    CHECK(granted == 10);
    for (const Answer& answer : answers) {
        if (!answer.ok()) CHECK(answer.reason == "INSUFFICIENT_STOCK");
    }
    check_sold_out(shop, sku, 10);
}

}  // namespace oms::e2e
