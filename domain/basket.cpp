#include "domain/basket.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "domain/contract.hpp"
#include "domain/order.hpp"

namespace oms {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr Wide wide(std::uint64_t high, std::uint64_t low) {
    return (Wide{high} << 64U) | low;
}

// The published constants: http://www.isthe.com/chongo/tech/comp/fnv/.
constexpr Wide offset_basis = wide(0x6c62272e07bb0142ULL, 0x62b821756295c58dULL);
constexpr Wide prime = wide(0x0000000001000000ULL, 0x000000000000013BULL);

void mix(Wide& hash, std::uint8_t byte) {
    hash = (hash ^ byte) * prime;
}

}  // namespace

BasketDigest basket_digest(std::vector<BasketUnits> basket) {
    std::sort(basket.begin(), basket.end(),
              [](const BasketUnits& a, const BasketUnits& b) { return a.sku < b.sku; });
    Wide hash = offset_basis;
    for (auto first = basket.begin(); first != basket.end();) {
        std::uint64_t units = 0;
        auto last = first;
        for (; last != basket.end() && last->sku == first->sku; ++last)
            units += static_cast<std::uint64_t>(last->units);
        for (const char c : first->sku.str())
            mix(hash, static_cast<std::uint8_t>(c));
        mix(hash, 0);  // no SKU has this byte: where it ends
        for (unsigned shift = 0; shift < 64; shift += 8)
            mix(hash, static_cast<std::uint8_t>(units >> shift));
        first = last;
    }
    BasketDigest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(hash >> (8 * (digest.size() - 1 - i)));
    return digest;
}

BasketKey basket_key(const Order& order) {
    OMS_REQUIRE(!order.customer_reference.empty());
    std::vector<BasketUnits> basket;
    basket.reserve(order.lines.size());
    for (const OrderLine& line : order.lines)
        basket.push_back({line.sku, line.quantities.ordered()});
    return {order.channel_id, order.customer_reference, basket_digest(std::move(basket))};
}

}  // namespace oms
