#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/time.hpp"
#include "services/notifications/credentials.hpp"
#include "services/notifications/mail.hpp"
#include "services/notifications/sender.hpp"

namespace oms::notifications {

// How the connection is kept from others: not at all, by STARTTLS (required, never optional), or by
// TLS from the first byte. Certificates are checked against the system's.
enum class SmtpSecurity : std::uint8_t { none, starttls, tls };

struct SmtpSettings {
    std::string host;
    std::uint16_t port = 25;
    SmtpSecurity security = SmtpSecurity::starttls;
    std::optional<Credentials> credentials;
    MailIdentity from;
    std::chrono::milliseconds connect_timeout{5000};
    // Of one mail; a server that then does not even answer to QUIT costs as much again, in whole
    // seconds.
    std::chrono::milliseconds timeout{20000};
};

// Sends e-mail through a mail server; one connection for each mail. A repeat has the same
// Message-ID, by which most mailboxes show one mail; SMTP itself promises no more. Any thread may
// call it.
class SmtpSender final : public Sender {
public:
    // Fails with Reason::internal_fault for settings that cannot work: host or identity that are
    // none, a password that would go over the network in the clear (security `none` to another
    // machine), time-outs below 1 ms.
    static Result<SmtpSender> open(SmtpSettings settings, const Clock& clock);

    // Gateway_unavailable: no connection, no TLS, time-out, a password that is refused, any 4xx, a
    // connection lost. Gateway_refused: any 5xx; channel sms. Malformed_request: what
    // compose_mail() refuses; nothing is sent then. The server's words are left out: they may name
    // the recipient.
    Result<void> send(const Message& message) override;

private:
    SmtpSender(SmtpSettings settings, const Clock& clock)
        : settings_(std::move(settings)), clock_(&clock) {}
    SmtpSettings settings_;
    const Clock* clock_;
};

}  // namespace oms::notifications
