#include "fulfillment/promise.hpp"

#include <algorithm>

#include "domain/contract.hpp"

namespace oms::fulfillment {
namespace {

// Hands out each problem line's units to its order lines, the first first.
class Shares {
public:
    explicit Shares(const std::vector<BuiltLine>& lines) : lines_(lines) {
        for (const BuiltLine& line : lines)
            left_.push_back(line.parts);
    }

    void take(const PlanPart& part, std::vector<PromisedUnits>& into) {
        OMS_REQUIRE(part.line < lines_.size());
        std::int64_t wanted = part.units;
        for (auto& [line_no, left] : left_[part.line]) {
            const std::int64_t units = std::min(wanted, left);
            if (units == 0) continue;
            into.push_back({line_no, lines_[part.line].sku, units});
            left -= units;
            wanted -= units;
        }
        OMS_REQUIRE(wanted == 0);
    }

private:
    const std::vector<BuiltLine>& lines_;
    std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> left_;
};

}  // namespace

Promise promise_of(const BuiltProblem& built, const RoutePlan& plan, const Network& network) {
    OMS_REQUIRE(!plan.parcels.empty() || !plan.unfilled.empty());
    Promise promise;
    promise.method = built.pickup_at ? Method::pickup : Method::delivery;
    promise.price = minor_units_of(plan.cost);
    Shares shares(built.lines);
    for (const PlanParcel& parcel : plan.parcels) {
        const BuiltCandidate& candidate = built.candidates.at(parcel.candidate);
        const CarriageOption& option = candidate.options.at(parcel.option);
        const NetworkLocation& clocks =
            network.location(built.pickup_at.value_or(candidate.location));
        ParcelPromise told;
        told.location = candidate.location;
        told.carriage = option.carriage;
        told.service_id = option.service_id;
        told.ship_date = option.ship_date;
        told.order_by = option.order_by;
        told.by = from_epoch_minute(epoch_minute(option.arrives));
        told.date = date_of(clocks.calendar.zone().local(told.by));
        told.supplied_from = candidate.supplied_from;
        told.slot = option.slot;
        told.at_store = option.at_store;
        for (const PlanPart& part : parcel.parts)
            shares.take(part, told.units);
        const bool is_first = promise.parcels.empty();
        promise.by = is_first ? told.by : std::max(promise.by, told.by);
        promise.order_by = is_first ? told.order_by : std::min(promise.order_by, told.order_by);
        promise.parcels.push_back(std::move(told));
    }
    for (const PlanPart& part : plan.unfilled)
        shares.take(part, promise.unfilled);
    return promise;
}

}  // namespace oms::fulfillment
