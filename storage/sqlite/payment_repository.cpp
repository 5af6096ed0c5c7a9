#include "storage/sqlite/payment_repository.hpp"

#include <utility>

#include "domain/describe_payments.hpp"
#include "storage/json_archive.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_ledger =
    "SELECT body, version, event_hash FROM payment_ledgers WHERE order_id = ?1";
constexpr std::string_view insert_ledger =
    "INSERT INTO payment_ledgers (order_id, version, event_hash, body) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view update_ledger =
    "UPDATE payment_ledgers SET version = ?2, event_hash = ?3, body = ?4 WHERE order_id = ?1";
constexpr std::string_view write_operation =
    "INSERT INTO payment_operations (operation_id, order_id, channel_id, is_open, create_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (operation_id) DO UPDATE SET is_open = ?4";
constexpr std::string_view select_order_of =
    "SELECT order_id FROM payment_operations WHERE operation_id = ?1";
constexpr std::string_view select_open =
    "SELECT operation_id, order_id, channel_id FROM payment_operations WHERE is_open = 1 AND "
    "(create_us, operation_id) > (?1, ?2) ORDER BY create_us, operation_id";
constexpr std::string_view select_open_of_order =
    "SELECT operation_id, order_id, channel_id FROM payment_operations WHERE order_id = ?3 AND "
    "is_open = 1 AND (create_us, operation_id) > (?1, ?2) ORDER BY create_us, operation_id";
constexpr std::string_view count_operations =
    "SELECT count(*), coalesce(sum(is_open), 0) FROM payment_operations WHERE order_id = ?1";

Result<PaymentLedger> read_ledger(const Statement& row) {
    OMS_TRY(PaymentLedger ledger, read_json<PaymentLedger>(row.text(0)));
    ledger.head.sequence = row.integer(1);
    OMS_TRY(ledger.head.hash, read_hash(row.blob(2)));
    return ledger;
}

}  // namespace

Result<std::optional<PaymentLedger>> PaymentRepository::find(const OrderId& id) {
    Statement row = connection_.prepared(select_ledger);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<PaymentLedger>();
    OMS_TRY(PaymentLedger ledger, read_ledger(row));
    return std::optional<PaymentLedger>(std::move(ledger));
}

Result<void> PaymentRepository::load(const OrderId& id, UnitOfWork& unit) {
    if (unit.payments.is_loaded(id)) return {};
    OMS_TRY(std::optional<PaymentLedger> ledger, find(id));
    unit.payments.load(id, std::move(ledger));
    return {};
}

Result<OrderId> PaymentRepository::load_operation(const OperationId& id, UnitOfWork& unit) {
    Statement row = connection_.prepared(select_order_of);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    std::optional<OrderId> order;
    if (found) order = OrderId::trusted(std::string(row.text(0)));
    OrderId result = order.value_or(OrderId());
    if (!unit.payment_operations.is_loaded(id)) unit.payment_operations.load(id, std::move(order));
    return result;
}

Result<void> PaymentRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.payments.changes()) {
        const PaymentLedger& ledger = *change.value;
        const std::string& id = ledger.order_id.str();
        const ChainHash& hash = hashes.of({AggregateType::payment, id}, ledger.head);
        const std::string body = to_json(ledger);
        OMS_CHECK(connection_.prepared(change.inserted ? insert_ledger : update_ledger)
                      .bind(id, ledger.head.sequence, hash, body)
                      .run());
        for (std::size_t i = 0; i < ledger.operations.size(); ++i) {
            const PaymentOperation& operation = ledger.operations[i];
            const bool known = change.before != nullptr && i < change.before->operations.size();
            if (known && is_open(change.before->operations[i]) == is_open(operation)) continue;
            OMS_CHECK(connection_.prepared(write_operation)
                          .bind(operation.operation_id.str(), id, ledger.channel_id.str(),
                                std::int64_t{is_open(operation) ? 1 : 0},
                                to_unix_micros(operation.create_time))
                          .run());
        }
    }
    return {};
}

Result<std::vector<ListedOperation>> PaymentRepository::page(const OperationQuery& query,
                                                             const Actor& actor) {
    std::vector<ListedOperation> operations;
    const std::int64_t after = query.after ? to_unix_micros(query.after->first) : 0;
    const std::string_view after_id = query.after ? query.after->second.str() : std::string_view();
    Statement row = connection_.prepared(query.order_id ? select_open_of_order : select_open);
    if (query.order_id) {
        row.bind(after, after_id, query.order_id->str());
    } else {
        row.bind(after, after_id);
    }
    while (static_cast<std::int64_t>(operations.size()) < query.limit) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        if (!actor.channels.contains(ChannelId::trusted(std::string(row.text(2))))) continue;
        const auto order_id = OrderId::trusted(std::string(row.text(1)));
        OMS_TRY(const std::optional<PaymentLedger> ledger, find(order_id));
        const PaymentOperation* operation =
            ledger ? find_operation(*ledger, OperationId::trusted(std::string(row.text(0))))
                   : nullptr;
        if (operation == nullptr)
            return fail(Reason::corrupt_row, "a payment operation without its ledger");
        operations.push_back({order_id, *operation});
    }
    return operations;
}

Result<PaymentRepository::Rows> PaymentRepository::operation_rows(const OrderId& id) {
    Statement row = connection_.prepared(count_operations);
    OMS_CHECK(row.bind(id.str()).step());
    return Rows{row.integer(0), row.integer(1)};
}

}  // namespace oms::storage::sqlite
