#include "services/common/metrics.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <sstream>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace oms::rpc {
namespace {

constexpr std::array<const char*, 17> code_names{
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

prometheus::ClientMetric labeled(const Labels& labels) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : labels)
        metric.label.push_back({name, value});
    return metric;
}

// All series of one name; `Series` is owned by pointer so that references to it stay.
template <class Series>
struct Family {
    std::string help;
    std::map<Labels, std::unique_ptr<Series>> series;
};

template <class Series>
using Families = std::map<std::string, Family<Series>>;

template <class Series>
Series& find_or_add(Families<Series>& families, const std::string& name, const std::string& help,
                    const Labels& labels) {
    auto& family = families[name];
    if (family.help.empty()) family.help = help;
    auto& series = family.series[labels];
    if (!series) series = std::make_unique<Series>();
    return *series;
}

template <class Series, class Fill>
void collect(const Families<Series>& families, prometheus::MetricType type, Fill fill,
             std::vector<prometheus::MetricFamily>& out) {
    for (const auto& [name, family] : families) {
        prometheus::MetricFamily result{name, family.help, type, {}};
        for (const auto& [labels, series] : family.series) {
            result.metric.push_back(labeled(labels));
            fill(*series, result.metric.back());
        }
        out.push_back(std::move(result));
    }
}

struct Watched {
    std::map<std::uint64_t, std::function<double()>> reads;  // of one series, summed
};

}  // namespace

void DurationHistogram::record(std::chrono::nanoseconds duration) noexcept {
    const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::microseconds>(duration).count()));
    const auto above = static_cast<std::size_t>(std::bit_width(us > 0 ? (us - 1) >> 6U : 0U));
    buckets_[std::min(above, bucket_count)].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(us, std::memory_order_relaxed);
}

void MethodMetrics::record(int code, std::chrono::nanoseconds duration) noexcept {
    codes_[static_cast<std::size_t>(std::clamp(code, 0, 16))].add();
    duration_.record(duration);
}

std::uint64_t MethodMetrics::calls(int code) const noexcept {
    return codes_[static_cast<std::size_t>(std::clamp(code, 0, 16))].value();
}

struct Metrics::Impl {
    mutable std::mutex mutex;
    Families<Counter> counters;
    Families<Gauge> gauges;
    Families<DurationHistogram> durations;
    Families<Watched> watched;
    std::map<std::string, std::unique_ptr<MethodMetrics>> methods;
    std::uint64_t next_watch = 0;

    static void fill(const DurationHistogram& from, prometheus::ClientMetric& to) {
        std::uint64_t count = 0;
        for (std::size_t i = 0; i <= DurationHistogram::bucket_count; ++i) {
            count += from.buckets_[i].load(std::memory_order_relaxed);
            if (i == DurationHistogram::bucket_count) break;
            to.histogram.bucket.push_back(
                {count, static_cast<double>(DurationHistogram::bound_us(i)) / 1e6});
        }
        to.histogram.sample_count = count;
        to.histogram.sample_sum =
            static_cast<double>(from.sum_us_.load(std::memory_order_relaxed)) / 1e6;
    }

    void collect_methods(std::vector<prometheus::MetricFamily>& out) const {
        prometheus::MetricFamily calls{
            "oms_rpc_calls_total", "Answered calls.", prometheus::MetricType::Counter, {}};
        prometheus::MetricFamily duration{"oms_rpc_duration_seconds",
                                          "From request to answer.",
                                          prometheus::MetricType::Histogram,
                                          {}};
        for (const auto& [name, method] : methods) {
            for (std::size_t code = 0; code < code_names.size(); ++code) {
                const auto count = method->codes_[code].value();
                if (count == 0) continue;
                calls.metric.push_back(labeled({
                    {"method", name            },
                    {"code",   code_names[code]}
                }));
                calls.metric.back().counter.value = static_cast<double>(count);
            }
            duration.metric.push_back(labeled({
                {"method", name}
            }));
            fill(method->duration_, duration.metric.back());
        }
        out.push_back(std::move(calls));
        out.push_back(std::move(duration));
    }
};

Metrics::Metrics() : impl_(std::make_shared<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_add(impl_->counters, name, help, labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_add(impl_->gauges, name, help, labels);
}

DurationHistogram& Metrics::durations(const std::string& name, const std::string& help,
                                      const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return find_or_add(impl_->durations, name, help, labels);
}

MethodMetrics& Metrics::method(const std::string& full_name) {
    const std::lock_guard lock(impl_->mutex);
    auto& method = impl_->methods[full_name];
    if (!method) method = std::make_unique<MethodMetrics>();
    return *method;
}

std::shared_ptr<void> Metrics::watch(const std::string& name, const std::string& help,
                                     std::function<double()> read, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    const auto id = impl_->next_watch++;
    find_or_add(impl_->watched, name, help, labels).reads.emplace(id, std::move(read));
    // The handle keeps the figures alive, so it may outlive this object.
    return {this, [impl = impl_, name, labels, id](void*) {
                const std::lock_guard guard(impl->mutex);
                auto& family = impl->watched[name];
                auto& series = family.series[labels];
                series->reads.erase(id);
                if (series->reads.empty()) family.series.erase(labels);
                if (family.series.empty()) impl->watched.erase(name);
            }};
}

std::string Metrics::text() const {
    std::vector<prometheus::MetricFamily> families;
    {
        using Type = prometheus::MetricType;
        using Metric = prometheus::ClientMetric;
        const std::lock_guard lock(impl_->mutex);
        impl_->collect_methods(families);
        collect(
            impl_->counters, Type::Counter,
            [](const Counter& from, Metric& to) {
                to.counter.value = static_cast<double>(from.value());
            },
            families);
        collect(
            impl_->gauges, Type::Gauge,
            [](const Gauge& from, Metric& to) {
                to.gauge.value = static_cast<double>(from.value());
            },
            families);
        collect(
            impl_->durations, Type::Histogram,
            [](const DurationHistogram& from, Metric& to) { Impl::fill(from, to); }, families);
        collect(
            impl_->watched, Type::Gauge,
            [](const Watched& from, Metric& to) {
                for (const auto& [id, read] : from.reads)
                    to.gauge.value += read();
            },
            families);
    }
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families);
    return std::move(out).str();
}

}  // namespace oms::rpc
