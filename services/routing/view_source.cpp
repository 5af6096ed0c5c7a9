#include "services/routing/view_source.hpp"

#include <deque>
#include <iterator>
#include <mutex>
#include <utility>

#include "services/routing/view_wire.hpp"

namespace oms::routing {
namespace {

// Commits that wait for one subscriber. Any thread.
class CommitQueue {
public:
    explicit CommitQueue(const ViewFeedLimits& limits) : limits_(limits) {}

    void push(const ViewCommit& commit) {
        const std::lock_guard lock(mutex_);
        newest_ = commit.position;
        rows_ += commit.delta->row_count();
        if (overflowed_ || rows_ > limits_.most_rows || commits_.size() >= limits_.most_commits) {
            overflowed_ = true;
            commits_.clear();
            return;
        }
        commits_.push_back(commit);
    }
    // Nothing when something was dropped.
    std::optional<std::deque<ViewCommit>> take() {
        const std::lock_guard lock(mutex_);
        if (overflowed_) return std::nullopt;
        rows_ = 0;
        return std::exchange(commits_, {});
    }
    std::int64_t newest() const {
        const std::lock_guard lock(mutex_);
        return newest_;
    }
    void begin(std::int64_t position) {
        const std::lock_guard lock(mutex_);
        newest_ = position;
    }

private:
    const ViewFeedLimits limits_;
    mutable std::mutex mutex_;
    std::deque<ViewCommit> commits_;
    std::size_t rows_ = 0;
    bool overflowed_ = false;
    std::int64_t newest_ = before_view;
};

class ViewSource final : public events::WatchSource {
public:
    ViewSource(ViewFeed& feed, const ViewFeedLimits& limits)
        : feed_(feed), limits_(limits), queue_(std::make_shared<CommitQueue>(limits)) {}

    Result<Page> read(ReadSession&, const Actor&, std::int64_t after_position,
                      std::int64_t) override {
        Page page;
        page.scanned_to = after_position;
        if (!subscription_) {
            OMS_CHECK(begin(page));
        } else if (!complete_) {
            OMS_CHECK(read_part(page));
        } else {
            OMS_CHECK(read_commits(page));
        }
        page.more = !complete_;
        return page;
    }

    std::string heartbeat(std::int64_t position) const override {
        if (position == before_view) return {};  // says nothing, but that this is alive
        return view_messages({}, ViewPosition{position, std::nullopt, queue_->newest()})
            .value()
            .back();
    }

private:
    // From here on every commit is in the queue; what there was before is read SKU by SKU.
    Result<void> begin(Page& page) {
        ViewDelta network;
        subscription_ = feed_.subscribe(
            [&](const StockView& view, const ViewFeed::At& at) {
                queue_->begin(at.position);
                skus_ = view.skus();
                network = network_rows(view);
            },
            [queue = queue_](const ViewCommit& commit) { queue->push(commit); });
        return add(page, network, std::nullopt);
    }

    // The commits up to now come before the rows of now: so nothing older is put over them.
    Result<void> read_part(Page& page) {
        std::optional<std::deque<ViewCommit>> commits;
        ViewDelta rows;
        ViewFeed::At now;
        feed_.read_at([&](const StockView& view, const ViewFeed::At& at) {
            commits = queue_->take();
            rows = next_rows(view);
            now = at;
        });
        if (!commits) return fail(Reason::slow_subscriber);
        for (const ViewCommit& commit : *commits)
            OMS_CHECK(add(page, *commit.delta, std::nullopt));
        if (next_sku_ < skus_.size()) return add(page, rows, std::nullopt);
        complete_ = true;
        skus_ = {};
        page.scanned_to = now.position;
        return add(page, rows, position_of(now.position, now.time, queue_->newest()));
    }

    ViewDelta next_rows(const StockView& view) {
        const std::size_t first = next_sku_;
        std::size_t rows = 0;
        while (next_sku_ < skus_.size() && rows < limits_.rows_at_once)
            rows += 1 + view.cells(skus_[next_sku_++]).size();
        return sku_rows(view, std::span(skus_).subspan(first, next_sku_ - first));
    }

    Result<void> read_commits(Page& page) {
        const auto commits = queue_->take();
        if (!commits) return fail(Reason::slow_subscriber);
        if (commits->empty()) return {};
        const std::int64_t head = commits->back().position;
        for (const ViewCommit& commit : *commits)
            OMS_CHECK(add(page, *commit.delta, position_of(commit.position, commit.time, head)));
        page.scanned_to = head;
        return {};
    }

    // A store without commits has no time either.
    static ViewPosition position_of(std::int64_t position, Timestamp time, std::int64_t head) {
        return {position, time == Timestamp{} ? std::nullopt : std::optional(time), head};
    }

    static Result<void> add(Page& page, const ViewDelta& rows,
                            const std::optional<ViewPosition>& position) {
        OMS_TRY(auto messages, view_messages(rows, position));
        std::move(messages.begin(), messages.end(), std::back_inserter(page.messages));
        return {};
    }

    ViewFeed& feed_;
    const ViewFeedLimits limits_;
    const std::shared_ptr<CommitQueue> queue_;
    ViewFeed::Subscription subscription_;
    std::vector<Sku> skus_;  // still to be sent, from next_sku_ on
    std::size_t next_sku_ = 0;
    bool complete_ = false;
};

}  // namespace

std::unique_ptr<events::WatchSource> follow_view(ViewFeed& feed, const ViewFeedLimits& limits) {
    return std::make_unique<ViewSource>(feed, limits);
}

}  // namespace oms::routing
