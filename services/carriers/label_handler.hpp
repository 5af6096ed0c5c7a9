#pragma once

#include <memory>

#include "domain/queries.hpp"
#include "services/carriers/carrier.hpp"
#include "services/effects/effect_handler.hpp"

namespace oms::carriers {

// What a carrier is told of one parcel of a task, the same at every time. Fails as reading does,
// with Reason::parcel_not_found, or with Reason::malformed_request when nobody knows where it goes.
Result<ParcelBooking> booking_of(const FulfillmentOrderId& task, const ParcelId& parcel,
                                 ReadSession& session, const Actor& actor);

// Where the task's parcels are made out to: the address that it was released for, whatever the order
// got later; null when nobody knows.
const Address* recipient_of(const FulfillmentOrder& task, const OrderDetails& order);

// Books parcels that were packed, and notes their tracking numbers on them. A parcel that was
// unpacked or sent with another number meanwhile is booked no more.
class LabelHandler final : public effects::EffectHandler {
public:
    explicit LabelHandler(std::shared_ptr<CarrierGateway> carrier) : carrier_(std::move(carrier)) {}
    EffectKind kind() const override { return EffectKind::label; }
    Result<effects::Attempt> prepare(const Effect& effect, ReadSession& session) override;

private:
    std::shared_ptr<CarrierGateway> carrier_;
};

// Takes bookings of parcels back that were unpacked.
class VoidLabelHandler final : public effects::EffectHandler {
public:
    explicit VoidLabelHandler(std::shared_ptr<CarrierGateway> carrier)
        : carrier_(std::move(carrier)) {}
    EffectKind kind() const override { return EffectKind::void_label; }
    Result<effects::Attempt> prepare(const Effect& effect, ReadSession& session) override;

private:
    std::shared_ptr<CarrierGateway> carrier_;
};

}  // namespace oms::carriers
