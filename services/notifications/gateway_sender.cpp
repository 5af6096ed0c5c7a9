#include "services/notifications/gateway_sender.hpp"

#include <oms/notifications/v1/notification_gateway.pb.h>

namespace oms::notifications {

Result<void> GatewaySender::send(const Message& message) {
    OMS_CHECK(check(message));
    v1::SendRequest request;
    request.set_operation_id(message.operation_id);
    request.set_template_key(std::string(enum_text(message.key)));
    request.set_locale(std::string(enum_text(message.language)));
    request.set_channel(message.channel == NotificationChannel::email
                            ? v1::NOTIFICATION_CHANNEL_EMAIL
                            : v1::NOTIFICATION_CHANNEL_SMS);
    request.mutable_recipient()->set_name(message.recipient.name);
    if (message.channel == NotificationChannel::email) {
        request.mutable_recipient()->set_email(message.recipient.email);
    } else {
        request.mutable_recipient()->set_phone(message.recipient.phone);
    }
    for (const auto& [name, value] : message.values)
        (*request.mutable_values())[name] = value;
    v1::SendResponse reply;
    return client_.call("/oms.notifications.v1.NotificationGatewayService/Send", request, reply);
}

}  // namespace oms::notifications
