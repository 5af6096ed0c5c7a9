#include "services/routing/planner_pool.hpp"

#include <exception>
#include <utility>

namespace oms::routing {

PlannerPool::PlannerPool(std::size_t threads, std::size_t queue_limit,
                         std::function<void(std::string_view)> on_fault)
    : queue_limit_(queue_limit), on_fault_(std::move(on_fault)) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        threads_.emplace_back([this] { run(); });
}

PlannerPool::~PlannerPool() {
    stop();
}

Result<void> PlannerPool::submit(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(Reason::shutting_down, "no more plans are made");
    if (queue_.size() >= queue_limit_)
        return fail(Reason::overloaded, "too many baskets wait to be quoted");
    queue_.push_back(std::move(work));
    waiting_.notify_one();
    return {};
}

void PlannerPool::stop() {
    std::deque<std::function<void()>> dropped;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(queue_);
        waiting_.notify_all();
    }
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void PlannerPool::run() {
    while (true) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        try {
            work();
        } catch (const std::exception& fault) {
            on_fault_(fault.what());
        }
    }
}

}  // namespace oms::routing
