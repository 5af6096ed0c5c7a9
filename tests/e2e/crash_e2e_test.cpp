#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/admin/v1/admin_service.pb.h"
#include "tests/e2e/crash_ledger.hpp"
#include "tests/e2e/shop.hpp"

// Callers keep a ledger of their own on the disk; the server is killed at a random moment, again
// and again, and afterwards must agree with the ledger to the byte.
namespace oms::e2e {
namespace {

constexpr std::int64_t plenty = 1'000'000;
constexpr std::int64_t few = 30;
constexpr int sellers = 4;
constexpr std::size_t replayed_of_old = 15;

int rounds() {
    const char* const text = std::getenv("OMS_CRASH_ROUNDS");
    return text == nullptr ? 50 : std::atoi(text);
}

bool is_decision(const Answer& answer) {
    return answer.reason == "INSUFFICIENT_STOCK" || answer.reason == "ILLEGAL_TRANSITION" ||
           answer.reason == "STOCK_CONTENTION";
}

// Sends it and writes into the ledger what came back. False: nothing came back.
Answer send(const Client& client, CrashLedger& ledger, const google::protobuf::Message& request) {
    const std::string method = method_of(*request.GetDescriptor());
    const std::string bytes = request.SerializeAsString();
    const std::uint64_t number = ledger.intend(method, bytes);
    Answer answer = client.send(method, bytes);
    if (answer.ok()) ledger.acknowledge(number, answer.bytes);
    if (is_decision(answer)) ledger.refuse(number);
    return answer;
}

// Places orders and cancels some, until the server is gone.
void sell(const std::string& address, CrashLedger& ledger, unsigned seed) {
    std::mt19937 random(seed);
    const Client client(address, {"seller"});
    while (true) {
        orders::PlaceOrderRequest order = new_order();
        add_delivery(order, "PLENTY", 1 + static_cast<std::int64_t>(random() % 3));
        if (random() % 4 == 0) add_delivery(order, "FEW", 1);
        const Answer placed = send(client, ledger, order);
        if (placed.code == grpc::StatusCode::UNAVAILABLE) return;
        if (!placed.ok() || random() % 3 != 0) continue;
        const auto receipt = reply_of<orders::PlaceOrderResponse>(placed).order();
        const Answer canceled = send(client, ledger, cancel_of(receipt.order_id()));
        if (canceled.code == grpc::StatusCode::UNAVAILABLE) return;
    }
}

// What the ledger says there must be.
struct Expected {
    std::int64_t orders = 0;
    std::int64_t plenty = 0;
    std::int64_t few = 0;
};

Expected expected_of(const std::vector<LedgerRecord>& records) {
    Expected expected;
    for (const LedgerRecord& record : records) {
        if (!record.acknowledged) continue;
        orders::PlaceOrderRequest order;
        if (record.method != method_of(*order.GetDescriptor())) {
            orders::CancelOrderResponse canceled;
            REQUIRE(canceled.ParseFromString(record.answer));
            expected.plenty -= canceled.order().lines(0).quantities().canceled();
            if (canceled.order().lines_size() > 1) --expected.few;
            continue;
        }
        REQUIRE(order.ParseFromString(record.request));
        ++expected.orders;
        expected.plenty += order.lines(0).quantity();
        if (order.lines_size() > 1) ++expected.few;
    }
    return expected;
}

// Every intent without an answer is sent again, with the same request id: it is answered, or
// refused as a decision of now. Anything else would show half an effect.
void replay_unanswered(const Client& client, CrashLedger& ledger) {
    const auto& records = ledger.read();
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].acknowledged || records[i].refused) continue;
        const Answer answer = client.send(records[i].method, records[i].request);
        INFO(records[i].method << " " << answer.text());
        REQUIRE((answer.ok() || is_decision(answer)));
        if (answer.ok()) {
            ledger.acknowledge(i, answer.bytes);
        } else {
            ledger.refuse(i);
        }
    }
}

void check_acknowledged(const Client& client, const LedgerRecord& record) {
    const Answer again = client.send(record.method, record.request);
    INFO(again.text());
    REQUIRE((again.bytes == record.answer));  // told as a yes or no: they are not text
    orders::PlaceOrderResponse placed;
    orders::PlaceOrderRequest request;
    if (record.method != method_of(*request.GetDescriptor())) return;
    REQUIRE(request.ParseFromString(record.request));
    REQUIRE(placed.ParseFromString(record.answer));
    const orders::Order order = get_order(client, placed.order().order_id());
    REQUIRE(order.external_id() == request.external_id());
    REQUIRE(order.contact().name() == canary_name);
}

// From `first`: all of this round; before it: a sample.
void check_ledger(const Client& client, CrashLedger& ledger, std::size_t first,
                  std::mt19937& random) {
    const auto& records = ledger.read();
    for (std::size_t i = first; i < records.size(); ++i) {
        if (records[i].acknowledged) check_acknowledged(client, records[i]);
    }
    for (std::size_t i = 0; first > 0 && i < replayed_of_old; ++i) {
        const LedgerRecord& record = records[random() % first];
        if (record.acknowledged) check_acknowledged(client, record);
    }
}

void check_store(const Client& client, CrashLedger& ledger) {
    const auto report =
        get<oms::admin::v1::VerifyStoreResponse>(client, oms::admin::v1::VerifyStoreRequest());
    for (const auto& finding : report.findings())
        FAIL_CHECK(finding.ShortDebugString());
    const Expected expected = expected_of(ledger.read());
    REQUIRE(stock_at(client, "PLENTY", "W1").reserved() == expected.plenty);
    REQUIRE(stock_at(client, "FEW", "W1").reserved() == expected.few);
    REQUIRE(expected.few <= few);
    REQUIRE(report.orders_checked() == expected.orders);
}

}  // namespace

TEST_CASE("whatever was acknowledged is there after the server was killed, and nothing twice") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    Shop shop({"--real-clock"});
    stock_item(shop.client, "PLENTY", "W1", plenty);
    stock_item(shop.client, "FEW", "W1", few);
    const TemporaryFolder folder;
    CrashLedger ledger(folder.file("ledger"));
    const int count = rounds();
    std::size_t done = 0;
    for (int round = 0; round < count; ++round) {
        INFO("round " << round << ", seed " << seed);
        std::vector<std::thread> threads;
        for (int i = 0; i < sellers; ++i) {
            threads.emplace_back([&, thread_seed = static_cast<unsigned>(random())] {
                sell(shop.server.address(), ledger, thread_seed);
            });
        }
        // The load goes on for this long; some rounds hit the first calls.
        const auto load = std::chrono::microseconds(random() % (round % 5 == 0 ? 20'000 : 250'000));
        std::this_thread::sleep_for(load);
        shop.server.kill();
        for (std::thread& thread : threads)
            thread.join();
        shop.server.start();
        const Client client(shop.server.address(), {"seller"});
        replay_unanswered(client, ledger);
        check_ledger(client, ledger, done, random);
        done = ledger.read().size();
        if (round % 10 == 9 || round + 1 == count) check_store(client, ledger);
    }
    MESSAGE(done << " requests in " << count << " rounds");
    CHECK(shop.server.stop() == 0);
}

}  // namespace oms::e2e
