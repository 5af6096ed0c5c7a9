#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <google/protobuf/stubs/logging.h>
#include <grpcpp/create_channel.h>

#include "oms/events/v1/event_service.grpc.pb.h"
#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

namespace events = oms::events::v1;

// A subscription, read message by message.
class Watch {
public:
    Watch(const std::string& address, const events::WatchEventsRequest& request)
        : stub_(events::EventService::NewStub(
              grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {
        context_.AddMetadata("oms-principal", "watcher");
        context_.AddMetadata("oms-roles", "admin");
        context_.AddMetadata("oms-channels", "*");
        context_.AddMetadata("oms-locations", "*");
        context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{60});
        reader_ = stub_->WatchEvents(&context_, request);
    }
    ~Watch() {
        if (ended_) return;
        context_.TryCancel();
        static_cast<void>(reader_->Finish());
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // The next message, an event or a heartbeat. Fails the test at the end of the stream.
    events::WatchEventsResponse next() {
        events::WatchEventsResponse message;
        REQUIRE(reader_->Read(&message));
        return message;
    }
    events::Event next_event() {
        while (true) {
            events::WatchEventsResponse message = next();
            if (message.has_event()) return message.event();
        }
    }

    // Reads what is left; how the server ended the stream.
    grpc::Status end() {
        events::WatchEventsResponse message;
        while (reader_->Read(&message)) {
        }
        ended_ = true;
        return reader_->Finish();
    }

private:
    bool ended_ = false;
    std::unique_ptr<events::EventService::Stub> stub_;
    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientReader<events::WatchEventsResponse>> reader_;
};

events::WatchEventsRequest watch_from(const std::string& cursor) {
    events::WatchEventsRequest request;
    request.set_cursor(cursor);
    return request;
}

std::vector<events::Event> list_all(const Client& client, int page_size,
                                    const events::EventFilter& filter = {}) {
    events::ListEventsRequest request;
    *request.mutable_filter() = filter;
    request.set_page_size(page_size);
    std::vector<events::Event> list;
    while (true) {
        const auto page = get<events::ListEventsResponse>(client, request);
        CHECK(page.events_size() <= page_size);
        list.insert(list.end(), page.events().begin(), page.events().end());
        request.set_cursor(page.next_cursor());
        if (!page.more()) return list;
    }
}

std::vector<std::string> ids_of(const std::vector<events::Event>& list) {
    std::vector<std::string> ids;
    for (const events::Event& event : list)
        ids.push_back(event.event_id());
    return ids;
}

// Some orders, every second of which is canceled.
void sell(const Client& client, int count) {
    for (int i = 0; i < count; ++i) {
        orders::PlaceOrderRequest order = delivery_order("TEE");
        order.set_gift_message("from your canary");
        const std::string id = place(client, order).order_id();
        if (i % 2 == 0) continue;
        orders::CancelOrderRequest cancel = cancel_of(id);
        cancel.set_comment("canary changed her mind");
        get<orders::CancelOrderResponse>(client, cancel);
    }
}

}  // namespace

TEST_CASE("events are listed in pages of any size, each once and in the same order") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    sell(shop.client, 20);
    const auto all = list_all(shop.client, 200);
    // Of the 20 orders every other one is canceled, which makes a payment due, for which its ledger
    // is opened, and of which its customer is told.
    CHECK(all.size() == 5 + 2 + 20 + 5 * 10);
    for (const int page_size : {1, 7, 47})
        CHECK(ids_of(list_all(shop.client, page_size)) == ids_of(all));
    const auto ids = ids_of(all);
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == all.size());

    std::map<std::string, std::int64_t> sequences;
    for (const events::Event& event : all)
        CHECK(event.aggregate_sequence() ==
              ++sequences[event.aggregate_type() + " " + event.aggregate_id()]);

    events::EventFilter canceled;
    canceled.add_types("order.units_canceled");
    CHECK(list_all(shop.client, 3, canceled).size() == 10);
    events::EventFilter of_item;
    of_item.set_aggregate_type("item");
    of_item.set_aggregate_id("TEE");
    const auto of_tee = list_all(shop.client, 200, of_item);
    REQUIRE(of_tee.size() == 1);
    CHECK(of_tee[0].actor() == "admin");
}

TEST_CASE("a subscriber starts at the first event, at now, or where it stopped") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    sell(shop.client, 3);
    const auto before = list_all(shop.client, 200);

    Watch from_start(shop.server.address(), watch_from(""));
    for (const events::Event& event : before)
        CHECK(from_start.next_event().event_id() == event.event_id());

    Watch from_cursor(shop.server.address(), watch_from(before[4].cursor()));
    CHECK(from_cursor.next_event().event_id() == before[5].event_id());

    events::WatchEventsRequest now = watch_from("now");
    Watch from_now(shop.server.address(), now);
    // Whatever it sees first, it is of what is sold from here on.
    std::atomic<bool> seen{false};
    std::thread seller([&] {
        while (!seen)
            place(shop.client, delivery_order("TEE"));
    });
    const events::Event first = from_now.next_event();
    seen = true;
    seller.join();
    for (const events::Event& event : before)
        CHECK(event.event_id() != first.event_id());
    CHECK(from_start.next_event().aggregate_sequence() == 1);
}

