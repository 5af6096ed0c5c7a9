#include "storage/sqlite/verify.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "storage/digest.hpp"
#include "storage/json_archive.hpp"
#include "storage/sqlite/cart_hold_repository.hpp"
#include "storage/sqlite/effect_repository.hpp"
#include "storage/sqlite/event_log.hpp"
#include "storage/sqlite/findings.hpp"
#include "storage/sqlite/folded.hpp"
#include "storage/sqlite/order_repository.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/verify_payments.hpp"
#include "storage/sqlite/verify_returns.hpp"
#include "storage/sqlite/verify_rules.hpp"
#include "storage/sqlite/verify_search.hpp"
#include "storage/sqlite/verify_supply.hpp"
#include "storage/sqlite/verify_tasks.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::int64_t page_size = 500;

// A query whose every row is something that does not hold: its subject, and words.
struct Check {
    std::string_view invariant;
    std::string_view sql;
};

constexpr auto checks = std::to_array<Check>({
    {"S1",
     "SELECT s.sku || '@' || s.location_id, 'on hand ' || s.on_hand || ', ledger ' || "
     "coalesce(l.on_hand, 0) || "
     "'; damaged ' || s.damaged || ', ledger ' || coalesce(l.damaged, 0) FROM stock s LEFT JOIN "
     "(SELECT sku, "
     "location_id, sum(on_hand_change) AS on_hand, sum(damaged_change) AS damaged FROM "
     "stock_ledger GROUP BY sku, "
     "location_id) l ON l.sku = s.sku AND l.location_id = s.location_id WHERE s.on_hand <> "
     "coalesce(l.on_hand, 0) OR "
     "s.damaged <> coalesce(l.damaged, 0)"                                     },
    {"S2",
     "SELECT s.sku || '@' || s.location_id, 'reserved ' || s.reserved || ', ledger ' || "
     "coalesce(l.reserved, 0) FROM "
     "stock s LEFT JOIN (SELECT sku, location_id, sum(reserved_change) AS reserved FROM "
     "stock_ledger GROUP BY sku, "
     "location_id) l ON l.sku = s.sku AND l.location_id = s.location_id WHERE s.reserved <> "
     "coalesce(l.reserved, 0)"                                                 },
    {"S2",
     "SELECT s.sku || '@' || s.location_id, 'reserved ' || s.reserved || ', reservations open ' || "
     "coalesce(r.open, 0) "
     "FROM stock s LEFT JOIN (SELECT sku, location_id, sum(open) AS open FROM reservations GROUP "
     "BY sku, location_id) "
     "r ON r.sku = s.sku AND r.location_id = s.location_id WHERE s.reserved <> coalesce(r.open, "
     "0)"                                                                      },
    {"S2",
     "SELECT r.owner_id, 'reserved at ' || r.sku || '@' || r.location_id || ', which has no stock "
     "row' FROM "
     "reservations r LEFT JOIN stock s ON s.sku = r.sku AND s.location_id = r.location_id WHERE "
     "s.sku IS NULL"                                                           },
    {"S3",
     "SELECT sku || '@' || location_id, 'reserved ' || reserved || ' beyond on hand ' || on_hand "
     "|| ' and short ' || "
     "short_quantity FROM stock WHERE reserved > on_hand + short_quantity OR on_hand < 0 OR "
     "reserved < 0"                                                            },
    {"S4",
     "SELECT sku, 'waiting ' || coalesce(sum(counted), 0) || ', lines ' || coalesce(sum(lines), 0) "
     "FROM (SELECT sku, units "
     "AS counted, 0 AS lines FROM backorders UNION ALL SELECT sku, 0, backordered FROM "
     "order_lines) GROUP BY sku HAVING "
     "sum(counted) <> sum(lines)"                                              },
    {"L1",
     "SELECT l.order_id || ' line ' || l.line_no, 'allocated ' || (l.allocated + l.picking + "
     "l.packed + l.ready) || "
     "', reservations open ' || coalesce(sum(r.open), 0) FROM order_lines l LEFT JOIN reservations "
     "r ON r.owner_type = "
     "'order' AND r.owner_id = l.order_id AND r.line_no = l.line_no GROUP BY l.order_id, l.line_no "
     "HAVING "
     "l.allocated + l.picking + l.packed + l.ready <> coalesce(sum(r.open), 0)"},
    {"L1",
     "SELECT l.order_id, 'a line without its order' FROM order_lines l LEFT JOIN orders o ON "
     "o.order_id = l.order_id "
     "WHERE o.order_id IS NULL"                                                },
    {"L1",
     "SELECT p.order_id, 'a personal row without its order' FROM personal p LEFT JOIN orders o ON "
     "o.order_id = "
     "p.order_id WHERE o.order_id IS NULL"                                     },
    {"L3",
     "SELECT order_id || ' line ' || line_no, 'shipped, delivered, collected and canceled exceed "
     "ordered' FROM "
     "order_lines WHERE shipped + delivered + collected + canceled > ordered"  },
    {"L4",
     "SELECT channel_id || '/' || external_id, 'has ' || count(*) || ' orders' FROM orders GROUP "
     "BY channel_id, "
     "external_id HAVING count(*) > 1"                                         },
    {"I1",
     "SELECT hex(answer_key), 'kept ' || count(*) || ' answers' FROM kept_answers GROUP BY "
     "answer_key HAVING count(*) > 1"                                          },
    {"I1",
     "SELECT k.answer_no, 'its batch does not name its key' FROM kept_answers k WHERE k.answer_key "
     "IS NOT (SELECT substr(b.answer_keys, (k.answer_no - b.first_answer_no) * 16 + 1, 16) FROM "
     "answer_batches b WHERE b.first_answer_no <= k.answer_no ORDER BY b.first_answer_no DESC "
     "LIMIT 1)"                                                                },
    {"I1",
     "SELECT 'kept answers', named || ' named, ' || kept || ' kept' FROM (SELECT (SELECT "
     "coalesce(sum(length(answer_keys) / 16), 0) FROM answer_batches) AS named, (SELECT count(*) "
     "FROM kept_answers) AS kept) WHERE named <> kept"                         },
    {"E1",
     "SELECT aggregate_type || ' ' || aggregate_id, 'sequence 1..' || max(sequence) || ' has ' || "
     "count(*) || "
     "' events' FROM events GROUP BY aggregate_type, aggregate_id HAVING max(sequence) <> count(*) "
     "OR min(sequence) "
     "<> 1"                                                                    },
    {"E1",
     "SELECT o.order_id, 'version ' || o.version || ', events ' || coalesce(max(e.sequence), 0) "
     "FROM orders o LEFT "
     "JOIN events e ON e.aggregate_type = 'order' AND e.aggregate_id = o.order_id GROUP BY "
     "o.order_id HAVING "
     "o.version <> coalesce(max(e.sequence), 0)"                               },
    {"E4",
     "SELECT 'event_head', 'position ' || h.position || ', newest event ' || "
     "coalesce(max(e.position), 0) || ', events "
     "' || count(e.position) FROM event_head h LEFT JOIN events e GROUP BY h.id HAVING h.position "
     "<> "
     "coalesce(max(e.position), 0) OR h.position <> count(e.position)"         },
    {"W1",
     "SELECT location_id || ' ' || kind || ' ' || day || ' ' || slot, 'taken ' || sum(parcels) || "
     "' "
     "parcels, ' || sum(lines) || ' lines, ' || sum(units) || ' units; parcels of orders make ' || "
     "sum(p) || ', ' || sum(l) || ', ' || sum(u) FROM (SELECT location_id, kind, day, slot, "
     "parcels, lines, units, 0 AS p, 0 AS l, 0 AS u FROM work UNION ALL SELECT k.value ->> "
     "'location_id', k.value ->> 'kind', k.value ->> 'day', coalesce(k.value ->> 'slot', ''), 0, "
     "0, "
     "0, 1, json_array_length(c.value, '$.units'), (SELECT sum(n.value ->> 'quantity') FROM "
     "json_each(c.value, '$.units') n) FROM orders o, json_each(o.handling, '$.parcels') c, "
     "json_each(c.value, '$.work') k WHERE json_valid(o.handling) AND o.handling LIKE "
     "'%\"work\"%') GROUP BY location_id, kind, day, slot HAVING sum(parcels) <> sum(p) OR "
     "sum(lines) <> sum(l) OR sum(units) <> sum(u)"                            },
    {"S7",
     "SELECT f.source || ' ' || f.sku || '@' || f.location_id, 'a snapshot was applied to a stock "
     "row that is not there' FROM stock_feeds f LEFT JOIN stock s ON s.sku = f.sku AND "
     "s.location_id = f.location_id WHERE s.sku IS NULL"                       },
    {"S8",
     "SELECT 'timer ' || t.subject, 'no held cart hold expires then' FROM timers t LEFT JOIN "
     "cart_holds h ON "
     "h.channel_id || '/' || h.cart_id = t.subject AND h.state = 'held' AND h.expire_time_us = "
     "t.due_us WHERE t.kind = "
     "'cart_hold_expiry' AND h.cart_id IS NULL"                                },
    {"S8",
     "SELECT h.channel_id || '/' || h.cart_id, 'held without a timer' FROM cart_holds h LEFT JOIN "
     "timers t ON "
     "t.kind = 'cart_hold_expiry' AND t.due_us = h.expire_time_us AND t.subject = h.channel_id || "
     "'/' || h.cart_id "
     "WHERE h.state = 'held' AND t.subject IS NULL"                            },
    {"S8",
     "SELECT 'timer ' || t.subject, 'no active hold of an order expires then' FROM timers t WHERE "
     "t.kind = "
     "'order_hold_expiry' AND NOT EXISTS (SELECT 1 FROM orders o, json_each(CASE WHEN "
     "json_valid(o.handling) THEN o.handling ELSE '{}' END, '$.holds') h WHERE o.order_id = "
     "substr(t.subject, 1, instr(t.subject, '/') - 1) AND o.order_id || '/' || (h.value ->> "
     "'hold_id') = t.subject AND h.value ->> 'state' = 'active' AND h.value ->> 'expire_time' = "
     "t.due_us)"                                                               },
    {"S8",
     "SELECT o.order_id || '/' || (h.value ->> 'hold_id'), 'active until a time without a timer' "
     "FROM orders o, json_each(CASE WHEN json_valid(o.handling) THEN o.handling ELSE '{}' END, "
     "'$.holds') h LEFT JOIN timers t ON t.kind = 'order_hold_expiry' AND t.due_us = h.value ->> "
     "'expire_time' AND t.subject = o.order_id || '/' || (h.value ->> 'hold_id') WHERE h.value "
     "->> 'state' = 'active' AND h.value ->> 'expire_time' IS NOT NULL AND "
     "t.subject IS NULL"                                                       },
});

