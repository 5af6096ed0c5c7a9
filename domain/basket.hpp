#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace oms {

struct Order;

// How many units of which SKU; a SKU may come more than once.
struct BasketUnits {
    Sku sku;
    std::int64_t units = 0;
};

// Fingerprint of a basket: equal for the same units of the same SKUs, however they are spread over
// lines and in whatever order these come. FNV-1a of 128 bits (G. Fowler, L. C. Noll, K.-P. Vo): two
// baskets meet by chance once in 2^64; somebody who makes them meet only has an order of his own
// looked at.
using BasketDigest = std::array<std::uint8_t, 16>;
BasketDigest basket_digest(std::vector<BasketUnits> basket);

// What one customer of a channel wants, as its other orders are compared with.
struct BasketKey {
    ChannelId channel_id;
    std::string customer_reference;  // not empty
    BasketDigest digest{};
    friend auto operator<=>(const BasketKey&, const BasketKey&) = default;
};

// The newest order with a basket, and when it was placed. Another one like it is suspected to be
// its duplicate within its channel's window; after `until` it need not be remembered.
struct RecentBasket {
    OrderId order_id;
    Timestamp time;
    Timestamp until;
    friend bool operator==(const RecentBasket&, const RecentBasket&) = default;
};

// Requires: the order has a customer reference.
BasketKey basket_key(const Order& order);

}  // namespace oms

template <>
struct std::hash<oms::BasketKey> {
    std::size_t operator()(const oms::BasketKey& key) const noexcept {
        std::size_t digest = 0;
        std::memcpy(&digest, key.digest.data(), sizeof digest);
        return oms::hash_mix(oms::hash_mix(std::hash<oms::ChannelId>{}(key.channel_id),
                                           std::hash<std::string>{}(key.customer_reference)),
                             digest);
    }
};
