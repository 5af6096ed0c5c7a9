#pragma once

#include <atomic>

#include "domain/time.hpp"

namespace oms::testing {

// A clock that stands still until it is moved forward. Any thread.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start) : now_us_(to_unix_micros(start)) {}
    Timestamp now() const override { return from_unix_micros(now_us_.load()); }
    // Never moves back: an earlier time changes nothing.
    void advance_to(Timestamp time) {
        const std::int64_t wanted = to_unix_micros(time);
        std::int64_t present = now_us_.load();
        while (present < wanted && !now_us_.compare_exchange_weak(present, wanted)) {
        }
    }

private:
    std::atomic<std::int64_t> now_us_;
};

}  // namespace oms::testing
