#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "domain/result.hpp"

namespace oms::routing {

// Threads that search for plans, so that nobody else waits for a long search. Any thread may
// submit.
class PlannerPool {
public:
    // `on_fault` is told what a piece of work threw; the thread goes on.
    PlannerPool(std::size_t threads, std::size_t queue_limit,
                std::function<void(std::string_view)> on_fault);
    ~PlannerPool();
    PlannerPool(const PlannerPool&) = delete;
    PlannerPool& operator=(const PlannerPool&) = delete;

    // Fails with Reason::overloaded when too much waits already, Reason::shutting_down after
    // stop().
    Result<void> submit(std::function<void()> work);
    // Finishes what is under way and drops what waits. Idempotent.
    void stop();

private:
    void run();
    const std::size_t queue_limit_;
    const std::function<void(std::string_view)> on_fault_;
    std::mutex mutex_;
    std::condition_variable waiting_;
    std::deque<std::function<void()>> queue_;
    std::vector<std::thread> threads_;
    bool stopping_ = false;
};

}  // namespace oms::routing
