#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/actor.hpp"
#include "domain/basket.hpp"
#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/effect.hpp"
#include "domain/events.hpp"
#include "domain/fulfillment_order.hpp"
#include "domain/id_source.hpp"
#include "domain/opening_times.hpp"
#include "domain/order.hpp"
#include "domain/order_parcel.hpp"
#include "domain/order_return.hpp"
#include "domain/payment_ledger.hpp"
#include "domain/personal.hpp"
#include "domain/pickup.hpp"
#include "domain/receipt.hpp"
#include "domain/return_policy.hpp"
#include "domain/routing_record.hpp"
#include "domain/routing_rules.hpp"
#include "domain/stock.hpp"
#include "domain/stock_view.hpp"
#include "domain/timer.hpp"
#include "domain/waiting_queue.hpp"
#include "domain/working_rows.hpp"
#include "domain/workload.hpp"

namespace oms {

// An order as its channel knows it.
struct ExternalKey {
    ChannelId channel_id;
    ExternalId external_id;
    friend auto operator<=>(const ExternalKey&, const ExternalKey&) = default;
};

}  // namespace oms

template <>
struct std::hash<oms::ExternalKey> {
    std::size_t operator()(const oms::ExternalKey& key) const noexcept {
        return oms::hash_mix(std::hash<oms::ChannelId>{}(key.channel_id),
                             std::hash<oms::ExternalId>{}(key.external_id));
    }
};

namespace oms {

// What a return is decided on: it or an order by id or number, or nothing but goods; the order
// comes with its returns, and with the stock rows of its SKUs and of `skus` at the location.
struct ReturnKey {
    ReturnId return_id;
    OrderId order_id;
    OrderNumber order_number;
    LocationId location_id;
    std::vector<Sku> skus;
};

// Every row that a command may read. Naming a row twice is harmless.
struct KeySet {
    std::vector<Sku> items;
    std::vector<LocationId> locations;
    std::vector<ChannelId> channels;
    // Orders with their reservations, the stock rows these are at, what waits of their SKUs, and
    // the receipts that it waits for.
    std::vector<OrderId> orders;
    // Cart holds with the stock rows of their reservations.
    std::vector<CartKey> cart_holds;
    // Who has this key: unique for ever.
    std::vector<ExternalKey> external_ids;
    std::vector<CartKey> carts;
    std::vector<OrderNumber> order_numbers;
    // The newest order with this basket, while it is recent.
    std::vector<BasketKey> baskets;
    std::vector<StockKey> stock;
    // How many units of the SKU wait for stock.
    std::vector<Sku> backorders;
    // Every stock row of the SKU, for an answer that there is not enough anywhere.
    std::vector<Sku> whole_skus;
    // What a source has told of a stock row.
    std::vector<FeedKey> feeds;
    // What happened since; read from the ledger.
    std::vector<StockAsOf> stock_as_of;
    // Work that locations have taken; that of named orders is loaded with them.
    std::vector<WorkKey> work;
    std::vector<ReceiptId> receipts;
    // Every open receipt of the SKU.
    std::vector<Sku> supply;
    std::vector<QueueHead> queues;
    // Versions of the routing rules.
    std::vector<std::int64_t> rules;
    // How far the rules have come.
    bool rules_head = false;
    // Tasks with their orders and all that these bring; see `orders`, which brings their tasks and
    // pickups.
    std::vector<FulfillmentOrderId> fulfillment_orders;
    std::vector<PickupId> pickups;
    // Whose code it is, with that pickup.
    std::vector<PickupCodeKey> pickup_codes;
    // With the orders they belong to.
    std::vector<OperationId> effects;
    // Whose payment operation it is, with that order.
    std::vector<OperationId> payment_operations;
    // How many parcels have got a number.
    bool parcel_numbers = false;
    // Where goods lie.
    std::vector<StockKey> shelves;
    // Wrong codes that were told at these devices.
    std::vector<DeviceId> devices;
    std::vector<ReturnKey> returns;
    // Every version of the return policy.
    bool return_policies = false;
};

// The aggregates a batch works on, and everything it adds. Commands run on it one after the other,
// each seeing the changes of those before it; one thread at a time.
class UnitOfWork {
public:
    // Who acts and why: set by the executor before each command.
    struct Cause {
        std::string actor;
        std::string cause;
        std::uint64_t seed = 0;
    };

