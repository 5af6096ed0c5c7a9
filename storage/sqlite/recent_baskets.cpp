#include "storage/sqlite/recent_baskets.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include "domain/id_source.hpp"
#include "storage/sqlite/catalog_repository.hpp"

namespace oms::storage::sqlite {
namespace {

// In the order they were placed. Terms that cannot be read are for `verify` to find, not a reason
// to keep the store closed.
constexpr std::string_view select_since =
    "SELECT order_id, channel_id, create_time_us, CASE WHEN json_valid(terms) THEN "
    "coalesce(json_extract(terms, '$.customer_reference'), '') ELSE '' END FROM orders "
    "WHERE order_id >= ?1 ORDER BY order_id";
// Walked beside them, which takes a fifth of looking up each order's.
constexpr std::string_view select_lines_since =
    "SELECT order_id, sku, ordered FROM order_lines WHERE order_id >= ?1 ORDER BY order_id";

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

// The lines of orders that are asked for in their order.
class LinesInOrder {
public:
    LinesInOrder(Connection& connection, const OrderId& first)
        : first_(first), row_(connection.prepared(select_lines_since)) {
        row_.bind(first_.str());
    }

    Result<std::vector<BasketUnits>> of(std::string_view order_id) {
        std::vector<BasketUnits> basket;
        while (true) {
            if (!is_read_) {
                OMS_TRY(more_, row_.step());
                is_read_ = true;
            }
            if (!more_ || row_.text(0) > order_id) return basket;
            if (row_.text(0) == order_id)
                basket.push_back({Sku::trusted(std::string(row_.text(1))), row_.integer(2)});
            is_read_ = false;
        }
    }

private:
    OrderId first_;  // bound by reference
    Statement row_;
    bool more_ = false;
    bool is_read_ = false;  // the present row, not yet taken
};

// The first order that may be remembered at `now`.
Result<OrderId> first_recent(Connection& connection, Timestamp since) {
    const auto first = first_id_at<OrderId>("ord", since);
    Statement newest = connection.prepared(select_before_newest);
    OMS_TRY(const bool more, newest.bind(most_recent_baskets).step());
    return more ? std::max(first, OrderId::trusted(std::string(newest.text(0)))) : first;
}

}  // namespace

Result<void> RecentBaskets::rebuild(Connection& connection, Timestamp now) {
    OMS_TRY(const Windows windows, windows_of(connection));
    Duration longest{0};
    for (const auto& [channel_id, window] : windows)
        longest = std::max(longest, window);
    if (longest == Duration{0}) return {};

    OMS_TRY(const OrderId first, first_recent(connection, now - longest));
    LinesInOrder lines(connection, first);
    Statement row = connection.prepared(select_since);
    row.bind(first.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        OMS_TRY(std::vector<BasketUnits> basket, lines.of(row.text(0)));
        auto channel_id = ChannelId::trusted(std::string(row.text(1)));
        std::string customer(row.text(3));
        const auto window = windows.find(channel_id);
        if (basket.empty() || customer.empty() || window == windows.end()) continue;
        const Timestamp time = from_unix_micros(row.integer(2));
        put(digest_of(
                {std::move(channel_id), std::move(customer), basket_digest(std::move(basket))}),
            {OrderId::trusted(std::string(row.text(0))), time, time + window->second});
    }
    forget_before(now);
    return {};
}

void RecentBaskets::load(const std::vector<BasketKey>& keys, UnitOfWork& unit) {
    for (const BasketKey& key : keys) {
        if (unit.baskets.is_loaded(key)) continue;
        const auto found = rows_.find(digest_of(key));
        if (found == rows_.end()) {
            unit.baskets.load(key, std::nullopt);
            continue;
        }
        const Row& row = found->second;
        unit.baskets.load(
            key, RecentBasket{OrderId::trusted(std::string(row.order_id.data(), row.id_size)),
                              row.time, row.until});
    }
}

void RecentBaskets::stage(const UnitOfWork& unit) {
    staged_.clear();
    for (const auto& change : unit.baskets.changes())
        staged_.emplace_back(digest_of(*change.key), *change.value);
}

void RecentBaskets::commit(Timestamp now) {
    for (const auto& [digest, basket] : staged_)
        put(digest, basket);
    staged_.clear();
    forget_before(now);
}

std::size_t RecentBaskets::DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

RecentBaskets::Digest RecentBaskets::digest_of(const BasketKey& key) {
    sha_.begin();
    sha_.add(key.channel_id.str());
    sha_.add(key.customer_reference);
    sha_.add({reinterpret_cast<const char*>(key.digest.data()), key.digest.size()});
    const auto whole = sha_.end();
    Digest digest{};
    std::copy_n(whole.begin(), digest.size(), digest.begin());
    return digest;
}

void RecentBaskets::put(const Digest& digest, const RecentBasket& basket) {
    Row next{basket.time, basket.until, {}, 0};
    const std::string& id = basket.order_id.str();
    if (id.size() > next.order_id.size()) return;  // none that we have made
    std::copy(id.begin(), id.end(), next.order_id.begin());
    next.id_size = static_cast<std::uint8_t>(id.size());
    const auto [node, fresh] = rows_.try_emplace(digest, next);
    // Ids of one millisecond do not sort by time: the newest order stays.
    if (!fresh && basket.time < node->second.time) return;
    node->second = next;
    ends_.push({basket.until, digest});
}

void RecentBaskets::forget_before(Timestamp now) {
    const auto most = static_cast<std::size_t>(most_recent_baskets);
    while (!ends_.empty() && (ends_.top().until <= now || ends_.size() > most)) {
        const auto row = rows_.find(ends_.top().digest);
        if (row != rows_.end() && row->second.until == ends_.top().until) rows_.erase(row);
        ends_.pop();
    }
}

}  // namespace oms::storage::sqlite
