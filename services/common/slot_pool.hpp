#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "services/common/runtime.hpp"

namespace oms::rpc {

// What a completion queue hands back.
class Tag {
public:
    virtual ~Tag() = default;
    // From the poller's thread. `ok` as in grpc::CompletionQueue::Next.
    virtual void proceed(bool ok) = 0;
};

// The call objects of one poller, used again and again. Objects in use keep the pool alive, and the
// pool the runtime, so that handles may outlive the server.
template <class Slot>
class SlotPool {
public:
    explicit SlotPool(std::shared_ptr<Runtime> runtime) : runtime_(std::move(runtime)) {}

    Runtime& runtime() const noexcept { return *runtime_; }
    // Poller thread only.
    Slot& take() {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                auto* slot = free_.back();
                free_.pop_back();
                return *slot;
            }
        }
        all_.push_back(std::make_unique<Slot>());
        return *all_.back();
    }
    // Any thread.
    void give_back(Slot& slot) {
        const std::lock_guard lock(mutex_);
        free_.push_back(&slot);
    }
    // Poller thread only; also visits free slots.
    template <class Visit>
    void for_each(Visit visit) {
        for (auto& slot : all_)
            visit(*slot);
    }

private:
    std::shared_ptr<Runtime> runtime_;
    std::vector<std::unique_ptr<Slot>> all_;
    std::mutex mutex_;
    std::vector<Slot*> free_;
};

}  // namespace oms::rpc
