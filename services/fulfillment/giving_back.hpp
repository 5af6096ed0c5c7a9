#pragma once

#include "services/fulfillment/task_commands.hpp"

// Units that an order wants back from a location that has them in work, to cancel them or to send
// them to another address.
namespace oms::fulfilling {

// How long a location has to say that it has begun after all; then units that nobody has picked are
// given back by themselves. What is picked or packed waits for the location's answer.
inline constexpr Duration cancel_answer_time = std::chrono::minutes{10};

// Units that tasks of the order may still give back, by line.
std::vector<ParcelUnits> askable_units(const UnitOfWork& unit, const OrderId& order_id);

// Asks tasks of the order for the units, untouched ones first. Requires: there are so many askable.
// The order must be put before, and is changed by nothing here.
Result<void> ask_back(UnitOfWork& unit, const OrderId& order_id,
                      const std::vector<ParcelUnits>& wanted);

// What a request has made wait goes on as it was before; what nobody has accepted is to be accepted
// in time again. Fails with Reason::illegal_transition.
Result<void> resume(UnitOfWork& unit, TaskChange& change);
// The timer that answers for the location.
Timer cancel_timer(const FulfillmentOrder& task);
// Units that were in parcels are not any more; a parcel without units has no label any more either.
void take_out_of_parcels(UnitOfWork& unit, FulfillmentOrder& task,
                         const std::vector<ParcelUnits>& units);

// The location's answer: the units are back where they are sold, or go on. Fails with
// Reason::illegal_transition when nothing was asked.
class AnswerCancel final : public TaskCommand {
public:
    AnswerCancel(Header header, TaskRequest request, bool granted, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          granted_(granted) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    bool granted_;
};

// What a due timer of a request becomes: it is granted, but a recall of what was begun is not. Does
// nothing to one that was answered.
class GrantCancel final : public Command {
public:
    GrantCancel(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override {
        keys.fulfillment_orders.push_back(FulfillmentOrderId::trusted(timer_.subject));
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Timer timer_;
};

}  // namespace oms::fulfilling
