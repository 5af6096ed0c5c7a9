#include "storage/sqlite/engine.hpp"

#include <utility>

#include <sqlite3.h>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view begin_sql = "BEGIN IMMEDIATE";
constexpr std::string_view commit_sql = "COMMIT";
constexpr std::string_view rollback_sql = "ROLLBACK";

// Pages of 4 KiB, 32 MiB in all. Fewer make each checkpoint, and so the longest wait, shorter; more
// make them rarer, and a page that changes often is then written once instead of many times.
// Measured with oms-bench: 2,000 pages cost a fifth of the throughput, 16,000 a pause of 0.1 s.
constexpr int checkpoint_pages = 8000;
// While nobody waits: short pauses count for more than writing a page once.
constexpr int idle_checkpoint_pages = 1000;

int remember_log_pages(void* log_pages, sqlite3*, const char*, int pages) {
    *static_cast<int*>(log_pages) = pages;
    return SQLITE_OK;
}

EngineFailure failure_of(const Error& error) {
    using Kind = EngineFailure::Kind;
    switch (error.reason) {
        case Reason::disk_full:
            return {Kind::full, error.detail};
        case Reason::version_mismatch:
            return {Kind::conflict, error.detail};
        case Reason::internal_fault:
            return {Kind::constraint, error.detail};
        default:
            return {Kind::fatal, error.detail};
    }
}

template <class T>
EngineResult<T> converted(Result<T> result) {
    if (!result) return tl::unexpected(failure_of(result.error()));
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return std::move(*result);
    }
}

}  // namespace

