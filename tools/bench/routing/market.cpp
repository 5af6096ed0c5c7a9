#include "tools/bench/routing/market.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/retail.hpp"

namespace oms::bench {
namespace {

using retail::choice;
using retail::per_mille;

std::int64_t square_root(std::int64_t value) {
    std::int64_t root = 0;
    for (std::int64_t bit = std::int64_t{1} << 30; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= value) root += bit;
    }
    return root;
}

void finish_items(Market& market) {
    static constexpr std::array<std::int64_t, 16> factors = {
        25, 35, 45, 60, 70, 80, 90, 100, 110, 130, 150, 180, 220, 300, 400, 600};  // x 100
    std::vector<std::size_t> order(market.items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const Item& left = market.items[a];
        const Item& right = market.items[b];
        return left.lines != right.lines ? left.lines > right.lines : left.sku < right.sku;
    });
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        Item& item = market.items[order[rank]];
        item.tier = rank * 5 < order.size() ? 0 : rank * 2 < order.size() ? 1 : 2;
        const std::uint64_t hash = choice("item:" + item.sku);
        // 60 g x sqrt(1 + price in pounds), in whole grams.
        const std::int64_t plain = 60 * square_root((100 + item.price) * 10'000) / 1000;
        item.weight_g = std::clamp<std::int64_t>(plain * factors[hash % 16] / 100, 20, 6000);
        item.volume_cm3 = item.weight_g * (2 + static_cast<std::int64_t>((hash >> 8) % 5));
    }
}

retail::Point made_up_point(const std::string& key) {
    const std::uint64_t hash = choice(key);
    return {50'500'000 + 10 * static_cast<std::int32_t>(hash % 500'000),
            -4'500'000 + 10 * static_cast<std::int32_t>((hash >> 32) % 550'000)};
}

retail::Building made_up_building(const std::string& key) {
    return {key, key, {}, made_up_point(key)};
}

retail::Districts made_up_districts() {
    std::vector<retail::District> districts;
    for (int d = 0; d < 400; ++d) {
        const std::string key = fmt::format("district:{:03}", d);
        districts.push_back({key, 1000, made_up_point(key)});
    }
    return retail::Districts(std::move(districts));
}

// Only what a consumer in the United Kingdom bought.
retail::Retail read_home(const std::string& data_folder) {
    auto rows = retail::read_source(data_folder);
    std::erase_if(rows,
                  [](const retail::SourceRow& row) { return row.country != "United Kingdom"; });
    return retail::clean(rows);
}

}  // namespace

Market make_synthetic(std::int64_t items, std::int64_t baskets) {
    Market market{made_up_districts(), {}, {}, {}, {}, true};
    for (std::int64_t i = 0; i < items; ++i)
        market.items.push_back(
            {fmt::format("{:05}", 10'000 + i),
             80 + static_cast<std::int64_t>(choice(fmt::format("price:{}", i)) % 1200), 0, 2, 0,
             0});
    for (std::int64_t b = 0; b < baskets; ++b) {
        Basket basket{fmt::format("{}", 600'000 + b), {}};
        const std::int64_t length = 1 + per_mille(fmt::format("basket:{}", b)) / 25;
        for (std::int64_t l = 0; l < length; ++l) {
            // The product of two even choices: a few items are in most baskets.
            const std::uint64_t hash = choice(fmt::format("line:{}:{}", b, l));
            const auto item =
                static_cast<std::uint32_t>((hash % 1000) * ((hash >> 20) % 1000) *
                                           static_cast<std::uint64_t>(items) / 1'000'000);
            if (std::find(basket.items.begin(), basket.items.end(), item) != basket.items.end())
                continue;
            basket.items.push_back(item);
            ++market.items[item].lines;
        }
        market.baskets.push_back(std::move(basket));
    }
    for (int s = 0; s < 5000; ++s)
        market.stores.push_back(made_up_building(fmt::format("store:{}", s)));
    for (int w = 0; w < 8; ++w)
        market.warehouses.push_back(made_up_building(fmt::format("warehouse:{}", w)));
    finish_items(market);
    return market;
}

Market read_market(const std::string& data_folder) {
    Market market{retail::read_districts(data_folder),
                  retail::read_stores(data_folder),
                  retail::read_warehouses(data_folder),
                  {},
                  {},
                  false};
    const retail::Retail home = read_home(data_folder);
    for (const retail::RetailItem& item : home.items)
        market.items.push_back({item.sku, item.price, item.lines, 2, 0, 0});
    for (const retail::Invoice& invoice : home.invoices) {
        Basket& basket = market.baskets.emplace_back();
        basket.invoice = invoice.number;
        for (const retail::InvoiceLine& line : invoice.lines)
            basket.items.push_back(static_cast<std::uint32_t>(line.item));
    }
    finish_items(market);
    return market;
}

}  // namespace oms::bench
