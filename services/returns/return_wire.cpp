#include "services/returns/return_wire.hpp"

#include <map>
#include <set>

#include "services/common/time_page.hpp"

namespace oms::returns {
namespace {

using wire::FieldCheck;

constexpr int most_lines = 2'000;
constexpr std::int64_t most_units = 1'000'000;

template <class Request>
void read_order(FieldCheck& check, const Request& request, ReturnKey& key) {
    if (!request.order_id().empty())
        key.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.order_number().empty()) {
        const auto number = parse_order_number(request.order_number());
        if (check.require(number.has_value(), "order_number", "an order number"))
            key.order_number = *number;
    }
    if (!request.location_id().empty())
        key.location_id = check.id<LocationId>("location_id", request.location_id(), false);
}

template <class Request>
void require_order(FieldCheck& check, const Request& request) {
    check.require(request.order_id().empty() != request.order_number().empty(), "order_id",
                  "either order_id or order_number is required");
}

template <class Units>
void read_units(FieldCheck& check, const Units& units, ReturnWish& wish) {
    if (!check.count("units", units.size(), 1, most_lines)) return;
    std::set<std::int32_t> seen;
    for (int i = 0; i < units.size(); ++i) {
        const auto at = check.inside("units", i);
        WantedUnits wanted;
        wanted.line_no = check.number("line_no", units[i].line_no(), 1, most_lines);
        check.require(seen.insert(units[i].line_no()).second, "line_no", "each line once");
        wanted.quantity = check.number("quantity", units[i].quantity(), 1, most_units);
        wanted.reason =
            wire::enumeration_or(check, "reason", units[i].reason(), ReturnReason::changed_mind);
        wish.units.push_back(std::move(wanted));
    }
}

ReturnResult result_of(FieldCheck& check, v1::ReturnResult value) {
    const ReturnResult result = wire::enumeration_or(check, "result", value, ReturnResult::money);
    check.require(result != ReturnResult::exchange, "result", "money or store credit");
    return result;
}

// What requests and receipts have in common.
template <class Request>
void read_wish(FieldCheck& check, const Request& request, ReturnWish& wish) {
    wish.result = result_of(check, request.result());
    wish.gift = request.gift();
    wish.credit_reference = check.reference("credit_reference", request.credit_reference(), 0, 64);
    wish.evidence = check.reference("evidence", request.evidence(), 0, 200);
    wish.override_reason = check.text("override_reason", request.override_reason(),
                                      {.longest = 500, .multiline = true});
}

WantedUnits received_units(FieldCheck& check, const v1::ReceivedUnits& units, bool is_blind) {
    WantedUnits wanted;
    wanted.line_no = check.number("line_no", units.line_no(), 0, is_blind ? 0 : most_lines);
    if (!units.sku().empty() || wanted.line_no == 0) wanted.sku = check.id<Sku>("sku", units.sku());
    wanted.quantity = check.number("quantity", units.quantity(), 1, most_units);
    wanted.reason =
        wire::enumeration_or(check, "reason", units.reason(), ReturnReason::changed_mind);
    wanted.disposition =
        wire::enumeration_or(check, "disposition", units.disposition(), Disposition::pending);
    return wanted;
}

void encode(const ReturnLine& line, const Return& one, v1::ReturnLine& out) {
    out.set_line_no(static_cast<std::int32_t>(line.line_no));
    out.set_sku(line.sku.str());
    out.set_quantity(line.quantity);
    out.set_reason(wire::to_proto<v1::ReturnReason>(line.reason));
    out.set_answer(wire::to_proto<v1::ReturnAnswer>(line.answer));
    out.set_rule(line.rule);
    if (line.latest) wire::encode(*line.latest, *out.mutable_latest_time());
    if (line.unit_fee != Money()) wire::encode(line.unit_fee, *out.mutable_unit_fee());
    if (line.unit_credit != Money()) wire::encode(line.unit_credit, *out.mutable_unit_credit());
    out.set_announced(line.announced);
    out.set_received(received_units(one, line));
    out.set_refunded(line.refunded);
}

void encode(const ReturnGoods& goods, v1::ReturnGoods& out) {
    out.set_goods_no(static_cast<std::int32_t>(goods.goods_no));
    out.set_receipt_no(static_cast<std::int32_t>(goods.receipt_no));
    out.set_line_no(static_cast<std::int32_t>(goods.line_no));
    out.set_sku(goods.sku.str());
    out.set_location_id(goods.location_id.str());
    out.set_quantity(goods.quantity);
    out.set_disposition(wire::to_proto<v1::Disposition>(goods.disposition));
    out.set_finding(wire::to_proto<v1::ReturnFinding>(goods.finding));
}

}  // namespace

