#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "domain/command.hpp"

namespace oms::pickups {

using EncodePickup = std::function<std::string(const Pickup&, const Order&)>;

struct PickupRequest {
    PickupId pickup_id;
    // The one the caller saw, or 0 for any.
    std::int64_t version = 0;
};

// What is done to a pickup. Refusals of each, in this order: pickup_not_found, also outside the
// actor's scope, version_mismatch, then its own.
class PickupCommand : public Command {
public:
    PickupCommand(Header header, PickupRequest request, EncodePickup encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.pickups.push_back(request_.pickup_id); }
    Result<std::string> run(UnitOfWork& unit) override;

protected:
    // Changes the copy, and tells of it.
    virtual Result<void> change(UnitOfWork& unit, Pickup& pickup) = 0;

private:
    PickupRequest request_;
    EncodePickup encode_;
};

// To whom goods are given, and how the clerk made sure.
struct HandoverRequest {
    std::string code;  // as it was told; empty: without one
    bool identity_checked = false;
    bool age_checked = false;
    // Required without a code: why, or who it was. Personal.
    std::string reason;
    std::string till;
    std::string clerk;               // empty: the principal
    std::vector<ParcelUnits> units;  // empty: everything that is ready
};

// Goods are handed to the customer: collected, off the stock. A wrong code is counted, also when it
// is refused, for the pickup and for the device; after order_attempt_limits or
// device_attempt_limits no code is looked at any more, only a checked identity and a reason open
// it. Of an expired pickup goods may be given as long as they are not back on the
// shelf. Refusals: illegal_transition (not ready, or not so many units), proof_required,
// pickup_locked, pickup_code_wrong.
class CollectPickup final : public PickupCommand {
public:
    CollectPickup(Header header, PickupRequest request, HandoverRequest handover,
                  EncodePickup encode)
        : PickupCommand(std::move(header), std::move(request), std::move(encode)),
          handover_(std::move(handover)) {}
    void name_keys(KeySet& keys) const override;

protected:
    Result<void> change(UnitOfWork& unit, Pickup& pickup) override;

private:
    // Where codes are told: the principal's till.
    DeviceId device() const;
    bool is_locked(const UnitOfWork& unit, const Pickup& pickup) const;
    Error count_wrong_code(UnitOfWork& unit, Pickup& pickup) const;
    // Whose code it is: 0 for nobody's.
    Result<std::int64_t> check_proof(UnitOfWork& unit, Pickup& pickup) const;
    Result<void> hand_over(UnitOfWork& unit, const Pickup& pickup,
                           const std::vector<ParcelUnits>& units) const;
    HandoverRequest handover_;
};

// Goods wait some days longer, once. Fails with Reason::illegal_transition.
class ExtendPickup final : public PickupCommand {
public:
    ExtendPickup(Header header, PickupRequest request, std::int64_t days, EncodePickup encode)
        : PickupCommand(std::move(header), std::move(request), std::move(encode)), days_(days) {}

protected:
    Result<void> change(UnitOfWork& unit, Pickup& pickup) override;

private:
    std::int64_t days_;
};
inline constexpr std::int64_t most_extension_days = 3;

// Somebody else may collect, with a code of their own; whoever was named before may not any more.
// An empty name only ends that.
class NameProxy final : public PickupCommand {
public:
    NameProxy(Header header, PickupRequest request, std::string name, EncodePickup encode)
        : PickupCommand(std::move(header), std::move(request), std::move(encode)),
          name_(std::move(name)) {}

protected:
    Result<void> change(UnitOfWork& unit, Pickup& pickup) override;

private:
    std::string name_;
};

// A new code for the holder; the old one is dead. Fails with Reason::pickup_not_found for a holder
// that is not there.
class ReissueCode final : public PickupCommand {
public:
    ReissueCode(Header header, PickupRequest request, std::int64_t holder_no, EncodePickup encode)
        : PickupCommand(std::move(header), std::move(request), std::move(encode)),
          holder_no_(holder_no) {}

protected:
    Result<void> change(UnitOfWork& unit, Pickup& pickup) override;

private:
    std::int64_t holder_no_;
};

// The customer waits outside, or went away again.
class RecordArrival final : public PickupCommand {
public:
    RecordArrival(Header header, PickupRequest request, bool arrived, std::string place,
                  EncodePickup encode)
        : PickupCommand(std::move(header), std::move(request), std::move(encode)),
          arrived_(arrived),
          place_(std::move(place)) {}

protected:
    Result<void> change(UnitOfWork& unit, Pickup& pickup) override;

private:
    bool arrived_;
    std::string place_;
};

// What a due reminder, alert or expiry timer of a pickup becomes. Does nothing to one that is not
// ready, or whose customer does not wait outside any more, or that has another timer by now.
class PickupTimer final : public Command {
public:
    PickupTimer(Header header, Timer timer)
        : Command(std::move(header)), timer_(std::move(timer)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    PickupId pickup_id() const;
    PickupAction action() const;
    bool applies_to(const Pickup& pickup) const;
    Timer timer_;
};

}  // namespace oms::pickups
