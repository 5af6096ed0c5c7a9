#include "services/notifications/smtp_sender.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include <curl/curl.h>
#include <fmt/format.h>

namespace oms::notifications {
namespace {

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;
using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= 253 &&
           std::all_of(host.begin(), host.end(), [](char byte) {
               return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                      (byte >= '0' && byte <= '9') || byte == '.' || byte == '-';
           });
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1";
}

Result<void> check_settings(const SmtpSettings& settings) {
    const auto wrong = [](std::string_view what) {
        return fail(Reason::internal_fault, fmt::format("SMTP: {}", what));
    };
    if (!is_host(settings.host) || settings.port == 0) return wrong("no host and port");
    if (!is_plain_email(settings.from.from_address)) return wrong("no address to send from");
    if (!is_plain_email("id@" + settings.from.message_id_domain)) {
        return wrong("no domain for Message-IDs");
    }
    if (settings.credentials && settings.security == SmtpSecurity::none &&
        !is_this_machine(settings.host)) {
        return wrong("a password needs TLS");
    }
    if (settings.connect_timeout.count() < 1 || settings.timeout.count() < 1) {
        return wrong("time-outs are at least 1 ms");
    }
    return {};
}

std::size_t read_mail(char* out, std::size_t size, std::size_t count, void* rest) {
    auto& mail = *static_cast<std::string_view*>(rest);
    const std::size_t taken = std::min(size * count, mail.size());
    std::memcpy(out, mail.data(), taken);
    mail.remove_prefix(taken);
    return taken;
}

std::size_t drop_answer(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

void set_connection(CURL* curl, const SmtpSettings& settings) {
    const bool tls = settings.security == SmtpSecurity::tls;
    // The path is what we call ourselves in EHLO.
    const std::string url = fmt::format("{}://{}:{}/{}", tls ? "smtps" : "smtp", settings.host,
                                        settings.port, settings.from.message_id_domain);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // Whatever the environment says: a proxy would see the mail.
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(settings.security == SmtpSecurity::none ? CURLUSESSL_NONE
                                                                               : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(settings.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
    // Leaving is part of the call, and curl waits two minutes for the answer to QUIT unless told.
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     static_cast<long>((settings.timeout.count() + 999) / 1000));
    if (settings.credentials) {
        // The password with the command, without waiting to be asked.
        curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings.credentials->user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.credentials->password.c_str());
    }
}

Result<void> outcome(CURL* curl, CURLcode code) {
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    const std::string detail =
        fmt::format("SMTP: {}, last answer {}", curl_easy_strerror(code), answer);
    // A server that is set up wrongly is no fault of the mail; nor is what ended without an answer.
    const bool final_answer = (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                               code == CURLE_RECV_ERROR) &&
                              answer >= 500 && answer <= 599;
    return fail(final_answer ? Reason::gateway_refused : Reason::gateway_unavailable, detail);
}

}  // namespace

Result<SmtpSender> SmtpSender::open(SmtpSettings settings, const Clock& clock) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) return fail(Reason::internal_fault, curl_easy_strerror(ready));
    OMS_CHECK(check_settings(settings));
    return SmtpSender(std::move(settings), clock);
}

Result<void> SmtpSender::send(const Message& message) {
    if (message.channel != NotificationChannel::email) {
        return fail(Reason::gateway_refused, "a mail server sends no SMS");
    }
    OMS_TRY(const std::string mail, compose_mail(message, settings_.from, clock_->now()));
    const Handle curl(curl_easy_init(), curl_easy_cleanup);
    const List to(curl_slist_append(nullptr, fmt::format("<{}>", message.recipient.email).c_str()),
                  curl_slist_free_all);
    if (!curl || !to) return fail(Reason::gateway_unavailable, "SMTP: no memory");
    const std::string from = fmt::format("<{}>", settings_.from.from_address);
    std::string_view rest = mail;
    set_connection(curl.get(), settings_);
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_mail);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &rest);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, drop_answer);
    return outcome(curl.get(), curl_easy_perform(curl.get()));
}

}  // namespace oms::notifications
