#include "services/events/watching.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <iterator>
#include <utility>

#include <boost/asio/post.hpp>

namespace oms::events {

using SteadyClock = std::chrono::steady_clock;

// One watcher. Its members are used on the context's thread only.
class Watching::Subscriber {
public:
    Subscriber(std::shared_ptr<EventSink> sink, std::unique_ptr<WatchSource> source,
               std::int64_t after_position)
        : sink_(std::move(sink)), source_(std::move(source)), position_(after_position) {}

private:
    friend class Watching;
    std::shared_ptr<EventSink> sink_;
    std::unique_ptr<WatchSource> source_;  // its read() on the pool's threads
    std::int64_t position_;                // how far the log was looked through
    std::deque<std::string> waiting_;
    bool more_ = true;
    bool reading_ = false;
    bool writing_ = false;
    bool over_ = false;
    std::int64_t head_at_read_ = 0;  // the newest commit known when the last read was asked for
    SteadyClock::time_point last_write_ = SteadyClock::now();
};

namespace {

// The events of the log, as WatchEvents sends them.
class LogSource final : public WatchSource {
public:
    explicit LogSource(EventQuery query) : query_(std::move(query)) {}
    Result<Page> read(ReadSession& session, const Actor& actor, std::int64_t after_position,
                      std::int64_t limit) override {
        query_.after_position = after_position;
        query_.limit = limit;
        OMS_TRY(const EventPage events, session.events(query_, actor));
        Page page{{}, events.scanned_to, events.more};
        page.messages.reserve(events.events.size());
        for (const LoggedEvent& event : events.events)
            page.messages.push_back(watch_event(event));
        return page;
    }
    std::string heartbeat(std::int64_t position) const override {
        return watch_heartbeat(position);
    }

private:
    EventQuery query_;
};

// How finely time-outs are kept.
std::chrono::milliseconds tick_of(const WatchLimits& limits) {
    const auto shortest = std::min(limits.heartbeat, limits.longest_write);
    return std::clamp(shortest / 4, std::chrono::milliseconds{1}, std::chrono::milliseconds{1'000});
}

}  // namespace

template <class Work>
void Watching::post(Work work) {
    boost::asio::post(*context_, [weak = weak_from_this(), work = std::move(work)]() mutable {
        if (const auto self = weak.lock()) work(*self);
    });
}

std::shared_ptr<Watching> Watching::start(std::shared_ptr<boost::asio::io_context> context,
                                          ReadPool& reads, CommitFeed& commits,
                                          WatchLimits limits) {
    const std::shared_ptr<Watching> watching(
        new Watching(std::move(context), reads, commits, limits));
    commits.add_listener([weak = std::weak_ptr<Watching>(watching)](std::int64_t) {
        if (const auto self = weak.lock()) self->on_commit();
    });
    watching->post([](Watching& self) { self.tick(); });
    return watching;
}

Watching::Watching(std::shared_ptr<boost::asio::io_context> context, ReadPool& reads,
                   CommitFeed& commits, WatchLimits limits)
    : context_(std::move(context)),
      reads_(reads),
      commits_(commits),
      limits_(limits),
      timer_(*context_) {}

// On the executor's thread, after every commit: at most one wake-up waits.
void Watching::on_commit() {
    if (woken_.exchange(true)) return;
    post([](Watching& self) {
        self.woken_.store(false);
        const auto all = self.subscribers_;  // steps may end some
        for (const auto& subscriber : all)
            self.step(subscriber);
    });
}

void Watching::tick() {
    timer_.expires_after(tick_of(limits_));
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        if (error) return;
        if (const auto self = weak.lock()) self->tick();
    });
    const auto now = SteadyClock::now();
    const auto all = subscribers_;
    for (const auto& subscriber : all) {
        const auto since = now - subscriber->last_write_;
        if (subscriber->writing_) {
            if (since > limits_.longest_write)
                end(subscriber, {Reason::slow_subscriber, "", {}, {}, {}, false});
        } else if (since >= limits_.heartbeat && subscriber->waiting_.empty()) {
            write(subscriber, subscriber->source_->heartbeat(subscriber->position_));
        }
    }
}

std::weak_ptr<Watching::Subscriber> Watching::join(std::shared_ptr<EventSink> sink,
                                                   WatchRequest request) {
    const std::int64_t after =
        request.from_now ? commits_.last_position() : request.query.after_position;
    auto source = std::make_unique<LogSource>(std::move(request.query));
    return join(std::make_shared<Subscriber>(std::move(sink), std::move(source), after),
                request.from_now);
}

std::weak_ptr<Watching::Subscriber> Watching::join(std::shared_ptr<EventSink> sink,
                                                   std::unique_ptr<WatchSource> source,
                                                   std::int64_t after_position) {
    return join(std::make_shared<Subscriber>(std::move(sink), std::move(source), after_position),
                false);
}

// `greets`: whether the cursor comes first, at once.
std::weak_ptr<Watching::Subscriber> Watching::join(std::shared_ptr<Subscriber> subscriber,
                                                   bool greets) {
    post([subscriber, greets](Watching& self) {
        if (subscriber->over_) return;
        self.subscribers_.insert(subscriber);
        if (greets)
            self.write(subscriber, subscriber->source_->heartbeat(subscriber->position_));
        else
            self.step(subscriber);
    });
    return subscriber;
}

void Watching::leave(std::weak_ptr<Subscriber> subscriber) {
    post([subscriber = std::move(subscriber)](Watching& self) {
        if (const auto present = subscriber.lock()) self.end(present);
    });
}

// Does the next thing there is to do for a subscriber, if it is not waiting for something.
void Watching::step(const std::shared_ptr<Subscriber>& subscriber) {
    if (subscriber->over_ || subscriber->writing_) return;
    if (!subscriber->waiting_.empty()) {
        const std::string bytes = std::move(subscriber->waiting_.front());
        subscriber->waiting_.pop_front();
        write(subscriber, bytes);
        return;
    }
    if (subscriber->reading_) return;
    if (subscriber->more_ || subscriber->position_ < commits_.last_position())
        read_next(subscriber);
}

void Watching::read_next(const std::shared_ptr<Subscriber>& subscriber) {
    subscriber->reading_ = true;
    subscriber->more_ = false;
    subscriber->head_at_read_ = commits_.last_position();
    // What this thread changes meanwhile is copied; sink and source stay as they are.
    reads_.submit([self = shared_from_this(), subscriber, after = subscriber->position_,
                   limit = limits_.page](ReadSession* session) {
        Result<WatchSource::Page> page = fail(Reason::shutting_down, "the store is closing");
        try {
            if (session != nullptr)
                page =
                    subscriber->source_->read(*session, subscriber->sink_->actor(), after, limit);
        } catch (const std::exception& fault) {
            page = fail(Reason::internal_fault, fault.what());
        }
        self->post([subscriber, page = std::move(page)](Watching& watching) mutable {
            watching.on_page(subscriber, std::move(page));
        });
    });
}

void Watching::on_page(const std::shared_ptr<Subscriber>& subscriber,
                       Result<WatchSource::Page> page) {
    subscriber->reading_ = false;
    if (subscriber->over_) return;
    if (!page) return end(subscriber, page.error());
    const bool progress = page->scanned_to > subscriber->position_;
    if (!progress && !page->more && page->messages.empty()) {
        // What was committed while this was read has not been looked at; else the next commit goes
        // on.
        if (commits_.last_position() > subscriber->head_at_read_) read_next(subscriber);
        return;
    }
    subscriber->position_ = page->scanned_to;
    subscriber->more_ = page->more;
    std::move(page->messages.begin(), page->messages.end(),
              std::back_inserter(subscriber->waiting_));
    step(subscriber);
}

void Watching::write(const std::shared_ptr<Subscriber>& subscriber, const std::string& bytes) {
    subscriber->writing_ = true;
    subscriber->last_write_ = SteadyClock::now();
    // Weak: the sink keeps this until the write is over, and the subscriber keeps the sink.
    auto on_written = [weak = weak_from_this(),
                       writer = std::weak_ptr<Subscriber>(subscriber)](bool written) {
        const auto self = weak.lock();
        const auto present = writer.lock();
        if (self && present) {
            self->post([present, written](Watching& all) { all.on_written(present, written); });
        }
    };
    const bool begun = subscriber->sink_->write(bytes, std::move(on_written));
    if (!begun) end(subscriber);
}

void Watching::on_written(const std::shared_ptr<Subscriber>& subscriber, bool written) {
    subscriber->writing_ = false;
    subscriber->last_write_ = SteadyClock::now();
    if (!written) return end(subscriber);
    step(subscriber);
}

void Watching::end(const std::shared_ptr<Subscriber>& subscriber) {
    subscriber->over_ = true;
    subscriber->waiting_.clear();
    subscribers_.erase(subscriber);
}

void Watching::end(const std::shared_ptr<Subscriber>& subscriber, const Error& error) {
    end(subscriber);
    subscriber->sink_->fail(error);
}

}  // namespace oms::events
