#pragma once

#include <memory>

#include "services/carriers/carrier.hpp"
#include "services/common/log.hpp"
#include "services/fulfillment/documents/fonts.hpp"
#include "services/notifications/sender.hpp"
#include "services/omsd/settings.hpp"
#include "services/payments/gateway.hpp"

namespace oms::server {

// Who sends notices: the retailer's gateway, a mail server, or the log. `log` and `clock` outlive
// it. Fails for a mail server that cannot work.
Result<std::shared_ptr<notifications::Sender>> make_sender(const GatewaySettings& settings,
                                                           rpc::Log& log, const Clock& clock);
// Who books parcels: the retailer's gateway, or the carrier of the rate tables. `fonts` outlives
// it.
std::shared_ptr<carriers::CarrierGateway> make_carrier(const GatewaySettings& settings,
                                                       documents::Fonts& fonts);
// Who moves money: the retailer's gateway; null: people do, and tell PaymentService.
std::shared_ptr<payments::Gateway> make_payment_gateway(const GatewaySettings& settings);

}  // namespace oms::server