constexpr std::string_view select_events =
    "SELECT aggregate_type, aggregate_id, sequence, event_id, type, time_us, actor, cause, data, "
    "hash FROM events "
    "ORDER BY aggregate_type, aggregate_id, sequence";
constexpr std::string_view select_heads =
    "SELECT 'order', order_id, event_hash FROM orders UNION ALL SELECT 'item', sku, event_hash "
    "FROM items UNION ALL "
    "SELECT 'location', location_id, event_hash FROM locations UNION ALL SELECT 'channel', "
    "channel_id, event_hash FROM "
    "channels UNION ALL SELECT 'cart_hold', channel_id || '/' || cart_id, event_hash FROM "
    "cart_holds UNION ALL SELECT "
    "'stock', sku || '@' || location_id, event_hash FROM stock WHERE version > 0 UNION ALL SELECT "
    "'rules', CAST(rules_version AS TEXT), event_hash FROM routing_rules UNION ALL SELECT "
    "'receipt', receipt_id, event_hash FROM receipts UNION ALL SELECT 'fulfillment_order', "
    "fulfillment_order_id, event_hash FROM fulfillment_orders UNION ALL SELECT 'pickup', "
    "pickup_id, "
    "event_hash FROM pickups UNION ALL SELECT 'effect', operation_id, event_hash FROM effects "
    "UNION ALL "
    "SELECT 'return', return_id, event_hash FROM returns UNION ALL SELECT "
    "'return_policy', CAST(policy_version AS TEXT), event_hash FROM return_policies UNION ALL "
    "SELECT 'payment', order_id, event_hash FROM payment_ledgers";
