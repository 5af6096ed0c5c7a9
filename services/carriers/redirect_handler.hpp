#pragma once

#include <memory>
#include <utility>

#include "services/carriers/carrier.hpp"
#include "services/effects/effect_handler.hpp"

namespace oms::carriers {

// Asks carriers to bring parcels to an address that their order got later, and notes on the parcel
// what they answer. A parcel that is there or unpacked by then is asked for no more; one that is
// not booked yet is asked for again later. What was refused may be tried again by a person.
class RedirectHandler final : public effects::EffectHandler {
public:
    explicit RedirectHandler(std::shared_ptr<CarrierGateway> carrier)
        : carrier_(std::move(carrier)) {}
    EffectKind kind() const override { return EffectKind::redirect; }
    Result<effects::Attempt> prepare(const Effect& effect, ReadSession& session) override;

private:
    std::shared_ptr<CarrierGateway> carrier_;
};

}  // namespace oms::carriers
