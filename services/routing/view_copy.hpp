#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <shared_mutex>

#include "domain/feeds.hpp"
#include "services/routing/view_wire.hpp"

namespace oms::routing {

// A copy of another server's stock view. Any thread reads it; one thread feeds it.
class ViewCopy final : public StockViewReader {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    // How good the copy is.
    struct State {
        std::int64_t position = 0;       // as of this event it is exact
        std::int64_t head_position = 0;  // the newest that the other server has told of
        // When it was last known to be as new as the other's own view.
        SteadyTime at_head{};
        Timestamp commit_time{};
    };

    // False until the first whole view has come. Never false again: what there is stays while a new
    // whole comes.
    bool is_complete() const { return state().has_value(); }
    // Nothing until it is complete.
    std::optional<State> state() const;
    void read(const std::function<void(const StockView&)>& reader) const override;
    // The view and how good it is, which go together. Requires: is_complete().
    void read_at(const std::function<void(const StockView&, const State&)>& reader) const;

    // A new whole begins.
    void begin();
    // Goes on with it, or with the commits after it. True when the copy that is read has changed.
    bool take(ViewMessage message, SteadyTime now);

private:
    void install(const ViewPosition& position, SteadyTime now);

    mutable std::shared_mutex mutex_;
    StockView view_;
    std::optional<State> state_;
    // The feeding thread's own.
    std::optional<StockView> coming_;  // a whole that is not complete
    ViewDelta pending_;                // rows of a commit that is not complete
};

}  // namespace oms::routing