constexpr std::string_view select_last_hash =
    "SELECT hash FROM events WHERE aggregate_type = ?1 AND aggregate_id = ?2 ORDER BY sequence "
    "DESC LIMIT 1";
constexpr std::string_view select_statuses =
    "SELECT order_id, status, fulfillment_status FROM orders WHERE order_id > ?1 "
    "ORDER BY order_id LIMIT ?2";
constexpr std::string_view count_stock = "SELECT count(*) FROM stock";

class Verifier {
public:
    explicit Verifier(Connection& connection)
        : connection_(connection),
          orders_(connection),
          holds_(connection),
          rules_(connection),
          supply_(connection),
          tasks_(connection),
          effects_(connection),
          returns_(connection),
          payments_(connection),
          index_(connection) {}

    Result<VerifyReport> run() {
        for (const Check& check : checks)
            OMS_CHECK(run_check(check));
        OMS_CHECK(supply_.check_sums(report_));
        OMS_CHECK(tasks_.check_sums(report_));
        OMS_CHECK(check_events());
        OMS_CHECK(rules_.finish_head(report_));
        OMS_CHECK(check_heads());
        OMS_CHECK(check_statuses());
        OMS_CHECK(index_.check_size(report_));
        OMS_CHECK(supply_.check_size(report_));
        OMS_CHECK(tasks_.check_size(report_));
        OMS_CHECK(payments_.check_size(report_));
        Statement row = connection_.prepared(count_stock);
        OMS_CHECK(row.step());
        report_.stock_rows_checked = row.integer(0);
        return std::move(report_);
    }

private:
    void find(std::string_view invariant, std::string_view subject, std::string_view description) {
        add_finding(report_, invariant, subject, description);
    }