    WorkingRows<Sku, Item> items;
    WorkingRows<LocationId, Location> locations;
    WorkingRows<ChannelId, Channel> channels;
    WorkingRows<OrderId, Order> orders;
    WorkingRows<CartKey, CartHold> cart_holds;
    WorkingRows<StockKey, StockLevel> stock;
    // Units that wait for stock, over all orders (S4).
    WorkingRows<Sku, std::int64_t> backorders;
    // Unique keys of orders. Written with the order itself.
    WorkingRows<ExternalKey, OrderId> external_ids;
    WorkingRows<CartKey, OrderId> carts;
    WorkingRows<OrderNumber, OrderId> order_numbers;
    WorkingRows<FeedKey, StockFeed> feeds;
    WorkingRows<WorkKey, WorkDone> work;
    // Told by the orders themselves: kept in memory for as long as it matters.
    WorkingRows<BasketKey, RecentBasket> baskets;
    WorkingRows<std::int64_t, RulesVersion> rules;
    WorkingRows<SingleRow, RulesHead> rules_head;
    WorkingRows<ReceiptId, Receipt> receipts;
    WorkingRows<FulfillmentOrderId, FulfillmentOrder> fulfillment_orders;
    WorkingRows<PickupId, Pickup> pickups;
    WorkingRows<PickupCodeKey, PickupCodeOwner> pickup_codes;
    WorkingRows<OperationId, Effect> effects;
    WorkingRows<SingleRow, ParcelNumbers> parcel_numbers;
    WorkingRows<StockKey, Shelf> shelves;
    WorkingRows<DeviceId, AttemptLock> devices;
    WorkingRows<ReturnId, Return> returns;
    WorkingRows<std::int64_t, ReturnPolicyVersion> return_policies;
    // Ledgers are loaded with their orders.
    WorkingRows<OrderId, PaymentLedger> payments;
    // Written with the ledgers.
    WorkingRows<OperationId, OrderId> payment_operations;

    Timestamp now() const { return now_; }
    const OpeningTimes& times() const { return *times_; }
    const PickupCodeBook& codes() const { return *codes_; }
    IdSource& ids() { return ids_; }

    // Adds an order with its unique keys, which the command has found free.
    void insert(Order order);
    // Books `entry` in the ledger and the counters of its row, which must have been named. Fails as
    // oms::apply does.
    Result<void> post(LedgerEntry entry, BelowReserved below = BelowReserved::refuse);
    // The same, told by an event of the stock row. Units that are short from then on are shared out
    // anew by a timer that is due now.
    Result<void> post_and_tell(LedgerEntry entry, BelowReserved below = BelowReserved::refuse);
    // Lets `change` more units of the SKU wait, or fewer. Fails with Reason::insufficient_stock
    // beyond the item's limit; for more, the item must have been named too.
    Result<void> backorder(const Sku& sku, std::int64_t change);
    void insert(Receipt receipt);
    void insert(FulfillmentOrder task);
    void insert(Pickup pickup);
    // Plans an effect, due at once and told by an event. Its operation id must be new: made for it,
    // or of a change that happens once.
    void plan(Effect effect);
    void insert(Return goods_return);
    // The order's tasks and pickups by id; the order must have been named, or is new.
    std::vector<FulfillmentOrder> tasks_of(const OrderId& id) const;
    std::vector<Pickup> pickups_of(const OrderId& id) const;
    // The order's returns by id; it must have been named as one's that is returned.
    std::vector<Return> returns_of(const OrderId& id) const;
    // Of the versions of the return policy that was in force at that time; null: none was. All must
    // have been named.
    const ReturnPolicyVersion* return_policy_at(Timestamp time) const;
    std::int64_t newest_return_policy() const { return newest_return_policy_; }
    // The country that the order goes to; empty: not known. As returns_of.
    std::string destination_of(const OrderId& id) const;
    // Open receipts of the SKU, the first expected first. The SKU's supply must have been named.
    std::vector<Receipt> open_receipts(const Sku& sku) const;
    // An order's claims on receipts have become `after`. Its receipts must have been named.
    void move_claims(std::span<const Waiting> before, std::span<const Waiting> after);
    // The head of the SKU's queue as it is now; it must have been named.
    std::vector<WaitingLine> queue(const Sku& sku) const;
    // Takes what the parcels add to their days. Fails with Reason::stock_contention when a day's
    // row was not named or goes beyond its limit by now: plan again on a fresher view.
    Result<void> take_work(std::span<const OrderParcel> parcels, std::span<const WorkLimit> limits);
    // Gives back what `before` took and `after` no longer does.
    void give_back_work(std::span<const OrderParcel> before, std::span<const OrderParcel> after);
    void add(RoutingRecord record) { routing_.push_back(std::move(record)); }
    void add(PersonalRecord record) { personal_.push_back(std::move(record)); }
    void set(Timer timer) { timers_.push_back({std::move(timer), true}); }
    void unset(Timer timer) { timers_.push_back({std::move(timer), false}); }
    // Appends the next event of the aggregate and moves its head on. `locations`: whose staff see
    // it.
    void record(AggregateRef aggregate, EventHead& head, const ChannelId& channel,
                std::vector<LocationId> locations, EventData data);

