#pragma once

#include <functional>
#include <shared_mutex>

#include "domain/feeds.hpp"

namespace oms::storage {

// The one stock view of a store: the writer changes it after each commit, anybody reads it.
class SharedStockView final : public StockViewReader {
public:
    void read(const std::function<void(const StockView&)>& reader) const override {
        const std::shared_lock lock(mutex_);
        reader(view_);
    }
    // For the writer's thread alone: nobody else changes the view, so it needs no lock to read it.
    const StockView& writers_view() const { return view_; }
    void change(const std::function<void(StockView&)>& changer) {
        const std::unique_lock lock(mutex_);
        changer(view_);
    }

private:
    mutable std::shared_mutex mutex_;
    StockView view_;
};

}  // namespace oms::storage
