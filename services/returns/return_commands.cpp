#include "services/returns/return_commands.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/returns/return_timers.hpp"

namespace oms::returns {
namespace {

void name_returns(KeySet& keys, ReturnKey key, const ReturnWish& wish) {
    for (const WantedUnits& wanted : wish.units) {
        if (!wanted.sku.empty()) key.skus.push_back(wanted.sku);
    }
    keys.returns.push_back(std::move(key));
    keys.return_policies = true;
}

// Where goods are expected exists, and is one that takes them.
Result<void> check_location(const UnitOfWork& unit, const LocationId& id) {
    const Location* location = unit.locations.find(id);
    if (location == nullptr) return fail(Reason::location_not_found, id.str());
    const auto& can = location->capabilities;
    if (std::find(can.begin(), can.end(), Capability::returns) != can.end()) return {};
    Error error{Reason::return_refused, "the location takes no returns", {}, {}, {}, false};
    error.preconditions.push_back({"LOCATION", id.str(), "has not the capability returns"});
    return fail(std::move(error));
}

// Units of one line that go several ways are returned together.
ReturnWish by_line(const ReturnWish& wish) {
    ReturnWish merged = wish;
    merged.units.clear();
    for (const WantedUnits& wanted : wish.units) {
        const auto same =
            std::find_if(merged.units.begin(), merged.units.end(), [&](const WantedUnits& one) {
                return one.line_no == wanted.line_no && one.sku == wanted.sku;
            });
        if (same == merged.units.end()) {
            merged.units.push_back(wanted);
        } else {
            same->quantity += wanted.quantity;
        }
    }
    return merged;
}

std::optional<RefundDue> preview(const UnitOfWork& unit, const Order& order,
                                 const std::vector<LineTerms>& lines) {
    std::vector<ParcelUnits> units;
    Money fee = Money::zero(order.totals.total.currency());
    bool charges_back = true;
    for (const LineTerms& terms : lines) {
        if (terms.line == nullptr) return std::nullopt;
        units.push_back({terms.line->line_no, terms.wanted.quantity});
        fee = fee.plus(terms.decision.fee).value_or(fee);
        charges_back = charges_back && terms.decision.charges_back;
    }
    const auto due = refund_of(order, units, refund_terms(unit, order, charges_back, fee));
    return due ? std::optional(*due) : std::nullopt;
}

}  // namespace

void CheckReturn::name_keys(KeySet& keys) const {
    name_returns(keys, key_, wish_);
}

Result<std::string> CheckReturn::run(UnitOfWork& unit) {
    OMS_TRY(const Order order, order_to_return(unit, header().actor, key_));
    ReturnCheck check;
    check.lines = decide_lines(unit, order, wish_);
    check.policy_version = policy_version_of(unit, order);
    check.refund = preview(unit, order, check.lines);
    return encode_(check);
}

void RequestReturn::name_keys(KeySet& keys) const {
    name_returns(keys, key_, wish_);
}

Result<std::string> RequestReturn::run(UnitOfWork& unit) {
    const Actor& actor = header().actor;
    OMS_TRY(const Order order, order_to_return(unit, actor, key_));
    if (!key_.location_id.empty()) OMS_CHECK(check_location(unit, key_.location_id));
    const std::vector<LineTerms> lines = decide_lines(unit, order, wish_);
    OMS_CHECK(check_terms(actor, lines, wish_));
    OMS_TRY(ReturnChange change,
            ReturnChange::request(unit, order, wish_, lines, key_.location_id));
    if (change.one.state == ReturnState::approved) OMS_CHECK(change.refund({}));
    OMS_CHECK(change.finish());
    return encode_(change.one, change.due());
}

void ReceiveReturn::name_keys(KeySet& keys) const {
    name_returns(keys, target_.key, receipt_.wish);
    if (!receipt_.channel_id.empty()) keys.channels.push_back(receipt_.channel_id);
}

Result<void> ReceiveReturn::check_place(const UnitOfWork& unit) const {
    const LocationId& id = target_.key.location_id;
    if (!header().actor.locations.contains(id)) return fail(Reason::location_not_found, id.str());
    return check_location(unit, id);
}

Result<ReturnChange> ReceiveReturn::begin_unannounced(UnitOfWork& unit) const {
    const ReturnKey& key = target_.key;
    const ReturnWish wish = by_line(receipt_.wish);
    if (key.order_id.empty() && key.order_number.empty()) {
        if (unit.channels.find(receipt_.channel_id) == nullptr)
            return fail(Reason::channel_not_found, receipt_.channel_id.str());
        for (const WantedUnits& wanted : wish.units) {
            if (unit.items.find(wanted.sku) == nullptr)
                return fail(Reason::item_not_found, wanted.sku.str());
        }
        return ReturnChange::blind(unit, receipt_.channel_id, wish, key.location_id);
    }
    OMS_TRY(const Order order, order_to_return(unit, header().actor, key));
    const std::vector<LineTerms> lines = decide_lines(unit, order, wish);
    OMS_CHECK(check_terms(header().actor, lines, wish));
    return ReturnChange::request(unit, order, wish, lines, key.location_id);
}

Result<ReturnChange> ReceiveReturn::begin(UnitOfWork& unit) const {
    if (!target_.key.return_id.empty())
        return ReturnChange::begin(unit, header().actor, target_.key, target_.version);
    return begin_unannounced(unit);
}

Result<std::string> ReceiveReturn::run(UnitOfWork& unit) {
    OMS_CHECK(check_place(unit));
    OMS_TRY(ReturnChange change, begin(unit));
    const std::string& clerk = receipt_.clerk.empty() ? header().actor.principal : receipt_.clerk;
    OMS_CHECK(change.receive(header().actor, receipt_.wish, target_.key.location_id, clerk));
    OMS_CHECK(change.refund(receipt_.deduction));
    OMS_CHECK(change.finish());
    return encode_(change.one, change.due());
}

void ChangeReturn::name_keys(KeySet& keys) const {
    keys.returns.push_back(target_.key);
    keys.return_policies = true;
}

Result<std::string> ChangeReturn::run(UnitOfWork& unit) {
    OMS_TRY(ReturnChange begun,
            ReturnChange::begin(unit, header().actor, target_.key, target_.version));
    OMS_CHECK(change(begun));
    OMS_CHECK(begun.finish());
    return encode_(begun.one, begun.due());
}

Result<void> ApproveReturn::change(ReturnChange& change) {
    OMS_CHECK(advance(return_transitions, change.one.state, ReturnAction::approve));
    if (!std::exchange(change.one.approval_pending, false))
        return fail(Reason::illegal_transition, "approve does not apply: it is approved");
    OMS_CHECK(change.act(ReturnAction::approve));
    return change.refund({});
}

Result<void> RejectReturn::change(ReturnChange& change) {
    const auto is_paid = [](const ReturnLine& line) { return line.refunded > 0; };
    if (std::any_of(change.one.lines.begin(), change.one.lines.end(), is_paid))
        return fail(Reason::illegal_transition, "reject does not apply: money was paid back");
    OMS_CHECK(advance(return_transitions, change.one.state, ReturnAction::reject));
    change.give_reason(reason_);
    OMS_CHECK(change.stop_expecting());
    return change.act(ReturnAction::reject);
}

Result<void> SendReturn::change(ReturnChange& change) {
    change.one.tracking_number = tracking_number_;
    return change.act(ReturnAction::send);
}

Result<void> CancelReturn::change(ReturnChange& change) {
    OMS_CHECK(advance(return_transitions, change.one.state, ReturnAction::cancel));
    OMS_CHECK(change.stop_expecting());
    return change.act(ReturnAction::cancel);
}

Result<void> InspectReturn::change(ReturnChange& change) {
    OMS_CHECK(change.dispose(goods_));
    if (!next(return_transitions, change.one.state, ReturnAction::refund)) return {};
    return change.refund(deduction_);
}

Result<void> RefundReturn::change(ReturnChange& change) {
    OMS_CHECK(advance(return_transitions, change.one.state, ReturnAction::refund));
    OMS_CHECK(change.refund(deduction_));
    if (change.due()) return {};
    return fail(Reason::illegal_transition, "refund does not apply: nothing is to be paid by now");
}

Result<void> record_credit(UnitOfWork& unit, const ReturnId& id, const OperationId& operation_id,
                           const std::string& provider_reference) {
    Actor actor = system_actor("effects");
    actor.channels = ScopeSet<ChannelId>::all();
    ReturnKey key;
    key.return_id = id;
    OMS_TRY(ReturnChange change, ReturnChange::begin(unit, actor, key, 0));
    OMS_CHECK(change.record_credit(operation_id, provider_reference));
    return change.finish();
}

ReturnKey ExpireReturn::key() const {
    ReturnKey key;
    key.return_id = ReturnId::trusted(timer_.subject);
    return key;
}

void ExpireReturn::name_keys(KeySet& keys) const {
    keys.returns.push_back(key());
    keys.return_policies = true;
}

Result<std::string> ExpireReturn::run(UnitOfWork& unit) {
    const Return* found = unit.returns.find(key().return_id);
    if (found == nullptr || found->expire_time != timer_.due ||
        !next(return_transitions, found->state, ReturnAction::expire)) {
        unit.unset(timer_);
        return std::string();
    }
    OMS_TRY(ReturnChange change, ReturnChange::begin(unit, header().actor, key(), 0));
    OMS_CHECK(change.stop_expecting());
    OMS_CHECK(change.act(ReturnAction::expire));
    OMS_CHECK(change.finish());
    return std::string();
}

}  // namespace oms::returns
