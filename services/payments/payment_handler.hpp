#pragma once

#include <memory>

#include "services/effects/effect_handler.hpp"
#include "services/payments/gateway.hpp"

namespace oms::payments {

// Has payment operations carried out by a gateway. An answer that did not come leaves the operation
// uncertain; from then on the gateway is asked what became of it before it is sent again (M7).
class PaymentHandler final : public effects::EffectHandler {
public:
    explicit PaymentHandler(std::shared_ptr<Gateway> gateway) : gateway_(std::move(gateway)) {}
    EffectKind kind() const override { return EffectKind::payment; }
    Result<effects::Attempt> prepare(const Effect& effect, ReadSession& session) override;

private:
    std::shared_ptr<Gateway> gateway_;
};

}  // namespace oms::payments
