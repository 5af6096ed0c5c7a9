#include "domain/workload.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace oms {
namespace {

std::int64_t measured(CapacityMeasure measure, const WorkDone& work) {
    switch (measure) {
        case CapacityMeasure::parcels:
            return work.parcels;
        case CapacityMeasure::lines:
            return work.lines;
        case CapacityMeasure::units:
            return work.units;
    }
    return 0;
}

}  // namespace

WorkDone& WorkDone::operator+=(const WorkDone& more) {
    parcels += more.parcels;
    lines += more.lines;
    units += more.units;
    return *this;
}

WorkKey work_key(const LocationId& location, WorkKind kind, LocalDays date) {
    return {location, kind, date.time_since_epoch().count(), {}};
}

WorkKey slot_key(const LocationId& location, const std::string& service_id, LocalDays date,
                 std::size_t slot) {
    return {location, WorkKind::shipping, date.time_since_epoch().count(),
            fmt::format("{}/{}", service_id, slot)};
}

void Workload::put(const WorkKey& key, const WorkDone& done) {
    if (done == WorkDone{}) {
        done_.erase(key);
    } else {
        done_[key] = done;
    }
}

WorkDone Workload::of(const WorkKey& key) const {
    const auto found = done_.find(key);
    return found == done_.end() ? WorkDone{} : found->second;
}

WorkDone WorkloadView::of(const WorkKey& key) const {
    WorkDone done = done_->of(key);
    if (pending_ != nullptr && !pending_->empty()) done += pending_->of(key);
    if (own_ != nullptr && !own_->empty()) done += own_->of(key);
    if (asked_ != nullptr) asked_->push_back(key);
    if (log_ != nullptr && done != WorkDone{}) log_->emplace_back(key, done);
    return done;
}

std::int64_t parcels_left(const std::optional<DailyCapacity>& capacity, const WorkDone& taken,
                          const WorkDone& order) {
    if (!capacity) return boundless_parcels;
    if (capacity->measure == CapacityMeasure::parcels)
        return std::max<std::int64_t>(0, capacity->limit - taken.parcels);
    const std::int64_t together =
        measured(capacity->measure, taken) + measured(capacity->measure, order);
    return together <= capacity->limit ? boundless_parcels : 0;
}

bool fits(const DailyCapacity& capacity, const WorkDone& taken) {
    return measured(capacity.measure, taken) <= capacity.limit;
}

}  // namespace oms

std::size_t std::hash<oms::WorkKey>::operator()(const oms::WorkKey& key) const noexcept {
    const std::size_t place = oms::hash_mix(std::hash<oms::LocationId>{}(key.location_id),
                                            static_cast<std::size_t>(key.kind));
    return oms::hash_mix(oms::hash_mix(place, static_cast<std::size_t>(key.day)),
                         std::hash<std::string>{}(key.slot));
}
