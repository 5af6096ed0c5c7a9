#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oms::rpc {

// Only grows. Any thread.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// Goes up and down. Any thread.
class Gauge {
public:
    void add(std::int64_t amount) noexcept { value_.fetch_add(amount, std::memory_order_relaxed); }
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// How long something took, in buckets of powers of two from 64 us to 33 s. Any thread.
class DurationHistogram {
public:
    static constexpr std::size_t bucket_count = 20;
    // Upper bound of a bucket in microseconds; what exceeds the last is counted in `count` only.
    static constexpr std::uint64_t bound_us(std::size_t bucket) {
        return std::uint64_t{64} << bucket;
    }

    void record(std::chrono::nanoseconds duration) noexcept;

private:
    friend class Metrics;
    std::array<std::atomic<std::uint64_t>, bucket_count + 1> buckets_{};
    std::atomic<std::uint64_t> sum_us_{0};
};

// Calls of one RPC: a counter per gRPC code (0 to 16), and how long they took.
class alignas(64) MethodMetrics {
public:
    void record(int code, std::chrono::nanoseconds duration) noexcept;
    std::uint64_t calls(int code) const noexcept;

private:
    friend class Metrics;
    std::array<Counter, 17> codes_;
    DurationHistogram duration_;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// The figures of one server. Counters and gauges are looked up once, at start; the references stay
// valid as long as this object, and using them costs one atomic addition. Any thread. Names are
// those of Prometheus: letters, digits and '_', counters end in `_total`.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // The same name and labels give the same object.
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    DurationHistogram& durations(const std::string& name, const std::string& help,
                                 const Labels& labels = {});
    MethodMetrics& method(const std::string& full_name);

    // A gauge whose value is asked for when somebody reads the figures, from the reader's thread.
    // It is there until the returned handle is dropped, which waits for a read under way.
    [[nodiscard]] std::shared_ptr<void> watch(const std::string& name, const std::string& help,
                                              std::function<double()> read,
                                              const Labels& labels = {});

    // Everything in Prometheus' text format 0.0.4.
    std::string text() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace oms::rpc
