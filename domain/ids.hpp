#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/result.hpp"

namespace oms {

// True for 1 to 64 bytes of printable ASCII without space.
bool is_identifier(std::string_view text) noexcept;
// True for 1 to 64 bytes of letters, digits, '.', '_', '-' and '/'.
bool is_code(std::string_view text) noexcept;

// An opaque identifier, 1 to 64 bytes. Two ids with different tags never mix: no implicit
// conversion in either direction, so a Sku cannot be passed where a LocationId is expected.
template <class Tag>
class Id {
public:
    // Empty: names nothing. Only for members that are assigned later.
    Id() = default;
    // For text from outside (requests, files, rows). Fails with Reason::malformed_field.
    static Result<Id> parse(std::string_view text) {
        const bool valid = Tag::code ? is_code(text) : is_identifier(text);
        if (!valid) return fail(Reason::malformed_field, std::string(Tag::rule));
        return Id(std::string(text));
    }
    // For text that is known to be valid: made by us, or read from our own rows.
    static Id trusted(std::string text) { return Id(std::move(text)); }

    const std::string& str() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    explicit Id(std::string text) : value_(std::move(text)) {}
    std::string value_;
};

struct CodeRule {
    static constexpr bool code = true;
    static constexpr std::string_view rule =
        "1 to 64 bytes of letters, digits, '.', '_', '-' and '/'";
};
struct IdentifierRule {
    static constexpr bool code = false;
    static constexpr std::string_view rule = "1 to 64 bytes of printable ASCII without space";
};

// Chosen by the retailer.
using Sku = Id<struct SkuTag>;
using LocationId = Id<struct LocationIdTag>;
using ChannelId = Id<struct ChannelIdTag>;
using ExternalId = Id<struct ExternalIdTag>;
using CartId = Id<struct CartIdTag>;
// Chosen by us: prefix + UUIDv7 in Crockford base32.
using OrderId = Id<struct OrderIdTag>;
using OrderNumber = Id<struct OrderNumberTag>;
using PersonalId = Id<struct PersonalIdTag>;
using EventId = Id<struct EventIdTag>;
using HoldId = Id<struct HoldIdTag>;
using ReceiptId = Id<struct ReceiptIdTag>;
using FulfillmentOrderId = Id<struct FulfillmentOrderIdTag>;
using ParcelId = Id<struct ParcelIdTag>;
using PickupId = Id<struct PickupIdTag>;
using OperationId = Id<struct OperationIdTag>;
using ChoiceId = Id<struct ChoiceIdTag>;

struct SkuTag : CodeRule {};
struct LocationIdTag : CodeRule {};
struct ChannelIdTag : CodeRule {};
struct ExternalIdTag : IdentifierRule {};
struct CartIdTag : IdentifierRule {};
struct OrderIdTag : IdentifierRule {};
struct OrderNumberTag : IdentifierRule {};
struct PersonalIdTag : IdentifierRule {};
struct EventIdTag : IdentifierRule {};
struct HoldIdTag : IdentifierRule {};
struct ReceiptIdTag : IdentifierRule {};
struct FulfillmentOrderIdTag : IdentifierRule {};
struct ParcelIdTag : IdentifierRule {};
struct PickupIdTag : IdentifierRule {};
struct OperationIdTag : IdentifierRule {};
struct ChoiceIdTag : IdentifierRule {};

// Mixes hashes of composite keys.
constexpr std::size_t hash_mix(std::size_t seed, std::size_t next) noexcept {
    return seed ^ (next + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U));
}

}  // namespace oms

template <class Tag>
struct std::hash<oms::Id<Tag>> {
    std::size_t operator()(const oms::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
