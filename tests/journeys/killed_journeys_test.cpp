#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "oms/events/v1/event_service.pb.h"
#include "tests/journeys/f0_shop.hpp"

// The work of stores, the warehouse and the counter, with the server killed in the middle of it:
// what was not answered is asked again with the same request id, and in the end everything is as if
// nothing had happened.
namespace oms::e2e::journeys {
namespace {

using namespace fulfillment;

int rounds() {
    const char* const text = std::getenv("OMS_KILLED_ROUNDS");
    return text == nullptr ? 1 : std::atoi(text);
}

// Sends one call after the other, each until it is answered. Before every second one, in the mean,
// somebody is about to kill the server: before the call arrives, in its middle, after its commit,
// or after its answer.
class Hand {
public:
    // Without a seed nobody kills.
    Hand(F0Shop& shop, std::optional<unsigned> seed)
        : server_(shop.server), client_(std::in_place, shop.server.address()) {
        if (seed) random_.emplace(*seed);
    }

    const Client& client() const { return *client_; }
    int kills() const { return kills_; }

    template <class Reply>
    Reply get(const google::protobuf::Message& request) {
        Answer answer;
        if (random_ && (*random_)() % 2 == 0) {
            answer = call_and_kill(request);
            // The answer that nobody may have seen is the one that is given again.
            const Answer again = client_->call(request);
            INFO(request.GetDescriptor()->name() << ": " << again.text());
            REQUIRE(again.ok());
            if (answer.ok()) REQUIRE((again.bytes == answer.bytes));
            answer = again;
        } else {
            answer = client_->call(request);
        }
        // A new server did what was due at once; so does one that lives.
        if (clock_) e2e::get<testing::v1::AdvanceResponse>(*client_, *clock_);
        return reply_of<Reply>(answer);
    }
    template <class Request, class Reply>
    FulfillmentOrder act(const std::string& task) {
        return act<Reply>(task_request<Request>(task));
    }
    template <class Reply, class Request>
    FulfillmentOrder act(const Request& request) {
        return get<Reply>(request).fulfillment_order();
    }
    // The clock's time is the test's, not the store's: a new server is told it again.
    void at(const std::string& paris) {
        clock_ = clock_at(paris);
        tick();
    }
    // Lets the server do what is due now.
    void tick() {
        if (random_ && (*random_)() % 2 == 0) {
            call_and_kill(*clock_);
        } else {
            e2e::get<testing::v1::AdvanceResponse>(*client_, *clock_);
        }
    }

private:
    Answer call_and_kill(const google::protobuf::Message& request) {
        constexpr unsigned longest_us = 6'000;
        Answer answer;
        std::thread caller([&] { answer = client_->call(request); });
        std::this_thread::sleep_for(std::chrono::microseconds((*random_)() % longest_us));
        server_.kill();
        caller.join();
        const bool gone = answer.code == grpc::StatusCode::UNAVAILABLE;
        INFO(request.GetDescriptor()->name() << ": " << answer.text());
        REQUIRE((answer.ok() || gone));
        ++kills_;
        server_.start();
        client_.emplace(server_.address());
        if (clock_) e2e::get<testing::v1::AdvanceResponse>(*client_, *clock_);
        return answer;
    }

