#include "storage/sqlite/read_session.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "storage/order_scope.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/order_changes.hpp"
#include "storage/sqlite/order_search.hpp"
#include "storage/sqlite/verify.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view begin_sql = "BEGIN";
constexpr std::string_view commit_sql = "COMMIT";

// Whoever sees an order only where it is handled learns nothing of another order of its customer.
void hide_others(Order& order, const Actor& actor) {
    if (actor.channels.contains(order.channel_id)) return;
    for (OrderHold& hold : order.holds)
        hold.about = {};
}

std::string key_of(const OrderLookup& lookup) {
    if (const auto* id = std::get_if<OrderId>(&lookup)) return id->str();
    if (const auto* number = std::get_if<OrderNumber>(&lookup)) return number->str();
    const auto& external = std::get<ExternalKey>(lookup);
    return external.channel_id.str() + "/" + external.external_id.str();
}

// Several statements that must see one state of the store.
class Snapshot {
public:
    explicit Snapshot(Connection& connection) : connection_(connection) {}
    Result<void> begin() { return connection_.prepared(begin_sql).run(); }
    ~Snapshot() {
        const Result<void> ended = connection_.prepared(commit_sql).run();
        static_cast<void>(ended);  // a read transaction has nothing to lose
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Connection& connection_;
};

}  // namespace

SqliteReadSession::SqliteReadSession(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)),
      catalog_(*connection_),
      stock_(*connection_),
      orders_(*connection_),
      tasks_(*connection_),
      pickups_(*connection_),
      effects_(*connection_),
      payments_(*connection_),
      cart_holds_(*connection_),
      routing_(*connection_),
      rules_(*connection_),
      receipts_(*connection_),
      waiting_(*connection_),
      log_(*connection_) {}

Result<OrderDetails> SqliteReadSession::order(const OrderLookup& lookup, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return read_order(lookup, actor);
}

Result<std::vector<RoutingRecord>> SqliteReadSession::routing_decisions(const OrderId& order_id,
                                                                        const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(const OrderDetails details, read_order(order_id, actor));
    return routing_.decisions(details.order.order_id);
}

Result<OrderDetails> SqliteReadSession::read_order(const OrderLookup& lookup, const Actor& actor) {
    OMS_TRY(std::optional<Order> order, orders_.find_impersonal(lookup));
    if (!order || !is_visible(*order, actor)) return fail(Reason::order_not_found, key_of(lookup));
    OrderDetails details{std::move(*order), {}};
    hide_others(details.order, actor);
    if (actor.sees_personal()) {
        OMS_TRY(details.personal, orders_.personal_of(details.order.order_id));
        for (const PersonalRecord& record : details.personal)
            details.order.personal_ids.push_back(record.personal_id);
    }
    return details;
}

Result<OrderSearchPage> SqliteReadSession::search_orders(const OrderSearch& search,
                                                         const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return sqlite::search_orders(*connection_, orders_, search, actor);
}

Result<Item> SqliteReadSession::item(const Sku& sku, const Actor&) {
    OMS_TRY(std::optional<Item> item, catalog_.find_item(sku));
    if (!item) return fail(Reason::item_not_found, sku.str());
    return std::move(*item);
}

Result<Location> SqliteReadSession::location(const LocationId& id, const Actor& actor) {
    OMS_TRY(std::optional<Location> location, catalog_.find_location(id));
    if (!location || !actor.locations.contains(id))
        return fail(Reason::location_not_found, id.str());
    return std::move(*location);
}

Result<Channel> SqliteReadSession::channel(const ChannelId& id, const Actor& actor) {
    OMS_TRY(std::optional<Channel> channel, catalog_.find_channel(id));
    if (!channel || !actor.channels.contains(id)) return fail(Reason::channel_not_found, id.str());
    return std::move(*channel);
}

Result<std::vector<StockRow>> SqliteReadSession::stock(const Sku& sku,
                                                       const std::optional<LocationId>& location,
                                                       const Actor& actor) {
    OMS_CHECK(item(sku, actor));
    OMS_TRY(std::vector<StockRow> rows, stock_.rows_of(sku));
    const auto hidden = [&](const StockRow& row) {
        return !actor.locations.contains(row.key.location_id) ||
               (location && row.key.location_id != *location);
    };
    rows.erase(std::remove_if(rows.begin(), rows.end(), hidden), rows.end());
    return rows;
}

Result<std::vector<Item>> SqliteReadSession::items(const Sku& after, std::int64_t limit,
                                                   const Actor&) {
    return catalog_.items(after, limit);
}

Result<std::vector<Location>> SqliteReadSession::locations(const LocationId& after,
                                                           std::int64_t limit, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return catalog_.locations(after, limit, actor.locations);
}

Result<std::vector<Channel>> SqliteReadSession::channels(const ChannelId& after, std::int64_t limit,
                                                         const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return catalog_.channels(after, limit, actor.channels);
}

