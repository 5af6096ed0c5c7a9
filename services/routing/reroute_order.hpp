#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/command.hpp"
#include "domain/personal.hpp"
#include "domain/rerouting.hpp"
#include "domain/reserving.hpp"

namespace oms::routing {

// What a caller asks to be rerouted, every field checked.
struct RerouteRequest {
    OrderId order_id;
    // The version the caller saw, or 0 for any.
    std::int64_t version = 0;
    // Nothing is to come from there; empty: everything is chosen afresh.
    std::vector<LocationId> excluded;
    std::string reason;
};

// The order as it was read for the plan, before the command.
struct ReroutePlan {
    std::int64_t version = 0;
    std::int64_t decision_no = 0;  // of the decision to come
    Demand demand;
};
// `ship_to`: where deliveries go, if that is known.
ReroutePlan reroute_plan(const Order& order, const std::optional<Address>& ship_to,
                         std::int64_t decisions, const std::vector<LocationId>& excluded);

// The order as it is now. Without moves nothing was changed.
struct RerouteOutcome {
    const Order& order;
    const std::vector<ReroutedUnits>& moves;
};
using EncodeReroute = std::function<std::string(const RerouteOutcome&)>;

// Reserves what is still allocated elsewhere: all units are planned again together, with what the
// order itself has counted as free. A parcel that stays together keeps its earlier promise. Changes
// nothing when nothing of the order is where it must not come from, or the best plan is the one it
// has. Refusals in this order: order_not_found, version_mismatch (also when the order has changed
// since it was read), location_not_found, routing_unavailable, rules_not_published, unroutable,
// insufficient_stock, stock_contention.
class RerouteOrder final : public Command {
public:
    // `sourcing` must outlive the command.
    RerouteOrder(Header header, RerouteRequest request, ReroutePlan plan, const Sourcing& sourcing,
                 EncodeReroute encode)
        : Command(std::move(header)),
          request_(std::move(request)),
          version_(plan.version),
          decision_no_(plan.decision_no),
          reserving_(sourcing, std::move(plan.demand)),
          encode_(std::move(encode)) {}

    void plan(const PlanningView& view) override;
    std::span<const PlannedUnits> planned() const override { return more_; }
    std::span<const OrderParcel> planned_parcels() const override {
        return reserving_.planned_parcels();
    }
    void plan_took(Duration time) override { plan_time_ = time; }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    bool has_to_move() const;
    Result<ReservingDecision> decide(const UnitOfWork& unit) const;
    Result<void> book(UnitOfWork& unit, Order& order, const std::vector<ReroutedUnits>& moves,
                      ReservingDecision decision) const;
    Result<void> tell_rerouted(UnitOfWork& unit, Order& order,
                               const std::vector<ReroutedUnits>& moves,
                               const RoutingRecord& decided) const;

    RerouteRequest request_;
    std::int64_t version_;
    std::int64_t decision_no_;
    Reserving reserving_;
    EncodeReroute encode_;
    std::vector<PlannedUnits> more_;  // planned beyond what the order has there
    Duration plan_time_{0};
};

}  // namespace oms::routing
