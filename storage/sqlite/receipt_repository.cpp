#include "storage/sqlite/receipt_repository.hpp"

#include <utility>

#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_receipt =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE receipt_id = ?1";
constexpr std::string_view select_supply =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE sku = ?1 AND state = 'open' ORDER BY "
    "expected_time_us, receipt_id";
constexpr std::string_view select_open =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE state = 'open'";
// One statement for each index, so that a page never looks through other SKUs or locations.
constexpr std::string_view select_of_sku =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE (expected_time_us, receipt_id) > (?1, "
    "?2) AND sku = ?3 ORDER BY expected_time_us, receipt_id";
constexpr std::string_view select_of_location =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE (expected_time_us, receipt_id) > (?1, "
    "?2) AND location_id = ?3 ORDER BY expected_time_us, receipt_id";
constexpr std::string_view select_all =
    "SELECT receipt_id, sku, location_id, expected, received, promised, expected_time_us, state, "
    "create_time_us, version, event_hash FROM receipts WHERE (expected_time_us, receipt_id) > (?1, "
    "?2) ORDER BY expected_time_us, receipt_id";
constexpr std::string_view insert_receipt =
    "INSERT INTO receipts (receipt_id, sku, location_id, expected, received, promised, "
    "expected_time_us, state, create_time_us, version, event_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
    "?7, ?8, ?9, ?10, ?11)";
constexpr std::string_view update_receipt =
    "UPDATE receipts SET expected = ?2, received = ?3, promised = ?4, expected_time_us = ?5, state "
    "= ?6, version = ?7, event_hash = ?8 WHERE receipt_id = ?1";

Result<Receipt> read_receipt(const Statement& row) {
    Receipt receipt;
    receipt.receipt_id = ReceiptId::trusted(std::string(row.text(0)));
    receipt.key = {Sku::trusted(std::string(row.text(1))),
                   LocationId::trusted(std::string(row.text(2)))};
    receipt.expected = row.integer(3);
    receipt.received = row.integer(4);
    receipt.promised = row.integer(5);
    receipt.expected_time = from_unix_micros(row.integer(6));
    const auto state = enum_from_text<ReceiptState>(row.text(7));
    if (!state) return fail(Reason::corrupt_row, "a receipt in an unknown state");
    receipt.state = *state;
    receipt.create_time = from_unix_micros(row.integer(8));
    receipt.head.sequence = row.integer(9);
    OMS_TRY(receipt.head.hash, read_hash(row.blob(10)));
    return receipt;
}

}  // namespace

Result<std::optional<Receipt>> ReceiptRepository::find(const ReceiptId& id) {
    Statement row = connection_.prepared(select_receipt);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<Receipt>();
    OMS_TRY(Receipt receipt, read_receipt(row));
    return std::optional<Receipt>(std::move(receipt));
}

Result<void> ReceiptRepository::load(const ReceiptId& id, UnitOfWork& unit) {
    if (unit.receipts.is_loaded(id)) return {};
    OMS_TRY(std::optional<Receipt> receipt, find(id));
    unit.receipts.load(id, std::move(receipt));
    return {};
}

Result<void> ReceiptRepository::load_supply(const Sku& sku, UnitOfWork& unit) {
    if (unit.is_supply_loaded(sku)) return {};
    std::vector<ReceiptId> open;
    Statement row = connection_.prepared(select_supply);
    row.bind(sku.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        OMS_TRY(Receipt receipt, read_receipt(row));
        open.push_back(receipt.receipt_id);
        if (!unit.receipts.is_loaded(open.back()))
            unit.receipts.load(open.back(), std::move(receipt));
    }
    unit.load_supply(sku, std::move(open));
    return {};
}

Result<void> ReceiptRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.receipts.changes()) {
        const Receipt& r = *change.value;
        const ChainHash& hash = hashes.of({AggregateType::receipt, r.receipt_id.str()}, r.head);
        Statement statement =
            connection_.prepared(change.inserted ? insert_receipt : update_receipt);
        if (change.inserted) {
            statement.bind(r.receipt_id.str(), r.key.sku.str(), r.key.location_id.str(), r.expected,
                           r.received, r.promised, to_unix_micros(r.expected_time),
                           enum_text(r.state), to_unix_micros(r.create_time), r.head.sequence,
                           hash);
        } else {
            statement.bind(r.receipt_id.str(), r.expected, r.received, r.promised,
                           to_unix_micros(r.expected_time), enum_text(r.state), r.head.sequence,
                           hash);
        }
        OMS_CHECK(statement.run());
    }
    return {};
}

Result<std::vector<Receipt>> ReceiptRepository::page(const ReceiptQuery& query,
                                                     const Actor& actor) {
    Statement row = connection_.prepared(query.sku           ? select_of_sku
                                         : query.location_id ? select_of_location
                                                             : select_all);
    const auto [after, after_id] = page_start(query.after);
    if (query.sku) {
        row.bind(after, after_id, query.sku->str());
    } else if (query.location_id) {
        row.bind(after, after_id, query.location_id->str());
    } else {
        row.bind(after, after_id);
    }
    return read_page(row, query.limit, read_receipt, [&](const Receipt& receipt) {
        const LocationId& at = receipt.key.location_id;
        const bool wanted = (!query.location_id || at == *query.location_id) &&
                            (!query.open_only || receipt.state == ReceiptState::open);
        return wanted && actor.locations.contains(at);
    });
}

Result<void> ReceiptRepository::for_each_open(const std::function<void(const Receipt&)>& visit) {
    Statement row = connection_.prepared(select_open);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        OMS_TRY(const Receipt receipt, read_receipt(row));
        visit(receipt);
    }
}

}  // namespace oms::storage::sqlite
