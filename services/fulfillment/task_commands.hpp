#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"
#include "domain/scanning.hpp"
#include "domain/sscc.hpp"
#include "services/fulfillment/task_change.hpp"

namespace oms::fulfilling {

using EncodeTask = std::function<std::string(const FulfillmentOrder&, const Order&)>;

// Which task, and who works on it.
struct TaskRequest {
    FulfillmentOrderId fulfillment_order_id;
    // The one the caller saw, or 0 for any.
    std::int64_t version = 0;
    // Who does it; empty: the principal.
    std::string associate;
};

// How long an associate has a task to themselves after each thing they do.
inline constexpr Duration lease_time = std::chrono::minutes{15};

// What one associate or device does to a task. Refusals of each, in this order:
// fulfillment_order_not_found, version_mismatch, lease_held, illegal_transition, then its own.
class TaskCommand : public Command {
public:
    TaskCommand(Header header, TaskRequest request, EncodeTask encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override {
        keys.fulfillment_orders.push_back(request_.fulfillment_order_id);
    }
    Result<std::string> run(UnitOfWork& unit) override;

protected:
    virtual Result<void> change(UnitOfWork& unit, TaskChange& change) = 0;
    // Whether locations that it is only offered to may do it.
    virtual bool is_for_offered() const { return false; }
    // The task is the associate's, from now on or still. Fails with Reason::lease_held while it is
    // another's.
    Result<void> take_lease(const UnitOfWork& unit, TaskChange& change) const;

private:
    TaskRequest request_;
    EncodeTask encode_;
};

// The location takes it on: the one that it was planned at, or another that it is offered to, which
// is claim() then; `by`: see accepting_location. To who comes too late Reason::illegal_transition
// names who has it.
class AcceptTask final : public TaskCommand {
public:
    AcceptTask(Header header, TaskRequest request, LocationId by, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          by_(std::move(by)) {}
    AcceptTask(Header header, TaskRequest request, EncodeTask encode)
        : AcceptTask(std::move(header), std::move(request), {}, std::move(encode)) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
    bool is_for_offered() const override { return true; }

private:
    LocationId by_;
};

// An associate takes it, to work on it.
class AssignTask final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

// An associate goes to the shelves. Refused with Reason::illegal_transition while a line is held.
class StartPicking final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

// Goods come off the shelf. Fails with Reason::wrong_item, naming the scan, when one is not on the
// list or there are too many; then none of them counts.
class PickGoods final : public TaskCommand {
public:
    PickGoods(Header header, TaskRequest request, std::vector<Scan> scans, EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          scans_(std::move(scans)) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    std::vector<Scan> scans_;
};

// What goes into one parcel.
struct PackedParcel {
    std::int64_t weight_g = 0;
    std::vector<ParcelUnits> units;
};

// Everything that was picked is in parcels; none given: it is in one. Each gets an SSCC of the
// company with that GS1 prefix, and one that is shipped a label. Fails with
// Reason::illegal_transition when something is not picked yet, or the parcels hold other units.
class PackTask final : public TaskCommand {
public:
    PackTask(Header header, TaskRequest request, std::vector<PackedParcel> parcels,
             EncodeTask encode, std::string gs1_prefix = std::string(Sscc::in_house_prefix))
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          parcels_(std::move(parcels)),
          gs1_prefix_(std::move(gs1_prefix)) {}
    void name_keys(KeySet& keys) const override {
        TaskCommand::name_keys(keys);
        keys.parcel_numbers = true;
    }

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    Result<Parcel> packed(UnitOfWork& unit, PackedParcel parcel) const;

    std::vector<PackedParcel> parcels_;
    std::string gs1_prefix_;
};

// By what a carrier knows a parcel.
struct TrackingNumber {
    ParcelId parcel_id;
    std::string number;
};

// All parcels are handed to the carrier: the units are shipped and off the stock. Fails with
// Reason::parcel_not_found.
class ShipTask final : public TaskCommand {
public:
    ShipTask(Header header, TaskRequest request, std::vector<TrackingNumber> numbers,
             EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          numbers_(std::move(numbers)) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    std::vector<TrackingNumber> numbers_;
};

// What a carrier tells of a parcel: it is delivered, lost, or found with the customer. The task is
// delivered when no parcel is on its way any more. Fails with Reason::parcel_not_found.
class TrackParcel final : public TaskCommand {
public:
    TrackParcel(Header header, TaskRequest request, ParcelId parcel_id, ParcelAction action,
                EncodeTask encode)
        : TaskCommand(std::move(header), std::move(request), std::move(encode)),
          parcel_id_(std::move(parcel_id)),
          action_(action) {}

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;

private:
    ParcelId parcel_id_;
    ParcelAction action_;
};

// Goods are on the pickup shelf. Fails with Reason::illegal_transition when something is not picked
// yet. The customer is told once everything that waits for them there is.
class MakeReady final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

// What nobody has collected, or what was canceled on the pickup shelf, is back where it is sold.
class PutBack final : public TaskCommand {
public:
    using TaskCommand::TaskCommand;

protected:
    Result<void> change(UnitOfWork& unit, TaskChange& change) override;
};

}  // namespace oms::fulfilling