TEST_CASE("a subscriber cut off a thousand times sees every event exactly once and in order") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100'000);
    std::atomic<bool> enough{false};
    std::thread seller([&] {
        const Client client(shop.server.address());
        while (!enough)
            sell(client, 1);
    });
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::vector<std::string> seen;
    std::string cursor;
    for (int connection = 0; connection < 1'000; ++connection) {
        Watch watch(shop.server.address(), watch_from(cursor));
        const std::size_t until = seen.size() + random() % 9;
        while (seen.size() < until) {
            const events::WatchEventsResponse message = watch.next();
            cursor = message.cursor();
            if (message.has_event()) seen.push_back(message.event().event_id());
        }
    }
    enough = true;
    seller.join();
    const auto all = ids_of(list_all(shop.client, 200));
    Watch watch(shop.server.address(), watch_from(cursor));
    while (seen.size() < all.size())
        seen.push_back(watch.next_event().event_id());
    CHECK(seen == all);
}

TEST_CASE("a subscriber survives a restart of the server with the cursor it has") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    sell(shop.client, 4);
    std::string cursor;
    {
        Watch watch(shop.server.address(), watch_from(""));
        for (int i = 0; i < 8; ++i)
            cursor = watch.next().cursor();
    }
    shop.server.kill();
    shop.server.start();
    const Client client(shop.server.address());
    const auto all = list_all(client, 200);
    Watch watch(shop.server.address(), watch_from(cursor));
    for (std::size_t i = 8; i < all.size(); ++i)
        CHECK(watch.next_event().event_id() == all[i].event_id());
}

TEST_CASE("subscribers are told at once when the server stops") {
    Shop shop;
    Watch quiet(shop.server.address(), watch_from("now"));
    Watch busy(shop.server.address(), watch_from(""));
    busy.next_event();
    const auto begun = std::chrono::steady_clock::now();
    CHECK(shop.server.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{8});
    for (Watch* const watch : {&quiet, &busy}) {
        const grpc::Status status = watch->end();
        CHECK(status.error_code() == grpc::StatusCode::UNAVAILABLE);
        CHECK(status.error_details().find("SHUTTING_DOWN") != std::string::npos);
    }
}

TEST_CASE("a heartbeat brings a cursor past all the events that did not interest the subscriber") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 100);
    sell(shop.client, 5);
    events::WatchEventsRequest request;
    request.mutable_filter()->add_types("no.such_type");
    Watch watch(shop.server.address(), request);
    const events::WatchEventsResponse heartbeat = watch.next();
    CHECK(!heartbeat.has_event());
    CHECK(heartbeat.cursor() == list_all(shop.client, 200).back().cursor());
    const std::string id = place(shop.client, delivery_order("TEE")).order_id();
    Watch resumed(shop.server.address(), watch_from(heartbeat.cursor()));
    CHECK(resumed.next_event().aggregate_id() == id);
}

TEST_CASE("a cursor that no answer ever had is refused") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 1);
    const std::string good = list_all(shop.client, 200)[2].cursor();
    std::string altered = good;
    altered[10] = altered[10] == '0' ? '1' : '0';
    for (const std::string& cursor :
         {altered, good + "0", good.substr(1), std::string("later"), std::string(5000, 'c')}) {
        events::ListEventsRequest list;
        list.set_cursor(cursor);
        events::WatchEventsRequest watch = watch_from(cursor);
        for (const google::protobuf::Message* request :
             {static_cast<const google::protobuf::Message*>(&list),
              static_cast<const google::protobuf::Message*>(&watch)}) {
            const Answer answer = shop.client.call(*request);
            INFO(answer.text());
            CHECK(answer.reason == "MALFORMED_REQUEST");
            REQUIRE(answer.fields.size() == 1);
            CHECK(answer.fields[0].subject == "cursor");
        }
    }
}

TEST_CASE("no event, no log line and no refusal tells who bought") {
    google::protobuf::SetLogHandler(nullptr);  // it complains of text that is no UTF-8
    Shop shop({"--log-level", "debug"});
    stock_item(shop.client, "TEE", "W1", 100);
    sell(shop.client, 6);
    std::string told;
    const auto refused = [&](auto change) {
        orders::PlaceOrderRequest order = delivery_order("TEE");
        order.set_gift_message("from your canary");
        change(order);
        const Answer answer = shop.client.call(order);
        CHECK(!answer.ok());
        told += answer.text() + answer.details;
    };
    refused([](auto& order) { order.mutable_contact()->set_email("canaria at secreta"); });
    refused([](auto& order) { order.mutable_contact()->set_phone("06 canary"); });
    refused([](auto& order) { order.set_note(std::string("canary \x01", 8)); });
    refused([](auto& order) { order.mutable_ship_to()->set_country_code("canaria"); });
    refused([](auto& order) { order.mutable_lines(0)->set_quantity(500); });
    refused([](auto& order) { order.mutable_expected_total()->set_minor_units(1); });
    refused([](auto& order) { order.mutable_contact()->set_name("canary\xff"); });
    for (const events::Event& event : list_all(shop.client, 200))
        told += event.ShortDebugString() + "\n";
    CHECK(shop.server.stop() == 0);
    const std::string log = shop.server.log();
    CHECK(log.find("PlaceOrder") != std::string::npos);
    told += log;
    for (const char* const secret : {"anar", "secreta", "33612345678", "rue du"}) {
        const auto at = told.find(secret);
        INFO(secret << " in: " << told.substr(at < 200 ? 0 : at - 200, 400));
        CHECK(at == std::string::npos);
    }
}

}  // namespace oms::e2e
