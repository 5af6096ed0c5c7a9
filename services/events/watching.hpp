#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "services/events/events_wire.hpp"

namespace oms::events {

struct WatchLimits {
    // An idle subscriber gets its cursor this often.
    std::chrono::milliseconds heartbeat{10'000};
    // A write that takes longer ends the stream with SLOW_SUBSCRIBER.
    std::chrono::milliseconds longest_write{30'000};
    // Events that one subscriber keeps in memory.
    std::int64_t page = 100;
};

// What a subscriber is served through: rpc::Stream, or a fake in tests. Any thread.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual const Actor& actor() const = 0;
    // As rpc::Stream: one at a time; `written` is called once, with false when the sink is over;
    // false without any call when it was over before.
    virtual bool write(const std::string& bytes, std::function<void(bool)> written) = 0;
    virtual void fail(const Error& error) = 0;
};

// What a subscriber follows: turns reads of the store into messages.
class WatchSource {
public:
    struct Page {
        std::vector<std::string> messages;
        // How far was read, as far as that is known: where the next read goes on, and the cursor of
        // heartbeats.
        std::int64_t scanned_to = 0;
        bool more = false;
    };
    virtual ~WatchSource() = default;
    // At most about `limit` messages of what came after the position; 0: from the start. On a
    // thread of the pool, never two at once for one subscriber.
    virtual Result<Page> read(ReadSession& session, const Actor& actor, std::int64_t after_position,
                              std::int64_t limit) = 0;
    virtual std::string heartbeat(std::int64_t position) const = 0;
};

// Serves every subscriber from the log, at its own pace: it asks for the next page when the last
// one is written and something has been committed since. Nobody's slowness costs another's memory
// or time. All state belongs to the context's one thread; every other thread posts to it.
class Watching : public std::enable_shared_from_this<Watching> {
public:
    // `reads` and `commits` must outlive the context's run.
    static std::shared_ptr<Watching> start(std::shared_ptr<boost::asio::io_context> context,
                                           ReadPool& reads, CommitFeed& commits,
                                           WatchLimits limits);

    class Subscriber;
    // Any thread. The subscriber is served until its sink is over or leave() is called.
    std::weak_ptr<Subscriber> join(std::shared_ptr<EventSink> sink,
                                   std::unique_ptr<WatchSource> source,
                                   std::int64_t after_position);
    // The same for the events of the log that the request names. Who asks for what happens from now
    // on gets the cursor of now at once, so that a connection lost before any event skips none.
    std::weak_ptr<Subscriber> join(std::shared_ptr<EventSink> sink, WatchRequest request);
    void leave(std::weak_ptr<Subscriber> subscriber);

private:
    Watching(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads, CommitFeed& commits,
             WatchLimits limits);
    // Runs `work(*this)` on the context's thread, unless this is gone by then: what the context
    // keeps must not keep the context.
    template <class Work>
    void post(Work work);
    std::weak_ptr<Subscriber> join(std::shared_ptr<Subscriber> subscriber, bool greets);
    void on_commit();
    void tick();
    void step(const std::shared_ptr<Subscriber>& subscriber);
    void read_next(const std::shared_ptr<Subscriber>& subscriber);
    void on_page(const std::shared_ptr<Subscriber>& subscriber, Result<WatchSource::Page> page);
    void write(const std::shared_ptr<Subscriber>& subscriber, const std::string& bytes);
    void on_written(const std::shared_ptr<Subscriber>& subscriber, bool written);
    void end(const std::shared_ptr<Subscriber>& subscriber);
    void end(const std::shared_ptr<Subscriber>& subscriber, const Error& error);

    std::shared_ptr<boost::asio::io_context> context_;
    ReadPool& reads_;
    CommitFeed& commits_;
    WatchLimits limits_;
    boost::asio::steady_timer timer_;
    std::atomic<bool> woken_{false};
    std::set<std::shared_ptr<Subscriber>> subscribers_;
};

}  // namespace oms::events
