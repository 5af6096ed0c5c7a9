#include "storage/batch_executor.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <set>
#include <utility>

#include "storage/view_changes.hpp"

namespace oms::storage {

BatchExecutor::BatchExecutor(Engine& engine, SharedStockView& view, const Clock& clock,
                             ExecutorOptions options)
    : engine_(engine), view_(view), clock_(clock), options_(options) {
    if (options_.times != nullptr) unit_.use(*options_.times);
    if (options_.codes != nullptr) unit_.use(*options_.codes);
}

BatchExecutor::~BatchExecutor() {
    stop();
}

EngineResult<void> BatchExecutor::open() {
    const EngineResult<LastCommit> last = engine_.last_commit();
    if (!last) return tl::unexpected(last.error());
    last_now_ = last->now;
    last_position_.store(last->position, std::memory_order_release);
    view_.start_at({last->position, last->now});
    return {};
}

void BatchExecutor::submit(std::unique_ptr<Command> command, Completion completion) {
    Pending pending;
    pending.command = std::move(command);
    pending.completion = std::move(completion);
    Reason refusal{};
    {
        const std::lock_guard lock(mutex_);
        std::deque<Pending>& queue = queue_of(pending);
        const std::size_t limit =
            &queue == &queue_ ? options_.queue_limit : options_.low_queue_limit;
        if (!stopping_ && is_healthy() && queue.size() < limit) {
            queue.push_back(std::move(pending));
            waiting_.notify_one();
            return;
        }
        refusal = stopping_      ? Reason::shutting_down
                  : is_healthy() ? Reason::overloaded
                                 : Reason::store_unavailable;
    }
    complete(pending, fail(refusal));
}

std::int64_t BatchExecutor::queued() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::int64_t>(queue_.size() + low_queue_.size());
}

void BatchExecutor::start() {
    thread_ = std::thread([this] { run_thread(); });
}

void BatchExecutor::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        waiting_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    std::deque<Pending> left;
    {
        const std::lock_guard lock(mutex_);
        left.swap(queue_);
        std::move(low_queue_.begin(), low_queue_.end(), std::back_inserter(left));
        low_queue_.clear();
    }
    for (Pending& pending : left)
        complete(pending, fail(Reason::shutting_down));
}

void BatchExecutor::run_thread() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return stopping_ || is_waiting(); });
            if (stopping_) return;
        }
        step();
    }
}

