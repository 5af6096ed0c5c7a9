#include "storage/sqlite/recent_baskets.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "domain/id_source.hpp"
#include "storage/sqlite/catalog_repository.hpp"

namespace oms::storage::sqlite {
namespace {

// In the order they were placed. Terms that cannot be read are for `verify` to find, not a reason
// to keep the store closed.
constexpr std::string_view select_since =
    "SELECT o.order_id, o.channel_id, o.create_time_us, CASE WHEN json_valid(o.terms) THEN "
    "coalesce(json_extract(o.terms, '$.customer_reference'), '') ELSE '' END, l.sku, l.ordered "
    "FROM orders o JOIN order_lines l ON l.order_id = o.order_id WHERE o.order_id >= ?1 ORDER BY "
    "o.order_id, l.line_no";

// The order before the newest so many.
constexpr std::string_view select_before_newest =
    "SELECT order_id FROM orders ORDER BY order_id DESC LIMIT 1 OFFSET ?1";

using Windows = std::unordered_map<ChannelId, Duration>;

Result<Windows> windows_of(Connection& connection) {
    OMS_TRY(const std::vector<Channel> channels, CatalogRepository(connection).all_channels());
    Windows windows;
    for (const Channel& channel : channels) {
        if (channel.duplicate_window_s == 0) continue;
        windows.emplace(channel.channel_id, std::chrono::seconds{channel.duplicate_window_s});
    }
    return windows;
}

// One order on its way from its rows.
struct Found {
    OrderId order_id;
    ChannelId channel_id;
    Timestamp time;
    std::string customer_reference;
    std::vector<BasketUnits> basket;
};

}  // namespace

Result<void> RecentBaskets::rebuild(Connection& connection, Timestamp now) {
    OMS_TRY(const Windows windows, windows_of(connection));
    Duration longest{0};
    for (const auto& [channel_id, window] : windows)
        longest = std::max(longest, window);
    if (longest == Duration{0}) return {};

    Found order;
    const auto finish = [&] {
        const auto window = windows.find(order.channel_id);
        if (order.basket.empty() || order.customer_reference.empty() || window == windows.end())
            return;
        put({order.channel_id, order.customer_reference, basket_digest(std::move(order.basket))},
            {order.order_id, order.time, order.time + window->second});
    };
    OrderId first = first_id_at<OrderId>("ord", now - longest);
    {
        Statement newest = connection.prepared(select_before_newest);
        OMS_TRY(const bool more, newest.bind(most_recent_baskets).step());
        if (more) first = std::max(first, OrderId::trusted(std::string(newest.text(0))));
    }
    Statement row = connection.prepared(select_since);
    row.bind(first.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        if (row.text(0) != order.order_id.str()) {
            finish();
            order = {OrderId::trusted(std::string(row.text(0))),
                     ChannelId::trusted(std::string(row.text(1))),
                     from_unix_micros(row.integer(2)),
                     std::string(row.text(3)),
                     {}};
        }
        order.basket.push_back({Sku::trusted(std::string(row.text(4))), row.integer(5)});
    }
    finish();
    forget_before(now);
    return {};
}

void RecentBaskets::load(const std::vector<BasketKey>& keys, UnitOfWork& unit) const {
    for (const BasketKey& key : keys) {
        if (unit.baskets.is_loaded(key)) continue;
        const auto found = rows_.find(key);
        unit.baskets.load(
            key, found == rows_.end() ? std::nullopt : std::optional(found->second.basket));
    }
}

void RecentBaskets::stage(const UnitOfWork& unit) {
    staged_.clear();
    for (const auto& change : unit.baskets.changes())
        staged_.emplace_back(*change.key, *change.value);
}

void RecentBaskets::commit(Timestamp now) {
    for (const auto& [key, basket] : staged_)
        put(key, basket);
    staged_.clear();
    forget_before(now);
}

void RecentBaskets::put(const BasketKey& key, const RecentBasket& basket) {
    const auto [node, fresh] = rows_.try_emplace(key);
    Row& row = node->second;
    // Ids of one millisecond do not sort by time: the newest order stays.
    if (!fresh && basket.time < row.basket.time) return;
    if (!fresh) by_time_.erase(row.at);
    row.basket = basket;
    row.at = by_time_.emplace(basket.until, &node->first);
}

void RecentBaskets::forget_before(Timestamp now) {
    const auto most = static_cast<std::size_t>(most_recent_baskets);
    while (!by_time_.empty() && (by_time_.begin()->first <= now || by_time_.size() > most)) {
        rows_.erase(rows_.find(*by_time_.begin()->second));
        by_time_.erase(by_time_.begin());
    }
}

}  // namespace oms::storage::sqlite
