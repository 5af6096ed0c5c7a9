#include "services/common/link_token.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"

using namespace oms;

namespace {

using std::chrono::hours;
using std::chrono::microseconds;

constexpr auto choice = LinkPurpose::customer_choice;
const Timestamp noon = from_unix_micros(1'772'535'600'000'000);

SecretKey secret(std::uint8_t fill) {
    SecretKey key{};
    key.fill(fill);
    return key;
}

const LinkTokens tokens(secret(1));
const Link sent{choice, "ord_01ABC", 3, noon + hours{24}};

Reason refusal(const std::string& token, LinkPurpose purpose = choice, Timestamp now = noon) {
    const auto opened = tokens.open(token, purpose, now);
    REQUIRE_FALSE(opened);
    // Nothing but the reason: not what was wrong.
    CHECK(opened.error() == fail(opened.error().reason).value());
    return opened.error().reason;
}

}  // namespace

TEST_CASE("link: it opens to what it was made for, and can stand in an address") {
    const std::string token = tokens.make(sent);
    CHECK(tokens.open(token, choice, noon).value() == sent);
    CHECK(std::all_of(token.begin(), token.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    }));
    CHECK(token.size() <= 64);
    // Links are in customers' mailboxes: another version must open the same ones.
    CHECK(token == "AQEAAAAAAAAAAwAGTDC4oYwAb3JkXzAxQUJDiJSYWGwyph9VhFEPFUrRMw");
}

TEST_CASE("link: it works until its time, and not at it") {
    const std::string token = tokens.make(sent);
    CHECK(tokens.open(token, choice, sent.expire_time - microseconds{1}));
    CHECK(refusal(token, choice, sent.expire_time) == Reason::link_expired);
    CHECK(refusal(token, choice, sent.expire_time + hours{9999}) == Reason::link_expired);
}

TEST_CASE("link: one for another purpose, or by another secret, is none") {
    const std::string token = tokens.make(sent);
    CHECK(refusal(token, LinkPurpose::pickup_extension) == Reason::link_invalid);
    CHECK(refusal(LinkTokens(secret(2)).make(sent)) == Reason::link_invalid);
    Link unknown = sent;
    unknown.purpose = static_cast<LinkPurpose>(200);
    CHECK(refusal(tokens.make(unknown)) == Reason::link_invalid);
    // Expiry is told only of a link that is genuine.
    CHECK(refusal(LinkTokens(secret(2)).make(sent), choice, noon + hours{48}) ==
          Reason::link_invalid);
}

TEST_CASE("link: text that is none is refused, however long") {
    for (const std::string& text :
         {std::string{}, std::string("x"), std::string("AAAA"), std::string(64, 'A'),
          std::string(100'000, 'A'), std::string("a token"), tokens.make(sent) + "A",
          tokens.make(sent) + "AAAA", tokens.make(sent).substr(1), tokens.make(sent) + "="}) {
        CAPTURE(text.size());
        CHECK(refusal(text) == Reason::link_invalid);
    }
}

TEST_CASE("link: every change of one character makes it invalid") {
    const std::string token = tokens.make(sent);
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char c : std::string_view("ABQgwxyz0189-_.")) {
            std::string changed = token;
            changed[at] = c;
            if (changed == token) continue;
            CAPTURE(at);
            CHECK(refusal(changed) == Reason::link_invalid);
        }
    }
    for (std::size_t size = 0; size < token.size(); ++size)
        CHECK(refusal(token.substr(0, size)) == Reason::link_invalid);
}

TEST_CASE("link: any subject, number and time come back; different links have different texts") {
    const auto any_link = [] {
        return Link{
            *rc::gen::element(LinkPurpose::customer_choice, LinkPurpose::pickup_extension),
            *rc::gen::suchThat(rc::gen::arbitrary<std::string>(),
                               [](const std::string& s) { return !s.empty() && s.size() <= 64; }),
            *rc::gen::inRange<std::int64_t>(1, 5),
            noon + microseconds{*rc::gen::inRange<std::int64_t>(1, 5)}};
    };
    CHECK(rc::check([&] {
        const Link a = any_link();
        const Link b = any_link();
        RC_ASSERT(tokens.open(tokens.make(a), a.purpose, noon) == a);
        RC_ASSERT((tokens.make(a) == tokens.make(b)) == (a == b));
    }));
    Link longest = sent;
    longest.subject_id = std::string(64, 'x');
    CHECK(tokens.open(tokens.make(longest), choice, noon).value() == longest);
}

TEST_CASE("link: none is made without subject or number") {
    Link bad = sent;
    bad.subject_id.clear();
    CHECK_THROWS_AS(tokens.make(bad), ContractViolation);
    bad.subject_id = std::string(65, 'x');
    CHECK_THROWS_AS(tokens.make(bad), ContractViolation);
    bad = sent;
    bad.issue_no = 0;
    CHECK_THROWS_AS(tokens.make(bad), ContractViolation);
}
