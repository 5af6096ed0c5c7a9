#include "services/notifications/mail.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "domain/text.hpp"
#include "services/common/utf8.hpp"

namespace oms::notifications {
namespace {

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string base64_lines(std::string_view bytes) {
    constexpr std::size_t bytes_per_line = 57;  // 76 signs
    std::string out;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes_per_line, bytes.size()))) {
        out += base64(bytes.substr(0, bytes_per_line)) + "\r\n";
    }
    return out;
}

// Text that a mail reader shows as it is, unquoted, also as somebody's name.
bool is_plain_header(std::string_view text) {
    return text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char byte) {
               return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                      (byte >= '0' && byte <= '9') || byte == ' ' || byte == '-';
           });
}

std::string mailbox(std::string_view name, std::string_view address) {
    if (name.empty()) return fmt::format("<{}>", address);
    // Folded, since the encoded name may fill its line.
    return fmt::format("{}\r\n <{}>", header_text(name), address);
}

// RFC 5322, in UTC; by hand, since names of days and months must not follow a locale.
std::string mail_date(Timestamp time) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::tm utc = fmt::gmtime(
        std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time)));
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000",
                       days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                       months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

Result<void> check_identity(const MailIdentity& from) {
    const bool sound = is_plain_email(from.from_address) && is_clean_text(from.from_name) &&
                       is_plain_email("id@" + from.message_id_domain);
    if (!sound) return fail(Reason::internal_fault, "the sender of mails is set wrongly");
    return {};
}

}  // namespace

std::string header_text(std::string_view text) {
    if (is_plain_header(text)) return std::string(text);
    constexpr std::size_t most_bytes = 45;  // "=?UTF-8?B?" + 60 signs + "?="
    std::string out;
    while (!text.empty()) {
        std::size_t size = 0;
        for (;;) {
            const std::size_t step =
                std::max<std::size_t>(rpc::utf8_sequence(text.substr(size)), 1);
            if (size == text.size() || size + step > most_bytes) break;
            size += step;
        }
        if (!out.empty()) out += "\r\n ";
        out += fmt::format("=?UTF-8?B?{}?=", base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return out;
}

Result<std::string> compose_mail(const Message& message, const MailIdentity& from, Timestamp date) {
    OMS_CHECK(check_identity(from));
    OMS_CHECK(check(message));
    OMS_TRY(const RenderedNotice notice, render(message.key, message.language, message.values));
    std::string mail;
    const auto header = [&](std::string_view name, std::string_view value) {
        mail += fmt::format("{}: {}\r\n", name, value);
    };
    header("Date", mail_date(date));
    header("From", mailbox(from.from_name, from.from_address));
    header("To", mailbox(message.recipient.name, message.recipient.email));
    header("Subject", header_text(notice.subject));
    header("Message-ID", fmt::format("<{}@{}>", message.operation_id, from.message_id_domain));
    header("Content-Language", enum_text(message.language));
    // RFC 3834: no out-of-office answers to a notice.
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "base64");
    return mail + "\r\n" + base64_lines(notice.text + "\r\n");
}

}  // namespace oms::notifications