    Result<void> run_check(const Check& check) {
        Statement row = connection_.prepared(check.sql);
        while (true) {
            OMS_TRY(const bool more, row.step());
            if (!more) return {};
            find(check.invariant, row.text(0), row.text(1));
        }
    }

    // One pass over every event by aggregate: hash chains, and folding orders and cart holds.
    Result<void> check_events() {
        Statement row = connection_.prepared(select_events);
        AggregateRef current;
        ChainHash hash{};
        while (true) {
            OMS_TRY(const bool more, row.step());
            if (!more) break;
            ++report_.events_checked;
            const auto type = enum_from_text<AggregateType>(row.text(0));
            if (!type) {
                find("E2", row.text(1), "an event of an unknown aggregate type");
                continue;
            }
            if (*type != current.type || row.text(1) != current.id) {
                OMS_CHECK(finish(current));
                current = {*type, std::string(row.text(1))};
                hash = {};
            }
            const ChainHash expected =
                chain_hash(sha_, hash, current, row.integer(2), row.text(3), row.text(4),
                           from_unix_micros(row.integer(5)), row.text(6), row.text(7), row.text(8));
            OMS_TRY(hash, read_hash(row.blob(9)));
            if (hash != expected)
                find("E5", current.id,
                     fmt::format("event {} does not fit its hash chain", row.integer(2)));
            fold_one(current, row);
        }
        return finish(current);
    }

