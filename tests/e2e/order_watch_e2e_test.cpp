#include <chrono>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <grpcpp/create_channel.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "oms/events/v1/event_service.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tests/e2e/shop.hpp"

// One order followed through real connections.
namespace oms::e2e {
namespace {

class Watch {
public:
    Watch(const std::string& address, const std::string& order_id, const std::string& cursor = {},
          const std::string& channels = "*", const std::string& roles = "reader")
        : stub_(orders::OrderService::NewStub(
              grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {
        context_.AddMetadata("oms-principal", "watcher");
        context_.AddMetadata("oms-roles", roles);
        context_.AddMetadata("oms-channels", channels);
        context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{60});
        orders::WatchOrderRequest request;
        request.set_order_id(order_id);
        request.set_cursor(cursor);
        reader_ = stub_->WatchOrder(&context_, request);
    }
    ~Watch() {
        if (ended_) return;
        context_.TryCancel();
        static_cast<void>(reader_->Finish());
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    orders::WatchOrderResponse next() {
        orders::WatchOrderResponse message;
        do
            REQUIRE(reader_->Read(&message));
        while (!message.has_order());
        return message;
    }
    grpc::Status end() {
        orders::WatchOrderResponse message;
        while (reader_->Read(&message)) {
        }
        ended_ = true;
        return reader_->Finish();
    }

private:
    bool ended_ = false;
    std::unique_ptr<orders::OrderService::Stub> stub_;
    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientReader<orders::WatchOrderResponse>> reader_;
};

void cancel_one(const Client& client, const std::string& order_id) {
    orders::CancelOrderRequest request = cancel_of(order_id);
    orders::CancelOrderRequest::Line& line = *request.add_lines();
    line.set_line_no(1);
    line.set_quantity(1);
    get<orders::CancelOrderResponse>(client, request);
}

}  // namespace

TEST_CASE("whoever watches an order sees its state and then every change, also across lost lines") {
    const Shop shop;
    constexpr int units = 120;
    stock_item(shop.client, "TEE", "W1", 1'000);
    const std::string id = place(shop.client, delivery_order("TEE", units)).order_id();
    std::thread customer([&] {
        const Client client(shop.server.address());
        for (int i = 0; i < units; ++i) {
            cancel_one(client, id);
            place(client, delivery_order("TEE"));  // another's
        }
    });
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::string cursor;
    std::int64_t canceled = -1;
    std::set<std::string> events;
    while (canceled < units) {
        Watch watch(shop.server.address(), id, cursor);
        for (std::uint32_t count = 1 + random() % 4; count > 0 && canceled < units; --count) {
            const orders::WatchOrderResponse message = watch.next();
            const std::int64_t now = message.order().lines(0).quantities().canceled();
            CHECK(message.has_change() == !cursor.empty());
            if (message.has_change()) {
                // Each cancel is two changes: the units, and what they make due. None comes twice,
                // none is left out.
                const bool is_payment = message.change().type() == "order.payment_due";
                CHECK(now == canceled + (is_payment ? 0 : 1));
                CHECK(events.insert(message.change().event_id()).second);
            }
            canceled = now;
            cursor = message.cursor();
        }
    }
    customer.join();
    Watch late(shop.server.address(), id);
    CHECK(late.next().order().status() == orders::ORDER_STATUS_CANCELED);
}

TEST_CASE("an absent order and one of another channel end a watch with the same words") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    const std::string id = place(shop.client, delivery_order("TEE")).order_id();
    const std::string cursor = [&] {
        Watch watch(shop.server.address(), id);
        return watch.next().cursor();
    }();
    for (const std::string& from : {std::string(), cursor}) {
        const grpc::Status foreign = Watch(shop.server.address(), id, from, "market").end();
        std::string absent_id = id;
        absent_id.back() = absent_id.back() == '0' ? '1' : '0';
        const grpc::Status absent = Watch(shop.server.address(), absent_id, from).end();
        CHECK(foreign.error_code() == grpc::StatusCode::NOT_FOUND);
        CHECK(absent.error_code() == grpc::StatusCode::NOT_FOUND);
        CHECK(foreign.error_details().find("ORDER_NOT_FOUND") != std::string::npos);
        const auto size = [](const grpc::Status& status) {
            return std::pair(status.error_message().size(), status.error_details().size());
        };
        CHECK(size(foreign) == size(absent));
    }
    CHECK(Watch(shop.server.address(), id, "", "*", "inventory").end().error_code() ==
          grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("those who watch an order are told at once when the server stops") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    const std::string id = place(shop.client, delivery_order("TEE")).order_id();
    Watch watch(shop.server.address(), id);
    watch.next();
    CHECK(shop.server.stop() == 0);
    const grpc::Status status = watch.end();
    CHECK(status.error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(status.error_details().find("SHUTTING_DOWN") != std::string::npos);
}

TEST_CASE("a watch of an order says nothing of a person") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    orders::PlaceOrderRequest order = delivery_order("TEE", 2);
    order.set_gift_message("from your canary");
    const std::string id = place(shop.client, order).order_id();
    Watch watch(shop.server.address(), id, "", "*", "admin");
    std::string told = watch.next().SerializeAsString();
    orders::CancelOrderRequest request = cancel_of(id);
    request.set_comment("the canary changed her mind");
    get<orders::CancelOrderResponse>(shop.client, request);
    told += watch.next().SerializeAsString();
    for (const char* const secret : {"anar", "secreta", "33612345678", "rue du"})
        CHECK(told.find(secret) == std::string::npos);
}

TEST_CASE("the server tells what it will do at a time") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    get<inventory::PlaceCartHoldResponse>(shop.client, hold_of("C-1", "TEE", 1));
    const auto timers =
        get<oms::admin::v1::ListTimersResponse>(shop.client, oms::admin::v1::ListTimersRequest());
    REQUIRE(timers.timers_size() == 1);
    CHECK(timers.timers(0).subject() == "web/C-1");
    CHECK(timers.timers(0).kind() == "cart_hold_expiry");
    CHECK(timers.next_page_token().empty());
}

}  // namespace oms::e2e
