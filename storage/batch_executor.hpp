#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "domain/command.hpp"
#include "domain/feeds.hpp"
#include "storage/digest.hpp"
#include "storage/engine.hpp"
#include "storage/shared_stock_view.hpp"

namespace oms::storage {

struct ExecutorOptions {
    std::size_t queue_limit = 20'000;
    std::size_t batch_limit = 128;
    // How often a command is planned again after a conflict before it is answered STOCK_CONTENTION.
    int replans = 3;
    // Commands of low priority that may wait.
    std::size_t low_queue_limit = 256;
    // See StoreOptions.
    const OpeningTimes* times = nullptr;
    const PickupCodeBook* codes = nullptr;
};

// Runs commands in batches: one transaction, one commit, then the answers. See docs of the write
// path in storage/README.md. Without start() it can be stepped by hand on one thread.
class BatchExecutor final : public Executor, public CommitFeed {
public:
    // All must outlive this.
    BatchExecutor(Engine& engine, SharedStockView& view, const Clock& clock,
                  ExecutorOptions options);
    ~BatchExecutor() override;

    void submit(std::unique_ptr<Command> command, Completion completion) override;
    std::int64_t last_position() const override {
        return last_position_.load(std::memory_order_acquire);
    }
    void add_listener(Listener listener) override { listeners_.push_back(std::move(listener)); }

    // Reads where the store is. Before anything else.
    EngineResult<void> open();
    // Runs one batch of what waits, on the calling thread. False when nothing waits.
    bool step();
    // Runs batches on a thread of its own until stop().
    void start();
    // Finishes the batch that runs and answers what waits with shutting_down. Idempotent.
    void stop();

    // False after a failure that only a restart can mend; then everything is refused.
    bool is_healthy() const { return healthy_.load(std::memory_order_acquire); }
    std::int64_t queued() const;
    std::int64_t committed_batches() const {
        return committed_batches_.load(std::memory_order_relaxed);
    }
    std::int64_t committed_commands() const {
        return committed_commands_.load(std::memory_order_relaxed);
    }

private:
    // A command on its way: waiting, or in the batch that runs.
    struct Pending {
        std::unique_ptr<Command> command;
        Completion completion;
        AnswerKey answer_key{};
        int replans = 0;
        // What it will be answered after the commit; absent: planned again in the next batch.
        std::optional<Result<std::string>> answer;
        bool counts = false;  // changed something
    };
    using Batch = std::vector<Pending>;
    enum class Verdict { done, rerun, isolate, refused_all };

    bool is_waiting() const { return !queue_.empty() || !low_queue_.empty(); }
    std::deque<Pending>& queue_of(const Pending& pending) {
        return pending.command->header().priority == Priority::low ? low_queue_ : queue_;
    }
    void run_thread();
    Batch take_batch();
    void run(Batch& batch);
    void run_isolated(Batch& batch);
    Verdict attempt(Batch& batch);
    Verdict after(const EngineFailure& failure, Batch& batch);
    void plan(Batch& batch, KeySet& keys, std::vector<AnswerKey>& answer_keys);
    void execute(Pending& pending);
    Result<std::string> decide(Pending& pending, const UnitOfWork::Savepoint& savepoint);
    bool answer_from_kept(Pending& pending);
    void wake_queues();
    void merge_into_view(std::int64_t position);
    void deliver(Batch& batch);
    void answer_all(Batch& batch, Reason reason, const std::string& detail);
    static void complete(Pending& pending, Result<std::string> answer) noexcept;

    Engine& engine_;
    SharedStockView& view_;
    const Clock& clock_;
    const ExecutorOptions options_;

    mutable std::mutex mutex_;
    std::condition_variable waiting_;
    std::deque<Pending> queue_;
    std::deque<Pending> low_queue_;  // one of them joins each batch, last
    bool stopping_ = false;
    std::thread thread_;

    // The writer's own.
    UnitOfWork unit_;
    StockOverlay overlay_;
    KeptAnswers kept_;
    std::vector<AnswerKey> new_answers_;
    Sha256 sha_;
    Timestamp last_now_;
    std::string fault_;  // what the newest broken contract or refused row was, for the log
    std::vector<Listener> listeners_;
    std::atomic<std::int64_t> last_position_{0};
    std::atomic<std::int64_t> committed_batches_{0};
    std::atomic<std::int64_t> committed_commands_{0};
    std::atomic<bool> healthy_{true};
};

}  // namespace oms::storage