Result<ReturnRequest> check_request(const v1::CheckReturnRequest& request) {
    FieldCheck check;
    ReturnRequest asked;
    require_order(check, request);
    read_order(check, request, asked.key);
    read_units(check, request.units(), asked.wish);
    asked.wish.method =
        wire::enumeration_or(check, "method", request.method(), ReturnMethod::store);
    asked.wish.result =
        wire::enumeration_or(check, "result", request.result(), ReturnResult::money);
    if (request.has_evidence()) asked.wish.evidence = "told";
    return checked(check, std::move(asked));
}

ReturnRequest return_request(FieldCheck& check, const v1::RequestReturnRequest& request) {
    ReturnRequest asked;
    check.request_id(request.request_id());
    require_order(check, request);
    read_order(check, request, asked.key);
    read_units(check, request.units(), asked.wish);
    read_wish(check, request, asked.wish);
    asked.wish.method = wire::enumeration_or(check, "method", request.method(), ReturnMethod::post);
    return asked;
}

ReturnTarget receipt_target(FieldCheck& check, const v1::ReceiveReturnRequest& request) {
    ReturnTarget target;
    check.request_id(request.request_id());
    const int named = (request.return_id().empty() ? 0 : 1) + (request.order_id().empty() ? 0 : 1) +
                      (request.order_number().empty() ? 0 : 1);
    check.require(named <= 1, "return_id", "one of return_id, order_id and order_number at most");
    read_order(check, request, target.key);
    check.require(!request.location_id().empty(), "location_id", "is required");
    if (!request.return_id().empty())
        target.key.return_id = check.id<ReturnId>("return_id", request.return_id());
    if (!request.etag().empty())
        target.version = wire::version_of_etag(check, "etag", request.etag());
    return target;
}

ReceiptOfReturn receipt_of(FieldCheck& check, const v1::ReceiveReturnRequest& request) {
    ReceiptOfReturn receipt;
    const bool is_blind =
        request.return_id().empty() && request.order_id().empty() && request.order_number().empty();
    read_wish(check, request, receipt.wish);
    if (is_blind) {
        receipt.channel_id = check.id<ChannelId>("channel_id", request.channel_id(), false);
        check.require(!request.evidence().empty(), "evidence", "is required of goods of no order");
    }
    receipt.clerk = check.reference("clerk", request.clerk(), 0, 64);
    wire::MoneyCheck money(check);
    if (request.has_deduction())
        receipt.deduction = money.amount("deduction", true, request.deduction(), 0);
    if (!check.count("units", request.units_size(), 1, most_lines)) return receipt;
    std::map<Sku, Money> credits;
    for (int i = 0; i < request.units_size(); ++i) {
        const auto at = check.inside("units", i);
        const v1::ReceivedUnits& units = request.units(i);
        WantedUnits wanted = received_units(check, units, is_blind);
        if (is_blind) {
            wanted.unit_credit =
                money.amount("unit_credit", units.has_unit_credit(), units.unit_credit(), 0);
            const auto [known, added] = credits.emplace(wanted.sku, wanted.unit_credit);
            check.require(added || known->second == wanted.unit_credit, "unit_credit",
                          "one for each SKU of a receipt");
        } else {
            check.require(!units.has_unit_credit(), "unit_credit", "only of goods of no order");
        }
        receipt.wish.units.push_back(std::move(wanted));
    }
    check.require(money.one_currency().has_value() || (!is_blind && !receipt.deduction), "units",
                  "amounts are of one currency");
    return receipt;
}

std::vector<DisposedUnits> disposed_units(FieldCheck& check,
                                          const v1::InspectReturnRequest& request) {
    std::vector<DisposedUnits> goods;
    if (!check.count("goods", request.goods_size(), 1, most_lines)) return goods;
    for (int i = 0; i < request.goods_size(); ++i) {
        const auto at = check.inside("goods", i);
        const v1::DisposedUnits& some = request.goods(i);
        goods.push_back({check.number("goods_no", some.goods_no(), 1, most_units),
                         check.number("quantity", some.quantity(), 1, most_units),
                         wire::enumeration<Disposition>(check, "disposition", some.disposition())});
        check.require(some.disposition() != v1::DISPOSITION_PENDING, "disposition",
                      "what becomes of them");
    }
    return goods;
}

std::optional<Money> deduction_of(FieldCheck& check, bool given,
                                  const common::v1::Money& deduction) {
    if (!given) return std::nullopt;
    wire::MoneyCheck money(check);
    return money.amount("deduction", true, deduction, 0);
}

Result<ReturnId> return_id(const v1::GetReturnRequest& request) {
    FieldCheck check;
    return checked(check, check.id<ReturnId>("return_id", request.return_id()));
}

