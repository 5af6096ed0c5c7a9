#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "domain/feeds.hpp"
#include "services/events/watching.hpp"

namespace oms::routing {

struct ViewFeedLimits {
    // Rows of the view that are read, and locked, at once.
    std::size_t rows_at_once = 5'000;
    // What may wait for a subscriber before it is taken to be too slow.
    std::size_t most_rows = 200'000;
    std::size_t most_commits = 20'000;
};

// Where a subscriber of the view begins: before the first event.
inline constexpr std::int64_t before_view = -1;

// The whole view, then every commit, for one subscriber that joins at before_view. A subscriber
// that is too slow is ended with Reason::slow_subscriber. `feed` must outlive every read.
std::unique_ptr<events::WatchSource> follow_view(ViewFeed& feed, const ViewFeedLimits& limits);

}  // namespace oms::routing
