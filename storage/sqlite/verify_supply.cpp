#include "storage/sqlite/verify_supply.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {
namespace {

struct Check {
    std::string_view invariant;
    std::string_view sql;
};

// As in verify.cpp: each row is something that does not hold, its subject and words.
constexpr auto checks = std::to_array<Check>({
    {"S1",
     "SELECT s.sku || '@' || s.location_id, 'incoming ' || s.incoming || ', ledger ' || "
     "coalesce(l.incoming, 0) || ', receipts ' || coalesce(r.missing, 0) FROM stock s LEFT JOIN "
     "(SELECT sku, location_id, sum(incoming_change) AS incoming FROM stock_ledger WHERE "
     "incoming_change <> 0 GROUP BY sku, location_id) l ON l.sku = s.sku AND l.location_id = "
     "s.location_id LEFT JOIN (SELECT sku, location_id, sum(max(0, expected - received)) AS "
     "missing FROM receipts WHERE state = 'open' GROUP BY sku, location_id) r ON r.sku = s.sku AND "
     "r.location_id = s.location_id WHERE s.incoming <> coalesce(l.incoming, 0) OR s.incoming <> "
     "coalesce(r.missing, 0)"                                                   },
    {"S1",
     "SELECT r.receipt_id, 'expected at ' || r.sku || '@' || r.location_id || ', which has no "
     "stock row' FROM receipts r LEFT JOIN stock s ON s.sku = r.sku AND s.location_id = "
     "r.location_id WHERE s.sku IS NULL"                                        },
    {"S4",
     "WITH claims AS (SELECT w.value ->> 'receipt_id' AS receipt_id, sum(w.value ->> 'units') AS "
     "units FROM orders o, json_each(CASE WHEN json_valid(o.handling) THEN o.handling ELSE '{}' "
     "END, '$.waiting') w WHERE o.handling LIKE '%\"waiting\"%' GROUP BY 1) SELECT r.receipt_id, "
     "'promised ' || r.promised || ', orders claim ' || coalesce(c.units, 0) FROM receipts r LEFT "
     "JOIN claims c ON c.receipt_id = r.receipt_id WHERE r.promised <> coalesce(c.units, 0) UNION "
     "ALL SELECT c.receipt_id, 'orders claim units of it, but it is not there' FROM claims c LEFT "
     "JOIN receipts r ON r.receipt_id = c.receipt_id WHERE r.receipt_id IS NULL"},
    {"S4",
     "WITH claims AS (SELECT o.order_id, w.value ->> 'line_no' AS line_no, sum(w.value ->> "
     "'units') AS units FROM orders o, json_each(CASE WHEN json_valid(o.handling) THEN o.handling "
     "ELSE '{}' END, '$.waiting') w WHERE o.handling LIKE '%\"waiting\"%' GROUP BY 1, 2) SELECT "
     "c.order_id || ' line ' || c.line_no, 'claims ' || c.units || ', backordered ' || "
     "coalesce(l.backordered, 0) FROM claims c LEFT JOIN order_lines l ON l.order_id = c.order_id "
     "AND l.line_no = c.line_no WHERE c.units > coalesce(l.backordered, 0)"     },
});
constexpr std::string_view count_lines = "SELECT count(*) FROM waiting_lines";

}  // namespace

Result<void> SupplyVerifier::check_sums(VerifyReport& report) {
    for (const Check& check : checks) {
        Statement row = connection_.prepared(check.sql);
        while (true) {
            OMS_TRY(const bool more, row.step());
            if (!more) break;
            add_finding(report, check.invariant, row.text(0), row.text(1));
        }
    }
    return {};
}

Result<void> SupplyVerifier::check(const Order& order, VerifyReport& report) {
    for (const auto& [sku, line] : queue_of(order)) {
        ++lines_;
        OMS_TRY(const std::vector<WaitingLine> stored, waiting_.lines_of(sku, order.order_id));
        if (std::find(stored.begin(), stored.end(), line) == stored.end()) {
            add_finding(
                report, "L1", order.order_id.str(),
                fmt::format("line {} waits and has not its place in the queue", line.line_no));
        }
    }
    return {};
}

Result<void> SupplyVerifier::check_size(VerifyReport& report) {
    Statement row = connection_.prepared(count_lines);
    OMS_CHECK(row.step());
    if (row.integer(0) != lines_) {
        add_finding(report, "L1", "waiting_lines",
                    fmt::format("{} lines in queues, {} wait", row.integer(0), lines_));
    }
    return {};
}

Result<void> SupplyVerifier::fold_next(const EventData& data, std::int64_t sequence) {
    OMS_TRY(folded_, fold(folded_, data, sequence));
    return {};
}

Result<void> SupplyVerifier::finish(std::string_view receipt_id, VerifyReport& report) {
    std::optional<Receipt> folded = std::exchange(folded_, std::nullopt);
    OMS_TRY(const std::optional<Receipt> stored,
            receipts_.find(ReceiptId::trusted(std::string(receipt_id))));
    if (stored && folded) {
        // The end of the chain is compared for every aggregate alike; orders tell what is promised.
        folded->head.hash = stored->head.hash;
        folded->promised = stored->promised;
    }
    if (!folded || stored != folded)
        add_finding(report, "E2", receipt_id,
                    "folding its events does not give the stored receipt");
    return {};
}

}  // namespace oms::storage::sqlite
