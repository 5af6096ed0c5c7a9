#include "services/inventory/receipts.hpp"

#include <fmt/format.h>

namespace oms::inventory {
namespace {

Result<Receipt> receipt_to_change(const UnitOfWork& unit, const Actor& actor, const ReceiptId& id,
                                  std::int64_t version) {
    const Receipt* found = unit.receipts.find(id);
    if (found == nullptr || !actor.locations.contains(found->key.location_id))
        return fail(Reason::receipt_not_found, id.str());
    if (version != 0 && version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the receipt is at version {}, not {}",
                                                          found->head.sequence, version));
    }
    return *found;
}

// Books what `after` misses more or less than before, with `units` that have come.
Result<void> book(UnitOfWork& unit, const Receipt& after, std::int64_t missing_before,
                  std::int64_t units) {
    LedgerEntry entry;
    entry.key = after.key;
    entry.kind = units > 0 ? LedgerKind::received : LedgerKind::expected;
    entry.on_hand_change = units;
    entry.incoming_change = missing_units(after) - missing_before;
    entry.cause_id = after.receipt_id.str();
    if (units == 0 && entry.incoming_change == 0) return {};
    return unit.post_and_tell(std::move(entry));
}

void tell(UnitOfWork& unit, Receipt& receipt, EventData data) {
    unit.record({AggregateType::receipt, receipt.receipt_id.str()}, receipt.head, {},
                {receipt.key.location_id}, std::move(data));
}

}  // namespace

void PlanReceipt::name_keys(KeySet& keys) const {
    keys.items.push_back(plan_.key.sku);
    keys.locations.push_back(plan_.key.location_id);
    keys.stock.push_back(plan_.key);
}

Result<std::string> PlanReceipt::run(UnitOfWork& unit) {
    if (unit.items.find(plan_.key.sku) == nullptr)
        return fail(Reason::item_not_found, plan_.key.sku.str());
    if (!header().actor.locations.contains(plan_.key.location_id) ||
        unit.locations.find(plan_.key.location_id) == nullptr) {
        return fail(Reason::location_not_found, plan_.key.location_id.str());
    }
    Receipt receipt;
    receipt.receipt_id = unit.ids().next<ReceiptId>("rcp");
    receipt.key = plan_.key;
    receipt.expected = plan_.quantity;
    receipt.expected_time = plan_.expected_time;
    receipt.create_time = unit.now();
    OMS_CHECK(book(unit, receipt, 0, 0));
    tell(unit, receipt, ReceiptPlanned{receipt});
    unit.set(repromise_timer(receipt.key.sku, unit.now()));
    std::string answer = encode_(receipt);
    unit.insert(std::move(receipt));
    return answer;
}

Result<std::string> UpdateReceipt::run(UnitOfWork& unit) {
    OMS_TRY(Receipt receipt,
            receipt_to_change(unit, header().actor, change_.receipt_id, change_.version));
    const std::int64_t missing = missing_units(receipt);
    const std::int64_t quantity = change_.quantity.value_or(receipt.expected);
    const Timestamp time = change_.expected_time.value_or(receipt.expected_time);
    OMS_CHECK(change(receipt, quantity, time));
    OMS_CHECK(book(unit, receipt, missing, 0));
    tell(unit, receipt, ReceiptUpdated{quantity, time});
    unit.set(repromise_timer(receipt.key.sku, unit.now()));
    std::string answer = encode_(receipt);
    unit.receipts.put(change_.receipt_id, std::move(receipt));
    return answer;
}

Result<std::string> ReceiveReceipt::run(UnitOfWork& unit) {
    OMS_TRY(Receipt receipt,
            receipt_to_change(unit, header().actor, received_.receipt_id, received_.version));
    const std::int64_t missing = missing_units(receipt);
    OMS_CHECK(receive(receipt, received_.quantity, received_.final));
    OMS_CHECK(book(unit, receipt, missing, received_.quantity));
    tell(unit, receipt, ReceiptReceived{received_.quantity, received_.final});
    // What it was to bring and does not is promised anew, once the units there are have been given
    // out: see orders::ReleaseWaiting, whose timer comes first.
    if (receipt.state != ReceiptState::open && receipt.promised > 0)
        unit.set(repromise_timer(receipt.key.sku, unit.now()));
    std::string answer = encode_(receipt, *unit.stock.find(receipt.key));
    unit.receipts.put(received_.receipt_id, std::move(receipt));
    return answer;
}

}  // namespace oms::inventory
