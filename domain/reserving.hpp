#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/sourcing.hpp"
#include "domain/unit_of_work.hpp"

namespace oms {

// What a transaction has decided: units to reserve, and lines it cannot cover.
struct ReservingDecision {
    std::vector<PlannedUnits> units;
    std::vector<ShortLine> short_lines;
    std::vector<ChosenPickup> pickups{};
    // Of the routing engine; see SourcingPlan.
    std::vector<OrderParcel> parcels{};
    std::vector<WorkLimit> limits{};
    std::shared_ptr<const RoutingRecord> record{};
};

// Units that a cart's hold gives back in the same transaction as its order takes them.
struct Credit {
    PlannedUnits units;
    bool for_pickup = false;  // held for collection there: no delivered line may have them
};

// Reserving for a cart or an order, in the steps of a command: plan on the view, name rows, decide
// on the rows that the transaction has read, book. A shortage is only ever decided from every row
// of the short SKUs, read in the transaction.
class Reserving {
public:
    // `sourcing` must outlive this.
    Reserving(const Sourcing& sourcing, Demand demand)
        : sourcing_(sourcing), demand_(std::move(demand)) {}

    const Demand& demand() const { return demand_; }
    // A plan that was made elsewhere: plan() keeps it, so that a conflict is the caller's to mend.
    // Of a plan by the routing engine only the short lines are planned again on the rows of the
    // transaction; another shortage than the plan's is a conflict too.
    void use(SourcingPlan plan) {
        plan_ = std::move(plan);
        given_ = true;
    }
    bool is_given() const { return given_; }
    // How far later searches may go, in steps.
    void limit_search(std::int64_t expansions) { demand_.expansion_limit = expansions; }
    // The view must stay as it is until decide() has returned.
    void plan(const PlanningView& view);
    std::span<const PlannedUnits> planned() const { return plan_.units; }
    std::span<const OrderParcel> planned_parcels() const { return plan_.parcels; }
    void name_keys(KeySet& keys) const;

    // `credit`: units that the same cart has just given back in this transaction. The plain rule
    // uses them first, where they are; the routing engine has planned with them. Changes nothing.
    // Fails as Sourcing::plan does.
    Result<ReservingDecision> decide(const UnitOfWork& unit, std::vector<Credit> credit) const;

    // When `units` of a line, collected at `pickup` if that is not empty, would come from the
    // receipt; see Sourcing::inbound_promise.
    Result<std::optional<Timestamp>> inbound_promise(const UnitOfWork& unit, std::int64_t line_no,
                                                     const LocationId& pickup, std::int64_t units,
                                                     const Receipt& receipt) const;

    // Books the reservations. Fails with Reason::stock_contention when a planned row has too little
    // by now: plan again on a fresher view.
    static Result<std::vector<Reservation>> reserve(UnitOfWork& unit,
                                                    std::span<const PlannedUnits> units,
                                                    const std::string& cause_id);
    // Books the end of every open unit of `reservations` as freed or expired.
    static Result<void> give_back(UnitOfWork& unit, std::span<const Reservation> reservations,
                                  LedgerKind kind, const std::string& cause_id);

private:
    bool is_short(const Sku& sku) const;
    bool decides_together() const;
    bool stands_alone() const;
    Result<SourcingPlan> plan_again(const UnitOfWork& unit, std::vector<DemandLine> lines) const;
    Result<void> confirm_short(const UnitOfWork& unit) const;
    Result<ReservingDecision> decide_routed(const UnitOfWork& unit) const;
    Result<ReservingDecision> decide_plainly(const UnitOfWork& unit,
                                             std::vector<Credit> credit) const;
    const Sourcing& sourcing_;
    Demand demand_;
    SourcingPlan plan_;
    std::optional<Error> broken_;  // why there is no plan
    const StockView* facts_ = nullptr;
    std::int64_t position_ = 0;
    std::int64_t command_index_ = 0;
    bool given_ = false;
};

// All that the receipt is still to bring.
InboundUnits supply_of(const Receipt& receipt);

// True when customers can collect there.
bool offers_pickup(const Location& location);
// The same, and it is not closed against its hours.
bool offers_pickup(const Location& location, Timestamp now);

// INSUFFICIENT_STOCK with every short line, wanted and available; UNROUTABLE when of every line
// there are units enough, but none that may go there.
Error shortage(const std::vector<ShortLine>& short_lines);

}  // namespace oms
