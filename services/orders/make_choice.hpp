#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::orders {

// What somebody decides, every field checked.
struct ChoiceAnswer {
    OrderId order_id;
    ChoiceId choice_id;
    std::int64_t option_no = 0;
    ChosenBy by = ChosenBy::customer;
    std::int64_t issue_no = 0;  // of the customer's link
    std::string reason;         // an agent's
};

// The choice as it is now; `made`: false when its goods have gone, with fresh options.
struct ChoiceOutcome {
    const Order& order;
    const OrderChoice& choice;
    bool made = false;
};
using EncodeChoice = std::function<std::string(const ChoiceOutcome&)>;

// Decides an open choice and does what was chosen: reserves and releases what goes another way,
// cancels, or lets units wait. When what was offered cannot be had any more, other options are
// offered instead, and the link works again. Refusals in this order: order_not_found,
// choice_not_found, choice_taken (decided before, or not an option of it any more), link_expired,
// routing_unavailable, stock_contention (also when the order has changed since it was read).
class MakeChoice final : public Command {
public:
    // `read`: nothing when there is no such order. `sourcing` must outlive the command.
    MakeChoice(Header header, ChoiceAnswer answer, std::optional<WaitingOrder> read,
               const Sourcing& sourcing, EncodeChoice encode)
        : Command(std::move(header)),
          answer_(std::move(answer)),
          read_(std::move(read)),
          sourcing_(sourcing),
          encode_(std::move(encode)) {}

    void plan(const PlanningView& view) override;
    std::span<const PlannedUnits> planned() const override { return plan_.units; }
    std::span<const OrderParcel> planned_parcels() const override { return plan_.parcels; }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    // As it was read; null: not an open choice, or not an option of it.
    const ChoiceOption* wanted() const;
    Result<std::string> offer_anew(UnitOfWork& unit, Order& order, OrderChoice choice) const;
    Result<void> go_another_way(UnitOfWork& unit, Order& order) const;

    ChoiceAnswer answer_;
    std::optional<WaitingOrder> read_;
    const Sourcing& sourcing_;
    EncodeChoice encode_;
    SourcingPlan plan_;
    std::vector<ChoiceOption> fresh_;  // when the plan does not cover what was chosen
    std::optional<Error> broken_;
};

// What a due timer of a choice becomes: the default is chosen. Does nothing to one that was
// decided.
class ExpireChoice final : public Command {
public:
    ExpireChoice(Header header, OrderId order_id, ChoiceId choice_id, Timer timer)
        : Command(std::move(header)),
          order_id_(std::move(order_id)),
          choice_id_(std::move(choice_id)),
          timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(order_id_); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    OrderId order_id_;
    ChoiceId choice_id_;
    Timer timer_;
};

}  // namespace oms::orders
