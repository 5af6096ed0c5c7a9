#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/ids.hpp"
#include "domain/stock_view.hpp"

namespace oms {

// Units of one SKU that must come from somewhere. With a pickup location: from there only.
struct DemandLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;
    LocationId pickup_location;
};

// What a cart or an order wants.
struct Demand {
    std::vector<DemandLine> lines;
    std::optional<GeoPosition> destination;
};

// Units of one line to take from one location.
struct PlannedUnits {
    std::int64_t line_no = 0;
    StockKey key;
    std::int64_t quantity = 0;
    friend bool operator==(const PlannedUnits&, const PlannedUnits&) = default;
};

// A line that cannot be covered: what it wants, and what is left for it.
struct ShortLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t wanted = 0;
    std::int64_t available = 0;
    friend bool operator==(const ShortLine&, const ShortLine&) = default;
};

// Where the units come from. No line is planned beyond what it wants; a short line is planned as
// far as stock goes.
struct SourcingPlan {
    std::vector<PlannedUnits> units;
    std::vector<ShortLine> short_lines;
};

// The port behind which locations are chosen. Pure: the same demand on the same view gives the same
// plan. May be called from any thread.
class Sourcing {
public:
    virtual ~Sourcing() = default;
    virtual SourcingPlan plan(const Demand& demand, const PlanningView& view) const = 0;
};

}  // namespace oms
