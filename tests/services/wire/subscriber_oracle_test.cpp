// E3: once all is quiet, every subscriber has every event at least once, per aggregate in the order
// of its sequence, and none of a transaction that was not committed. The oracle holds on the real
// store and the real watchers, and trips under faults of its own between the two.
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <doctest/doctest.h>

#include "services/common/background.hpp"
#include "services/events/watching.hpp"
#include "tests/services/wire/fakes.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::events;
using namespace oms::testing;
using oms::tests::FakeSession;

namespace {

// Keeps what it is sent.
class Collector final : public EventSink {
public:
    const Actor& actor() const override { return actor_; }
    bool write(const std::string& bytes, std::function<void(bool)> written) override {
        {
            const std::lock_guard lock(mutex_);
            v1::WatchEventsResponse message;
            message.ParseFromString(bytes);
            cursor_ = cursor_position(message.cursor()).value_or(0);
            if (message.has_event()) events_.push_back(message.event());
            changed_.notify_all();
        }
        written(true);
        return true;
    }
    void fail(const Error&) override {}
    // Waits until it was told that the log was looked through up to there.
    std::vector<v1::Event> events_up_to(std::int64_t position) {
        std::unique_lock lock(mutex_);
        REQUIRE(
            changed_.wait_for(lock, std::chrono::seconds{60}, [&] { return cursor_ >= position; }));
        return events_;
    }

private:
    const Actor actor_ = admin();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::int64_t cursor_ = 0;
    std::vector<v1::Event> events_;
};

using Fault = std::function<void(EventPage&)>;

// The real reads, whose pages of events go through a fault.
class FaultyReads final : public ReadPool {
public:
    FaultyReads(ReadPool& inner, Fault fault) : inner_(inner), fault_(std::move(fault)) {}
    void submit(std::function<void(ReadSession*)> query) override {
        inner_.submit([this, query = std::move(query)](ReadSession* session) {
            if (session == nullptr) return query(nullptr);
            FaultySession faulty(*session, fault_);
            query(&faulty);
        });
    }
    void submit_long(std::function<void(ReadSession*)> query) override { submit(std::move(query)); }

private:
    class FaultySession final : public FakeSession {
    public:
        FaultySession(ReadSession& inner, const Fault& fault) : inner_(inner), fault_(fault) {}
        Result<EventPage> events(const EventQuery& query, const Actor& actor) override {
            Result<EventPage> page = inner_.events(query, actor);
            if (page && !page->events.empty()) fault_(*page);
            return page;
        }

    private:
        ReadSession& inner_;
        const Fault& fault_;
    };
    ReadPool& inner_;
    Fault fault_;
};

// Records an event and then thinks better of it: nothing of it may ever be seen.
class ChangeOfMind final : public Command {
public:
    using Command::Command;
    void name_keys(KeySet& keys) const override { keys.items.push_back(sku_); }
    Result<std::string> run(UnitOfWork& unit) override {
        Item made = item(sku_.str());
        unit.record({AggregateType::item, sku_.str()}, made.head, {}, {}, ItemCreated{made});
        unit.items.put(sku_, std::move(made));
        return fail(Reason::item_exists);
    }

private:
    const Sku sku_ = Sku::trusted("NEVER");
};

void trade(StoreFixture& shop, int round) {
    const std::string external = "W-" + std::to_string(round);
    const auto placed = shop.place(OrderRequestBuilder{}.external(external).line("TEE", 2).build());
    REQUIRE(placed);
    REQUIRE_FALSE(shop.place(OrderRequestBuilder{}.external(external).line("TEE", 1).build()));
    REQUIRE_FALSE(shop.run(std::make_unique<ChangeOfMind>(shop.header())));
    const auto id = OrderId::trusted(placed->substr(0, placed->find(' ')));
    REQUIRE(shop.cancel(id, {
                                CancelLine{1, 1}
    }));
    REQUIRE(shop.cancel(id));
}

std::vector<LoggedEvent> whole_log(StoreFixture& shop) {
    EventQuery query;
    query.limit = 1'000;
    auto page = shop.read<Result<EventPage>>(
        [&](ReadSession& session) { return session.events(query, admin()); });
    REQUIRE(page);
    return std::move(page->events);
}

bool has_seen_all(const std::vector<v1::Event>& seen, const std::vector<LoggedEvent>& log) {
    std::set<std::string> missing;
    for (const LoggedEvent& event : log)
        missing.insert(event.event_id.str());
    std::set<std::string> known = missing;
    std::map<std::string, std::int64_t> sequences;
    for (const v1::Event& event : seen) {
        if (!known.contains(event.event_id())) return false;
        missing.erase(event.event_id());
        std::int64_t& last = sequences[event.aggregate_type() + " " + event.aggregate_id()];
        if (event.aggregate_sequence() > last + 1) return false;
        last = std::max(last, event.aggregate_sequence());
    }
    return missing.empty();
}

// The oracle: subscribers come before, during and after what happens.
bool every_subscriber_has_every_event(Fault fault) {
    StoreFixture shop;
    FaultyReads reads(shop.store->reads(), std::move(fault));
    Background background([](std::string_view what) { FAIL_CHECK(std::string(what)); });
    WatchLimits limits;
    limits.heartbeat = std::chrono::milliseconds{5};
    limits.page = 3;
    const auto watching =
        Watching::start(background.context(), reads, shop.store->commits(), limits);
    std::vector<std::shared_ptr<Collector>> subscribers;
    const auto join = [&] {
        subscribers.push_back(std::make_shared<Collector>());
        watching->join(subscribers.back(), WatchRequest{});
    };
    join();
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 100);
    for (int round = 0; round < 8; ++round) {
        trade(shop, round);
        if (round % 3 == 0) join();
    }
    join();
    const auto log = whole_log(shop);
    bool all = true;
    for (const auto& subscriber : subscribers)
        all = has_seen_all(subscriber->events_up_to(log.back().position), log) && all;
    background.stop();
    // A read that is still under way uses what goes now.
    shop.store->stop();
    return all;
}

}  // namespace

TEST_CASE("E3: every subscriber has every event in order and none that was not committed") {
    CHECK(every_subscriber_has_every_event([](EventPage&) {}));
    CHECK(every_subscriber_has_every_event([](EventPage& page) {
        page.events.insert(page.events.begin(), page.events.front());  // twice is allowed
    }));
}

TEST_CASE("E3: the oracle trips when events are lost, out of order, or were never committed") {
    CHECK_FALSE(every_subscriber_has_every_event([](EventPage& page) {
        if (page.events.front().type == "order.units_canceled")
            page.events.erase(page.events.begin());
    }));
    CHECK_FALSE(every_subscriber_has_every_event(
        [](EventPage& page) { std::reverse(page.events.begin(), page.events.end()); }));
    CHECK_FALSE(every_subscriber_has_every_event([](EventPage& page) {
        LoggedEvent undone = page.events.back();
        undone.event_id = EventId::trusted("evt_undone");
        undone.aggregate = {AggregateType::item, "NEVER"};
        undone.sequence = 1;
        page.events.push_back(undone);
    }));
}
