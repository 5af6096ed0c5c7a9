#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"

namespace oms {

enum class WorkKind : std::uint8_t { shipping, pickup };
template <>
struct EnumText<WorkKind> {
    static constexpr std::array<std::string_view, 2> names{"shipping", "pickup"};
};

enum class CapacityMeasure : std::uint8_t { parcels, lines, units };
template <>
struct EnumText<CapacityMeasure> {
    static constexpr std::array<std::string_view, 3> names{"parcels", "lines", "units"};
};

// What a location can take on for one local date; the limit is inclusive.
struct DailyCapacity {
    CapacityMeasure measure = CapacityMeasure::parcels;
    std::int64_t limit = 0;
    friend bool operator==(const DailyCapacity&, const DailyCapacity&) = default;
};

// Work of one kind at one location on one of its local dates, or in one slot of a courier there.
struct WorkKey {
    LocationId location_id;
    WorkKind kind = WorkKind::shipping;
    std::int64_t day = 0;  // since 1970-01-01
    std::string slot;      // "service/number"; empty: the whole day
    friend auto operator<=>(const WorkKey&, const WorkKey&) = default;
};

// What a location has taken on.
struct WorkDone {
    std::int64_t parcels = 0;
    std::int64_t lines = 0;
    std::int64_t units = 0;
    WorkDone& operator+=(const WorkDone& more);
    friend bool operator==(const WorkDone&, const WorkDone&) = default;
};

}  // namespace oms

template <>
struct std::hash<oms::WorkKey> {
    std::size_t operator()(const oms::WorkKey& key) const noexcept;
};

namespace oms {

using LocalDays = std::chrono::local_days;

WorkKey work_key(const LocationId& location, WorkKind kind, LocalDays date);
WorkKey slot_key(const LocationId& location, const std::string& service_id, LocalDays date,
                 std::size_t slot);

// The work that open orders have taken, beside the limits that rules set. Plain data.
class Workload {
public:
    void put(const WorkKey& key, const WorkDone& done);
    void add(const WorkKey& key, const WorkDone& work) { done_[key] += work; }
    void add(const LocationId& location, WorkKind kind, LocalDays date, WorkDone work) {
        add(work_key(location, kind, date), work);
    }
    void take_slot(const LocationId& location, const std::string& service_id, LocalDays date,
                   std::size_t slot, std::int64_t parcels) {
        add(slot_key(location, service_id, date, slot), {parcels, 0, 0});
    }
    WorkDone of(const WorkKey& key) const;
    WorkDone of(const LocationId& location, WorkKind kind, LocalDays date) const {
        return of(work_key(location, kind, date));
    }
    const std::unordered_map<WorkKey, WorkDone>& rows() const { return done_; }
    bool empty() const { return done_.empty(); }
    void clear() { done_.clear(); }

private:
    std::unordered_map<WorkKey, WorkDone> done_;
};

// What is taken, and what is about to be. All must outlive it.
class WorkloadView {
public:
    // Implicit: a workload is a view of itself.
    WorkloadView(const Workload& done) : done_(&done) {}
    // `own`: what the asker itself takes, or gives back (below 0); may be null.
    WorkloadView(const Workload& done, const Workload& pending, const Workload* own = nullptr)
        : done_(&done), pending_(&pending), own_(own) {}

    // The same view, which adds every row asked for that is not zero to `log`.
    WorkloadView logged_in(std::vector<std::pair<WorkKey, WorkDone>>& log) const {
        WorkloadView logged = *this;
        logged.log_ = &log;
        return logged;
    }

    // The same view, which adds the key of every row asked for to `asked`.
    WorkloadView asking_into(std::vector<WorkKey>& asked) const {
        WorkloadView asking = *this;
        asking.asked_ = &asked;
        return asking;
    }

    WorkDone of(const WorkKey& key) const;
    WorkDone of(const LocationId& location, WorkKind kind, LocalDays date) const {
        return of(work_key(location, kind, date));
    }
    std::int64_t slot_places_taken(const LocationId& location, const std::string& service_id,
                                   LocalDays date, std::size_t slot) const {
        return of(slot_key(location, service_id, date, slot)).parcels;
    }

private:
    const Workload* done_;
    const Workload* pending_ = nullptr;
    const Workload* own_ = nullptr;
    std::vector<std::pair<WorkKey, WorkDone>>* log_ = nullptr;
    std::vector<WorkKey>* asked_ = nullptr;
};

// No limit.
inline constexpr std::int64_t boundless_parcels = 1'000'000'000;

// How many more parcels a location can take on that date when one order brings `order` at most:
// 0 when its lines or units do not fit beside what is taken.
std::int64_t parcels_left(const std::optional<DailyCapacity>& capacity, const WorkDone& taken,
                          const WorkDone& order);
// Whether `taken` is within the limit.
bool fits(const DailyCapacity& capacity, const WorkDone& taken);

}  // namespace oms
