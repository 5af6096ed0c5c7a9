#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace oms::cli {

// Ctrl-C as a value: ends waits and cancels the call in flight. All functions from any thread.
class Interrupt {
public:
    // While it lives, an interrupt calls `cancel`; at once if there was one already. One at a time.
    class Listener {
    public:
        Listener(Interrupt& interrupt, std::function<void()> cancel);
        ~Listener();
        Listener(const Listener&) = delete;
        Listener& operator=(const Listener&) = delete;

    private:
        Interrupt& interrupt_;
    };

    // False when nothing listened or waited, so that the caller must end the process itself.
    bool trigger();
    bool triggered() const;
    // Waits; true when interrupted before the time was over.
    bool wait_for(std::chrono::milliseconds time);

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool triggered_ = false;
    int waiting_ = 0;
    std::function<void()> cancel_;
};

}  // namespace oms::cli
