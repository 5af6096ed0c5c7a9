#include "fulfillment/workload.hpp"

#include <algorithm>

namespace oms::fulfillment {

void Workload::add(const LocationId& location, WorkKind kind, LocalDate date, WorkDone work) {
    WorkDone& done = days_[{location, kind, date}];
    done.parcels += work.parcels;
    done.lines += work.lines;
    done.units += work.units;
}

void Workload::take_slot(const LocationId& location, const std::string& service_id, LocalDate date,
                         std::size_t slot, std::int64_t parcels) {
    slots_[{location, service_id, date, slot}] += parcels;
}

WorkDone Workload::of(const LocationId& location, WorkKind kind, LocalDate date) const {
    const auto found = days_.find({location, kind, date});
    return found == days_.end() ? WorkDone{} : found->second;
}

std::int64_t Workload::slot_places_taken(const LocationId& location, const std::string& service_id,
                                         LocalDate date, std::size_t slot) const {
    const auto found = slots_.find({location, service_id, date, slot});
    return found == slots_.end() ? 0 : found->second;
}

std::int64_t parcels_left(const std::optional<DailyCapacity>& capacity, const WorkDone& taken,
                          const WorkDone& order) {
    if (!capacity) return boundless_parcels;
    switch (capacity->measure) {
        case CapacityMeasure::parcels:
            return std::max<std::int64_t>(0, capacity->limit - taken.parcels);
        case CapacityMeasure::lines:
            return taken.lines + order.lines <= capacity->limit ? boundless_parcels : 0;
        case CapacityMeasure::units:
            return taken.units + order.units <= capacity->limit ? boundless_parcels : 0;
    }
    return 0;
}

}  // namespace oms::fulfillment
