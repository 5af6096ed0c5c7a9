#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oms {

// RFC 4648, section 5, without padding: what may stand in a link as it is.
std::string base64url(std::string_view bytes);
// Nothing for text that base64url() did not make: each text has one meaning, and each meaning one
// text.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace oms
