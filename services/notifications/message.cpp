#include "services/notifications/message.hpp"

#include <algorithm>
#include <utility>

#include "domain/text.hpp"

namespace oms::notifications {
namespace {

bool is_letter_or_digit(char byte) noexcept {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

bool has_only(std::string_view text, std::string_view signs) noexcept {
    return std::all_of(text.begin(), text.end(), [&](char byte) {
        return is_letter_or_digit(byte) || signs.find(byte) != std::string_view::npos;
    });
}

// RFC 5322 dot-atom: no dot at either end, no two beside each other.
bool is_dotted(std::string_view text, std::string_view signs) noexcept {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos && has_only(text, signs);
}

bool is_operation_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 64 && is_dotted(text, "._-");
}

}  // namespace

bool is_plain_email(std::string_view address) noexcept {
    const std::size_t at = address.find('@');
    if (at == std::string_view::npos || at > 64 || address.size() > 254) return false;
    return is_dotted(address.substr(0, at), ".!#$%&'*+-/=?^_`{|}~") &&
           is_dotted(address.substr(at + 1), ".-");
}

Result<void> check(const Message& message) {
    Error error{Reason::malformed_request, "the notice cannot be sent", {}, {}, {}, false};
    const auto require = [&](bool holds, std::string_view field, std::string_view rule) {
        if (!holds) error.fields.push_back({std::string(field), std::string(rule)});
    };
    require(is_operation_id(message.operation_id), "operation_id",
            "1 to 64 bytes of letters, digits, '.', '_' and '-', no dot at an end or doubled");
    const Contact& recipient = message.recipient;
    require(recipient.name.size() <= 200 && is_clean_text(recipient.name), "recipient.name",
            "clean text of one line, up to 200 bytes");
    if (message.channel == NotificationChannel::email) {
        require(is_plain_email(recipient.email), "recipient.email", "an e-mail address in ASCII");
    } else {
        require(is_e164(recipient.phone), "recipient.phone", "+ and 7 to 15 digits (E.164)");
    }
    if (!error.fields.empty()) return fail(std::move(error));
    return {};
}

}  // namespace oms::notifications
