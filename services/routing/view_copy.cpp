#include "services/routing/view_copy.hpp"

#include <iterator>
#include <mutex>
#include <utility>

#include "domain/contract.hpp"

namespace oms::routing {
namespace {

template <class Row>
void append(std::vector<Row>& rows, std::vector<Row>&& more) {
    if (rows.empty()) {
        rows = std::move(more);
        return;
    }
    rows.insert(rows.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

void append(ViewDelta& rows, ViewDelta&& more) {
    append(rows.locations, std::move(more.locations));
    append(rows.channels, std::move(more.channels));
    append(rows.items, std::move(more.items));
    append(rows.cells, std::move(more.cells));
    append(rows.work, std::move(more.work));
    append(rows.inbound, std::move(more.inbound));
    if (more.rules) rows.rules = std::move(more.rules);
}

}  // namespace

std::optional<ViewCopy::State> ViewCopy::state() const {
    const std::shared_lock lock(mutex_);
    return state_;
}

void ViewCopy::read(const std::function<void(const StockView&)>& reader) const {
    const std::shared_lock lock(mutex_);
    reader(view_);
}

void ViewCopy::read_at(const std::function<void(const StockView&, const State&)>& reader) const {
    const std::shared_lock lock(mutex_);
    OMS_REQUIRE(state_.has_value());
    reader(view_, *state_);
}

void ViewCopy::begin() {
    coming_.emplace();
    pending_ = {};
}

bool ViewCopy::take(ViewMessage message, SteadyTime now) {
    if (coming_) {
        apply(*coming_, message.rows);
        if (message.position) install(*message.position, now);
        return message.position.has_value();
    }
    append(pending_, std::move(message.rows));
    if (!message.position) return false;
    const bool changed = !pending_.empty();
    install(*message.position, now);
    return changed;
}

void ViewCopy::install(const ViewPosition& position, SteadyTime now) {
    // Freed after the lock, and so are the rows.
    StockView before;
    const ViewDelta rows = std::exchange(pending_, {});
    const std::unique_lock lock(mutex_);
    if (coming_) {
        before = std::exchange(view_, std::move(*coming_));
        coming_.reset();
    }
    apply(view_, rows);
    State state = state_.value_or(State{});
    state.position = position.position;
    state.head_position = position.head_position;
    if (position.commit_time) state.commit_time = *position.commit_time;
    if (position.position >= position.head_position) state.at_head = now;
    state_ = state;
}

}  // namespace oms::routing
