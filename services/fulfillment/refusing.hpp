#pragma once

#include "services/fulfillment/task_commands.hpp"

// What a location does not do, or does not find, and what follows: the stock says so, the units
// come from elsewhere.
namespace oms::fulfilling {

// Why, and of which lines; none given: the reason is that of all.
struct Refusal {
    RefusalReason reason = RefusalReason::other;
    std::vector<std::int64_t> line_nos;
    // With not_found: nobody finds these SKUs there, so no other task needs to look for them.
    bool cascade = false;
};

// The location does not do it: all of its units go back to the order, which nobody routes there
// again, and are planned elsewhere at once; after most_refusals the task waits for a person. Of the
// lines that the reason is told of, it changes the stock: not_found takes all that is free there
// off on hand until it is counted, damaged and sold_in_store take just these units.
class RejectTask final : public TaskCommand {
public:
    RejectTask(Header header, TaskRequest request, Refusal refusal, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          refusal_(std::move(refusal)) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    Refusal refusal_;
};

// Some units of a line are not there, or cannot be sold; the others go on. Fails with
// Reason::illegal_transition when the line has fewer to pick.
class FallShort final : public TaskCommand {
public:
    // `cascade`: see Refusal.
    FallShort(Header header, TaskRequest request, ParcelUnits units, RefusalReason reason,
              bool cascade, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          units_(units),
          reason_(reason),
          cascade_(cascade) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    ParcelUnits units_;
    RefusalReason reason_;
    bool cascade_;
};

// A person lets routing try again what was refused too often: at every location.
class RetryTask final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

// What a due acceptance timer becomes: the location has not answered in time, the task is taken
// away. Does nothing to one that was accepted, or has another timer.
class WithdrawTask final : public Command {
public:
    WithdrawTask(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override {
        keys.fulfillment_orders.push_back(FulfillmentOrderId::trusted(timer_.subject));
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
};

}  // namespace oms::fulfilling
