#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::orders {

// Orders that one command promises anew.
inline constexpr std::int64_t repromised_at_once = 500;

// What a due repromise timer becomes, when the supply of a SKU has changed: claims on units that
// receipts do not bring any more are given up, the newest order's first; claims on a receipt whose
// time has moved get its new date; then units without a claim get one where receipts have free
// units, the oldest order's first. An order whose claims changed tells so in one event.
//
// Up to repromised_at_once orders in one command, else in rounds that follow at once. An order that
// has changed since it was read waits for another round. Repeating it is harmless.
class RepromiseWaiting final : public Command {
public:
    // `read`: by age, as `round` says. `sourcing` must outlive the command.
    RepromiseWaiting(Header header, Timer timer, QueueRound round, WaitingPage read,
                     const Sourcing& sourcing);

    // Keeps what the view is for run().
    void plan(const PlanningView& view) override { facts_ = &view.facts(); }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<std::optional<Timestamp>> promise_of(const UnitOfWork& unit, const WaitingOrder& waiting,
                                                std::int64_t line_no, std::int64_t units,
                                                const Receipt& receipt) const;
    Result<void> settle_claims(UnitOfWork& unit, const WaitingOrder& waiting, Order& order) const;
    Result<void> claim_anew(UnitOfWork& unit, const WaitingOrder& waiting, Order& order) const;
    void go_on(UnitOfWork& unit, bool retry) const;

    Timer timer_;
    QueueRound round_;
    WaitingPage read_;
    const Sourcing& sourcing_;
    const StockView* facts_ = nullptr;
};

}  // namespace oms::orders
