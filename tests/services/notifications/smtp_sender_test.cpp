#include "services/notifications/smtp_sender.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/services/notifications/smtp_server.hpp"
#include "tests/services/notifications/some_message.hpp"

using namespace oms;
using namespace oms::notifications;

namespace {

struct FixedClock final : Clock {
    Timestamp now() const override { return from_unix_micros(1'772'532'000'000'000); }
};
const FixedClock fixed_clock;

SmtpSettings settings_for(std::uint16_t port) {
    SmtpSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.security = SmtpSecurity::none;
    settings.from = {"shop@example.com", "Maison", "example.com"};
    return settings;
}

Result<void> sent(const SmtpSettings& settings, const Message& message = some_message()) {
    auto sender = SmtpSender::open(settings, fixed_clock);
    REQUIRE_MESSAGE(sender, sender.error().detail);
    return sender->send(message);
}

Reason refused_by(std::map<std::string, std::string> answers) {
    const SmtpServer server(std::move(answers));
    SmtpSettings settings = settings_for(server.port());
    settings.timeout = std::chrono::milliseconds(300);
    const auto result = sent(settings);
    REQUIRE_FALSE(result);
    CAPTURE(result.error().detail);
    CHECK(result.error().detail.find("zoe") == std::string::npos);
    return result.error().reason;
}

// A file of its own with `text`.
struct TemporaryFile {
    explicit TemporaryFile(std::string_view text, bool secret = true)
        : path((std::filesystem::temp_directory_path() / "smtp-XXXXXX").string()) {
        const int file = mkstemp(path.data());
        REQUIRE(file >= 0);
        close(file);
        std::ofstream(path, std::ios::binary) << text;
        if (!secret) {
            std::filesystem::permissions(path, std::filesystem::perms::group_read,
                                         std::filesystem::perm_options::add);
        }
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path;
};

}  // namespace

TEST_CASE("smtp: a notice arrives with its envelope, and a repeat has the same Message-ID") {
    const SmtpServer server;
    auto sender = SmtpSender::open(settings_for(server.port()), fixed_clock);
    REQUIRE(sender);
    REQUIRE(sender->send(some_message()));
    REQUIRE(sender->send(some_message()));
    const auto mails = server.mails();
    REQUIRE(mails.size() == 2);
    CHECK(mails[0].from == "shop@example.com");
    CHECK(mails[0].to == "zoe@example.com");
    CHECK(mails[0].data.find("Message-ID: <ntf_01.1@example.com>\r\n") != std::string::npos);
    CHECK(mails[0].data == mails[1].data);
    CHECK(server.commands()[0] == "EHLO example.com");
}

TEST_CASE("smtp: what the server refuses for now is sent again, what it refuses for good is not") {
    CHECK(refused_by({
              {"CONNECT", "421 closing"}
    }) == Reason::gateway_unavailable);
    CHECK(refused_by({
              {"MAIL", "452 full"}
    }) == Reason::gateway_unavailable);
    CHECK(refused_by({
              {"RCPT", "450 zoe@example.com is busy"}
    }) == Reason::gateway_unavailable);
    CHECK(refused_by({
              {"DATA", "451 later"}
    }) == Reason::gateway_unavailable);
    CHECK(refused_by({
              {"END", "452 full"}
    }) == Reason::gateway_unavailable);
    CHECK(refused_by({
              {"MAIL", "550 not you"}
    }) == Reason::gateway_refused);
    CHECK(refused_by({
              {"RCPT", "550 no zoe@example.com here"}
    }) == Reason::gateway_refused);
    CHECK(refused_by({
              {"DATA", "554 no"}
    }) == Reason::gateway_refused);
    CHECK(refused_by({
              {"END", "554 spam"}
    }) == Reason::gateway_refused);
}

TEST_CASE("smtp: a server that says nothing, or hangs up, is tried again later") {
    for (const char* step : {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"}) {
        CAPTURE(step);
        CHECK(refused_by({
                  {step, "hang"}
        }) == Reason::gateway_unavailable);
        CHECK(refused_by({
                  {step, "drop"}
        }) == Reason::gateway_unavailable);
    }
}

TEST_CASE("smtp: without a server, the notice is tried again later") {
    std::uint16_t port = 0;
    {
        const SmtpServer gone;
        port = gone.port();
    }
    const auto result = sent(settings_for(port));
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == Reason::gateway_unavailable);
}

TEST_CASE("smtp: without the TLS that is asked for, nothing of the notice is said") {
    const SmtpServer server;
    SmtpSettings settings = settings_for(server.port());
    settings.security = SmtpSecurity::starttls;
    const auto result = sent(settings);
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == Reason::gateway_unavailable);
    CHECK(server.mails().empty());
    for (const std::string& command : server.commands())
        CHECK_FALSE(command.starts_with("MAIL"));
}

TEST_CASE("smtp: the password is used, and a server that refuses it does not lose the notice") {
    const SmtpServer server;
    SmtpSettings settings = settings_for(server.port());
    settings.credentials = Credentials{"shop", "open sesame"};
    REQUIRE(sent(settings));
    REQUIRE(server.mails().size() == 1);
    // \0shop\0open sesame
    bool used = false;
    for (const std::string& command : server.commands()) {
        used = used || command.find("AHNob3AAb3BlbiBzZXNhbWU=") != std::string::npos;
    }
    CHECK(used);
    const std::map<std::string, std::string> no_password = {
        {"AUTH", "535 wrong"}
    };
    const SmtpServer strict(no_password);
    settings.port = strict.port();
    const auto result = sent(settings);
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == Reason::gateway_unavailable);
    CHECK(result.error().detail.find("sesame") == std::string::npos);
}

TEST_CASE("smtp: what cannot be sent by mail is refused before the server is asked") {
    const SmtpServer server;
    Message message = some_message();
    message.channel = NotificationChannel::sms;
    const auto sms = sent(settings_for(server.port()), message);
    REQUIRE_FALSE(sms);
    CHECK(sms.error().reason == Reason::gateway_refused);
    message = some_message();
    message.recipient.email = "a@b.c\r\nRCPT TO:<d@e.f>";
    const auto injected = sent(settings_for(server.port()), message);
    REQUIRE_FALSE(injected);
    CHECK(injected.error().reason == Reason::malformed_request);
    CHECK(server.commands().empty());
}

TEST_CASE("smtp: settings that cannot work, or would tell the password, are refused at once") {
    const auto is_refused = [](auto change) {
        SmtpSettings settings = settings_for(25);
        change(settings);
        const auto sender = SmtpSender::open(settings, fixed_clock);
        return !sender && sender.error().reason == Reason::internal_fault;
    };
    CHECK_FALSE(is_refused([](SmtpSettings&) {}));
    CHECK(is_refused([](SmtpSettings& it) { it.host = "a/b"; }));
    CHECK(is_refused([](SmtpSettings& it) { it.host = "user@host"; }));
    CHECK(is_refused([](SmtpSettings& it) { it.port = 0; }));
    CHECK(is_refused([](SmtpSettings& it) { it.from.from_address = "shop"; }));
    CHECK(is_refused([](SmtpSettings& it) { it.from.message_id_domain = "a b"; }));
    CHECK(is_refused([](SmtpSettings& it) { it.timeout = std::chrono::milliseconds(0); }));
    CHECK(is_refused([](SmtpSettings& it) {
        it.host = "mail.example.com";
        it.credentials = Credentials{"shop", "secret"};
    }));
    CHECK_FALSE(is_refused([](SmtpSettings& it) {
        it.host = "mail.example.com";
        it.security = SmtpSecurity::starttls;
        it.credentials = Credentials{"shop", "secret"};
    }));
}

TEST_CASE("smtp: the password file is two lines that only its owner reads") {
    const TemporaryFile good("shop\nopen sesame\n");
    const auto read = read_credentials(good.path);
    REQUIRE(read);
    CHECK(read->user == "shop");
    CHECK(read->password == "open sesame");
    for (const char* text : {"", "shop", "shop\n", "\nsecret\n", "a\nb\nc\n", "a\r\nb\r\n"}) {
        CAPTURE(text);
        const TemporaryFile bad(text);
        const auto refused = read_credentials(bad.path);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().detail.find("two lines") != std::string::npos);
    }
    const TemporaryFile open_to_others("shop\nsecret\n", false);
    const auto refused = read_credentials(open_to_others.path);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.find("0600") != std::string::npos);
    CHECK_FALSE(read_credentials("/no/such/file"));
}
