#include "services/notifications/mail.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/services/notifications/some_message.hpp"

using namespace oms;
using namespace oms::notifications;

namespace {

const MailIdentity shop{"shop@example.com", "Maison Dupré", "mail.example.com"};
const Timestamp noon = from_unix_micros(1'772'532'000'000'000);  // 2026-03-03 10:00 UTC

std::vector<std::string> header_names(std::string_view mail) {
    std::vector<std::string> names;
    for (std::string_view head = mail.substr(0, mail.find("\r\n\r\n") + 2); !head.empty();) {
        const std::size_t end = head.find("\r\n");
        if (head.front() != ' ') names.emplace_back(head.substr(0, head.find(':')));
        head.remove_prefix(end + 2);
    }
    return names;
}

const std::vector<std::string> all_headers = {"Date",
                                              "From",
                                              "To",
                                              "Subject",
                                              "Message-ID",
                                              "Content-Language",
                                              "Auto-Submitted",
                                              "MIME-Version",
                                              "Content-Type",
                                              "Content-Transfer-Encoding"};

}  // namespace

TEST_CASE("mail: it is a plain text in UTF-8, with the operation as its Message-ID") {
    const auto mail = compose_mail(some_message(), shop, noon);
    REQUIRE(mail);
    CHECK(header_names(*mail) == all_headers);
    CHECK(mail->starts_with("Date: Tue, 3 Mar 2026 10:00:00 +0000\r\n"));
    CHECK(mail->find("From: =?UTF-8?B?TWFpc29uIER1cHLDqQ==?=\r\n <shop@example.com>\r\n") !=
          std::string::npos);
    CHECK(mail->find("Message-ID: <ntf_01.1@mail.example.com>\r\n") != std::string::npos);
    // "Votre commande <order_number> vous attend"
    CHECK(mail->find(
              "Subject: =?UTF-8?B?Vm90cmUgY29tbWFuZGUgPG9yZGVyX251bWJlcj4gdm91cyBhdHRlbmQ=?=") !=
          std::string::npos);
    // "<shop_name> : votre ..."
    CHECK(mail->find("\r\n\r\nPHNob3BfbmFtZT4gOiB2b3RyZ") != std::string::npos);
    CHECK(mail->ends_with("\r\n"));
}

TEST_CASE("mail: a long header is folded into words of whole characters") {
    std::string text;
    for (int count = 0; count < 40; ++count)
        text += "é€";
    const std::string folded = header_text(text);
    std::size_t words = 0;
    for (std::string_view rest = folded; !rest.empty(); ++words) {
        const std::size_t end = std::min(rest.find("\r\n "), rest.size());
        CHECK(end <= 75);
        CHECK(rest.starts_with("=?UTF-8?B?"));
        CHECK(rest.substr(0, end).ends_with("?="));
        rest.remove_prefix(std::min(end + 3, rest.size()));
    }
    CHECK(words == 5);
    CHECK(header_text("Order 12-34") == "Order 12-34");
    CHECK(header_text("a: b").starts_with("=?UTF-8?B?"));
    CHECK(header_text("=?UTF-8?B?Zm9yZ2Vk?=").find("Zm9yZ2Vk") == std::string::npos);
    CHECK(header_text("") == "");
}

TEST_CASE("mail: nothing can add a header") {
    const auto refused = [](auto change) {
        Message message = some_message();
        change(message);
        const auto mail = compose_mail(message, shop, noon);
        REQUIRE_FALSE(mail);
        CHECK(mail.error().reason == Reason::malformed_request);
        REQUIRE(mail.error().fields.size() == 1);
        return mail.error().fields[0].field;
    };
    const std::string bad = "x\r\nBcc: thief@example.com";
    CHECK(refused([&](Message& it) { it.recipient.name = bad; }) == "recipient.name");
    CHECK(refused([&](Message& it) { it.recipient.email = "a@b.c\r\nBcc: d@e.f"; }) ==
          "recipient.email");
    CHECK(refused([&](Message& it) { it.recipient.email = "a@b.c>, <d@e.f"; }) ==
          "recipient.email");
    CHECK(refused([&](Message& it) { it.operation_id = bad; }) == "operation_id");
    CHECK(refused([&](Message& it) { it.operation_id = "a>"; }) == "operation_id");
    CHECK(refused([&](Message& it) { it.values["order_number"] = bad; }) == "values[order_number]");
    MailIdentity wrong = shop;
    wrong.from_name = bad;
    const auto mail = compose_mail(some_message(), wrong, noon);
    REQUIRE_FALSE(mail);
    CHECK(mail.error().reason == Reason::internal_fault);
}

TEST_CASE("mail: addresses that mean something to a mail server are refused") {
    for (const char* sound : {"a@b.c", "zoe.lefevre+shop@example.co.uk", "x_y@localhost"}) {
        CAPTURE(sound);
        CHECK(is_plain_email(sound));
    }
    for (const char* wrong : {"", "a", "@b", "a@", "a@@b", "a b@c", "\"a\"@b", "a@b@c", ".a@b",
                              "a..b@c", "a@b.", "zoë@example.com", "a@[127.0.0.1]", "<a@b>"}) {
        CAPTURE(wrong);
        CHECK_FALSE(is_plain_email(wrong));
    }
}

TEST_CASE("mail: whatever name, address and value it is given, the headers are ours") {
    CHECK(rc::check([] {
        const auto any = rc::gen::oneOf(rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                                        rc::gen::container<std::string>(rc::gen::element(
                                            '\r', '\n', ':', ' ', 'a', '\\', '"')));
        Message message = some_message();
        message.recipient.name = *any;
        message.recipient.email = *rc::gen::oneOf(any, rc::gen::just(std::string("a@b.c")));
        message.values["order_number"] = *any;
        const auto mail = compose_mail(message, shop, noon);
        if (!mail) {
            RC_ASSERT(mail.error().reason == Reason::malformed_request);
            return;
        }
        RC_ASSERT(header_names(*mail) == all_headers);
    }));
}
