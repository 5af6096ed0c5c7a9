#include "services/pickups/pickup_codes.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/crockford.hpp"
#include "services/common/base64url.hpp"

namespace oms::pickups {
namespace {

constexpr std::size_t code_length = 8;
constexpr std::size_t longest_pass = 256;
constexpr std::string_view pass_version = "OMSP1";
constexpr std::size_t pass_signature_size = 16;

// Version, pickup id, holder number, issue number, code, signature.
using PassParts = std::array<std::string_view, 6>;

std::optional<PassParts> split(std::string_view text) {
    PassParts parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t dot = text.find('.');
        if ((dot == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
        parts[i] = text.substr(0, dot);
        text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
    }
    return parts;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

}  // namespace

PickupCodes::PickupCodes(const SecretKey& secret)
    : code_key_(derived_key(secret, "oms pickup code 1")),
      lookup_key_(derived_key(secret, "oms pickup lookup 1")),
      pass_key_(derived_key(secret, "oms pickup pass 1")) {}

std::string PickupCodes::code(std::string_view pickup_id, std::int64_t holder_no,
                              std::int64_t issue_no) const {
    OMS_REQUIRE(!pickup_id.empty() && holder_no >= 0 && issue_no >= 0);
    const Digest digest =
        keyed_hash(code_key_, {pickup_id, fmt::to_string(holder_no), fmt::to_string(issue_no)});
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i)
        bits = bits << 8U | digest[i];
    std::string text;
    for (std::size_t i = code_length; i > 0; --i)
        text += crockford_alphabet[bits >> (5 * (i - 1)) & 31U];
    return text;
}

std::optional<std::string> PickupCodes::normalized(std::string_view text) {
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        const int value = crockford_value(c);
        if (value < 0 || code.size() == code_length) return std::nullopt;
        code += crockford_alphabet[static_cast<std::size_t>(value)];
    }
    if (code.size() != code_length) return std::nullopt;
    return code;
}

Digest PickupCodes::lookup_hash(const LocationId& location_id, std::string_view code) const {
    OMS_REQUIRE(normalized(code) == code);
    return keyed_hash(lookup_key_, {location_id.str(), code});
}

bool PickupCodes::is_code_of(std::string_view pickup_id, std::int64_t holder_no,
                             std::int64_t issue_no, std::string_view text) const {
    const auto given = normalized(text);
    return given && is_same_secret(*given, code(pickup_id, holder_no, issue_no));
}

std::string PickupCodes::signature(std::string_view body) const {
    const Digest digest = keyed_hash(pass_key_, {body});
    return base64url(std::string(digest.begin(), digest.begin() + pass_signature_size));
}

std::string PickupCodes::pass(std::string_view pickup_id, std::int64_t holder_no,
                              std::int64_t issue_no) const {
    OMS_REQUIRE(is_identifier(pickup_id) && pickup_id.find('.') == std::string_view::npos);
    const std::string body = fmt::format("{}.{}.{}.{}.{}", pass_version, pickup_id, holder_no,
                                         issue_no, code(pickup_id, holder_no, issue_no));
    return body + '.' + signature(body);
}

Result<PickupPass> PickupCodes::open_pass(std::string_view text) const {
    const auto no_pass = [] { return fail(Reason::malformed_field, "the text of a pickup pass"); };
    if (text.size() > longest_pass) return no_pass();
    const auto parts = split(text);
    if (!parts || (*parts)[0] != pass_version) return no_pass();
    const auto holder_no = number((*parts)[2]);
    const auto issue_no = number((*parts)[3]);
    const auto code = normalized((*parts)[4]);
    if (!is_identifier((*parts)[1]) || !holder_no || !issue_no || !code) return no_pass();
    const std::string_view signed_as = (*parts)[5];
    const std::string_view body = text.substr(0, text.size() - signed_as.size() - 1);
    if (!is_same_secret(signature(body), signed_as)) return fail(Reason::pickup_code_wrong);
    return PickupPass{std::string((*parts)[1]), *holder_no, *issue_no, *code};
}

bool is_same_code(const Digest& a, const Digest& b) noexcept {
    return is_same_secret(a, b);
}

}  // namespace oms::pickups
