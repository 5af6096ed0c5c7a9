#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "services/notifications/message.hpp"

namespace oms::notifications {

// Who the mail comes from.
struct MailIdentity {
    std::string from_address;
    std::string from_name;  // may be empty
    // Right of the @ in the Message-ID; a domain of the retailer's.
    std::string message_id_domain;
};

// A mail of RFC 5322 and MIME with lines that end in CR LF: plain text, UTF-8, base64. The
// Message-ID is <operation id@domain>, so that a mail that was sent twice is known as one. Nothing
// from outside can add a header: what could is refused with Reason::malformed_request, as what
// check() and render() refuse is; Reason::internal_fault if `from` itself is wrong.
Result<std::string> compose_mail(const Message& message, const MailIdentity& from, Timestamp date);

// The value of a header: as it is when it is plain ASCII that fits a line, else in encoded words of
// RFC 2047, each of whole characters and at most 75 bytes, folded.
std::string header_text(std::string_view text);

}  // namespace oms::notifications
