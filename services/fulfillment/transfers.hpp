#pragma once

#include "services/fulfillment/task_commands.hpp"

// Goods on their way from one location to the one where they are collected.
namespace oms::fulfilling {

// They have left: off the stock here, in transit there.
class SendTransfer final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

// They have come: on hand and reserved at the pickup location, where they become a task at once.
// What is missing of them is written off the transit and comes from elsewhere. None given: all has
// come. Fails with Reason::illegal_transition for more units than were sent.
class ReceiveTransfer final : public TaskCommand {
public:
    // `everything`: `arrived` is not looked at.
    ReceiveTransfer(Header header, TaskRequest request, bool everything,
                    std::vector<ParcelUnits> arrived, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          everything_(everything),
          arrived_(std::move(arrived)) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    bool everything_;
    std::vector<ParcelUnits> arrived_;
};

}  // namespace oms::fulfilling
