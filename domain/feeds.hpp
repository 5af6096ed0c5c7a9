#pragma once

#include <cstdint>
#include <functional>

#include "domain/stock_view.hpp"

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

}  // namespace oms
