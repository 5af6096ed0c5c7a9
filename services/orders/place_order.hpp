#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/order.hpp"
#include "domain/personal.hpp"
#include "domain/reserving.hpp"

namespace oms::orders {

// What a caller asks to be placed, every field checked. `draft` has all of the order that does not
// depend on the store: lines with their units unallocated, charges, discounts, tenders, priced.
struct OrderRequest {
    Order draft;
    // Why the parts do not fit together, when they do not: told after what is refused before it.
    Result<void> priced;
    Money expected_total;
    std::optional<Contact> contact;
    std::optional<Address> ship_to;
    std::string gift_message;
    std::string note;
    // Lines that may be collected at any of several places, and say no other; by line_no.
    std::map<std::int64_t, std::vector<LocationId>> pickup_any_of;
};

using EncodeOrder = std::function<std::string(const Order&)>;

// Promises, reserves and places one order, all or nothing, and holds it as its channel's rules say.
// Lines that are carried out are collected at once, by no plan.
// Lines that wait since locations are full are tried again on those locations' next day.
// Refusals in this order:
// channel_not_found, item_not_found, location_not_found, order_exists, what pricing says,
// total_mismatch, pickup_not_offered, routing_unavailable, insufficient_stock, unroutable,
// stock_contention.
class PlaceOrder final : public Command {
public:
    // `sourcing` must outlive the command.
    PlaceOrder(Header header, OrderRequest request, const Sourcing& sourcing, EncodeOrder encode);

    void plan(const PlanningView& view) override {
        if (!demand().lines.empty()) reserving_.plan(view);
    }
    std::span<const PlannedUnits> planned() const override { return reserving_.planned(); }
    std::span<const OrderParcel> planned_parcels() const override {
        return reserving_.planned_parcels();
    }
    void plan_took(Duration time) override {
        if (!reserving_.is_given()) plan_time_ = time;
    }
    const Demand& demand() const { return reserving_.demand(); }
    // A plan that was made elsewhere, in so much time. When it does not hold in the transaction the
    // answer is stock_contention.
    void use_plan(SourcingPlan plan, Duration took) {
        reserving_.use(std::move(plan));
        plan_time_ = took;
    }
    void limit_search(std::int64_t expansions) { reserving_.limit_search(expansions); }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> check_catalog(const UnitOfWork& unit) const;
    Result<void> check_unique(const UnitOfWork& unit) const;
    Result<void> check_total() const;
    Result<void> check_pickups(const UnitOfWork& unit) const;
    // Every place at which the line may be collected; none for a delivery.
    std::span<const LocationId> pickups_of(const OrderLine& line) const;
    // Ends the cart's hold, if it has one, and returns the units it gave back for this order.
    Result<std::vector<Credit>> take_over_hold(UnitOfWork& unit, const OrderId& order_id) const;
    Result<void> reserve(UnitOfWork& unit, Order& order) const;
    void retry_later(UnitOfWork& unit, const ReservingDecision& decision) const;
    // Backordered units name the receipts that are to bring them, where there are some.
    Result<void> claim_inbound(UnitOfWork& unit, Order& order) const;
    RoutingRecord record_of(const OrderId& order_id, const RoutingRecord& decided) const;
    void add_personal(UnitOfWork& unit, Order& order) const;

    OrderRequest request_;
    Reserving reserving_;
    EncodeOrder encode_;
    Duration plan_time_{0};
};

}  // namespace oms::orders
