#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>

#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "domain/time.hpp"

namespace oms::routing {

// How far a view of the stock has come, and when that was so.
struct ViewStamp {
    std::int64_t position = 0;
    Timestamp as_of;
    // How long ago that was when it was asked for: 0, unless the view is a copy.
    Duration age{};
    Timestamp now() const { return as_of + age; }
};

// What quotes are made from, beside rules. Any thread.
class QuoteSource {
public:
    virtual ~QuoteSource() = default;
    // As StockViewReader::read.
    virtual void read(const std::function<void(const StockView&)>& reader) const = 0;
    // What a view read after this has at least.
    virtual ViewStamp stamp() const = 0;
    // Calls `done` once, now or from another thread. Fails with Reason::channel_not_found.
    virtual void find_channel(const ChannelId& id, const Actor& actor,
                              std::function<void(Result<void>)> done) = 0;
};

// The view of the store beside. All it is given must outlive it.
class StoreQuoteSource final : public QuoteSource {
public:
    StoreQuoteSource(const StockViewReader& view, const CommitFeed& commits, ReadPool& reads,
                     const Clock& clock)
        : view_(view), commits_(commits), reads_(reads), clock_(clock) {}
    void read(const std::function<void(const StockView&)>& reader) const override {
        view_.read(reader);
    }
    ViewStamp stamp() const override { return {commits_.last_position(), clock_.now()}; }
    void find_channel(const ChannelId& id, const Actor& actor,
                      std::function<void(Result<void>)> done) override;

private:
    const StockViewReader& view_;
    const CommitFeed& commits_;
    ReadPool& reads_;
    const Clock& clock_;
    std::mutex mutex_;
    std::set<ChannelId> known_;  // a channel stays for ever
};

}  // namespace oms::routing
