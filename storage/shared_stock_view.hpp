#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "domain/feeds.hpp"

namespace oms::storage {

// The one stock view of a store: the writer changes it after each commit, anybody reads it.
class SharedStockView final : public StockViewReader, public ViewFeed {
public:
    void read(const std::function<void(const StockView&)>& reader) const override {
        const std::shared_lock lock(mutex_);
        reader(view_);
    }
    void read_at(const Reader& reader) const override {
        const std::shared_lock lock(mutex_);
        reader(view_, at_);
    }
    Subscription subscribe(const Reader& reader, Listener listener) override {
        const auto subscription = std::make_shared<Listener>(std::move(listener));
        const std::unique_lock lock(mutex_);
        listeners_.push_back(subscription);
        reader(view_, at_);
        return subscription;
    }
    // For the writer's thread alone: nobody else changes the view, so it needs no lock to read it.
    const StockView& writers_view() const { return view_; }
    // Before the first commit: the view as the store has it.
    void change(const std::function<void(StockView&)>& changer) {
        const std::unique_lock lock(mutex_);
        changer(view_);
    }
    void start_at(const At& at) {
        const std::unique_lock lock(mutex_);
        at_ = at;
    }
    void commit(const ViewCommit& commit) {
        const std::unique_lock lock(mutex_);
        apply(view_, *commit.delta);
        at_ = {commit.position, commit.time};
        std::erase_if(listeners_, [&](const std::weak_ptr<Listener>& weak) {
            const auto listener = weak.lock();
            if (listener) (*listener)(commit);
            return listener == nullptr;
        });
    }

private:
    mutable std::shared_mutex mutex_;
    StockView view_;
    At at_;
    std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace oms::storage
