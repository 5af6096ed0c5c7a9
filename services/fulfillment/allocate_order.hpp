#pragma once

#include <optional>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::fulfilling {

// Units that a location has refused, or has not found, are to come from elsewhere: at once, by a
// timer of the order.
Timer allocation_timer(const OrderId& order_id, Timestamp now);

// What the due timer becomes: plans all units of the order that have no stock together, without the
// locations that refused it, reserves them and releases what may be. What cannot be had now waits
// in the queue of its SKU as the order's own backorder, and its customer is asked: wait or cancel,
// and of a pickup another store or delivery, until then without a place in the queue. When the
// order has changed since it was read, or a decision fails for a technical reason, the timer stays.
// Fails with Reason::stock_contention, routing_unavailable.
class AllocateOrder final : public Command {
public:
    // `read`: nothing when there is no such order. `sourcing` must outlive the command.
    AllocateOrder(Header header, Timer timer, std::optional<WaitingOrder> read,
                  const Sourcing& sourcing);

    void plan(const PlanningView& view) override;
    std::span<const PlannedUnits> planned() const override { return plan_.units; }
    std::span<const OrderParcel> planned_parcels() const override { return plan_.parcels; }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    // Units that got nothing wait: they are backordered from now on, as far as may be.
    Result<void> backorder_rest(UnitOfWork& unit, Order& order) const;

    Timer timer_;
    std::optional<WaitingOrder> read_;
    const Sourcing& sourcing_;
    Demand demand_;
    SourcingPlan plan_;
    std::vector<OrderChoice> questions_;  // about what the plan does not cover
    std::optional<Error> broken_;
};

}  // namespace oms::fulfilling
