#include "services/events/watching.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include "services/common/background.hpp"
#include "tests/services/wire/fakes.hpp"

using namespace oms;
using namespace oms::events;
using oms::tests::FakeCommits;
using oms::tests::FakeReads;
using oms::tests::FakeSession;

namespace {

// A subscriber that takes what is written when the test says so.
class FakeSink final : public EventSink {
public:
    explicit FakeSink(bool takes) : takes_(takes) {}
    const Actor& actor() const override { return actor_; }
    bool write(const std::string& bytes, std::function<void(bool)> written) override {
        {
            const std::lock_guard lock(mutex_);
            if (gone_) return false;
            messages_.emplace_back().ParseFromString(bytes);
            if (!takes_) waiting_ = std::move(written);
            changed_.notify_all();
            if (!takes_) return true;
        }
        written(true);
        return true;
    }
    void fail(const Error& error) override {
        const std::lock_guard lock(mutex_);
        failure_ = error.reason;
        changed_.notify_all();
    }
    // Waits for the next message.
    v1::WatchEventsResponse next() {
        std::unique_lock lock(mutex_);
        REQUIRE(
            changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return !messages_.empty(); }));
        v1::WatchEventsResponse message = messages_.front();
        messages_.pop_front();
        return message;
    }
    std::string next_event() {
        v1::WatchEventsResponse message = next();
        while (!message.has_event())
            message = next();
        return message.event().type();
    }
    Reason failure() {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds{20},
                                  [&] { return failure_.has_value(); }));
        return *failure_;
    }
    std::size_t waiting_messages() {
        const std::lock_guard lock(mutex_);
        return messages_.size();
    }
    void answer(bool written) {
        std::function<void(bool)> waiting;
        {
            const std::lock_guard lock(mutex_);
            waiting.swap(waiting_);
        }
        REQUIRE(waiting);
        waiting(written);
    }
    void go() {
        const std::lock_guard lock(mutex_);
        gone_ = true;
    }

private:
    const bool takes_;
    Actor actor_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<v1::WatchEventsResponse> messages_;
    std::function<void(bool)> waiting_;
    std::optional<Reason> failure_;
    bool gone_ = false;
};

struct Fixture {
    FakeSession session;
    FakeReads reads{session};
    FakeCommits commits;
    Background background{[](std::string_view what) { FAIL_CHECK(std::string(what)); }};

    std::shared_ptr<Watching> watching(WatchLimits limits = {}) {
        return Watching::start(background.context(), reads, commits, limits);
    }
    static WatchRequest from_start(std::vector<std::string> types = {}) {
        WatchRequest request;
        request.query.types = std::move(types);
        return request;
    }
};

constexpr std::chrono::milliseconds never{1'000'000};

}  // namespace

TEST_CASE("a watcher gets the events before it and those that come, each once and in order") {
    Fixture fixture;
    fixture.commits.commit(fixture.session, "a");
    fixture.commits.commit(fixture.session, "b");
    fixture.commits.commit(fixture.session, "c");
    WatchLimits limits;
    limits.page = 2;
    const auto watching = fixture.watching(limits);
    const auto sink = std::make_shared<FakeSink>(true);
    watching->join(sink, Fixture::from_start());
    CHECK(sink->next_event() == "a");
    CHECK(sink->next_event() == "b");
    CHECK(sink->next_event() == "c");
    fixture.commits.commit(fixture.session, "d");
    CHECK(sink->next_event() == "d");
}

TEST_CASE("a watcher from now on gets only what comes") {
    Fixture fixture;
    fixture.commits.commit(fixture.session, "old");
    const auto watching = fixture.watching();
    const auto sink = std::make_shared<FakeSink>(true);
    WatchRequest request;
    request.from_now = true;
    watching->join(sink, request);
    fixture.commits.commit(fixture.session, "new");
    CHECK(sink->next_event() == "new");
}

