#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/command.hpp"
#include "domain/order_edit.hpp"
#include "domain/personal.hpp"
#include "domain/queries.hpp"
#include "domain/reserving.hpp"

namespace oms::orders {

// What a caller asks to be edited, every field checked.
struct EditRequest {
    OrderId order_id;
    std::int64_t version = 0;  // the one the caller saw, or 0 for any
    OrderEdit edit;
    std::optional<Address> ship_to;  // from now on
    // It is so far from the one before that a person has to look at it first.
    bool needs_review = false;
    // Of a confirmation: what the preview told, and how the difference is paid.
    std::string preview_token;
    std::vector<Tender> tenders;
};

// What an edit comes to.
struct EditOutcome {
    const Order& before;
    const Order& after;
    std::vector<ShortLine> short_lines;
    Money to_pay;
    Money to_release;
    bool needs_review = false;
    std::string token;
};
using EncodeEdit = std::function<std::string(const EditOutcome&)>;

// Changes what was ordered, how it reaches the customer or where it goes: what nobody works on is
// planned again as far as that asks for it. The difference is paid by new tenders, or released. A
// preview decides the same and is to be submitted with validate_only. Refusals in this order:
// order_not_found, version_mismatch (also when the order has changed since it was read),
// illegal_transition, malformed_request by the pricing, item_not_found, location_not_found,
// pickup_not_offered, routing_unavailable; of a confirmation also insufficient_stock, unroutable,
// edit_stale, total_mismatch, stock_contention.
class EditOrder final : public Command {
public:
    // `read`: the order before the command. `sourcing` must outlive it.
    EditOrder(Header header, EditRequest request, WaitingOrder read, bool preview,
              const Sourcing& sourcing, EncodeEdit encode);

    void plan(const PlanningView& view) override;
    std::span<const PlannedUnits> planned() const override { return more_; }
    std::span<const OrderParcel> planned_parcels() const override {
        return reserving_.planned_parcels();
    }
    void plan_took(Duration time) override { plan_time_ = time; }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Demand demand() const;
    Error refusal_naming_tasks(const UnitOfWork& unit) const;
    Result<void> check_catalog(const UnitOfWork& unit) const;
    Result<ReservingDecision> find_stock(UnitOfWork& unit) const;
    Result<void> book(UnitOfWork& unit, EditDraft& draft, ReservingDecision decision) const;
    Result<void> check_confirmed(const EditOutcome& outcome) const;
    Result<void> keep(UnitOfWork& unit, Order& after, const EditOutcome& outcome,
                      std::int64_t decision_no) const;

    EditRequest request_;
    WaitingOrder read_;
    bool preview_;
    bool routed_;  // the routing engine plans it
    Result<EditDraft> draft_;
    Reserving reserving_;
    EncodeEdit encode_;
    std::vector<PlannedUnits> more_;  // planned beyond what the order has there
    Duration plan_time_{0};
};

}  // namespace oms::orders