    Server& server_;
    std::optional<Client> client_;
    std::optional<std::mt19937> random_;
    std::optional<testing::v1::AdvanceRequest> clock_;
    int kills_ = 0;
};

std::string placed(Hand& hand, const orders::PlaceOrderRequest& order) {
    return hand.get<orders::PlaceOrderResponse>(order).order().order_id();
}

bool has_ended(const FulfillmentOrder& task) {
    return task.state() == FULFILLMENT_STATE_DELIVERED ||
           task.state() == FULFILLMENT_STATE_COLLECTED ||
           task.state() == FULFILLMENT_STATE_RECEIVED ||
           task.state() == FULFILLMENT_STATE_REJECTED || task.state() == FULFILLMENT_STATE_CANCELED;
}

std::string open_task(Hand& hand, const std::string& order) {
    std::string open;
    for (const FulfillmentOrder& task : tasks_of(hand.client(), order)) {
        if (has_ended(task)) continue;
        REQUIRE(open.empty());
        open = task.fulfillment_order_id();
    }
    REQUIRE_FALSE(open.empty());
    return open;
}

void wave(Hand& hand) {
    ReleaseWaveRequest request;
    request.set_request_id(next_id());
    request.set_location_id("W1");
    hand.get<ReleaseWaveResponse>(request);
}

void pick(Hand& hand, const std::string& task, std::int64_t less = 0) {
    hand.act<AcceptFulfillmentOrderRequest, AcceptFulfillmentOrderResponse>(task);
    hand.act<StartPickingRequest, StartPickingResponse>(task);
    auto scans = task_request<RecordPicksRequest>(task);
    const FulfillmentOrder now = get_task(hand.client(), task);
    for (const auto& line : now.lines()) {
        auto& scan = *scans.add_scans();
        scan.set_code(line.sku());
        scan.set_quantity(line.quantity() - less);
    }
    hand.act<RecordPicksResponse>(scans);
}

// Gateways are told what is due: that is no part of an answer, but follows the clock.
void settle(Hand& hand) {
    hand.tick();
    const auto due =
        e2e::get<admin::v1::ListEffectsResponse>(hand.client(), admin::v1::ListEffectsRequest());
    INFO(due.ShortDebugString());
    REQUIRE(due.effects().empty());
}

void pack(Hand& hand, const std::string& task) {
    hand.act<PackFulfillmentOrderRequest, PackFulfillmentOrderResponse>(task);
    settle(hand);
}

void ship_and_deliver(Hand& hand, const std::string& task) {
    const auto shipped = hand.act<ShipFulfillmentOrderRequest, ShipFulfillmentOrderResponse>(task);
    auto track = task_request<TrackParcelRequest>(task);
    track.set_parcel_id(shipped.parcels(0).parcel_id());
    track.set_event(PARCEL_EVENT_DELIVERED);
    hand.act<TrackParcelResponse>(track);
}

void make_ready(Hand& hand, const std::string& task) {
    pick(hand, task);
    hand.act<MarkReadyRequest, MarkReadyResponse>(task);
}

void collect(Hand& hand, const std::string& order) {
    const std::string id = pickup_of(hand.client(), order).pickup_id();
    hand.get<pickups::CollectPickupResponse>(handover_of(id, code_of(hand.client(), id)));
}

void from_warehouse(Hand& hand) {
    const std::string order = placed(hand, delivery_of("75001", {
                                                                    {"COAT", 1}
    }));
    wave(hand);
    const std::string task = open_task(hand, order);
    pick(hand, task);
    pack(hand, task);
    ship_and_deliver(hand, task);
}

void rejected(Hand& hand) {
    const std::string order = placed(hand, delivery_of("75001", {
                                                                    {"JEAN", 1}
    }));
    auto request = task_request<RejectFulfillmentOrderRequest>(open_task(hand, order));
    request.set_reason(REFUSAL_REASON_NOT_FOUND);
    hand.act<RejectFulfillmentOrderResponse>(request);
    hand.at("2026-03-03 10:20");
    const std::string task = open_task(hand, order);
    CHECK(get_task(hand.client(), task).location_id() == "S2");
    pick(hand, task);
    pack(hand, task);
    ship_and_deliver(hand, task);
}

void short_pick(Hand& hand) {
    const std::string order = placed(hand, delivery_of("69003", {
                                                                    {"TEE", 3}
    }));
    const std::string task = open_task(hand, order);
    pick(hand, task, 1);
    auto missing = task_request<ReportShortPickRequest>(task);
    missing.set_line_no(1);
    missing.set_quantity(1);
    missing.set_reason(REFUSAL_REASON_DAMAGED);
    hand.act<ReportShortPickResponse>(missing);
    pack(hand, task);
    hand.at("2026-03-03 10:30");
    ship_and_deliver(hand, task);
    const std::string rest = open_task(hand, order);
    pick(hand, rest);
    pack(hand, rest);
    ship_and_deliver(hand, rest);
}

void canceled(Hand& hand) {
    const std::string order = placed(hand, delivery_of("69003", {
                                                                    {"TEE", 1}
    }));
    const std::string task = open_task(hand, order);
    pick(hand, task);
    pack(hand, task);
    hand.get<orders::CancelOrderResponse>(cancel_of(order));
    auto answer = task_request<AnswerCancelRequestRequest>(task);
    answer.set_granted(true);
    hand.act<AnswerCancelRequestResponse>(answer);
}

void transferred(Hand& hand) {
    const std::string order = placed(hand, pickup_at("S4", {
                                                               {"COAT", 1}
    }));
    wave(hand);
    const std::string task = open_task(hand, order);
    pick(hand, task);
    pack(hand, task);
    hand.act<SendTransferRequest, SendTransferResponse>(task);
    hand.at("2026-03-04 11:00");
    hand.act<ReceiveTransferRequest, ReceiveTransferResponse>(task);
    make_ready(hand, open_task(hand, order));
    collect(hand, order);
}

void collected_and_expired(Hand& hand) {
    const std::string first = placed(hand, pickup_at("S2", {
                                                               {"TEE", 1}
    }));
    const std::string second = placed(hand, pickup_at("S2", {
                                                                {"TEE", 1}
    }));
    make_ready(hand, open_task(hand, first));
    make_ready(hand, open_task(hand, second));
    collect(hand, first);
    hand.at("2026-03-16 12:00");
    CHECK(pickup_of(hand.client(), second).state() == pickups::PICKUP_STATE_EXPIRED);
    hand.act<PutBackRequest, PutBackResponse>(open_task(hand, second));
}

// What is left of it: how often each thing happened, and where the goods are.
struct Trace {
    std::map<std::string, int> events;
    std::vector<std::string> stock;
    std::set<std::string> parcels;
    int open_tasks = 0;
};

Trace trace_of(const Client& client) {
    Trace trace;
    events::v1::ListEventsRequest request;
    request.set_page_size(200);
    for (bool more = true; more;) {
        const auto page = e2e::get<events::v1::ListEventsResponse>(client, request);
        for (const auto& event : page.events())
            ++trace.events[event.type()];
        request.set_cursor(page.next_cursor());
        more = page.more();
    }
    for (const char* const place : {"W1", "S1", "S2", "S3", "S4"}) {
        for (const char* const sku : {"TEE", "JEAN", "COAT"}) {
            const auto level = stock_at(client, sku, place);
            trace.stock.push_back(fmt::format("{} {} {} {} {} {}", sku, place, level.on_hand(),
                                              level.reserved(), level.damaged(),
                                              level.in_transit()));
        }
        ListFulfillmentOrdersRequest ended;
        ended.set_location_id(place);
        ended.set_ended(true);
        const auto page = e2e::get<ListFulfillmentOrdersResponse>(client, ended);
        for (const auto& task : page.fulfillment_orders()) {
            for (const auto& parcel : task.parcels())
                CHECK(trace.parcels.insert(parcel.parcel_id()).second);
        }
        trace.open_tasks += static_cast<int>(tasks_at(client, place).size());
    }
    return trace;
}

Trace run_all(std::optional<unsigned> seed) {
    F0Shop shop;
    shop.stock("W1", "COAT", 9);
    shop.stock("S1", "JEAN", 5);
    shop.stock("S2", "JEAN", 5);
    shop.stock("S2", "TEE", 9);
    shop.stock("S1", "TEE", 9);
    Hand hand(shop, seed);
    hand.at("2026-03-03 10:10");
    from_warehouse(hand);
    rejected(hand);
    short_pick(hand);
    canceled(hand);
    transferred(hand);
    collected_and_expired(hand);
    settle(hand);
    CHECK(verify_store(hand.client()) == "");
    if (seed) {
        MESSAGE("killed " << hand.kills() << " times");
        CHECK(hand.kills() > 5);
    }
    return trace_of(hand.client());
}

}  // namespace

TEST_CASE("work goes on where the server was killed, and nothing happens twice") {
    const Trace calm = run_all(std::nullopt);
    CHECK(calm.open_tasks == 0);
    CHECK(calm.parcels.size() == 6);
    const unsigned seed = std::random_device{}();
    for (int round = 0; round < rounds(); ++round) {
        const unsigned this_seed = seed + static_cast<unsigned>(round);
        MESSAGE("seed " << this_seed);
        const Trace killed = run_all(this_seed);
        for (const auto& happened : calm.events) {
            INFO(happened.first);
            const auto found = killed.events.find(happened.first);
            CHECK((found == killed.events.end() ? 0 : found->second) == happened.second);
        }
        CHECK(killed.events.size() == calm.events.size());
        CHECK(killed.stock == calm.stock);
        CHECK(killed.parcels.size() == calm.parcels.size());
        CHECK(killed.open_tasks == 0);
    }
}

}  // namespace oms::e2e::journeys
