#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/queries.hpp"

// What becomes of the work of a location that closes unexpectedly. It is done in rounds, each a
// transaction of its own, so that a large store holds nobody up.
namespace oms::fulfilling {

// Tasks, orders or pickups of one round.
inline constexpr std::int64_t most_in_round = 20;

// What a round looks at, in this order.
enum class ClosingPhase : std::uint8_t {
    own_tasks,        // nothing is packed yet: the units come from elsewhere
    incoming_tasks,   // transfers to it that nobody has begun
    planned_orders,   // parcels that it was to send
    waiting_pickups,  // and those that were to come for a pickup there
    packed_tasks,     // they leave later
    ready_pickups,    // goods wait longer
};
inline constexpr std::int64_t closing_phases = 6;

// How far the closing has come; the subject of its timer.
struct ClosingRound {
    LocationId location_id;
    ClosingPhase phase = ClosingPhase::own_tasks;
    std::int64_t round = 0;
    // Of a phase whose rows stay: after that one it goes on.
    std::optional<std::pair<Timestamp, std::string>> after;
};
// "location phase round [due_us id]". Fails with Reason::corrupt_row.
std::string to_text(const ClosingRound& round);
Result<ClosingRound> closing_round_of(const std::string& text);

// What the round is about, as it was read before it.
struct ClosingRead {
    std::vector<FulfillmentOrderId> tasks;
    std::vector<OrderId> orders;
    std::vector<PickupId> pickups;
    // Set when there is more: see ClosingRound::after.
    std::optional<std::pair<Timestamp, std::string>> last;
    bool more = false;
};
Result<ClosingRead> read_closing(ReadSession& session, const ClosingRound& round);

// What a due closing timer becomes. Work that is not packed goes back to its orders, which plan it
// elsewhere at once and ask the customers of pickups (AllocateOrder); no refusal is counted. What
// is packed leaves as many working days later as the location is closed, and ready goods wait as
// many days longer. Does nothing once the location is open again. Never refused.
class CloseRound final : public Command {
public:
    CloseRound(Header header, Timer timer, ClosingRound round, ClosingRead read)
        : Command(std::move(header)),
          timer_(std::move(timer)),
          round_(std::move(round)),
          read_(std::move(read)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Result<void> work(UnitOfWork& unit, const Location& location) const;
    void go_on(UnitOfWork& unit) const;

    Timer timer_;
    ClosingRound round_;
    ClosingRead read_;
};

// What a due opening timer becomes: whoever waits may be served from there again. Nothing moves
// back.
class OpenLocation final : public Command {
public:
    OpenLocation(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void plan(const PlanningView& view) override;
    void name_keys(KeySet&) const override {}
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
    std::int64_t publications_ = 0;
};

}  // namespace oms::fulfilling
