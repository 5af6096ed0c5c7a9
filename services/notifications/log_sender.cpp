#include "services/notifications/log_sender.hpp"

namespace oms::notifications {

Result<void> LogSender::send(const Message& message) {
    OMS_CHECK(check(message));
    OMS_TRY([[maybe_unused]] const RenderedNotice notice,
            render(message.key, message.language, message.values));
    log_.write(rpc::LogLevel::info, "notice",
               {
                   {"operation_id", std::string_view(message.operation_id)},
                   {"template_key", enum_text(message.key)                },
                   {"locale",       enum_text(message.language)           },
                   {"channel",      enum_text(message.channel)            }
    });
    return {};
}

}  // namespace oms::notifications