Result<ReturnQuery> return_query(const v1::ListReturnsRequest& request) {
    FieldCheck check;
    ReturnQuery query;
    check.require(request.order_id().empty() != request.location_id().empty(), "location_id",
                  "either order_id or location_id is required");
    if (!request.order_id().empty()) {
        query.order_id = check.id<OrderId>("order_id", request.order_id());
    } else if (!request.location_id().empty()) {
        query.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    }
    query.ended = request.ended();
    for (int i = 0; i < request.states_size(); ++i) {
        const auto at = check.inside("states", i);
        query.states.push_back(wire::enumeration<ReturnState>(check, "", request.states(i)));
    }
    wire::fill_time_page<ReturnId>(check, request, query);
    return checked(check, std::move(query));
}

void encode(const RefundDue& due, v1::RefundDue& out) {
    wire::encode(due.goods, *out.mutable_goods());
    wire::encode(due.charges, *out.mutable_charges());
    wire::encode(due.fee, *out.mutable_fee());
    wire::encode(due.amount, *out.mutable_amount());
}

void encode(const Return& one, v1::Return& out) {
    out.set_return_id(one.return_id.str());
    out.set_order_id(one.order_id.str());
    out.set_order_number(one.order_number.str());
    out.set_channel_id(one.channel_id.str());
    out.set_location_id(one.location_id.str());
    out.set_state(wire::to_proto<v1::ReturnState>(one.state));
    for (const ReturnAction action : allowed_actions(one))
        out.add_allowed_actions(wire::to_proto<v1::ReturnAction>(action));
    out.set_method(wire::to_proto<v1::ReturnMethod>(one.method));
    out.set_result(wire::to_proto<v1::ReturnResult>(one.result));
    out.set_gift(one.gift);
    out.set_credit_reference(one.credit_reference);
    out.set_evidence(one.evidence);
    out.set_policy_version(one.policy_version);
    out.set_refund_time(wire::to_proto<v1::RefundTime>(one.refund_time));
    for (const ReturnLine& line : one.lines)
        encode(line, one, *out.add_lines());
    for (const ReturnReceipt& receipt : one.receipts) {
        v1::ReturnReceipt& told = *out.add_receipts();
        told.set_receipt_no(static_cast<std::int32_t>(receipt.receipt_no));
        wire::encode(receipt.time, *told.mutable_time());
        told.set_location_id(receipt.location_id.str());
        told.set_clerk(receipt.clerk);
    }
    for (const ReturnGoods& goods : one.goods)
        encode(goods, *out.add_goods());
    out.set_tracking_number(one.tracking_number);
    if (one.expire_time) wire::encode(*one.expire_time, *out.mutable_expire_time());
    wire::encode(one.refunded, *out.mutable_refunded());
    wire::encode(one.fees, *out.mutable_fees());
    wire::encode(one.create_time, *out.mutable_create_time());
    wire::encode(one.update_time, *out.mutable_update_time());
    out.set_etag(wire::etag(one.head));
    for (const IssuedCredit& credit : one.credits) {
        v1::IssuedCredit& told = *out.add_credits();
        told.set_operation_id(credit.operation_id.str());
        told.set_provider_reference(credit.provider_reference);
        wire::encode(credit.time, *told.mutable_time());
    }
}

std::string check_reply(const ReturnCheck& check) {
    return wire::bytes_of<v1::CheckReturnResponse>([&](auto& reply) {
        RefundTime refund_time = RefundTime::at_once;
        for (const LineTerms& terms : check.lines) {
            v1::LineAnswer& line = *reply.add_lines();
            line.set_line_no(static_cast<std::int32_t>(terms.wanted.line_no));
            line.set_quantity(terms.wanted.quantity);
            line.set_answer(wire::to_proto<v1::ReturnAnswer>(terms.decision.answer));
            line.set_rule(terms.decision.rule);
            if (terms.decision.latest)
                wire::encode(*terms.decision.latest, *line.mutable_latest_time());
            wire::encode(terms.decision.fee, *line.mutable_fee());
            refund_time = std::max(refund_time, terms.decision.refund_time);
            if (terms.decision.approval_required) reply.set_approval_required(true);
        }
        reply.set_policy_version(check.policy_version);
        reply.set_refund_time(wire::to_proto<v1::RefundTime>(refund_time));
        if (check.refund) encode(*check.refund, *reply.mutable_refund());
    });
}

std::string return_list_reply(std::vector<Return> returns, const ReturnQuery& query) {
    return wire::bytes_of<v1::ListReturnsResponse>([&](auto& reply) {
        if (static_cast<std::int64_t>(returns.size()) > query.limit) {
            returns.resize(static_cast<std::size_t>(query.limit));
            reply.set_next_page_token(
                wire::time_page_token(returns.back().create_time, returns.back().return_id));
        }
        for (const Return& one : returns)
            encode(one, *reply.add_returns());
    });
}

}  // namespace oms::returns
