#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::orders {

// Lines of a queue that one command gives stock to.
inline constexpr std::int64_t released_at_once = 100;

// What a due release timer becomes: gives the units that may be had of a SKU to the lines that wait
// for it, in the order of their queue, k units to just the first lines that want k. A line gets
// what there is when there is less than it wants; one that nothing may be sent to keeps its place,
// and the next is tried. A hold on an order keeps it from being picked, not from getting stock.
//
// When the head of the queue is not what was read any more, or there is more to do, another round
// follows at once. Lines that stay since locations are full are tried again on those locations'
// next day. A line that routing cannot decide for a technical reason keeps its place too: the
// answer says why, and a minute later it is tried again. Otherwise the answer is empty. Repeating
// it is harmless. Fails with Reason::stock_contention only.
class ReleaseWaiting final : public Command {
public:
    // `read`: the lines after the first round.skipped. `sourcing` must outlive the command.
    ReleaseWaiting(Header header, Timer timer, QueueRound round, WaitingPage read,
                   const Sourcing& sourcing);

    void plan(const PlanningView& view) override;
    std::span<const PlannedUnits> planned() const override { return units_; }
    std::span<const OrderParcel> planned_parcels() const override { return parcels_; }
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    // What one line gets.
    struct Step {
        const WaitingLine* line;
        SourcingPlan plan;
    };
    SourcingPlan plan_line(const WaitingLine& line, const PlanningView& view);
    void retry_later(UnitOfWork& unit) const;
    void take(const WaitingLine& line, SourcingPlan plan, const PlanningView& view,
              StockOverlay& taken);
    bool is_as_read(const UnitOfWork& unit) const;
    Result<void> allocate(UnitOfWork& unit, const Step& step,
                          std::unordered_map<OrderId, std::int64_t>& decisions) const;
    void go_on(UnitOfWork& unit, std::int64_t skipped) const;

    Timer timer_;
    QueueRound round_;
    WaitingPage read_;
    const Sourcing& sourcing_;
    // Of the newest plan.
    std::vector<Step> steps_;
    std::vector<PlannedUnits> units_;
    std::vector<OrderParcel> parcels_;
    std::int64_t stayed_ = 0;            // lines that were tried and got nothing
    bool units_left_ = false;            // after the last line read
    std::optional<Timestamp> next_day_;  // of the first location that is full
    std::string trouble_;                // why routing could not decide a line
};

}  // namespace oms::orders
