#include "tools/bench/routing/retail.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <zlib.h>

#include "tools/bench/routing/hash.hpp"

namespace oms::bench {
namespace {

using Fields = std::vector<std::string>;

// One row of CSV; quotes may hold commas and doubled quotes, never line ends (true of these files).
void split_row(const std::string& row, Fields& fields) {
    fields.assign(1, {});
    bool quoted = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const char c = row[i];
        if (c == '"') {
            if (quoted && i + 1 < row.size() && row[i + 1] == '"') {
                fields.back() += '"';
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
}

// A decimal number times `scale`, a power of ten; digits beyond it are dropped.
std::int64_t scaled(const std::string& text, std::int64_t scale) {
    std::int64_t value = 0;
    bool point = false;
    for (const char c : text) {
        if (c == '.') {
            point = true;
        } else if (c >= '0' && c <= '9') {
            if (point && scale == 1) break;
            value = value * 10 + (c - '0');
            if (point) scale /= 10;
        } else if (c != '-' && c != '+') {
            throw std::runtime_error(fmt::format("'{}' is no number", text));
        }
    }
    value *= scale;
    return !text.empty() && text.front() == '-' ? -value : value;
}

template <class Handle>
void read_csv(const std::filesystem::path& file, std::size_t columns, Handle handle) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error(fmt::format("cannot read {}", file.string()));
    std::string row;
    std::getline(in, row);
    Fields fields;
    while (std::getline(in, row)) {
        split_row(row, fields);
        if (fields.size() < columns)
            throw std::runtime_error(fmt::format("short row in {}: {}", file.string(), row));
        handle(fields);
    }
}

template <class Handle>
void read_csv_gz(const std::filesystem::path& file, std::size_t columns, Handle handle) {
    gzFile in = gzopen(file.c_str(), "rb");
    if (in == nullptr) throw std::runtime_error(fmt::format("cannot read {}", file.string()));
    std::array<char, 4096> buffer{};
    Fields fields;
    bool header = true;
    while (gzgets(in, buffer.data(), static_cast<int>(buffer.size())) != nullptr) {
        std::string row(buffer.data());
        while (!row.empty() && row.back() == '\n')
            row.pop_back();
        if (!header) {
            split_row(row, fields);
            if (fields.size() < columns) {
                gzclose(in);
                throw std::runtime_error(fmt::format("short row in {}: {}", file.string(), row));
            }
            handle(fields);
        }
        header = false;
    }
    gzclose(in);
}

bool is_goods(const std::string& stock_code) {
    return stock_code.size() >= 5 && std::all_of(stock_code.begin(), stock_code.begin() + 5,
                                                 [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t square_root(std::int64_t value) {
    std::int64_t root = 0;
    for (std::int64_t bit = std::int64_t{1} << 30; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= value) root += bit;
    }
    return root;
}

void finish_items(Retail& retail) {
    static constexpr std::array<std::int64_t, 16> factors = {
        25, 35, 45, 60, 70, 80, 90, 100, 110, 130, 150, 180, 220, 300, 400, 600};  // x 100
    std::vector<std::size_t> order(retail.items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const Item& left = retail.items[a];
        const Item& right = retail.items[b];
        return left.lines != right.lines ? left.lines > right.lines : left.sku < right.sku;
    });
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        Item& item = retail.items[order[rank]];
        item.tier = rank * 5 < order.size() ? 0 : rank * 2 < order.size() ? 1 : 2;
        const std::uint64_t hash = choice("item:" + item.sku);
        // 60 g x sqrt(1 + price in pounds), in whole grams.
        const std::int64_t plain = 60 * square_root((100 + item.price) * 10'000) / 1000;
        item.weight_g = std::clamp<std::int64_t>(plain * factors[hash % 16] / 100, 20, 6000);
        item.volume_cm3 = item.weight_g * (2 + static_cast<std::int64_t>((hash >> 8) % 5));
    }
}

void read_baskets(const std::filesystem::path& folder, Retail& retail) {
    std::unordered_map<std::string, std::uint32_t> item_of;
    std::unordered_set<std::uint32_t> in_basket;
    read_csv_gz(folder / "online_retail_2010_2011.csv.gz", 8, [&](const Fields& row) {
        if (row[0].front() == 'C' || row[0].front() == 'A' || row[7] != "United Kingdom") return;
        const std::int64_t price = scaled(row[5], 100);
        if (scaled(row[3], 1) <= 0 || price <= 0 || !is_goods(row[1])) return;
        const auto [place, added] =
            item_of.try_emplace(row[1], static_cast<std::uint32_t>(retail.items.size()));
        if (added) retail.items.push_back({row[1], price, 0, 2, 0, 0});
        if (retail.baskets.empty() || retail.baskets.back().invoice != row[0]) {
            retail.baskets.push_back({row[0], {}});
            in_basket.clear();
        }
        if (!in_basket.insert(place->second).second) return;
        retail.baskets.back().items.push_back(place->second);
        ++retail.items[place->second].lines;
    });
}

void read_places(const std::filesystem::path& folder, Retail& retail) {
    read_csv(folder / "gb_postcode_districts.csv", 4, [&](const Fields& row) {
        const std::int64_t population = scaled(row[3], 1);
        if (population > 0)
            retail.districts.push_back({
                {row[0], scaled(row[1], 100'000), scaled(row[2], 100'000)},
                population
            });
    });
    std::sort(retail.districts.begin(), retail.districts.end(),
              [](const District& a, const District& b) { return a.site.name < b.site.name; });
    std::vector<std::pair<std::uint64_t, Site>> stores;
    read_csv(folder / "gb_stores.csv", 5, [&](const Fields& row) {
        stores.push_back({
            choice("store:" + row[0]), {row[0], scaled(row[3], 100'000), scaled(row[4], 100'000)}
        });
    });
    std::sort(stores.begin(), stores.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, store] : stores)
        retail.stores.push_back(store);
    std::unordered_map<std::string, Site> parks;
    read_csv(folder / "gb_warehouses.csv", 5, [&](const Fields& row) {
        parks[row[0]] = {row[0], scaled(row[3], 100'000), scaled(row[4], 100'000)};
    });
    for (const char* id : {"WH02", "WH08", "WH12", "WH16", "WH06", "WH17", "WH21", "WH11"})
        retail.warehouses.push_back(parks.at(id));
}

Site made_up_site(const std::string& key) {
    const std::uint64_t hash = choice(key);
    return {key, 5'050'000 + static_cast<std::int64_t>(hash % 500'000),
            -450'000 + static_cast<std::int64_t>((hash >> 32) % 550'000)};
}

}  // namespace

Retail make_synthetic(std::int64_t items, std::int64_t baskets) {
    Retail retail;
    retail.synthetic = true;
    for (std::int64_t i = 0; i < items; ++i)
        retail.items.push_back(
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
            ++retail.items[item].lines;
        }
        retail.baskets.push_back(std::move(basket));
    }
    for (int d = 0; d < 400; ++d)
        retail.districts.push_back({made_up_site(fmt::format("district:{:03}", d)), 1000});
    for (int s = 0; s < 5000; ++s)
        retail.stores.push_back(made_up_site(fmt::format("store:{}", s)));
    for (int w = 0; w < 8; ++w)
        retail.warehouses.push_back(made_up_site(fmt::format("warehouse:{}", w)));
    finish_items(retail);
    return retail;
}

Retail read_retail(const std::filesystem::path& folder) {
    if (!std::filesystem::exists(folder / "online_retail_2010_2011.csv.gz"))
        return make_synthetic(3900, 18'000);
    Retail retail;
    read_baskets(folder, retail);
    read_places(folder, retail);
    finish_items(retail);
    return retail;
}

std::size_t pick_district(const Retail& retail, std::string_view key) {
    std::int64_t total = 0;
    for (const District& district : retail.districts)
        total += district.population;
    auto rest = static_cast<std::int64_t>(choice(key) % static_cast<std::uint64_t>(total));
    for (std::size_t d = 0; d < retail.districts.size(); ++d) {
        rest -= retail.districts[d].population;
        if (rest < 0) return d;
    }
    return retail.districts.size() - 1;
}

}  // namespace oms::bench