    void fold_one(const AggregateRef& aggregate, const Statement& row) {
        const AggregateType type = aggregate.type;
        if (type == AggregateType::item || type == AggregateType::location ||
            type == AggregateType::channel || type == AggregateType::stock)
            return;
        const Result<EventData> data = read_event_data(row.text(4), row.text(8));
        if (!data) return find("E2", aggregate.id, "an event that cannot be read");
        check_moves(aggregate, row.integer(2), *data);
        const Timestamp time = from_unix_micros(row.integer(5));
        const auto keep = [&](auto& state, auto next) {
            if (!next) return find("E2", aggregate.id, next.error().detail);
            state = std::move(*next);
        };
        if (type == AggregateType::order) {
            keep(order_, fold(order_, *data, row.integer(2), time));
        } else if (type == AggregateType::cart_hold) {
            keep(hold_, fold(hold_, *data, row.integer(2)));
        } else {
            const auto done = fold_other(type, *data, row.integer(2), time);
            if (!done) find("E2", aggregate.id, done.error().detail);
        }
    }

    Result<void> fold_other(AggregateType type, const EventData& data, std::int64_t sequence,
                            Timestamp time) {
        if (type == AggregateType::receipt) return supply_.fold_next(data, sequence);
        if (type == AggregateType::rules) return rules_.fold_next(data, sequence, time);
        if (type == AggregateType::payment) return payments_.fold_next(data, sequence, time);
        if (type == AggregateType::effect) return effect_.next(data, sequence);
        if (type == AggregateType::goods_return || type == AggregateType::return_policy)
            return returns_.fold_next(type, data, sequence, time);
        return tasks_.fold_next(type, data, sequence);
    }

    // L2: whatever event moves units, it moves them along the table of unit states.
    void check_moves(const AggregateRef& aggregate, std::int64_t sequence, const EventData& data) {
        std::visit(
            [&](const auto& event) {
                if constexpr (requires { event.moves; }) {
                    for (const UnitMove& move : event.moves) {
                        if (may_move(move.from, move.to)) continue;
                        find("L2", aggregate.id,
                             fmt::format("event {} moves units from {} to {}", sequence,
                                         enum_text(move.from), enum_text(move.to)));
                    }
                }
            },
            data.any());
    }

    // The aggregate's events have all been folded: compare with what is stored.
    Result<void> finish(const AggregateRef& aggregate) {
        if (aggregate.type == AggregateType::order && !aggregate.id.empty()) {
            std::optional<Order> stored = read_order(aggregate.id);
            if (stored) sort_ids(*stored);
            if (order_) sort_ids(*order_);
            if (!stored || !order_ || to_json(*stored) != to_json(*order_)) {
                find("E2", aggregate.id, "folding its events does not give the stored order");
            }
        }
        if (aggregate.type == AggregateType::cart_hold && hold_) {
            OMS_TRY(std::optional<CartHold> stored, holds_.find(hold_->key));
            if (!stored || to_json(*stored) != to_json(*hold_)) {
                find("E2", aggregate.id, "folding its events does not give the stored cart hold");
            }
        }
        if (aggregate.type == AggregateType::rules) OMS_CHECK(rules_.finish(aggregate.id, report_));
        if (aggregate.type == AggregateType::receipt)
            OMS_CHECK(supply_.finish(aggregate.id, report_));
        OMS_CHECK(tasks_.finish(aggregate, report_));
        if (aggregate.type == AggregateType::payment)
            OMS_CHECK(payments_.finish(aggregate.id, report_));
        if (aggregate.type == AggregateType::effect) {
            OMS_TRY(const std::optional<Effect> stored,
                    effects_.find(OperationId::trusted(aggregate.id)));
            effect_.finish(aggregate.id, stored, report_);
        }
        OMS_CHECK(returns_.finish(aggregate, report_));
        order_.reset();
        hold_.reset();
        return {};
    }

