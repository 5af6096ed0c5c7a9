#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

orders::SearchOrdersRequest by_sku(const std::string& sku) {
    orders::SearchOrdersRequest request;
    request.mutable_filter()->set_sku(sku);
    return request;
}

orders::SearchOrdersRequest by_name(const std::string& name) {
    orders::SearchOrdersRequest request;
    request.mutable_filter()->set_name(name);
    return request;
}

std::vector<std::string> found(const Client& client, const orders::SearchOrdersRequest& request) {
    std::vector<std::string> ids;
    const auto reply = get<orders::SearchOrdersResponse>(client, request);
    for (const auto& order : reply.orders())
        ids.push_back(order.order_id());
    return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("an order is found by the call after its reply") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    Ids newest_first;
    for (int i = 0; i < 5; ++i) {
        const auto receipt = place(shop.client, delivery_order("TEE"));
        newest_first.insert(newest_first.begin(), receipt.order_id());
        orders::SearchOrdersRequest by_number;
        by_number.mutable_filter()->set_number(receipt.number());
        CHECK(found(shop.client, by_number) == Ids{receipt.order_id()});
        CHECK(found(shop.client, by_sku("TEE")) == newest_first);
    }
    const auto reply = get<orders::SearchOrdersResponse>(shop.client, by_name("SECRETA canaria"));
    REQUIRE(reply.orders_size() == 5);
    const orders::OrderSummary& order = reply.orders(0);
    const orders::Order whole = get_order(shop.client, newest_first[0]);
    CHECK(order.number() == whole.number());
    CHECK(order.external_id() == whole.external_id());
    CHECK(order.channel_id() == "web");
    CHECK(order.status() == whole.status());
    CHECK(order.fulfillment_status() == whole.fulfillment_status());
    CHECK(order.total().minor_units() == whole.totals().total().minor_units());
    CHECK(order.create_time().seconds() == whole.create_time().seconds());
    CHECK(order.customer_name() == canary_name);
    CHECK(reply.next_page_token().empty());

    get<orders::CancelOrderResponse>(shop.client, cancel_of(newest_first[2]));
    orders::SearchOrdersRequest canceled;
    canceled.mutable_filter()->set_status(orders::ORDER_STATUS_CANCELED);
    CHECK(found(shop.client, canceled) == Ids{newest_first[2]});
    CHECK(verify_store(shop.client).empty());
}

TEST_CASE("pages follow each other without a gap, and a token belongs to its filter") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 50);
    Ids placed;
    for (int i = 0; i < 7; ++i)
        placed.insert(placed.begin(), place(shop.client, delivery_order("TEE")).order_id());
    orders::SearchOrdersRequest request = by_sku("TEE");
    request.set_page_size(3);
    Ids paged;
    int pages = 0;
    do {
        const auto reply = get<orders::SearchOrdersResponse>(shop.client, request);
        for (const auto& order : reply.orders())
            paged.push_back(order.order_id());
        request.set_page_token(reply.next_page_token());
        // What is placed meanwhile is newer than where the pages are.
        place(shop.client, delivery_order("TEE"));
        REQUIRE(++pages < 10);
    } while (!request.page_token().empty());
    CHECK(paged == placed);
    CHECK(pages == 3);

    request.set_page_token(get<orders::SearchOrdersResponse>(shop.client,
                                                             [&] {
                                                                 request.clear_page_token();
                                                                 return request;
                                                             }())
                               .next_page_token());
    request.mutable_filter()->set_channel_id("web");
    const Answer answer = shop.client.call(request);
    CHECK(answer.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(answer.reason == "MALFORMED_REQUEST");
    REQUIRE(answer.fields.size() == 1);
    CHECK(answer.fields[0].subject == "page_token");
}

TEST_CASE("a search tells nothing of orders outside the caller's scope") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 20);
    stock_item(shop.client, "JEAN", "S1", 20);
    orders::PlaceOrderRequest theirs = delivery_order("TEE");
    theirs.set_channel_id("market");
    const auto foreign = place(shop.client, theirs);
    const auto at_store = place(shop.client, delivery_order("JEAN"));
    const Client web(shop.server.address(), {"web-shop", "agent", "web", ""});
    const Client store(shop.server.address(), {"till", "store", "", "S1"});
    const auto answers_alike = [&](const Client& client, auto set) {
        orders::SearchOrdersRequest hidden;
        orders::SearchOrdersRequest absent;
        set(*hidden.mutable_filter(), true);
        set(*absent.mutable_filter(), false);
        const Answer of_hidden = client.call(hidden);
        CHECK(of_hidden.ok());
        CHECK(of_hidden.bytes == client.call(absent).bytes);
        CHECK(of_hidden.bytes.empty());
    };
    for (const Client* client : {&web, &store}) {
        answers_alike(*client, [&](orders::OrderFilter& filter, bool there) {
            filter.set_external_id(there ? theirs.external_id() : "W-nothing");
        });
        answers_alike(*client, [](orders::OrderFilter& filter, bool there) {
            filter.set_channel_id(there ? "market" : "nothing");
        });
        answers_alike(*client, [](orders::OrderFilter& filter, bool there) {
            filter.set_sku(there ? "TEE" : "NOTHING");
        });
        answers_alike(*client, [](orders::OrderFilter& filter, bool there) {
            filter.set_location_id(there ? "W1" : "NOTHING");
        });
        orders::SearchOrdersRequest everything;
        CHECK(found(*client, everything) == Ids{at_store.order_id()});
        orders::SearchOrdersRequest by_number;
        by_number.mutable_filter()->set_number(foreign.number());
        CHECK(found(*client, by_number).empty());
    }
    CHECK(found(web, by_name(canary_name)) == Ids{at_store.order_id()});
    const Answer refused = store.call(by_name(canary_name));
    CHECK(refused.code == grpc::StatusCode::PERMISSION_DENIED);
    CHECK(refused.reason == "NOT_PERMITTED");
    const Answer shown = store.call(by_sku("JEAN"));
    CHECK(shown.bytes.find("Canaria") == std::string::npos);
    const Answer wordless = web.call(by_name("..."));
    CHECK(wordless.code == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(wordless.reason == "MALFORMED_FIELD");
}

}  // namespace oms::e2e