SqliteEngine::SqliteEngine(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      catalog_(*connection_),
      stock_(*connection_),
      feeds_(*connection_),
      orders_(*connection_),
      tasks_(*connection_),
      pickups_(*connection_),
      effects_(*connection_),
      shelves_(*connection_),
      returns_(*connection_),
      payments_(*connection_),
      order_summaries_(*connection_),
      order_index_(*connection_),
      cart_holds_(*connection_),
      routing_(*connection_),
      rules_(*connection_),
      receipts_(*connection_),
      waiting_(*connection_),
      log_(*connection_),
      answers_(*connection_) {
    sqlite3_wal_hook(connection_->handle(), remember_log_pages, &log_pages_);
}

Result<void> SqliteEngine::open() {
    OMS_CHECK(answers_.open());
    OMS_TRY(const LastCommit last, log_.head());
    return baskets_.rebuild(*connection_, last.now);
}

EngineResult<void> SqliteEngine::maintain(bool idle) {
    if (log_pages_ < (idle ? idle_checkpoint_pages : checkpoint_pages)) return {};
    log_pages_ = 0;
    const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    // Held up by a reader, or no room: the log is longer at the next commit, and it is tried again.
    if (code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_FULL)
        return {};
    return tl::unexpected(failure_of(connection_->failure("checkpoint")));
}

EngineResult<LastCommit> SqliteEngine::last_commit() {
    return converted(log_.head());
}

EngineResult<void> SqliteEngine::begin() {
    return converted(connection_->prepared(begin_sql).run());
}

EngineResult<void> SqliteEngine::load(const KeySet& keys, std::span<const AnswerKey> answer_keys,
                                      UnitOfWork& unit, KeptAnswers& answers) {
    return converted(load_rows(keys, answer_keys, unit, answers));
}

Result<void> SqliteEngine::load_rows(const KeySet& keys, std::span<const AnswerKey> answer_keys,
                                     UnitOfWork& unit, KeptAnswers& answers) {
    OMS_CHECK(answers_.load(answer_keys, answers));
    OMS_CHECK(catalog_.load(keys, unit));
    OMS_CHECK(orders_.load_unique(keys, unit));
    OMS_CHECK(rules_.load(keys, unit));
    baskets_.load(keys.baskets, unit);
    for (const OrderId& id : keys.orders)
        OMS_CHECK(load_order(id, unit));
    OMS_CHECK(load_tasks(keys, unit));
    OMS_CHECK(load_returns(keys, unit));
    OMS_CHECK(load_supply(keys, unit));
    for (const WorkKey& key : keys.work)
        OMS_CHECK(routing_.load_work(key, unit));
    for (const Sku& sku : keys.backorders)
        OMS_CHECK(stock_.load_backorders(sku, unit));
    for (const CartKey& key : keys.cart_holds) {
        OMS_CHECK(cart_holds_.load(key, unit));
        const CartHold* hold = unit.cart_holds.find(key);
        if (hold == nullptr) continue;
        for (const Reservation& r : hold->reservations)
            OMS_CHECK(stock_.load({r.sku, r.location_id}, unit));
    }
    for (const StockKey& key : keys.stock)
        OMS_CHECK(stock_.load(key, unit));
    for (const StockKey& key : keys.shelves)
        OMS_CHECK(shelves_.load(key, unit));
    for (const Sku& sku : keys.whole_skus) {
        if (unit.is_whole(sku)) continue;
        OMS_TRY(std::vector<LocationId> locations, stock_.load_sku(sku, unit));
        for (const LocationId& id : locations)
            OMS_CHECK(catalog_.load_location(id, unit));
        unit.load_whole_sku(sku, std::move(locations));
    }
    return feeds_.load(keys, unit);
}

Result<void> SqliteEngine::load_order(const OrderId& id, UnitOfWork& unit) {
    OMS_CHECK(orders_.load(id, unit));
    const Order* order = unit.orders.find(id);
    // Once is enough, however many tasks and pickups of it are named.
    if (order == nullptr || unit.are_tasks_loaded(id)) return {};
    for (const Reservation& r : order->reservations) {
        OMS_CHECK(stock_.load({r.sku, r.location_id}, unit));
        OMS_CHECK(catalog_.load_location(r.location_id, unit));
    }
    for (const OrderLine& line : order->lines) {
        OMS_CHECK(stock_.load_backorders(line.sku, unit));
        OMS_CHECK(catalog_.load_item(line.sku, unit));
        if (line.pickup_location.empty()) continue;
        OMS_CHECK(catalog_.load_location(line.pickup_location, unit));
        OMS_CHECK(stock_.load({line.sku, line.pickup_location}, unit));
    }
    for (const OrderParcel& parcel : order->parcels) {
        for (const WorkKey& key : parcel.work)
            OMS_CHECK(routing_.load_work(key, unit));
    }
    for (const Waiting& claim : order->waiting)
        OMS_CHECK(receipts_.load(claim.receipt_id, unit));
    OMS_TRY(std::vector<FulfillmentOrderId> tasks, tasks_.load_of(id, unit));
    OMS_TRY(std::vector<PickupId> pickups, pickups_.load_of(id, unit));
    OMS_CHECK(payments_.load(id, unit));
    for (const FulfillmentOrderId& task : tasks)
        OMS_CHECK(load_offers(*unit.fulfillment_orders.find(task), unit));
    unit.load_tasks(id, std::move(tasks), std::move(pickups));
    return {};
}

Result<void> SqliteEngine::load_offers(const FulfillmentOrder& task, UnitOfWork& unit) {
    if (!is_offered(task)) return {};
    for (const ParcelOffer& offer : task.offers) {
        OMS_CHECK(catalog_.load_location(offer.location_id, unit));
        for (const FulfillmentLine& line : task.lines)
            OMS_CHECK(stock_.load({line.sku, offer.location_id}, unit));
        for (const WorkLimit& limit : offer.work)
            OMS_CHECK(routing_.load_work(limit.key, unit));
    }
    return {};
}

Result<void> SqliteEngine::load_tasks(const KeySet& keys, UnitOfWork& unit) {
    for (const FulfillmentOrderId& id : keys.fulfillment_orders) {
        OMS_TRY(const OrderId order, tasks_.load(id, unit));
        if (!order.empty()) OMS_CHECK(load_order(order, unit));
    }
    for (const DeviceId& id : keys.devices)
        OMS_CHECK(pickups_.load_device(id, unit));
    std::vector<PickupId> pickups = keys.pickups;
    for (const PickupCodeKey& key : keys.pickup_codes) {
        OMS_CHECK(pickups_.load_code(key, unit));
        const PickupCodeOwner* owner = unit.pickup_codes.find(key);
        if (owner != nullptr && !owner->pickup_id.empty()) pickups.push_back(owner->pickup_id);
    }
    for (const PickupId& id : pickups) {
        OMS_TRY(const OrderId order, pickups_.load(id, unit));
        if (!order.empty()) OMS_CHECK(load_order(order, unit));
    }
    if (keys.parcel_numbers) OMS_CHECK(tasks_.load_parcel_numbers(unit));
    for (const OperationId& id : keys.payment_operations) {
        OMS_TRY(const OrderId order, payments_.load_operation(id, unit));
        if (!order.empty()) OMS_CHECK(load_order(order, unit));
    }
    for (const OperationId& id : keys.effects) {
        OMS_TRY(const OrderId order, effects_.load(id, unit));
        if (!order.empty()) OMS_CHECK(load_order(order, unit));
        const Effect* effect = unit.effects.find(id);
        if (effect == nullptr || !order.empty()) continue;
        // Credit for goods of no order.
        ReturnKey key;
        key.return_id = ReturnId::trusted(effect->subject);
        OMS_CHECK(load_return(key, unit));
    }
    return {};
}

Result<void> SqliteEngine::load_returns(const KeySet& keys, UnitOfWork& unit) {
    if (keys.return_policies) OMS_CHECK(returns_.load_policies(unit));
    for (const ReturnKey& key : keys.returns)
        OMS_CHECK(load_return(key, unit));
    return {};
}

Result<void> SqliteEngine::load_return(const ReturnKey& key, UnitOfWork& unit) {
    OrderId id = key.order_id;
    std::vector<StockKey> stock;
    if (!key.order_number.empty()) {
        KeySet numbers;
        numbers.order_numbers.push_back(key.order_number);
        OMS_CHECK(orders_.load_unique(numbers, unit));
        if (const OrderId* found = unit.order_numbers.find(key.order_number)) id = *found;
    }
    if (!key.return_id.empty()) {
        OMS_CHECK(returns_.load(key.return_id, unit));
        if (const Return* one = unit.returns.find(key.return_id)) {
            id = one->order_id;
            for (const ReturnGoods& goods : one->goods)
                stock.push_back({goods.sku, goods.location_id});
            for (const ReturnLine& line : one->lines)
                stock.push_back({line.sku, key.location_id});
        }
    }
    if (!id.empty()) OMS_CHECK(load_order(id, unit));
    if (const Order* order = id.empty() ? nullptr : unit.orders.find(id)) {
        OMS_TRY(const std::vector<PersonalRecord> personal, orders_.personal_of(id));
        std::string country;
        for (const PersonalRecord& record : personal) {
            if (record.kind == PersonalKind::ship_to) country = record.address.country_code;
        }
        OMS_TRY(std::vector<ReturnId> names, returns_.load_of(id, unit));
        if (!unit.are_returns_loaded(id)) unit.load_returns(id, std::move(names), country);
        KeySet channel;
        channel.channels.push_back(order->channel_id);
        OMS_CHECK(catalog_.load(channel, unit));
        for (const OrderLine& line : order->lines)
            stock.push_back({line.sku, key.location_id});
    }
    for (const Sku& sku : key.skus) {
        OMS_CHECK(catalog_.load_item(sku, unit));
        stock.push_back({sku, key.location_id});
    }
    if (!key.location_id.empty()) OMS_CHECK(catalog_.load_location(key.location_id, unit));
    for (const StockKey& row : stock) {
        if (!row.location_id.empty()) OMS_CHECK(stock_.load(row, unit));
    }
    return {};
}

Result<void> SqliteEngine::load_supply(const KeySet& keys, UnitOfWork& unit) {
    for (const ReceiptId& id : keys.receipts) {
        OMS_CHECK(receipts_.load(id, unit));
        const Receipt* receipt = unit.receipts.find(id);
        if (receipt != nullptr) OMS_CHECK(stock_.load(receipt->key, unit));
    }
    for (const Sku& sku : keys.supply)
        OMS_CHECK(receipts_.load_supply(sku, unit));
    for (const QueueHead& head : keys.queues)
        OMS_CHECK(waiting_.load(head, unit));
    return {};
}

EngineResult<std::int64_t> SqliteEngine::flush(const UnitOfWork& unit,
                                               std::span<const NewAnswer> answers) {
    return converted(flush_rows(unit, answers));
}

Result<std::int64_t> SqliteEngine::flush_rows(const UnitOfWork& unit,
                                              std::span<const NewAnswer> answers) {
    const EventHashes hashes(unit, sha_, writer_);
    OMS_TRY(const LastCommit before, log_.head());
    const std::int64_t last = before.position + static_cast<std::int64_t>(hashes.rows().size());
    OMS_CHECK(catalog_.flush(unit, hashes));
    OMS_CHECK(stock_.flush(unit, hashes, last));
    OMS_CHECK(feeds_.flush(unit));
    OMS_CHECK(cart_holds_.flush(unit, hashes));
    OMS_CHECK(routing_.flush(unit));
    OMS_CHECK(rules_.flush(unit, hashes));
    OMS_CHECK(receipts_.flush(unit, hashes));
    OMS_CHECK(waiting_.flush(unit));
    OMS_CHECK(tasks_.flush(unit, hashes));
    OMS_CHECK(pickups_.flush(unit, hashes));
    OMS_CHECK(effects_.flush(unit, hashes));
    OMS_CHECK(shelves_.flush(unit));
    OMS_CHECK(returns_.flush(unit, hashes));
    OMS_CHECK(payments_.flush(unit, hashes));
    const SearchNumbers numbers(hashes, before.position + 1);
    OMS_CHECK(orders_.flush(unit, hashes, numbers));
    OMS_CHECK(order_summaries_.flush(unit, numbers));
    OMS_CHECK(order_index_.flush(unit, numbers));
    OMS_CHECK(log_.flush_timers(unit));
    OMS_CHECK(log_.append(hashes, before.position + 1));
    OMS_CHECK(answers_.store(answers, unit.now()));
    OMS_CHECK(log_.advance_head(last, unit.now()));
    baskets_.stage(unit);
    flushed_now_ = unit.now();
    return last;
}

EngineResult<void> SqliteEngine::commit() {
    const Result<void> done = connection_->prepared(commit_sql).run();
    if (done) {
        answers_.committed();
        baskets_.commit(flushed_now_);
    }
    return converted(done);
}

void SqliteEngine::rollback() {
    answers_.rolled_back();
    baskets_.discard();
    // After some failures SQLite has rolled back by itself.
    if (sqlite3_get_autocommit(connection_->handle()) == 0) {
        const Result<void> done = connection_->prepared(rollback_sql).run();
        static_cast<void>(done);  // nothing to do about it: the next begin fails and says so
    }
}

}  // namespace oms::storage::sqlite
