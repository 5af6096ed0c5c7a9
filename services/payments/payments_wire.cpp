#include "services/payments/payments_wire.hpp"

#include <algorithm>

#include "services/common/card_number.hpp"
#include "services/common/time_page.hpp"

namespace oms::payments {
namespace {

using wire::FieldCheck;

constexpr std::int64_t most_tenders = 100;

void encode_amount(std::int64_t minor_units, const PaymentLedger& ledger, common::v1::Money& out) {
    out.set_currency_code(std::string(ledger.total.currency().code()));
    out.set_minor_units(minor_units);
}

void encode(const PaymentOperation& operation, const OrderId& order_id, v1::PaymentOperation& out) {
    out.set_operation_id(operation.operation_id.str());
    out.set_kind(wire::to_proto<v1::OperationKind>(operation.kind));
    out.set_tender_no(static_cast<std::int32_t>(operation.tender_no));
    wire::encode(operation.amount, *out.mutable_amount());
    out.set_state(wire::to_proto<v1::OperationState>(operation.state));
    out.set_provider_reference(operation.provider_reference);
    out.set_failure_code(operation.failure);
    out.set_actor(operation.actor);
    out.set_after_operation_id(operation.after.str());
    wire::encode(operation.create_time, *out.mutable_create_time());
    wire::encode(operation.update_time, *out.mutable_update_time());
    out.set_order_id(order_id.str());
}

void encode(const PaymentEntry& entry, v1::PaymentEntry& out) {
    out.set_entry_no(static_cast<std::int32_t>(entry.entry_no));
    out.set_kind(wire::to_proto<v1::PaymentEntryKind>(entry.kind));
    out.set_tender_no(static_cast<std::int32_t>(entry.tender_no));
    out.set_operation_id(entry.operation_id.str());
    wire::encode(entry.amount, *out.mutable_amount());
    out.set_debit(wire::to_proto<v1::PaymentAccount>(entry.debit));
    out.set_credit(wire::to_proto<v1::PaymentAccount>(entry.credit));
    wire::encode(entry.time, *out.mutable_time());
}

void encode(const PaymentLedger& ledger, const PaymentTender& tender, Timestamp now,
            v1::PaymentTender& out) {
    const std::int64_t no = tender.tender_no;
    out.set_tender_no(static_cast<std::int32_t>(no));
    out.set_kind(wire::to_proto<v1::TenderKind>(tender.kind));
    out.set_type(tender.type);
    out.set_reference(tender.reference);
    encode_amount(balance(ledger, PaymentAccount::promised, no), ledger, *out.mutable_promised());
    encode_amount(authorized(ledger, now, no), ledger, *out.mutable_authorized());
    if (tender.authorized_until && *tender.authorized_until > now)
        wire::encode(*tender.authorized_until, *out.mutable_authorized_until());
    encode_amount(captured(ledger, no), ledger, *out.mutable_captured());
    encode_amount(refunded(ledger, no), ledger, *out.mutable_refunded());
    encode_amount(credited(ledger, no), ledger, *out.mutable_credited());
}

void encode(const PaymentDispute& dispute, v1::PaymentDispute& out) {
    out.set_dispute_id(dispute.dispute_id.str());
    out.set_tender_no(static_cast<std::int32_t>(dispute.tender_no));
    wire::encode(dispute.amount, *out.mutable_amount());
    out.set_state(wire::to_proto<v1::DisputeState>(dispute.state));
    wire::encode(dispute.create_time, *out.mutable_create_time());
    wire::encode(dispute.update_time, *out.mutable_update_time());
}

}  // namespace

bool is_failure_code(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits) &&
           !wire::has_card_number(text);
}

std::int64_t tender_no(FieldCheck& check, std::int32_t value) {
    return check.number("tender_no", value, 1, most_tenders);
}

TenderKind hand_kind(FieldCheck& check, v1::TenderKind value) {
    const auto kind = wire::enumeration<TenderKind>(check, "kind", value);
    const bool by_hand = kind == TenderKind::cash || kind == TenderKind::pay_in_store;
    check.require(by_hand, "kind", "cash or pay in store");
    return kind;
}

Result<OrderId> order_id(const v1::GetPaymentsRequest& request) {
    FieldCheck check;
    return checked(check, check.id<OrderId>("order_id", request.order_id()));
}

Result<OperationQuery> operation_query(const v1::ListOperationsRequest& request) {
    FieldCheck check;
    OperationQuery query;
    if (!request.order_id().empty())
        query.order_id = check.id<OrderId>("order_id", request.order_id());
    wire::fill_time_page<OperationId>(check, request, query);
    return checked(check, std::move(query));
}

DisputeReport dispute_report(FieldCheck& check, const v1::ReportDisputeRequest& request) {
    DisputeReport report;
    report.dispute_id = check.id<OperationId>("dispute_id", request.dispute_id());
    report.state = wire::enumeration<DisputeState>(check, "state", request.state());
    report.tender_no = tender_no(check, request.tender_no());
    return report;
}

void encode(const PaymentLedger& ledger, Timestamp now, v1::Payments& out) {
    out.set_order_id(ledger.order_id.str());
    out.set_order_number(ledger.order_number.str());
    out.set_channel_id(ledger.channel_id.str());
    out.set_status(wire::to_proto<v1::PaymentStatus>(payment_status(ledger, now)));
    wire::encode(ledger.total, *out.mutable_total());
    encode_amount(authorized(ledger, now), ledger, *out.mutable_authorized());
    encode_amount(captured(ledger), ledger, *out.mutable_captured());
    encode_amount(refunded(ledger), ledger, *out.mutable_refunded());
    encode_amount(owed(ledger), ledger, *out.mutable_owed());
    for (const PaymentTender& tender : ledger.tenders)
        encode(ledger, tender, now, *out.add_tenders());
    for (const PaymentOperation& operation : ledger.operations)
        encode(operation, ledger.order_id, *out.add_operations());
    for (const PaymentEntry& entry : ledger.entries)
        encode(entry, *out.add_entries());
    encode_amount(credited(ledger), ledger, *out.mutable_credited());
    encode_amount(charged_back(ledger), ledger, *out.mutable_charged_back());
    for (const PaymentDispute& dispute : ledger.disputes)
        encode(dispute, *out.add_disputes());
    if (ledger.head.sequence > 0) out.set_etag(wire::etag(ledger.head));
}

std::string operations_reply(std::vector<ListedOperation> operations, const OperationQuery& query) {
    const bool more = static_cast<std::int64_t>(operations.size()) > query.limit;
    if (more) operations.resize(static_cast<std::size_t>(query.limit));
    return wire::bytes_of<v1::ListOperationsResponse>([&](auto& reply) {
        for (const ListedOperation& one : operations)
            encode(one.operation, one.order_id, *reply.add_operations());
        if (!more) return;
        const PaymentOperation& last = operations.back().operation;
        reply.set_next_page_token(wire::time_page_token(last.create_time, last.operation_id));
    });
}

}  // namespace oms::payments
