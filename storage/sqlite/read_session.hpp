#pragma once

#include <memory>

#include "domain/queries.hpp"
#include "storage/sqlite/cart_hold_repository.hpp"
#include "storage/sqlite/catalog_repository.hpp"
#include "storage/sqlite/effect_repository.hpp"
#include "storage/sqlite/event_log.hpp"
#include "storage/sqlite/order_repository.hpp"
#include "storage/sqlite/payment_repository.hpp"
#include "storage/sqlite/pickup_repository.hpp"
#include "storage/sqlite/receipt_repository.hpp"
#include "storage/sqlite/routing_repository.hpp"
#include "storage/sqlite/rules_repository.hpp"
#include "storage/sqlite/stock_repository.hpp"
#include "storage/sqlite/task_repository.hpp"
#include "storage/sqlite/waiting_repository.hpp"

namespace oms::storage::sqlite {

// Queries on one read-only connection. Each query reads one snapshot.
class SqliteReadSession final : public ReadSession {
public:
    explicit SqliteReadSession(std::unique_ptr<Connection> connection);

    Result<OrderDetails> order(const OrderLookup& lookup, const Actor& actor) override;
    Result<std::vector<RoutingRecord>> routing_decisions(const OrderId& order_id,
                                                         const Actor& actor) override;
    Result<OrderSearchPage> search_orders(const OrderSearch& search, const Actor& actor) override;
    Result<Item> item(const Sku& sku, const Actor& actor) override;
    Result<Location> location(const LocationId& id, const Actor& actor) override;
    Result<Channel> channel(const ChannelId& id, const Actor& actor) override;
    Result<std::vector<StockRow>> stock(const Sku& sku, const std::optional<LocationId>& location,
                                        const Actor& actor) override;
    Result<std::vector<Item>> items(const Sku& after, std::int64_t limit,
                                    const Actor& actor) override;
    Result<std::vector<Location>> locations(const LocationId& after, std::int64_t limit,
                                            const Actor& actor) override;
    Result<std::vector<Channel>> channels(const ChannelId& after, std::int64_t limit,
                                          const Actor& actor) override;
    Result<std::vector<StockRow>> stock_at(const LocationId& location, const Sku& after,
                                           std::int64_t limit, const Actor& actor) override;
    Result<Receipt> receipt(const ReceiptId& id, const Actor& actor) override;
    Result<std::vector<Receipt>> receipts(const ReceiptQuery& query, const Actor& actor) override;
    Result<FulfillmentOrder> fulfillment_order(const FulfillmentOrderId& id,
                                               const Actor& actor) override;
    Result<std::vector<FulfillmentOrder>> fulfillment_orders(const TaskQuery& query,
                                                             const Actor& actor) override;
    Result<std::vector<OrderId>> planned_orders(const LocationId& location,
                                                std::int64_t limit) override;
    Result<Pickup> pickup(const PickupId& id, const Actor& actor) override;
    Result<std::vector<Pickup>> pickups(const PickupQuery& query, const Actor& actor) override;
    Result<Pickup> pickup_by_code(const PickupCodeKey& key, const Actor& actor) override;
    Result<std::vector<Effect>> effects(const EffectQuery& query, const Actor& actor) override;
    Result<std::vector<Effect>> due_effects(EffectKind kind, Timestamp until,
                                            std::int64_t limit) override;
    Result<PaymentLedger> payments(const OrderId& id, const Actor& actor) override;
    Result<std::vector<ListedOperation>> payment_operations(const OperationQuery& query,
                                                            const Actor& actor) override;
    Result<std::optional<WaitingOrder>> order_to_route(const OrderId& id) override;
    Result<WaitingPage> waiting_queue(const Sku& sku, std::int64_t skipped,
                                      std::int64_t limit) override;
    Result<WaitingPage> waiting_by_age(const Sku& sku, bool newest_first, const OrderId& after,
                                       std::int64_t limit) override;
    Result<std::vector<Sku>> waiting_skus(const Sku& after, std::int64_t limit) override;
    Result<CartHold> cart_hold(const CartKey& key, const Actor& actor) override;
    Result<RulesRead> rules(std::int64_t version, const Actor& actor) override;
    Result<RulesPage> rules_versions(std::int64_t before, std::int64_t limit,
                                     const Actor& actor) override;
    Result<RoutingSource> routing_source(std::int64_t version) override;
    Result<EventPage> events(const EventQuery& query, const Actor& actor) override;
    Result<OrderChangesRead> order_changes(const OrderChangesQuery& query, const Actor& actor,
                                           const OrderChangeReader& reader) override;
    Result<TimerPage> timers(const std::optional<Timer>& after, std::int64_t limit) override;
    Result<std::vector<Timer>> due_timers(Timestamp until, std::int64_t limit) override;
    Result<VerifyReport> verify() override;
    Result<BackupReport> back_up(const std::string& path) override;

private:
    Result<WaitingOrder> read_waiting(const OrderId& id);
    Result<OrderDetails> read_order(const OrderLookup& lookup, const Actor& actor);
    std::unique_ptr<Connection> connection_;
    CatalogRepository catalog_;
    StockRepository stock_;
    OrderRepository orders_;
    TaskRepository tasks_;
    PickupRepository pickups_;
    EffectRepository effects_;
    PaymentRepository payments_;
    CartHoldRepository cart_holds_;
    RoutingRepository routing_;
    RulesRepository rules_;
    ReceiptRepository receipts_;
    WaitingRepository waiting_;
    EventLog log_;
};

}  // namespace oms::storage::sqlite
