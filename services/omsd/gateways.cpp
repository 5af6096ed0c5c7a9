#include "services/omsd/gateways.hpp"

#include <utility>

#include "services/carriers/gateway_carrier.hpp"
#include "services/carriers/rate_table_carrier.hpp"
#include "services/common/listen_address.hpp"
#include "services/notifications/gateway_sender.hpp"
#include "services/notifications/log_sender.hpp"
#include "services/payments/grpc_gateway.hpp"

namespace oms::server {

Result<std::shared_ptr<notifications::Sender>> make_sender(const GatewaySettings& settings,
                                                           rpc::Log& log, const Clock& clock) {
    using Made = std::shared_ptr<notifications::Sender>;
    if (!settings.notifications.empty()) {
        OMS_TRY(const rpc::ListenAddress address,
                rpc::parse_listen_address(settings.notifications));
        return Made(std::make_shared<notifications::GatewaySender>(address));
    }
    if (settings.smtp.host.empty()) return Made(std::make_shared<notifications::LogSender>(log));
    OMS_TRY(notifications::SmtpSender sender,
            notifications::SmtpSender::open(settings.smtp, clock));
    return Made(std::make_shared<notifications::SmtpSender>(std::move(sender)));
}

std::shared_ptr<carriers::CarrierGateway> make_carrier(const GatewaySettings& settings,
                                                       documents::Fonts& fonts) {
    // Checked with the settings.
    const auto address = rpc::parse_listen_address(settings.carriers);
    if (settings.carriers.empty() || !address)
        return std::make_shared<carriers::RateTableCarrier>(fonts);
    return std::make_shared<carriers::GatewayCarrier>(*address, fonts);
}

std::shared_ptr<payments::Gateway> make_payment_gateway(const GatewaySettings& settings) {
    // Checked with the settings.
    const auto address = rpc::parse_listen_address(settings.payments);
    if (settings.payments.empty() || !address) return nullptr;
    return std::make_shared<payments::GrpcGateway>(*address);
}

}  // namespace oms::server
