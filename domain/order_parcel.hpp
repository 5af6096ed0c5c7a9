#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "domain/workload.hpp"

namespace oms {

// How goods go from where they are to their customer: handed over from the location's own shelf, by
// a carrier, or by own transport to the pickup location.
enum class Carriage : std::uint8_t { shelf, carrier, shuttle };
template <>
struct EnumText<Carriage> {
    static constexpr std::array<std::string_view, 3> names{"shelf", "carrier", "shuttle"};
};

// Units of one order line in a parcel.
struct ParcelUnits {
    std::int64_t line_no = 0;
    std::int64_t quantity = 0;
    friend bool operator==(const ParcelUnits&, const ParcelUnits&) = default;
};

// A row of work and the limit that a plan found there.
struct WorkLimit {
    WorkKey key;
    DailyCapacity capacity;
    friend bool operator==(const WorkLimit&, const WorkLimit&) = default;
};

// Another location that could send just the same, at the latest by what was promised: how it would.
struct ParcelOffer {
    LocationId location_id;
    std::string service_id;
    std::string ship_date;  // ISO 8601, on the location's clocks
    Timestamp order_by;
    Timestamp promised_by;
    std::vector<WorkLimit> work;  // the days and slots whose capacity it would take
    friend bool operator==(const ParcelOffer&, const ParcelOffer&) = default;
};

// What one location is to send or hand over together: the plan of it, as the customer was promised.
struct OrderParcel {
    LocationId location_id;
    LocationId pickup_location;  // empty: delivered
    Carriage carriage = Carriage::shelf;
    std::string service_id;  // of the carrier, or the shuttle's id; empty: from the shelf
    std::string ship_date;   // ISO 8601, on the location's clocks; from the shelf: when it is ready
    Timestamp order_by;      // what is decided later goes later
    Timestamp promised_by;   // delivered, or ready for pickup
    std::vector<ParcelUnits> units;
    // The days and slots whose capacity it takes.
    std::vector<WorkKey> work;
    // The task that it has become; empty: it is not released yet, and may still change. A released
    // one lists what is still to be done or was done, without units that fell short or were
    // canceled.
    FulfillmentOrderId fulfillment_order_id;
    // By own transport: when it is to be at the pickup location.
    std::optional<Timestamp> arrive_by;
    // Whom its task is offered to as well, the cheapest first; whoever accepts first has it.
    std::vector<ParcelOffer> offers{};
    friend bool operator==(const OrderParcel&, const OrderParcel&) = default;
};

// What the parcel adds to each of its days.
WorkDone work_of(const OrderParcel& parcel);

// Takes up to `quantity` units of a line at a location out of the parcels that are not released,
// the last first; parcels without units go.
void take_from_parcels(std::vector<OrderParcel>& parcels, const LocationId& location,
                       std::int64_t line_no, std::int64_t quantity);

}  // namespace oms
