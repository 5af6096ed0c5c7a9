#include "tools/oms/interrupt.hpp"

#include <utility>

namespace oms::cli {

Interrupt::Listener::Listener(Interrupt& interrupt, std::function<void()> cancel)
    : interrupt_(interrupt) {
    const std::lock_guard lock(interrupt_.mutex_);
    interrupt_.cancel_ = std::move(cancel);
    if (interrupt_.triggered_) interrupt_.cancel_();
}

Interrupt::Listener::~Listener() {
    const std::lock_guard lock(interrupt_.mutex_);
    interrupt_.cancel_ = nullptr;
}

bool Interrupt::trigger() {
    const std::lock_guard lock(mutex_);
    const bool heard = !triggered_ && (cancel_ != nullptr || waiting_ > 0);
    triggered_ = true;
    if (cancel_) cancel_();
    changed_.notify_all();
    return heard;
}

bool Interrupt::triggered() const {
    const std::lock_guard lock(mutex_);
    return triggered_;
}

bool Interrupt::wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.wait_for(lock, time, [this] { return triggered_; });
    --waiting_;
    return triggered_;
}

}  // namespace oms::cli