TEST_CASE("an idle watcher gets heartbeats whose cursor has passed what the filter left out") {
    Fixture fixture;
    const auto watching = fixture.watching({std::chrono::milliseconds{4}, never, 100});
    const auto sink = std::make_shared<FakeSink>(true);
    watching->join(sink, Fixture::from_start({"wanted"}));
    fixture.commits.commit(fixture.session, "other");
    v1::WatchEventsResponse message = sink->next();
    while (message.cursor() != cursor_text(1)) {
        CHECK_FALSE(message.has_event());
        message = sink->next();
    }
    const int queries = fixture.reads.queries;
    sink->next();
    sink->next();
    CHECK(fixture.reads.queries == queries);  // nothing new was committed: nothing is read
}

TEST_CASE("one message is under way at a time, and the next comes when it was taken") {
    Fixture fixture;
    fixture.commits.commit(fixture.session, "a");
    fixture.commits.commit(fixture.session, "b");
    const auto watching = fixture.watching({never, never, 100});
    const auto slow = std::make_shared<FakeSink>(false);
    const auto quick = std::make_shared<FakeSink>(true);
    watching->join(slow, Fixture::from_start());
    CHECK(slow->next_event() == "a");
    watching->join(quick, Fixture::from_start());
    CHECK(quick->next_event() == "a");
    CHECK(quick->next_event() == "b");  // not held up by the other
    CHECK(slow->waiting_messages() == 0);
    slow->answer(true);
    CHECK(slow->next_event() == "b");
}

TEST_CASE("a watcher that does not read is cut off with SLOW_SUBSCRIBER") {
    Fixture fixture;
    fixture.commits.commit(fixture.session, "a");
    const auto watching = fixture.watching({never, std::chrono::milliseconds{4}, 100});
    const auto sink = std::make_shared<FakeSink>(false);
    watching->join(sink, Fixture::from_start());
    CHECK(sink->failure() == Reason::slow_subscriber);
    sink->answer(false);
}

TEST_CASE("a watcher that went away is forgotten") {
    Fixture fixture;
    const auto watching = fixture.watching();
    auto leaving = std::make_shared<FakeSink>(true);
    const auto left = watching->join(leaving, Fixture::from_start());
    watching->leave(left);
    auto gone = std::make_shared<FakeSink>(true);
    gone->go();
    const auto vanished = watching->join(gone, Fixture::from_start());
    const auto witness = std::make_shared<FakeSink>(true);
    watching->join(witness, Fixture::from_start());
    fixture.commits.commit(fixture.session, "a");
    CHECK(witness->next_event() == "a");
    fixture.commits.commit(fixture.session, "b");
    CHECK(witness->next_event() == "b");
    CHECK(left.expired());
    CHECK(vanished.expired());
    CHECK(leaving->waiting_messages() == 0);
}

TEST_CASE("a watcher is told when the store closes") {
    Fixture fixture;
    const auto watching = fixture.watching();
    fixture.reads.closed = true;
    const auto sink = std::make_shared<FakeSink>(true);
    watching->join(sink, Fixture::from_start());
    CHECK(sink->failure() == Reason::shutting_down);
}

// A lost wake-up: what is committed while a watcher looks is told by nobody again, so the watcher
// itself must look once more and not sleep until the next event.
TEST_CASE("an event committed between a watcher's read and its answer reaches it at once") {
    Fixture fixture;
    const auto watching = fixture.watching({never, never, 100});
    fixture.session.after_next_read = [&] { fixture.commits.commit(fixture.session, "a"); };
    const auto sink = std::make_shared<FakeSink>(true);
    watching->join(sink, Fixture::from_start());  // finds nothing, and then there is something
    CHECK(sink->next_event() == "a");

    fixture.session.after_next_read = [&] { fixture.commits.commit(fixture.session, "c"); };
    fixture.commits.commit(fixture.session, "b");
    CHECK(sink->next_event() == "b");
    CHECK(sink->next_event() == "c");
}

TEST_CASE("an event committed between a watcher's coming and its first read reaches it at once") {
    Fixture fixture;
    const auto watching = fixture.watching({never, never, 100});
    std::promise<void> busy;
    boost::asio::post(*fixture.background.context(), [&] { busy.get_future().wait(); });
    const auto sink = std::make_shared<FakeSink>(true);
    WatchRequest request;
    request.from_now = true;
    watching->join(sink, request);
    fixture.commits.commit(fixture.session, "a");  // wakes those who are there: nobody yet
    busy.set_value();
    CHECK(sink->next_event() == "a");
}
