#include "services/pickups/pickup_codes.hpp"

#include <set>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"
#include "domain/crockford.hpp"

using namespace oms;
using namespace oms::pickups;

namespace {

SecretKey secret(std::uint8_t fill) {
    SecretKey key{};
    key.fill(fill);
    return key;
}

const PickupCodes codes(secret(7));
const LocationId rivoli = LocationId::trusted("S1");
const LocationId lyon = LocationId::trusted("S2");

Reason refusal(const std::string& text) {
    const auto opened = codes.open_pass(text);
    REQUIRE_FALSE(opened);
    return opened.error().reason;
}

}  // namespace

TEST_CASE("keyed hash: HMAC-SHA256, part by part") {
    // RFC 4231, test case 2, has a shorter key; zero bytes behind it change nothing in an HMAC.
    SecretKey jefe{};
    jefe[0] = 'J';
    jefe[1] = 'e';
    jefe[2] = 'f';
    jefe[3] = 'e';
    const SecretKey derived = derived_key(jefe, "what do ya want for nothing?");
    CHECK(derived[0] == 0x5b);
    CHECK(derived[1] == 0xdc);
    CHECK(derived[31] == 0x43);
    CHECK(keyed_hash(jefe, {"ab", "c"}) != keyed_hash(jefe, {"a", "bc"}));
    CHECK(keyed_hash(jefe, {"ab"}) != keyed_hash(jefe, {"ab", ""}));
    CHECK(keyed_hash(jefe, {"ab"}) == keyed_hash(jefe, {"ab"}));
    CHECK(is_same_secret("abc", "abc"));
    CHECK_FALSE(is_same_secret("abc", "abd"));
    CHECK_FALSE(is_same_secret("abc", "ab"));
}

TEST_CASE("pickup code: the same for the same holder and issue, for ever") {
    // Codes are in customers' hands: another version must make the same ones.
    CHECK(codes.code("pic_1", 0, 1) == "FAVKTPJT");
    CHECK(codes.pass("pic_1", 0, 1) == "OMSP1.pic_1.0.1.FAVKTPJT.yTPf1GyCt4RSMyfjTepu3A");
    CHECK(PickupCodes(secret(7)).code("pic_1", 0, 1) == codes.code("pic_1", 0, 1));
    CHECK(PickupCodes(secret(8)).code("pic_1", 0, 1) != codes.code("pic_1", 0, 1));
}

TEST_CASE("pickup code: another pickup, holder or issue has another") {
    std::set<std::string> seen;
    for (const char* pickup : {"pic_1", "pic_11", "pic_2"}) {
        for (std::int64_t holder = 0; holder < 12; ++holder) {
            for (std::int64_t issue = 0; issue < 12; ++issue)
                CHECK(seen.insert(codes.code(pickup, holder, issue)).second);
        }
    }
    CHECK_THROWS_AS(codes.code("", 0, 1), ContractViolation);
    CHECK_THROWS_AS(codes.code("pic_1", -1, 1), ContractViolation);
}

TEST_CASE("pickup code: every character of the alphabet comes about equally often") {
    std::array<int, 32> counts{};
    for (std::int64_t issue = 0; issue < 2000; ++issue) {
        const std::string code = codes.code("pic_1", 0, issue);
        CHECK(code.size() == 8);
        for (const char c : code)
            ++counts[crockford_alphabet.find(c)];
    }
    // 500 each is expected, with a standard deviation of 22.
    for (const int count : counts) {
        CHECK(count > 370);
        CHECK(count < 630);
    }
}

TEST_CASE("pickup code: typed as people type") {
    CHECK(PickupCodes::normalized("abcd-efgh") == "ABCDEFGH");
    CHECK(PickupCodes::normalized(" OoIi lL0-1 ") == "00111101");
    for (const char* bad : {"", "ABCDEFG", "ABCDEFGHJ", "ABCDEFGU", "ABCD_EFGH", "ABCDEFG\xc3\xa9",
                            "--------", "ABCDEFG\t"}) {
        CAPTURE(bad);
        CHECK_FALSE(PickupCodes::normalized(bad));
    }
    CHECK_FALSE(PickupCodes::normalized(std::string("ABCDEFG\0", 8)));
}

