#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/actor.hpp"
#include "domain/cart_hold.hpp"
#include "domain/catalog.hpp"
#include "domain/events.hpp"
#include "domain/order.hpp"
#include "domain/order_search.hpp"
#include "domain/payment_ledger.hpp"
#include "domain/personal.hpp"
#include "domain/stock.hpp"
#include "domain/timer.hpp"
#include "domain/unit_of_work.hpp"
#include "domain/waiting_queue.hpp"

namespace oms {

using OrderLookup = std::variant<OrderId, OrderNumber, ExternalKey>;

// An order as one actor may see it: `personal` is empty unless the actor sees personal data.
struct OrderDetails {
    Order order;
    std::vector<PersonalRecord> personal;
};

struct StockRow {
    StockKey key;
    StockLevel level;
};

// An event of the log. `data_json` is the whole change.
struct LoggedEvent {
    std::int64_t position = 0;
    EventId event_id;
    AggregateRef aggregate;
    std::int64_t sequence = 0;
    Timestamp time;
    std::string actor;
    std::string cause;
    std::string type;
    std::string data_json;
};

struct EventQuery {
    std::optional<AggregateRef> aggregate;
    std::vector<std::string> types;  // empty: all
    std::int64_t after_position = 0;
    std::int64_t limit = 50;
};

// A page of events, and how far the log was looked through: where to go on.
struct EventPage {
    std::vector<LoggedEvent> events;
    std::int64_t scanned_to = 0;
    bool more = false;
};

// One change of an order, as its watchers are told of it.
struct OrderChange {
    std::int64_t position = 0;
    EventId event_id;
    std::string type;
    Timestamp time;
};

struct OrderChangesQuery {
    OrderId order_id;
    // Nothing: only the newest change. Else those after it, oldest first.
    std::optional<std::int64_t> after_position;
    std::int64_t limit = 10;
};

// Gets a change, and the order as that change left it (without personal ids).
using OrderChangeReader = std::function<void(const OrderChange&, const Order&)>;

// How far the order's changes were looked through, and whether there are more by now.
struct OrderChangesRead {
    std::int64_t scanned_to = 0;
    bool more = false;
};

// The versions of the routing rules, newest first and without their documents.
struct RulesPage {
    std::vector<RulesVersion> versions;
    RulesHead head;
};

// A version of the rules, and which is in force.
struct RulesRead {
    RulesVersion version;
    RulesHead head;
};

// An order that waits for stock, as the server itself needs it to give it some: with where it goes.
struct WaitingOrder {
    Order order;
    std::optional<Address> ship_to;
    std::int64_t decisions = 0;  // of routing, so far
};
// Lines of one SKU's queue and the orders they belong to, each once.
struct WaitingPage {
    std::vector<WaitingLine> lines;
    std::vector<WaitingOrder> orders;
    bool more = false;
};

// Which receipts somebody wants to see: those of every criterion given.
struct ReceiptQuery {
    std::optional<Sku> sku;
    std::optional<LocationId> location_id;
    bool open_only = false;
    // After that one: a page goes by expected time, then id.
    std::optional<std::pair<Timestamp, ReceiptId>> after;
    std::int64_t limit = 50;
};

// Which tasks somebody wants to see: those of an order, or of a location that fit the rest.
struct TaskQuery {
    std::optional<OrderId> order_id;
    LocationId location_id;
    bool incoming = false;                 // what other locations send there, instead of its own
    bool ended = false;                    // those that have ended, instead of open ones
    std::vector<FulfillmentState> states;  // empty: all
    std::optional<Timestamp> due_before;
    // After that one: a page goes by due time, then id.
    std::optional<std::pair<Timestamp, FulfillmentOrderId>> after;
    std::int64_t limit = 50;
};

// Which pickups somebody wants to see: those of an order, or of a location that fit the rest.
struct PickupQuery {
    std::optional<OrderId> order_id;
    LocationId location_id;
    bool ended = false;
    std::vector<PickupState> states;  // empty: all
    std::optional<std::pair<Timestamp, PickupId>> after;
    std::int64_t limit = 50;
};

// Which effects somebody wants to see: of an order, or of all in these states, the first due first.
struct EffectQuery {
    std::optional<OrderId> order_id;
    EffectState state = EffectState::due;  // without an order
    // After that one: a page goes by due time, then id.
    std::optional<std::pair<Timestamp, OperationId>> after;
    std::int64_t limit = 50;
};

// An operation of some order's payments.
struct ListedOperation {
    OrderId order_id;
    PaymentOperation operation;
};
// Which of those that are not settled somebody wants to see.
struct OperationQuery {
    std::optional<OrderId> order_id;
    // After that one: a page goes by the time they were asked for, then id.
    std::optional<std::pair<Timestamp, OperationId>> after;
    std::int64_t limit = 50;
};

// What decisions are made of, all as of one moment.
struct RoutingSource {
    RulesHead head;
    std::optional<RulesVersion> rules;  // nothing: there is no such version
    std::vector<Location> locations;    // every one
    std::int64_t position = 0;          // of the newest event then
};

// A page of timers by due time, kind and subject.
struct TimerPage {
    std::vector<Timer> timers;
    bool more = false;
};

// One thing that does not hold.
struct Finding {
    std::string invariant;
    std::string subject;
    std::string description;
};

struct VerifyReport {
    std::vector<Finding> findings;  // at most 1,000
    std::int64_t orders_checked = 0;
    std::int64_t events_checked = 0;
    std::int64_t stock_rows_checked = 0;
};

struct BackupReport {
    std::int64_t size_bytes = 0;
    std::int64_t last_position = 0;
};

// Reads of the committed state on one connection. Everything an executor has acknowledged is
// visible. Each query takes the actor and answers what is outside its scope as if it did not exist.
class ReadSession {
public:
    virtual ~ReadSession() = default;
    virtual Result<OrderDetails> order(const OrderLookup& lookup, const Actor& actor) = 0;
    // Why the order is routed as it is, the first decision first; none for an order of the plain
    // rule.
    virtual Result<std::vector<RoutingRecord>> routing_decisions(const OrderId& order_id,
                                                                 const Actor& actor) = 0;
    // Orders that fit every criterion given, newest first. Fails with Reason::not_permitted when a
    // personal criterion is asked for without the right, malformed_field for a name without words.
    virtual Result<OrderSearchPage> search_orders(const OrderSearch& search,
                                                  const Actor& actor) = 0;
    virtual Result<Item> item(const Sku& sku, const Actor& actor) = 0;
    virtual Result<Location> location(const LocationId& id, const Actor& actor) = 0;
    virtual Result<Channel> channel(const ChannelId& id, const Actor& actor) = 0;
    // Rows by location id; with a location only its row. Fails with Reason::item_not_found.
    virtual Result<std::vector<StockRow>> stock(const Sku& sku,
                                                const std::optional<LocationId>& location,
                                                const Actor& actor) = 0;
    // Pages in the order of their ids: at most `limit` of those after `after`; empty begins.
    virtual Result<std::vector<Item>> items(const Sku& after, std::int64_t limit,
                                            const Actor& actor) = 0;
    virtual Result<std::vector<Location>> locations(const LocationId& after, std::int64_t limit,
                                                    const Actor& actor) = 0;
    virtual Result<std::vector<Channel>> channels(const ChannelId& after, std::int64_t limit,
                                                  const Actor& actor) = 0;
    // The stock rows of one location by SKU. Fails with Reason::location_not_found.
    virtual Result<std::vector<StockRow>> stock_at(const LocationId& location, const Sku& after,
                                                   std::int64_t limit, const Actor& actor) = 0;
    // Fails with Reason::receipt_not_found.
    virtual Result<Receipt> receipt(const ReceiptId& id, const Actor& actor) = 0;
    // The first expected first.
    virtual Result<std::vector<Receipt>> receipts(const ReceiptQuery& query,
                                                  const Actor& actor) = 0;
    // Fails with Reason::fulfillment_order_not_found.
    virtual Result<FulfillmentOrder> fulfillment_order(const FulfillmentOrderId& id,
                                                       const Actor& actor) = 0;
    // The first due first.
    virtual Result<std::vector<FulfillmentOrder>> fulfillment_orders(const TaskQuery& query,
                                                                     const Actor& actor) = 0;
    // Orders with parcels to be released there, the first promised first.
    virtual Result<std::vector<OrderId>> planned_orders(const LocationId& location,
                                                        std::int64_t limit) = 0;
    // Fails with Reason::pickup_not_found.
    virtual Result<Pickup> pickup(const PickupId& id, const Actor& actor) = 0;
    // The first due first.
    virtual Result<std::vector<Pickup>> pickups(const PickupQuery& query, const Actor& actor) = 0;
    // Fails with Reason::pickup_not_found: nobody's code, or that of a pickup the actor may not
    // see.
    virtual Result<Pickup> pickup_by_code(const PickupCodeKey& key, const Actor& actor) = 0;
    // Those of channels the actor may see, the first due first.
    virtual Result<std::vector<Effect>> effects(const EffectQuery& query, const Actor& actor) = 0;
    // For the server itself: effects of a kind that are due, oldest first.
    virtual Result<std::vector<Effect>> due_effects(EffectKind kind, Timestamp until,
                                                    std::int64_t limit) = 0;
    // The order's ledger; as it would be opened when nothing has fallen due yet, and then without
    // events. Fails with Reason::order_not_found.
    virtual Result<PaymentLedger> payments(const OrderId& id, const Actor& actor) = 0;
    // The oldest first.
    virtual Result<std::vector<ListedOperation>> payment_operations(const OperationQuery& query,
                                                                    const Actor& actor) = 0;
    // For the server itself: an order with where it goes.
    virtual Result<std::optional<WaitingOrder>> order_to_route(const OrderId& id) = 0;
    // For the server itself: the SKU's queue without its first `skipped` lines.
    virtual Result<WaitingPage> waiting_queue(const Sku& sku, std::int64_t skipped,
                                              std::int64_t limit) = 0;
    // For the server itself: lines of the SKU's queue by age of their orders, after one order.
    // `lines` are those of at most `limit` orders.
    virtual Result<WaitingPage> waiting_by_age(const Sku& sku, bool newest_first,
                                               const OrderId& after, std::int64_t limit) = 0;
    // For the server itself: SKUs that lines wait for, ascending, after one; at most `limit`.
    virtual Result<std::vector<Sku>> waiting_skus(const Sku& after, std::int64_t limit) = 0;
    virtual Result<CartHold> cart_hold(const CartKey& key, const Actor& actor) = 0;
    // Version 0: the one in force. Fails with Reason::rules_not_found.
    virtual Result<RulesRead> rules(std::int64_t version, const Actor& actor) = 0;
    // At most `limit` versions below `before`; 0: from the newest on.
    virtual Result<RulesPage> rules_versions(std::int64_t before, std::int64_t limit,
                                             const Actor& actor) = 0;
    // For the server itself. Version 0: the one in force.
    virtual Result<RoutingSource> routing_source(std::int64_t version) = 0;
    virtual Result<EventPage> events(const EventQuery& query, const Actor& actor) = 0;
    // Fails with Reason::order_not_found. When nothing happened after the position, whoever asks is
    // told just that.
    virtual Result<OrderChangesRead> order_changes(const OrderChangesQuery& query,
                                                   const Actor& actor,
                                                   const OrderChangeReader& reader) = 0;
    // Timers after that one, or from the first.
    virtual Result<TimerPage> timers(const std::optional<Timer>& after, std::int64_t limit) = 0;
    // Due timers, oldest first.
    virtual Result<std::vector<Timer>> due_timers(Timestamp until, std::int64_t limit) = 0;
    virtual Result<VerifyReport> verify() = 0;
    // Copies the store as it is now to a new file. Fails with Reason::backup_exists, disk_full.
    virtual Result<BackupReport> back_up(const std::string& path) = 0;
};

// The port through which everything is read. `query` is called once, on a thread of the pool; when
// the pool is stopping it is called with a null session. Thread-safe.
class ReadPool {
public:
    virtual ~ReadPool() = default;
    virtual void submit(std::function<void(ReadSession*)> query) = 0;
    // For what may take minutes (verify, backup): a connection and a thread of its own.
    virtual void submit_long(std::function<void(ReadSession*)> query) = 0;
};

}  // namespace oms
