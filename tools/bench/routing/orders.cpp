#include "tools/bench/routing/orders.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/consumer_cut.hpp"

namespace oms::bench {
namespace {

using retail::choice;

std::int64_t quantity_of(const std::string& line) {
    const std::uint64_t hash = choice("qty:" + line);
    const auto percent = static_cast<std::int64_t>(hash % 100);
    if (percent < 82) return 1;
    if (percent < 94) return 2;
    return percent < 98 ? 3 : 4 + static_cast<std::int64_t>((hash >> 32) % 3);
}

Order cut_order(const Basket& basket, const std::string& name, std::size_t first,
                std::size_t count) {
    Order order;
    order.name = name;
    for (std::size_t i = first; i < first + count; ++i)
        order.lines.push_back({basket.items[i], quantity_of(fmt::format("{}:{}", name, i))});
    order.district = choice("sub:" + name) % destinations;
    order.next_day = choice("promise:" + name) % 100 < 30;
    return order;
}

}  // namespace

std::vector<Order> consumer_orders(const Market& market, std::size_t most) {
    std::vector<Order> orders;
    const std::size_t stride = std::max<std::size_t>(1, market.baskets.size() * 8 / (most + 1));
    for (std::size_t b = 0; b < market.baskets.size() && orders.size() < most; b += stride) {
        const Basket& basket = market.baskets[b];
        std::size_t first = 0;
        for (std::size_t k = 0; first < basket.items.size() && orders.size() < most; ++k) {
            const std::string name = fmt::format("{}:{}", basket.invoice, k);
            const std::size_t count =
                std::min(retail::length_of_cut(basket.invoice, k), basket.items.size() - first);
            orders.push_back(cut_order(basket, name, first, count));
            first += count;
        }
    }
    return orders;
}

std::vector<Order> fixed_orders(const Market& market, std::size_t lines, std::size_t most) {
    std::vector<Order> orders;
    for (std::size_t tried = 0; orders.size() < most && tried < 50 * most; ++tried) {
        const std::uint64_t hash = choice(fmt::format("fixed:{}:{}", lines, tried));
        const Basket& basket = market.baskets[hash % market.baskets.size()];
        if (basket.items.size() < lines) continue;
        const std::size_t first = (hash >> 32) % (basket.items.size() - lines + 1);
        orders.push_back(
            cut_order(basket, fmt::format("{}:{}:{}", basket.invoice, lines, tried), first, lines));
    }
    return orders;
}

}  // namespace oms::bench
