#include "services/common/link_token.hpp"

#include <cstddef>

#include "domain/contract.hpp"
#include "services/common/base64url.hpp"

namespace oms {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t longest_subject = 64;
// Version, purpose, issue number, expiry; the subject is behind them.
constexpr std::size_t head_size = 1 + 1 + 8 + 8;
// 128 bits of the HMAC (RFC 2104, section 5): half, for a link that fits into a text message.
constexpr std::size_t signature_size = 16;

void append(std::string& bytes, std::int64_t number) {
    const auto value = static_cast<std::uint64_t>(number);
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes += static_cast<char>(static_cast<unsigned char>(value >> (shift - 8)));
}

std::int64_t number_at(std::string_view bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (const char byte : bytes.substr(at, 8))
        value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

std::string signature(const SecretKey& key, std::string_view payload) {
    const Digest digest = keyed_hash(key, {payload});
    return {digest.begin(), digest.begin() + signature_size};
}

}  // namespace

LinkTokens::LinkTokens(const SecretKey& secret) : key_(derived_key(secret, "oms link token 1")) {}

std::string LinkTokens::make(const Link& link) const {
    OMS_REQUIRE(!link.subject_id.empty() && link.subject_id.size() <= longest_subject);
    OMS_REQUIRE(link.issue_no > 0);
    std::string bytes;
    bytes += static_cast<char>(version);
    bytes += static_cast<char>(link.purpose);
    append(bytes, link.issue_no);
    append(bytes, to_unix_micros(link.expire_time));
    bytes += link.subject_id;
    bytes += signature(key_, bytes);
    return base64url(bytes);
}

Result<Link> LinkTokens::open(std::string_view token, LinkPurpose purpose, Timestamp now) const {
    // Longer than any: not worth decoding.
    if (token.size() > 2 * (head_size + longest_subject + signature_size))
        return fail(Reason::link_invalid);
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() <= head_size + signature_size) return fail(Reason::link_invalid);
    const std::string_view payload =
        std::string_view(*bytes).substr(0, bytes->size() - signature_size);
    const std::string_view signed_as = std::string_view(*bytes).substr(payload.size());
    if (!is_same_secret(signature(key_, payload), signed_as)) return fail(Reason::link_invalid);
    if (payload[0] != static_cast<char>(version) || payload[1] != static_cast<char>(purpose))
        return fail(Reason::link_invalid);
    Link link{purpose, std::string(payload.substr(head_size)), number_at(payload, 2),
              from_unix_micros(number_at(payload, 10))};
    if (now >= link.expire_time) return fail(Reason::link_expired);
    return link;
}

}  // namespace oms