BatchExecutor::Batch BatchExecutor::take_batch() {
    Batch batch;
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(queue_.size(), options_.batch_limit);
    batch.reserve(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    if (!low_queue_.empty()) {
        batch.push_back(std::move(low_queue_.front()));
        low_queue_.pop_front();
    }
    return batch;
}

bool BatchExecutor::step() {
    Batch batch = take_batch();
    if (batch.empty()) return false;
    const auto now = std::chrono::steady_clock::now();
    const auto late = std::stable_partition(batch.begin(), batch.end(), [&](const Pending& p) {
        return p.command->header().deadline > now;
    });
    for (auto pending = late; pending != batch.end(); ++pending)
        complete(*pending, fail(Reason::deadline_passed));
    batch.erase(late, batch.end());
    if (!is_healthy()) {
        answer_all(batch, Reason::store_unavailable, "an earlier write failed");
        return true;
    }
    if (!batch.empty()) run(batch);
    if (!is_healthy()) return true;
    if (const auto kept = engine_.maintain(queued() == 0); !kept)
        healthy_.store(false, std::memory_order_release);
    return true;
}

// A failed flush re-runs the batch once; a second failure, or a broken contract, re-runs its
// commands one by one, so that only the culprit pays.
void BatchExecutor::run(Batch& batch) {
    Verdict verdict = attempt(batch);
    if (verdict == Verdict::rerun) verdict = attempt(batch);
    if (verdict == Verdict::rerun || verdict == Verdict::isolate) return run_isolated(batch);
    if (verdict == Verdict::done) deliver(batch);
}

void BatchExecutor::run_isolated(Batch& batch) {
    for (Pending& pending : batch) {
        Batch one;
        one.push_back(std::move(pending));
        if (!is_healthy()) {
            answer_all(one, Reason::store_unavailable, "an earlier write failed");
            continue;
        }
        Verdict verdict = attempt(one);
        if (verdict == Verdict::rerun) verdict = attempt(one);
        if (verdict == Verdict::done) {
            deliver(one);
        } else if (verdict != Verdict::refused_all) {
            answer_all(one, Reason::internal_fault, fault_);
        }
    }
}

BatchExecutor::Verdict BatchExecutor::attempt(Batch& batch) try {
    for (Pending& pending : batch)
        pending.answer.reset();
    kept_.clear();
    new_answers_.clear();
    unit_.begin(std::max(clock_.now(), last_now_));
    if (const auto begun = engine_.begin(); !begun) return after(begun.error(), batch);
    KeySet keys;
    std::vector<AnswerKey> answer_keys;
    plan(batch, keys, answer_keys);
    if (const auto loaded = engine_.load(keys, answer_keys, unit_, kept_); !loaded)
        return after(loaded.error(), batch);
    for (Pending& pending : batch)
        execute(pending);
    if (!unit_.has_changes() && new_answers_.empty()) {
        engine_.rollback();
        return Verdict::done;
    }
    wake_queues();
    std::vector<NewAnswer> answers;
    answers.reserve(new_answers_.size());
    for (const AnswerKey& key : new_answers_)
        answers.push_back({key, &kept_.at(key)});
    const auto flushed = engine_.flush(unit_, answers);
    if (!flushed) return after(flushed.error(), batch);
    if (const auto committed = engine_.commit(); !committed) return after(committed.error(), batch);

    last_now_ = unit_.now();
    merge_into_view(*flushed);
    committed_batches_.fetch_add(1, std::memory_order_relaxed);
    const auto counting =
        std::count_if(batch.begin(), batch.end(), [](const Pending& p) { return p.counts; });
    committed_commands_.fetch_add(counting, std::memory_order_relaxed);
    last_position_.store(*flushed, std::memory_order_release);
    return Verdict::done;
} catch (const std::exception& fault) {
    engine_.rollback();
    fault_ = fault.what();
    return Verdict::isolate;
}

BatchExecutor::Verdict BatchExecutor::after(const EngineFailure& failure, Batch& batch) {
    engine_.rollback();
    using Kind = EngineFailure::Kind;
    switch (failure.kind) {
        case Kind::conflict:
        case Kind::unknown:  // what did commit is found by its request ids, and answered from them
            return Verdict::rerun;
        case Kind::constraint:
            fault_ = failure.detail;
            return Verdict::isolate;
        case Kind::full:
            answer_all(batch, Reason::disk_full, failure.detail);
            return Verdict::refused_all;
        case Kind::fatal:
            break;
    }
    healthy_.store(false, std::memory_order_release);
    answer_all(batch, Reason::store_unavailable, failure.detail);
    return Verdict::refused_all;
}

// Each command plans around what those before it mean to take.
void BatchExecutor::plan(Batch& batch, KeySet& keys, std::vector<AnswerKey>& answer_keys) {
    overlay_.clear();
    PlanningView planning{view_.writers_view(), overlay_, unit_.now(), last_position()};
    for (Pending& pending : batch) {
        Command& command = *pending.command;
        const Command::Header& header = command.header();
        const auto begun = std::chrono::steady_clock::now();
        command.plan(planning);
        command.plan_took(
            std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun));
        ++planning.command_index;
        for (const OrderParcel& parcel : command.planned_parcels()) {
            for (const WorkKey& key : parcel.work)
                overlay_.add_work(key, work_of(parcel));
        }
        for (const PlannedUnits& units : command.planned()) {
            if (const auto place = planning.view.index_of(units.key.location_id)) {
                overlay_.add(units.key.sku, *place, units.quantity);
            }
        }
        command.name_keys(keys);
        if (header.request_id.empty()) continue;
        pending.answer_key =
            answer_key(sha_, header.actor.principal, header.method, header.request_id);
        answer_keys.push_back(pending.answer_key);
    }
}

