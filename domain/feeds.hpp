#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "domain/stock_view.hpp"
#include "domain/view_delta.hpp"

namespace oms {

// The port through which the in-memory stock view is read. Thread-safe.
class StockViewReader {
public:
    virtual ~StockViewReader() = default;
    // Calls `reader` with the view as of the last commit. Must be brief: commits wait for it.
    virtual void read(const std::function<void(const StockView&)>& reader) const = 0;
};

// The port that tells of commits. Thread-safe.
class CommitFeed {
public:
    using Listener = std::function<void(std::int64_t last_position)>;
    virtual ~CommitFeed() = default;
    // Position of the newest committed event; 0 when there is none.
    virtual std::int64_t last_position() const = 0;
    // `listener` is called after each commit that added events, on the executor's thread; it must
    // not block. Listeners are added before traffic and live as long as the feed.
    virtual void add_listener(Listener listener) = 0;
};

// What one commit did to the stock view: how it got from the position before to this one.
struct ViewCommit {
    std::int64_t position = 0;
    Timestamp time{};
    std::shared_ptr<const ViewDelta> delta;  // never null; often without rows
};

// The port through which a copy of the stock view is kept. Thread-safe.
class ViewFeed {
public:
    // How far the view is.
    struct At {
        std::int64_t position = 0;
        Timestamp time{};
    };
    using Reader = std::function<void(const StockView&, const At&)>;
    using Listener = std::function<void(const ViewCommit&)>;
    // Ends with its last owner, who need not wait: a call that is under way then is finished. May
    // outlive the feed.
    using Subscription = std::shared_ptr<void>;

    virtual ~ViewFeed() = default;
    // Calls `reader` as StockViewReader does, between two commits.
    virtual void read_at(const Reader& reader) const = 0;
    // Calls `reader` with the view, and `listener` with every later commit, in order. The listener
    // runs while the view is locked: it must be brief, and not call back. Calls of read_at() and of
    // listeners never overlap, so what they note is in order too.
    virtual Subscription subscribe(const Reader& reader, Listener listener) = 0;
};

}  // namespace oms