    // A row that cannot be read is a finding, not the end of the check.
    std::optional<Order> read_order(const std::string& id) {
        Result<std::optional<Order>> found = orders_.find(OrderId::trusted(id));
        if (found) return std::move(*found);
        find("E2", id, found.error().detail);
        return std::nullopt;
    }

    static void sort_ids(Order& order) {
        std::sort(order.personal_ids.begin(), order.personal_ids.end());
    }

    Result<void> check_heads() {
        Statement row = connection_.prepared(select_heads);
        while (true) {
            OMS_TRY(const bool more, row.step());
            if (!more) return {};
            Statement last = connection_.prepared(select_last_hash);
            OMS_TRY(const bool found, last.bind(row.text(0), row.text(1)).step());
            const auto head = row.blob(2);
            const auto end = found ? last.blob(0) : std::span<const std::uint8_t>{};
            if (!std::equal(head.begin(), head.end(), end.begin(), end.end())) {
                find("E5", row.text(1), "its row and its newest event have different hashes");
            }
        }
    }

    Result<void> check_statuses() {
        std::string after;
        while (true) {
            std::vector<std::array<std::string, 3>> page;
            Statement row = connection_.prepared(select_statuses);
            row.bind(after, page_size);
            while (true) {
                OMS_TRY(const bool more, row.step());
                if (!more) break;
                page.push_back(
                    {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
            }
            if (page.empty()) return {};
            for (const auto& [id, status, fulfillment] : page) {
                const std::optional<Order> order = read_order(id);
                ++report_.orders_checked;
                if (order && (enum_text(order_status(*order)) != status ||
                              enum_text(fulfillment_status(*order)) != fulfillment)) {
                    find("L1", id, "its stored status is not the one its quantities give");
                }
                if (order) check_money(*order);
                if (order) OMS_CHECK(index_.check(*order, report_));
                if (order) OMS_CHECK(supply_.check(*order, report_));
                if (order) OMS_CHECK(tasks_.check(*order, report_));
                if (order) OMS_CHECK(returns_.check(*order, report_));
                if (order) OMS_CHECK(payments_.check(*order, report_));
            }
            after = page.back()[0];
        }
    }

    // M3: the total is its parts; M4: the lines' shares add up to the order's amounts.
    void check_money(const Order& order) {
        std::int64_t goods = 0;
        std::int64_t discounts = 0;
        std::int64_t charges = 0;
        std::int64_t tax = 0;
        for (const OrderLine& line : order.lines) {
            goods += line.totals.goods.minor_units();
            discounts += line.totals.line_discounts.minor_units() +
                         line.totals.order_discounts.minor_units();
            charges += line.totals.charges.minor_units();
            tax += line.totals.tax.minor_units();
        }
        const OrderTotals& totals = order.totals;
        const std::int64_t total = goods - discounts + charges + (order.tax_included ? 0 : tax);
        if (goods != totals.goods.minor_units() || discounts != totals.discounts.minor_units() ||
            charges != totals.charges.minor_units() || tax != totals.tax.minor_units() ||
            total != totals.total.minor_units()) {
            find("M3", order.order_id.str(), "its totals are not the sums of its lines");
        }
    }

    Connection& connection_;
    OrderRepository orders_;
    CartHoldRepository holds_;
    RulesVerifier rules_;
    SupplyVerifier supply_;
    TaskVerifier tasks_;
    EffectRepository effects_;
    Folded<Effect> effect_;
    ReturnVerifier returns_;
    PaymentVerifier payments_;
    SearchVerifier index_;
    Sha256 sha_;
    VerifyReport report_;
    std::optional<Order> order_;
    std::optional<CartHold> hold_;
};

}  // namespace

Result<VerifyReport> verify(Connection& connection) {
    return Verifier(connection).run();
}

}  // namespace oms::storage::sqlite
