#pragma once

#include <memory>

#include "storage/engine.hpp"
#include "storage/json_archive.hpp"
#include "storage/sqlite/answer_repository.hpp"
#include "storage/sqlite/cart_hold_repository.hpp"
#include "storage/sqlite/catalog_repository.hpp"
#include "storage/sqlite/effect_repository.hpp"
#include "storage/sqlite/event_log.hpp"
#include "storage/sqlite/order_repository.hpp"
#include "storage/sqlite/order_summaries.hpp"
#include "storage/sqlite/payment_repository.hpp"
#include "storage/sqlite/pickup_repository.hpp"
#include "storage/sqlite/receipt_repository.hpp"
#include "storage/sqlite/recent_baskets.hpp"
#include "storage/sqlite/return_repository.hpp"
#include "storage/sqlite/routing_repository.hpp"
#include "storage/sqlite/rules_repository.hpp"
#include "storage/sqlite/shelf_repository.hpp"
#include "storage/sqlite/stock_feed_repository.hpp"
#include "storage/sqlite/stock_repository.hpp"
#include "storage/sqlite/task_repository.hpp"
#include "storage/sqlite/waiting_repository.hpp"

namespace oms::storage::sqlite {

// The engine on the one read-write connection of a file.
class SqliteEngine final : public Engine {
public:
    explicit SqliteEngine(std::unique_ptr<Connection> connection);

    // Reads what the engine keeps in memory. Before anything else.
    Result<void> open();

    EngineResult<LastCommit> last_commit() override;
    EngineResult<void> begin() override;
    EngineResult<void> load(const KeySet& keys, std::span<const AnswerKey> answer_keys,
                            UnitOfWork& unit, KeptAnswers& answers) override;
    EngineResult<std::int64_t> flush(const UnitOfWork& unit,
                                     std::span<const NewAnswer> answers) override;
    EngineResult<void> commit() override;
    void rollback() override;
    // Moves the write-ahead log into the database file once it is long enough. Done here and not by
    // SQLite inside a commit, so that no answer waits for it.
    EngineResult<void> maintain(bool idle) override;

private:
    Result<void> load_rows(const KeySet& keys, std::span<const AnswerKey> answer_keys,
                           UnitOfWork& unit, KeptAnswers& answers);
    // An order with its tasks and pickups, and every row that changes with them.
    Result<void> load_order(const OrderId& id, UnitOfWork& unit);
    // What whoever accepts the task has to change.
    Result<void> load_offers(const FulfillmentOrder& task, UnitOfWork& unit);
    // Tasks, pickups, codes and effects, and the orders they belong to.
    Result<void> load_tasks(const KeySet& keys, UnitOfWork& unit);
    // Returns and what they are decided on.
    Result<void> load_returns(const KeySet& keys, UnitOfWork& unit);
    Result<void> load_return(const ReturnKey& key, UnitOfWork& unit);
    Result<void> load_supply(const KeySet& keys, UnitOfWork& unit);
    Result<std::int64_t> flush_rows(const UnitOfWork& unit, std::span<const NewAnswer> answers);

    std::unique_ptr<Connection> connection_;
    int log_pages_ = 0;  // of the write-ahead log, told by SQLite at each commit
    CatalogRepository catalog_;
    StockRepository stock_;
    StockFeedRepository feeds_;
    OrderRepository orders_;
    TaskRepository tasks_;
    PickupRepository pickups_;
    EffectRepository effects_;
    ShelfRepository shelves_;
    ReturnRepository returns_;
    PaymentRepository payments_;
    OrderSummaries order_summaries_;
    OrderIndex order_index_;
    CartHoldRepository cart_holds_;
    RoutingRepository routing_;
    RulesRepository rules_;
    ReceiptRepository receipts_;
    WaitingRepository waiting_;
    EventLog log_;
    AnswerRepository answers_;
    RecentBaskets baskets_;
    Timestamp flushed_now_;  // of the batch that waits for its commit
    Sha256 sha_;
    JsonWriter writer_;
};

}  // namespace oms::storage::sqlite