    // The stock rows of `skus` as a view, for a decision on what the transaction has read.
    StockView view_of(const std::vector<Sku>& skus) const;
    // Names of all rows read for a whole SKU; see KeySet::whole_skus.
    void load_whole_sku(const Sku& sku, std::vector<LocationId> rows) {
        whole_skus_[sku] = std::move(rows);
    }
    bool is_whole(const Sku& sku) const { return whole_skus_.contains(sku); }
    // Names of all tasks and pickups that the order has in the store.
    void load_tasks(const OrderId& id, std::vector<FulfillmentOrderId> tasks,
                    std::vector<PickupId> collected) {
        tasks_[id] = {std::move(tasks), std::move(collected)};
    }
    void load_returns(const OrderId& id, std::vector<ReturnId> names, std::string country) {
        returns_of_[id] = {std::move(names), std::move(country)};
    }
    bool are_returns_loaded(const OrderId& id) const { return returns_of_.contains(id); }
    void load_newest_return_policy(std::int64_t version) { newest_return_policy_ = version; }
    bool are_tasks_loaded(const OrderId& id) const { return tasks_.contains(id); }
    void load_supply(const Sku& sku, std::vector<ReceiptId> open) {
        supply_[sku] = std::move(open);
    }
    bool is_supply_loaded(const Sku& sku) const { return supply_.contains(sku); }
    void load_queue(const Sku& sku, std::vector<WaitingLine> head) {
        queues_[sku] = std::move(head);
    }

    // What the store's ledger has since `at.as_of`; what this batch did is in ledger(). Must have
    // been named.
    const MovedSince& moved_since(const StockAsOf& at) const;
    void load_moved(const StockAsOf& at, MovedSince moved) { moved_since_[at] = moved; }

    // For the executor and the engine. What is used must outlive this.
    void use(const OpeningTimes& times) { times_ = &times; }
    void use(const PickupCodeBook& codes) { codes_ = &codes; }
    void begin(Timestamp now);
    void begin_command(const Cause& cause);
    struct Savepoint {
        std::array<std::size_t, 32> sizes{};
    };
    Savepoint savepoint() const;
    void rollback(const Savepoint& savepoint);
    const std::vector<LedgerEntry>& ledger() const { return ledger_; }
    const std::vector<PersonalRecord>& personal() const { return personal_; }
    const std::vector<RoutingRecord>& routing() const { return routing_; }
    const std::vector<PendingEvent>& events() const { return events_; }
    // In the order they were made: the same timer may be unset and set again.
    const std::vector<TimerChange>& timers() const { return timers_; }
    bool has_changes() const {
        return !events_.empty() || !timers_.empty() || feeds.savepoint() > 0;
    }

private:
    template <class Unit, class Visit>
    static void each_list(Unit& unit, Visit visit);

    static const AlwaysOpen always_open;
    static const NoPickupCodes no_codes;
    const OpeningTimes* times_ = &always_open;
    const PickupCodeBook* codes_ = &no_codes;
    Timestamp now_;
    Cause cause_;
    IdSource ids_{0, {}};
    std::vector<LedgerEntry> ledger_;
    std::vector<PersonalRecord> personal_;
    std::vector<RoutingRecord> routing_;
    std::vector<PendingEvent> events_;
    std::vector<TimerChange> timers_;
    std::unordered_map<Sku, std::vector<LocationId>> whole_skus_;
    std::unordered_map<Sku, std::vector<ReceiptId>> supply_;
    struct TaskNames {
        std::vector<FulfillmentOrderId> tasks;
        std::vector<PickupId> pickups;
    };
    std::unordered_map<OrderId, TaskNames> tasks_;
    struct ReturnNames {
        std::vector<ReturnId> returns;
        std::string country;
    };
    std::unordered_map<OrderId, ReturnNames> returns_of_;
    std::int64_t newest_return_policy_ = 0;
    std::unordered_map<Sku, std::vector<WaitingLine>> queues_;
    std::unordered_map<StockAsOf, MovedSince> moved_since_;
};

}  // namespace oms