Result<std::vector<StockRow>> SqliteReadSession::stock_at(const LocationId& id, const Sku& after,
                                                          std::int64_t limit, const Actor& actor) {
    OMS_CHECK(location(id, actor));
    return stock_.rows_at(id, after, limit);
}

Result<CartHold> SqliteReadSession::cart_hold(const CartKey& key, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(std::optional<CartHold> hold, cart_holds_.find(key));
    if (!hold || !actor.channels.contains(key.channel_id))
        return fail(Reason::cart_hold_not_found, to_text(key));
    return std::move(*hold);
}

Result<Receipt> SqliteReadSession::receipt(const ReceiptId& id, const Actor& actor) {
    OMS_TRY(std::optional<Receipt> receipt, receipts_.find(id));
    if (!receipt || !actor.locations.contains(receipt->key.location_id))
        return fail(Reason::receipt_not_found, id.str());
    return std::move(*receipt);
}

Result<std::vector<Receipt>> SqliteReadSession::receipts(const ReceiptQuery& query,
                                                         const Actor& actor) {
    return receipts_.page(query, actor);
}

Result<FulfillmentOrder> SqliteReadSession::fulfillment_order(const FulfillmentOrderId& id,
                                                              const Actor& actor) {
    OMS_TRY(std::optional<FulfillmentOrder> task, tasks_.find(id));
    if (!task || !is_visible(*task, actor))
        return fail(Reason::fulfillment_order_not_found, id.str());
    return std::move(*task);
}

Result<std::vector<FulfillmentOrder>> SqliteReadSession::fulfillment_orders(const TaskQuery& query,
                                                                            const Actor& actor) {
    return tasks_.page(query, actor);
}

Result<std::vector<OrderId>> SqliteReadSession::planned_orders(const LocationId& location,
                                                               std::int64_t limit) {
    return tasks_.planned(location, limit);
}

Result<Pickup> SqliteReadSession::pickup(const PickupId& id, const Actor& actor) {
    OMS_TRY(std::optional<Pickup> pickup, pickups_.find(id));
    if (!pickup || !is_visible(*pickup, actor)) return fail(Reason::pickup_not_found, id.str());
    return std::move(*pickup);
}

Result<std::vector<Pickup>> SqliteReadSession::pickups(const PickupQuery& query,
                                                       const Actor& actor) {
    return pickups_.page(query, actor);
}

Result<Pickup> SqliteReadSession::pickup_by_code(const PickupCodeKey& key, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(const std::optional<PickupCodeOwner> owner, pickups_.find_code(key));
    // Refused alike whatever is behind it.
    if (!owner || owner->pickup_id.empty()) return fail(Reason::pickup_not_found, "no such code");
    OMS_TRY(std::optional<Pickup> pickup, pickups_.find(owner->pickup_id));
    if (!pickup || !is_visible(*pickup, actor))
        return fail(Reason::pickup_not_found, "no such code");
    return std::move(*pickup);
}

Result<std::vector<Effect>> SqliteReadSession::effects(const EffectQuery& query,
                                                       const Actor& actor) {
    return effects_.page(query, actor);
}

Result<std::vector<Effect>> SqliteReadSession::due_effects(EffectKind kind, Timestamp until,
                                                           std::int64_t limit) {
    return effects_.due(kind, until, limit);
}

Result<PaymentLedger> SqliteReadSession::payments(const OrderId& id, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(std::optional<Order> order, orders_.find_impersonal(id));
    if (!order || !is_visible(*order, actor)) return fail(Reason::order_not_found, id.str());
    OMS_TRY(std::optional<PaymentLedger> ledger, payments_.find(id));
    if (!ledger) ledger = open_ledger(*order);
    return std::move(*ledger);
}

Result<std::vector<ListedOperation>> SqliteReadSession::payment_operations(
    const OperationQuery& query, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return payments_.page(query, actor);
}

Result<std::optional<WaitingOrder>> SqliteReadSession::order_to_route(const OrderId& id) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(const std::optional<Order> order, orders_.find(id));
    if (!order) return std::optional<WaitingOrder>();
    OMS_TRY(WaitingOrder waiting, read_waiting(id));
    return std::optional<WaitingOrder>(std::move(waiting));
}

Result<WaitingOrder> SqliteReadSession::read_waiting(const OrderId& id) {
    OMS_TRY(std::optional<Order> order, orders_.find(id));
    if (!order) return fail(Reason::corrupt_row, "an order that waits is not there");
    WaitingOrder waiting;
    OMS_TRY(const std::vector<PersonalRecord> personal, orders_.personal_of(id));
    for (const PersonalRecord& record : personal) {
        if (record.kind == PersonalKind::ship_to) waiting.ship_to = record.address;
    }
    OMS_TRY(waiting.decisions, routing_.count_decisions(id));
    waiting.order = std::move(*order);
    return waiting;
}

