#pragma once

#include "services/notifications/message.hpp"

namespace oms::notifications {

// A value for each placeholder, `<name>` for name.
inline Values values_for(TemplateKey key) {
    Values values;
    for (const std::string& name : placeholders(key))
        values[name] = "<" + name + ">";
    return values;
}

inline Message some_message() {
    Message message;
    message.operation_id = "ntf_01.1";
    message.key = TemplateKey::pickup_ready;
    message.recipient = {"Zoë Lefèvre", "zoe@example.com", "+33123456789"};
    message.values = values_for(message.key);
    message.values["pickup_code"] = "SECRET42";
    return message;
}

}  // namespace oms::notifications
