#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "fulfillment/network.hpp"

namespace oms::fulfillment {

enum class WorkKind : std::uint8_t { shipping, pickup };

// What a location has taken on for one of its local dates.
struct WorkDone {
    std::int64_t parcels = 0;
    std::int64_t lines = 0;
    std::int64_t units = 0;
};

// The work that open orders have taken, beside the limits in the network. Plain data.
class Workload {
public:
    void add(const LocationId& location, WorkKind kind, LocalDate date, WorkDone work);
    void take_slot(const LocationId& location, const std::string& service_id, LocalDate date,
                   std::size_t slot, std::int64_t parcels);
    WorkDone of(const LocationId& location, WorkKind kind, LocalDate date) const;
    std::int64_t slot_places_taken(const LocationId& location, const std::string& service_id,
                                   LocalDate date, std::size_t slot) const;

private:
    struct DayKey {
        LocationId location;
        WorkKind kind;
        LocalDate date;
        friend auto operator<=>(const DayKey&, const DayKey&) = default;
    };
    struct SlotKey {
        LocationId location;
        std::string service_id;
        LocalDate date;
        std::size_t slot;
        friend auto operator<=>(const SlotKey&, const SlotKey&) = default;
    };
    std::map<DayKey, WorkDone> days_;
    std::map<SlotKey, std::int64_t> slots_;
};

// No limit.
inline constexpr std::int64_t boundless_parcels = 1'000'000'000;

// How many more parcels a location can take on that date when one order brings `order` at most:
// 0 when its lines or units do not fit beside what is taken.
std::int64_t parcels_left(const std::optional<DailyCapacity>& capacity, const WorkDone& taken,
                          const WorkDone& order);

}  // namespace oms::fulfillment