Result<WaitingPage> SqliteReadSession::waiting_queue(const Sku& sku, std::int64_t skipped,
                                                     std::int64_t limit) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    WaitingPage page;
    OMS_TRY(page.lines, waiting_.lines(sku, skipped, limit + 1));
    page.more = static_cast<std::int64_t>(page.lines.size()) > limit;
    if (page.more) page.lines.pop_back();
    for (const WaitingLine& line : page.lines) {
        const bool known =
            std::any_of(page.orders.begin(), page.orders.end(),
                        [&](const WaitingOrder& w) { return w.order.order_id == line.order_id; });
        if (known) continue;
        OMS_TRY(WaitingOrder order, read_waiting(line.order_id));
        page.orders.push_back(std::move(order));
    }
    return page;
}

Result<WaitingPage> SqliteReadSession::waiting_by_age(const Sku& sku, bool newest_first,
                                                      const OrderId& after, std::int64_t limit) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    WaitingPage page;
    OMS_TRY(std::vector<OrderId> ids, waiting_.orders(sku, newest_first, after, limit + 1));
    page.more = static_cast<std::int64_t>(ids.size()) > limit;
    if (page.more) ids.pop_back();
    for (const OrderId& id : ids) {
        OMS_TRY(const std::vector<WaitingLine> lines, waiting_.lines_of(sku, id));
        page.lines.insert(page.lines.end(), lines.begin(), lines.end());
        OMS_TRY(WaitingOrder order, read_waiting(id));
        page.orders.push_back(std::move(order));
    }
    return page;
}

Result<std::vector<Sku>> SqliteReadSession::waiting_skus(const Sku& after, std::int64_t limit) {
    return waiting_.skus(after, limit);
}

Result<RulesRead> SqliteReadSession::rules(std::int64_t version, const Actor& actor) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(const RulesHead head, rules_.head());
    const std::int64_t wanted = version == 0 ? head.in_force : version;
    OMS_TRY(std::optional<RulesVersion> found, rules_.find(wanted));
    if (!found || !sees_rules(actor)) {
        return fail(Reason::rules_not_found, version == 0 ? "no version of the rules is in force"
                                                          : fmt::format("version {}", version));
    }
    return RulesRead{std::move(*found), head};
}

Result<RulesPage> SqliteReadSession::rules_versions(std::int64_t before, std::int64_t limit,
                                                    const Actor& actor) {
    if (!sees_rules(actor)) return RulesPage{};
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    RulesPage page;
    OMS_TRY(page.head, rules_.head());
    const std::int64_t end = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    OMS_TRY(page.versions, rules_.before(end, limit));
    return page;
}

Result<RoutingSource> SqliteReadSession::routing_source(std::int64_t version) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    RoutingSource source;
    OMS_TRY(source.head, rules_.head());
    OMS_TRY(source.rules, rules_.find(version == 0 ? source.head.in_force : version));
    OMS_TRY(source.locations, catalog_.all_locations());
    OMS_TRY(const LastCommit last, log_.head());
    source.position = last.position;
    return source;
}

Result<EventPage> SqliteReadSession::events(const EventQuery& query, const Actor& actor) {
    return log_.page(query, actor);
}

Result<OrderChangesRead> SqliteReadSession::order_changes(const OrderChangesQuery& query,
                                                          const Actor& actor,
                                                          const OrderChangeReader& reader) {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    OMS_TRY(const std::optional<OrderChange> newest, newest_change(*connection_, query.order_id));
    if (query.after_position && (!newest || newest->position <= *query.after_position))
        return OrderChangesRead{*query.after_position, false};
    OMS_TRY(std::optional<Order> order, orders_.find_impersonal(query.order_id));
    if (!newest || !order || !is_visible(*order, actor))
        return fail(Reason::order_not_found, query.order_id.str());
    if (query.after_position) {
        return replay_changes(*connection_, query,
                              [&](const OrderChange& change, const Order& changed) {
                                  Order seen = changed;
                                  hide_others(seen, actor);
                                  reader(change, seen);
                              });
    }
    hide_others(*order, actor);
    reader(*newest, *order);
    return OrderChangesRead{newest->position, false};
}

Result<TimerPage> SqliteReadSession::timers(const std::optional<Timer>& after, std::int64_t limit) {
    return log_.timers(after, limit);
}

Result<std::vector<Timer>> SqliteReadSession::due_timers(Timestamp until, std::int64_t limit) {
    return log_.due_timers(until, limit);
}

Result<VerifyReport> SqliteReadSession::verify() {
    Snapshot snapshot(*connection_);
    OMS_CHECK(snapshot.begin());
    return sqlite::verify(*connection_);
}

Result<BackupReport> SqliteReadSession::back_up(const std::string& path) {
    return sqlite::back_up(*connection_, path);
}

}  // namespace oms::storage::sqlite