// True when the request id has a committed answer, or one of this batch.
bool BatchExecutor::answer_from_kept(Pending& pending) {
    const Command::Header& header = pending.command->header();
    if (header.request_id.empty()) return false;
    const auto kept = kept_.find(pending.answer_key);
    if (kept == kept_.end()) return false;
    pending.counts = false;
    if (kept->second.body_hash == header.body_hash) {
        pending.answer = kept->second.answer;
    } else {
        pending.answer =
            fail(Reason::request_id_reused, "the request id belongs to another request");
    }
    return true;
}

Result<std::string> BatchExecutor::decide(Pending& pending,
                                          const UnitOfWork::Savepoint& savepoint) {
    Command& command = *pending.command;
    const Command::Header& header = command.header();
    const std::string& id = header.request_id.empty() ? header.method : header.request_id;
    unit_.begin_command(
        {header.actor.principal, header.cause.empty() ? id : header.cause, header.seed});
    Result<std::string> answer = command.run(unit_);
    const bool keeps = answer || answer.error().keeps_changes;
    if (!keeps || header.validate_only) unit_.rollback(savepoint);
    pending.counts = keeps && !header.validate_only;
    return answer;
}

void BatchExecutor::execute(Pending& pending) {
    if (answer_from_kept(pending)) return;
    Result<std::string> answer = decide(pending, unit_.savepoint());
    if (!answer && answer.error().reason == Reason::stock_contention &&
        pending.replans < options_.replans) {
        ++pending.replans;
        return;  // no answer: deliver() puts it back in the queue
    }
    const Command::Header& header = pending.command->header();
    if (pending.counts && !header.request_id.empty()) {
        kept_.emplace(pending.answer_key, KeptAnswer{header.body_hash, answer});
        new_answers_.push_back(pending.answer_key);
    }
    pending.answer = std::move(answer);
}

// Where more units may be had than before and somebody waits for them, a timer releases them. Done
// here for every way in which units become free, and once for a batch.
void BatchExecutor::wake_queues() {
    const auto levels = unit_.stock.changes();
    std::set<Sku> queued_now;
    for (const auto& change : unit_.orders.changes()) {
        for (const QueuedLine& queued : oms::queue_of(*change.value))
            queued_now.insert(queued.sku);
    }
    std::set<Sku> woken;
    for (const auto& change : levels) {
        const std::int64_t before = change.before == nullptr ? 0 : available_units(*change.before);
        if (available_units(*change.value) <= before) continue;
        const Sku& sku = change.key->sku;
        if (view_.writers_view().waiting(sku) > 0 || queued_now.contains(sku)) woken.insert(sku);
    }
    for (const Sku& sku : woken)
        unit_.set(release_timer(sku, unit_.now(), last_position() + 1));
}

void BatchExecutor::merge_into_view(std::int64_t position) {
    view_.commit({position, unit_.now(),
                  std::make_shared<const ViewDelta>(view_changes(unit_, view_.writers_view()))});
}

// After the commit: answers what is answered, queues what is to be planned again, first in line.
void BatchExecutor::deliver(Batch& batch) {
    bool changed = false;
    for (Pending& pending : batch) {
        changed = changed || pending.counts;
        if (!pending.answer) continue;
        complete(pending, std::move(*pending.answer));
    }
    if (changed) {
        for (const Listener& listener : listeners_)
            listener(last_position());
    }
    const std::lock_guard lock(mutex_);
    for (auto pending = batch.rbegin(); pending != batch.rend(); ++pending) {
        if (!pending->answer) queue_of(*pending).push_front(std::move(*pending));
    }
}

void BatchExecutor::answer_all(Batch& batch, Reason reason, const std::string& detail) {
    for (Pending& pending : batch)
        complete(pending, fail(reason, detail));
}

void BatchExecutor::complete(Pending& pending, Result<std::string> answer) noexcept {
    pending.completion(std::move(answer));
}

}  // namespace oms::storage
