#pragma once

#include "services/common/log.hpp"
#include "services/notifications/sender.hpp"

namespace oms::notifications {

// Sends nothing: writes one line with operation id, template key, language and channel, and never a
// recipient or a value. For shops that read notices from the event log, and for trying things out.
// A repeat writes another line.
class LogSender final : public Sender {
public:
    // `log` outlives it.
    explicit LogSender(rpc::Log& log) : log_(log) {}

    // Fails with Reason::malformed_request for what no sender could send, values that are missing
    // for the template included.
    Result<void> send(const Message& message) override;

private:
    rpc::Log& log_;
};

}  // namespace oms::notifications
