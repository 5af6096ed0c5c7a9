#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/enum_text.hpp"
#include "domain/personal.hpp"
#include "domain/result.hpp"
#include "services/common/language.hpp"
#include "services/notifications/templates.hpp"

namespace oms::notifications {

enum class NotificationChannel : std::uint8_t { email, sms };

}  // namespace oms::notifications

template <>
struct oms::EnumText<oms::notifications::NotificationChannel> {
    static constexpr std::array<std::string_view, 2> names{"email", "sms"};
};

namespace oms::notifications {

// One notice: oms.notifications.v1.SendRequest. All but the first four members may be personal.
struct Message {
    // 1 to 64 bytes of letters, digits, '.', '_' and '-'; the same for every repeat.
    std::string operation_id;
    TemplateKey key = TemplateKey::order_placed;
    Language language = Language::fr;
    NotificationChannel channel = NotificationChannel::email;
    Contact recipient;
    Values values;
};

// True for ASCII of the form local@domain without spaces, control characters and the signs that
// mean something in mail headers; up to 254 bytes. Narrower than RFC 5321: no quoted local parts.
bool is_plain_email(std::string_view address) noexcept;

// What every sender refuses, with Reason::malformed_request and all fields that are wrong: the
// operation id; a name that is not clean text of one line of up to 200 bytes; an address or phone
// number that is missing for the channel, or is none. The error holds no value.
Result<void> check(const Message& message);

}  // namespace oms::notifications
