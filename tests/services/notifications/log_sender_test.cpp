#include "services/notifications/log_sender.hpp"

#include <doctest/doctest.h>

#include "tests/services/notifications/some_message.hpp"

using namespace oms;
using namespace oms::notifications;

TEST_CASE("log sender: one line says which notice, and nothing of whom or what") {
    std::vector<std::string> lines;
    rpc::Log log(rpc::LogLevel::info, [&](std::string_view line) { lines.emplace_back(line); });
    LogSender sender(log);
    REQUIRE(sender.send(some_message()));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find(R"("operation_id":"ntf_01.1","template_key":"pickup_ready")") !=
          std::string::npos);
    CHECK(lines[0].find(R"("locale":"fr","channel":"email")") != std::string::npos);
    for (const char* secret : {"SECRET42", "Zo", "example.com", "+33", "store_name"}) {
        CAPTURE(secret);
        CHECK(lines[0].find(secret) == std::string::npos);
    }
}

TEST_CASE("log sender: what no sender could send is refused and not logged") {
    std::vector<std::string> lines;
    rpc::Log log(rpc::LogLevel::debug, [&](std::string_view line) { lines.emplace_back(line); });
    LogSender sender(log);
    Message message = some_message();
    message.values.erase("pickup_code");
    const auto missing = sender.send(message);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().reason == Reason::malformed_request);
    message = some_message();
    message.channel = NotificationChannel::sms;
    message.recipient.phone = "0123";
    message.recipient.name = "a\nb";
    message.operation_id = "a b";
    const auto refused = sender.send(message);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.size() == 3);
    CHECK(lines.empty());
}
