#include "services/returns/return_change.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/effects/plan_effects.hpp"
#include "services/orders/order_change.hpp"
#include "services/returns/return_timers.hpp"

namespace oms::returns {
namespace {

bool sees(const Actor& actor, const Return& one, const LocationId& location) {
    if (actor.channels.contains(one.channel_id)) return true;
    if (!location.empty() && actor.locations.contains(location)) return true;
    const std::vector<LocationId> locations = locations_of(one);
    return std::any_of(locations.begin(), locations.end(),
                       [&](const LocationId& id) { return actor.locations.contains(id); });
}

ReturnLine line_of(const LineTerms& terms) {
    ReturnLine line;
    line.line_no = terms.line->line_no;
    line.sku = terms.line->sku;
    line.quantity = terms.wanted.quantity;
    line.reason = terms.wanted.reason;
    line.answer = terms.decision.answer;
    line.rule = terms.decision.rule;
    line.latest = terms.decision.latest;
    const Money fee = terms.decision.fee;
    line.unit_fee = *Money::of(fee.minor_units() / terms.wanted.quantity, fee.currency());
    return line;
}

// Such as are common to all lines: the strictest of each.
void take_terms(Return& one, const LineTerms& terms) {
    one.refund_time = std::max(one.refund_time, terms.decision.refund_time);
    one.charges_back = one.charges_back && terms.decision.charges_back;
}

Return new_return(UnitOfWork& unit, const ReturnWish& wish, const LocationId& location,
                  Currency currency) {
    Return one;
    one.return_id = unit.ids().next<ReturnId>("ret");
    one.location_id = location;
    one.method = wish.method;
    one.result = wish.gift ? ReturnResult::store_credit : wish.result;
    one.gift = wish.gift;
    one.credit_reference = wish.credit_reference;
    one.evidence = wish.evidence;
    one.refund_time = RefundTime::at_once;  // until its lines say otherwise
    one.refunded = one.fees = Money::zero(currency);
    one.create_time = one.update_time = unit.now();
    return one;
}

std::int64_t returned_units(const Return& one, const ReturnLine& line) {
    std::int64_t units = 0;
    for (const ReturnGoods& goods : one.goods) {
        if (goods.line_no == line.line_no && goods.sku == line.sku &&
            goods.disposition != Disposition::give_back)
            units += goods.quantity;
    }
    return units;
}

}  // namespace

Result<ReturnChange> ReturnChange::begin(UnitOfWork& unit, const Actor& actor, const ReturnKey& key,
                                         std::int64_t version) {
    const Return* found = unit.returns.find(key.return_id);
    if (found == nullptr || !sees(actor, *found, key.location_id))
        return fail(Reason::return_not_found, key.return_id.str());
    if (version != 0 && version != found->head.sequence) {
        return fail(Reason::version_mismatch, fmt::format("the return is at version {}, not {}",
                                                          found->head.sequence, version));
    }
    ReturnChange change(unit);
    change.one = *found;
    if (!found->order_id.empty()) {
        const Order* order = unit.orders.find(found->order_id);
        OMS_REQUIRE(order != nullptr);
        change.order_ = *order;
    }
    return change;
}

Result<ReturnChange> ReturnChange::request(UnitOfWork& unit, const Order& order,
                                           const ReturnWish& wish,
                                           const std::vector<LineTerms>& lines,
                                           const LocationId& location) {
    ReturnChange change(unit);
    change.is_new_ = true;
    change.order_ = order;
    Return& one = change.one;
    one = new_return(unit, wish, location, order.totals.total.currency());
    one.order_id = order.order_id;
    one.order_number = order.number;
    one.channel_id = order.channel_id;
    one.policy_version = policy_version_of(unit, order);
    std::int64_t expiry_days = most_return_days;
    for (const LineTerms& terms : lines) {
        ReturnLine line = line_of(terms);
        take_terms(one, terms);
        one.approval_pending = one.approval_pending || terms.decision.approval_required;
        expiry_days = std::min(expiry_days, terms.decision.expiry_days);
        if (one.method != ReturnMethod::keep) {
            line.announced = line.quantity;
            OMS_CHECK(change.count(line.line_no, line.quantity, 0));
        }
        one.lines.push_back(std::move(line));
    }
    if (is_announced(one)) {
        one.expire_time = unit.now() + std::chrono::hours{24 * expiry_days};
        unit.set(expiry_timer(one));
    }
    change.give_reason(wish.override_reason);
    change.tell(ReturnAction::request);
    if (!one.approval_pending) OMS_CHECK(change.act(ReturnAction::approve));
    return change;
}

Result<ReturnChange> ReturnChange::blind(UnitOfWork& unit, const ChannelId& channel,
                                         const ReturnWish& wish, const LocationId& location) {
    ReturnChange change(unit);
    change.is_new_ = true;
    Return& one = change.one;
    one = new_return(unit, wish, location, wish.units.front().unit_credit.currency());
    one.channel_id = channel;
    one.result = ReturnResult::store_credit;
    one.refund_time = RefundTime::at_receipt;
    for (const WantedUnits& wanted : wish.units) {
        ReturnLine line;
        line.sku = wanted.sku;
        line.quantity = wanted.quantity;
        line.reason = wanted.reason;
        line.unit_credit = wanted.unit_credit;
        one.lines.push_back(std::move(line));
    }
    change.tell(ReturnAction::request);
    OMS_CHECK(change.act(ReturnAction::approve));
    return change;
}

void ReturnChange::tell(ReturnAction action) {
    one.update_time = unit_->now();
    unit_->record({AggregateType::goods_return, one.return_id.str()}, one.head, one.channel_id,
                  locations_of(one), told(action, one));
}

Result<void> ReturnChange::act(ReturnAction action) {
    OMS_CHECK(advance(one, action));
    if (one.expire_time && !is_announced(one)) {
        unit_->unset(expiry_timer(one));
        one.expire_time.reset();
    }
    tell(action);
    return {};
}

Result<void> ReturnChange::record_credit(const OperationId& id, const std::string& reference) {
    one.credits.push_back({id, reference, unit_->now()});
    return act(ReturnAction::issue);
}

void ReturnChange::give_reason(const std::string& text) {
    if (text.empty() || !order_) return;
    one.reason_id = orders::add_text(*unit_, *order_, PersonalKind::note, text);
    orders::tell(*unit_, *order_, OrderNoted{one.reason_id});
}

Result<void> ReturnChange::count(std::int64_t line_no, std::int64_t expected,
                                 std::int64_t returned) {
    const ReturnedUnits change{line_no, expected, returned};
    OMS_CHECK(count_returns(*order_, {change}));
    counts_.push_back(change);
    return {};
}

Result<void> ReturnChange::receive(const Actor& actor, const ReturnWish& wish,
                                   const LocationId& location, const std::string& clerk) {
    const bool late = !next(return_transitions, one.state, ReturnAction::refund);
    OMS_TRY(const ReturnState after, advance(return_transitions, one.state, ReturnAction::receive));
    static_cast<void>(after);
    const auto receipt_no = static_cast<std::int64_t>(one.receipts.size()) + 1;
    one.receipts.push_back({receipt_no, unit_->now(), location, clerk});
    location_ = location;
    if (one.location_id.empty()) one.location_id = location;
    for (const WantedUnits& wanted : wish.units)
        OMS_CHECK(receive_line(actor, wish, wanted, receipt_no,
                               late && one.state != ReturnState::requested));
    OMS_CHECK(act(ReturnAction::receive));
    if (is_inspected(one)) OMS_CHECK(act(ReturnAction::inspect));
    return {};
}

Result<ReturnLine*> ReturnChange::line_for(const Actor& actor, const ReturnWish& wish,
                                           const WantedUnits& wanted, std::int64_t& extra) {
    const auto known = std::find_if(one.lines.begin(), one.lines.end(), [&](const ReturnLine& l) {
        return wanted.line_no == 0 ? l.sku == wanted.sku : l.line_no == wanted.line_no;
    });
    ReturnLine* line = known == one.lines.end() ? nullptr : &*known;
    const std::int64_t open =
        line == nullptr ? 0
                        : std::max<std::int64_t>(0, line->quantity - received_units(one, *line));
    extra = wanted.quantity - std::min(wanted.quantity, open);
    if (extra == 0) return line;
    if (!order_)
        return fail(Reason::illegal_transition, "receive does not apply: goods of another receipt");
    // Beyond what was announced the policy has a say again.
    ReturnWish more = wish;
    more.units = {wanted};
    more.units[0].quantity = extra;
    more.method = one.method;
    if (line != nullptr) more.units[0].line_no = line->line_no;
    const std::vector<LineTerms> terms = decide_lines(*unit_, *order_, more);
    if (terms[0].line == nullptr && wanted.line_no == 0) return nullptr;
    OMS_CHECK(check_terms(actor, terms, more));
    give_reason(wish.override_reason);
    if (line != nullptr) {
        line->quantity += extra;
        return line;
    }
    take_terms(one, terms[0]);
    one.lines.push_back(line_of(terms[0]));
    return &one.lines.back();
}

Result<void> ReturnChange::receive_line(const Actor& actor, const ReturnWish& wish,
                                        const WantedUnits& wanted, std::int64_t receipt_no,
                                        bool late) {
    std::int64_t extra = 0;
    OMS_TRY(ReturnLine* const line, line_for(actor, wish, wanted, extra));
    if (line == nullptr) {
        if (unit_->items.find(wanted.sku) == nullptr)
            return fail(Reason::item_not_found, wanted.sku.str());
        return add_goods(wanted, 0, receipt_no, wanted.quantity, ReturnFinding::other_item);
    }
    if (order_) {
        const std::int64_t announced = std::min(wanted.quantity, line->announced);
        line->announced -= announced;
        const bool stays = wanted.disposition != Disposition::give_back;
        OMS_CHECK(count(line->line_no, -announced, stays ? wanted.quantity : 0));
    }
    const ReturnFinding usual = late ? ReturnFinding::late : ReturnFinding::as_expected;
    WantedUnits units = wanted;
    units.sku = line->sku;
    const std::int64_t line_no = line->line_no;
    if (wanted.quantity > extra)
        OMS_CHECK(add_goods(units, line_no, receipt_no, wanted.quantity - extra, usual));
    if (extra > 0)
        OMS_CHECK(add_goods(units, line_no, receipt_no, extra,
                            late ? ReturnFinding::late : ReturnFinding::extra));
    return {};
}

Result<void> ReturnChange::add_goods(const WantedUnits& wanted, std::int64_t line_no,
                                     std::int64_t receipt_no, std::int64_t units,
                                     ReturnFinding finding) {
    ReturnGoods goods;
    for (const ReturnGoods& some : one.goods)
        goods.goods_no = std::max(goods.goods_no, some.goods_no);
    ++goods.goods_no;
    goods.receipt_no = receipt_no;
    goods.line_no = line_no;
    goods.sku = wanted.sku;
    goods.location_id = location_;
    goods.quantity = units;
    goods.disposition = wanted.disposition;
    goods.finding = finding;
    if (auto entry = entry_of(one, goods, std::nullopt))
        OMS_CHECK(unit_->post_and_tell(*std::move(entry)));
    one.goods.push_back(std::move(goods));
    return {};
}

Result<void> ReturnChange::dispose(std::span<const DisposedUnits> goods) {
    bool inspects = false;
    for (const DisposedUnits& some : goods) {
        Disposition from = Disposition::pending;
        for (const ReturnGoods& known : one.goods) {
            if (known.goods_no == some.goods_no) from = known.disposition;
        }
        OMS_TRY(const ReturnGoods moved,
                dispose_of(one, some.goods_no, some.quantity, some.disposition));
        inspects = inspects || from == Disposition::pending;
        if (auto entry = entry_of(one, moved, from))
            OMS_CHECK(unit_->post_and_tell(*std::move(entry)));
        if (some.disposition != Disposition::give_back) continue;
        if (moved.line_no != 0) OMS_CHECK(count(moved.line_no, 0, -moved.quantity));
        const ReturnLine* line = find_line(one, moved.line_no, moved.sku);
        if (line != nullptr && line->refunded > returned_units(one, *line))
            return fail(Reason::illegal_transition, "dispose does not apply: they are paid back");
    }
    const ReturnAction action = !inspects           ? ReturnAction::dispose
                                : is_inspected(one) ? ReturnAction::inspect
                                                    : ReturnAction::inspect_part;
    return act(action);
}

Result<void> ReturnChange::stop_expecting() {
    for (ReturnLine& line : one.lines) {
        if (line.announced > 0) OMS_CHECK(count(line.line_no, -line.announced, 0));
        line.announced = 0;
        line.quantity = received_units(one, line);
    }
    return {};
}

Result<RefundDue> ReturnChange::pay(const std::vector<ParcelUnits>& units, Money fee) {
    OMS_TRY(const RefundDue due,
            refund_of(*order_, units, refund_terms(*unit_, *order_, one.charges_back, fee)));
    const DueKind kind = one.result == ReturnResult::money ? DueKind::refund : DueKind::credit;
    orders::tell_refund(
        *unit_, *order_,
        {RefundKind::goods, one.return_id, units, due.amount, due.fee, unit_->now()}, kind,
        kind == DueKind::credit ? one.credit_reference : std::string());
    return due;
}

Result<RefundDue> ReturnChange::credit(const std::vector<std::int64_t>& units, Money fee) {
    const Currency currency = one.refunded.currency();
    RefundDue due{Money::zero(currency), Money::zero(currency), fee, Money::zero(currency)};
    for (std::size_t i = 0; i < units.size(); ++i) {
        OMS_TRY(const Money value, one.lines[i].unit_credit.times(units[i]));
        OMS_TRY(due.goods, due.goods.plus(value));
    }
    if (due.fee.minor_units() > due.goods.minor_units()) due.fee = due.goods;
    OMS_TRY(due.amount, due.goods.minus(due.fee));
    if (due.amount.minor_units() > 0) {
        const PaymentDue credit{unit_->ids().next<OperationId>("pay"),
                                DueKind::credit,
                                due.amount,
                                {},
                                unit_->now(),
                                one.credit_reference};
        one.payments_due.push_back(credit);
        effects::plan_credit(*unit_, one.return_id, one.channel_id, credit.operation_id);
    }
    return due;
}

Result<void> ReturnChange::refund(const std::optional<Money>& deduction) {
    std::vector<ParcelUnits> units;
    std::vector<std::int64_t> by_line;
    Money fee = Money::zero(one.refunded.currency());
    for (const ReturnLine& line : one.lines) {
        const std::int64_t refundable = refundable_units(one, line);
        by_line.push_back(refundable);
        if (refundable == 0) continue;
        units.push_back({line.line_no, refundable});
        if (!order_) continue;
        OMS_TRY(const Money fees, line.unit_fee.times(refundable));
        OMS_TRY(fee, fee.plus(fees));
    }
    if (units.empty()) return {};
    if (deduction) {
        OMS_TRY(fee, fee.plus(*deduction));
    }
    OMS_TRY(const RefundDue due, order_ ? pay(units, fee) : credit(by_line, fee));
    for (std::size_t i = 0; i < by_line.size(); ++i)
        one.lines[i].refunded += by_line[i];
    OMS_TRY(one.refunded, one.refunded.plus(due.amount));
    OMS_TRY(one.fees, one.fees.plus(due.fee));
    due_ = due;
    return act(is_settled(one) ? ReturnAction::refund : ReturnAction::refund_part);
}

// Nothing is left to be paid back: what came beside it does not keep it open.
Result<void> ReturnChange::settle() {
    const bool is_open = one.state == ReturnState::received || one.state == ReturnState::inspected;
    if (!is_open || !is_settled(one)) return {};
    return act(ReturnAction::refund);
}

Result<void> ReturnChange::finish() {
    OMS_CHECK(settle());
    if (!counts_.empty())
        orders::tell(*unit_, *order_, OrderReturnsCounted{one.return_id, counts_});
    if (order_ && order_->head.sequence != unit_->orders.find(order_->order_id)->head.sequence)
        unit_->orders.put(order_->order_id, *order_);
    if (is_new_) {
        unit_->insert(one);
    } else {
        unit_->returns.put(one.return_id, one);
    }
    return {};
}

}  // namespace oms::returns