TEST_CASE("pickup code: however it is typed, it is that code, and no other is") {
    CHECK(rc::check([] {
        const auto holder = *rc::gen::inRange<std::int64_t>(0, 5);
        const auto issue = *rc::gen::inRange<std::int64_t>(0, 1000);
        const std::string code = codes.code("pic_1", holder, issue);
        RC_ASSERT(PickupCodes::normalized(code) == code);
        std::string typed;
        for (const char c : code) {
            if (*rc::gen::arbitrary<bool>()) typed += *rc::gen::element(' ', '-');
            if (c == '1')
                typed += *rc::gen::element('1', 'i', 'I', 'l', 'L');
            else if (c == '0')
                typed += *rc::gen::element('0', 'o', 'O');
            else if (c >= 'A' && *rc::gen::arbitrary<bool>())
                typed += static_cast<char>(c - 'A' + 'a');
            else
                typed += c;
        }
        RC_ASSERT(PickupCodes::normalized(typed) == code);
        RC_ASSERT(codes.is_code_of("pic_1", holder, issue, typed));
        RC_ASSERT(!codes.is_code_of("pic_1", holder, issue + 1, typed));
        RC_ASSERT(!codes.is_code_of("pic_2", holder, issue, typed));
        std::string wrong = code;
        const auto at = *rc::gen::inRange<std::size_t>(0, 8);
        wrong[at] = *rc::gen::suchThat(rc::gen::elementOf(std::string(crockford_alphabet)),
                                       [&](char c) { return c != code[at]; });
        RC_ASSERT(!codes.is_code_of("pic_1", holder, issue, wrong));
    }));
    CHECK_FALSE(codes.is_code_of("pic_1", 0, 1, "no code"));
}

TEST_CASE("pickup code: rows find it by a hash that only this installation can make, by store") {
    const std::string code = codes.code("pic_1", 0, 1);
    const Digest hash = codes.lookup_hash(rivoli, code);
    CHECK(is_same_code(hash, codes.lookup_hash(rivoli, code)));
    CHECK_FALSE(is_same_code(hash, codes.lookup_hash(lyon, code)));
    CHECK_FALSE(is_same_code(hash, codes.lookup_hash(rivoli, codes.code("pic_1", 0, 2))));
    CHECK_FALSE(is_same_code(hash, PickupCodes(secret(8)).lookup_hash(rivoli, code)));
    CHECK_THROWS_AS(codes.lookup_hash(rivoli, "abcdefgh"), ContractViolation);
    CHECK_THROWS_AS(codes.lookup_hash(rivoli, ""), ContractViolation);
}

TEST_CASE("pickup pass: it tells what it was made of") {
    const std::string text = codes.pass("pic_1", 2, 30);
    CHECK(codes.open_pass(text).value() == PickupPass{"pic_1", 2, 30, codes.code("pic_1", 2, 30)});
    CHECK_THROWS_AS(codes.pass("pic.1", 2, 30), ContractViolation);
    CHECK_THROWS_AS(codes.pass("pic 1", 2, 30), ContractViolation);
}

TEST_CASE("pickup pass: a forged one is a wrong code, other text is none") {
    const std::string text = codes.pass("pic_1", 2, 30);
    const std::string body = text.substr(0, text.rfind('.'));
    for (const std::string& forged :
         {PickupCodes(secret(8)).pass("pic_1", 2, 30), body + ".", body + ".AAAA", text + "A",
          codes.pass("pic_2", 2, 30).substr(0, body.size()) + text.substr(body.size())})
        CHECK(refusal(forged) == Reason::pickup_code_wrong);
    for (const std::string& other :
         {std::string{}, std::string("https://example.com"), std::string("....."), body,
          text + ".x", "OMSP2" + text.substr(5), std::string(5000, '.'),
          std::string("OMSP1.pic_1.-1.1.ABCDEFGH.x"), std::string("OMSP1..1.1.ABCDEFGH.x"),
          std::string("OMSP1.pic_1.1.99999999999999999999.ABCDEFGH.x"),
          std::string("OMSP1.pic_1.1.1.ABC.x")}) {
        CAPTURE(other.size());
        CHECK(refusal(other) == Reason::malformed_field);
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char c : std::string_view("A0b.-_")) {
            std::string changed = text;
            changed[at] = c;
            if (changed != text) CHECK_FALSE(codes.open_pass(changed));
        }
    }
}

TEST_CASE("pickup pass: a refusal contains no code") {
    const std::string code = codes.code("pic_1", 2, 30);
    std::string text = codes.pass("pic_1", 2, 30);
    text.back() = text.back() == 'A' ? 'Q' : 'A';
    const auto opened = codes.open_pass(text);
    REQUIRE_FALSE(opened);
    CHECK(opened.error() == fail(Reason::pickup_code_wrong).value());
}
