#include "tests/support/payment_gateway.hpp"

#include <utility>

namespace oms::testing {

using payments::GatewayOperation;
using payments::GatewayResult;
using payments::GatewayState;

Result<GatewayResult> FakePaymentGateway::carry_out(const GatewayOperation& asked) {
    const std::lock_guard lock(mutex_);
    ++calls_;
    GatewayFault fault = GatewayFault::none;
    if (!faults_.empty()) {
        fault = faults_.front();
        faults_.pop_front();
    }
    switch (fault) {
        case GatewayFault::lose_request:
            return fail(Reason::gateway_unavailable, "a fault");
        case GatewayFault::lose_answer:
            static_cast<void>(arrive(asked, false, false));
            return fail(Reason::gateway_unavailable, "a fault");
        case GatewayFault::delay:
            delayed_.push_back(asked);
            return fail(Reason::gateway_unavailable, "a fault");
        case GatewayFault::refuse:
            return fail(Reason::gateway_refused, "a fault");
        case GatewayFault::none:
        case GatewayFault::decline:
        case GatewayFault::pend:
            break;
    }
    return arrive(asked, fault == GatewayFault::decline, fault == GatewayFault::pend);
}

Result<GatewayResult> FakePaymentGateway::query(const OperationId& id) {
    const std::lock_guard lock(mutex_);
    const auto found = booked_.find(id.str());
    if (found == booked_.end()) return GatewayResult{GatewayState::absent, {}, {}, {}};
    return found->second.result;
}

GatewayResult FakePaymentGateway::arrive(const GatewayOperation& asked, bool declined,
                                         bool pending) {
    const auto [entry, first] =
        booked_.try_emplace(asked.operation.operation_id.str(), Booked{asked, {}, 0, 0});
    Booked& booked = entry->second;
    ++booked.arrivals;
    if (!first) return booked.result;
    booked.result.provider_reference = "psp-" + std::to_string(booked_.size());
    if (declined) {
        booked.result.state = GatewayState::failed;
        booked.result.failure_code = "declined";
    } else if (pending) {
        booked.result.state = GatewayState::pending;
    } else {
        move_money(booked);
    }
    return booked.result;
}

void FakePaymentGateway::move_money(Booked& booked) {
    ++booked.effects;
    booked.result.state = GatewayState::done;
    const PaymentOperation& operation = booked.asked.operation;
    std::int64_t authorized = 0;
    std::int64_t captured = 0;
    std::int64_t money = 0;
    for (const auto& [id, other] : booked_) {
        const PaymentOperation& done = other.asked.operation;
        if (other.effects == 0 || other.asked.order_id != booked.asked.order_id ||
            done.tender_no != operation.tender_no)
            continue;
        const std::int64_t amount = done.amount.minor_units();
        if (done.operation_id == operation.authorization_id) authorized += amount;
        if (done.kind == OperationKind::capture &&
            done.authorization_id == operation.authorization_id)
            captured += amount;
        money += done.kind == OperationKind::capture  ? amount
                 : done.kind == OperationKind::refund ? -amount
                                                      : 0;
    }
    const std::string& id = operation.operation_id.str();
    // What the checkout authorized is not known here.
    if (operation.kind == OperationKind::capture && !operation.authorization_id.empty() &&
        captured > authorized)
        complaints_.push_back(id + ": more captured than authorized");
    if (money < 0) complaints_.push_back(id + ": more refunded than captured");
}

void FakePaymentGateway::then(GatewayFault fault) {
    const std::lock_guard lock(mutex_);
    faults_.push_back(fault);
}

void FakePaymentGateway::forget_faults() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

void FakePaymentGateway::arrive_late() {
    const std::lock_guard lock(mutex_);
    while (!delayed_.empty()) {
        const GatewayOperation asked = std::move(delayed_.back());
        delayed_.pop_back();
        static_cast<void>(arrive(asked, false, false));
    }
}

std::vector<OperationId> FakePaymentGateway::finish_pending() {
    const std::lock_guard lock(mutex_);
    std::vector<OperationId> ids;
    for (auto& [id, booked] : booked_) {
        if (booked.result.state != GatewayState::pending) continue;
        move_money(booked);
        ids.push_back(OperationId::trusted(id));
    }
    return ids;
}

std::map<std::string, FakePaymentGateway::Booked> FakePaymentGateway::booked() const {
    const std::lock_guard lock(mutex_);
    return booked_;
}

std::int64_t FakePaymentGateway::money_of(const OrderId& id) const {
    const std::lock_guard lock(mutex_);
    std::int64_t money = 0;
    for (const auto& [operation_id, booked] : booked_) {
        if (booked.effects == 0 || booked.asked.order_id != id) continue;
        const std::int64_t amount = booked.asked.operation.amount.minor_units();
        if (booked.asked.operation.kind == OperationKind::capture) money += amount;
        if (booked.asked.operation.kind == OperationKind::refund) money -= amount;
    }
    return money;
}

std::int64_t FakePaymentGateway::credit_of(const OrderId& id) const {
    const std::lock_guard lock(mutex_);
    std::int64_t credit = 0;
    for (const auto& [operation_id, booked] : booked_) {
        const PaymentOperation& operation = booked.asked.operation;
        if (booked.effects > 0 && booked.asked.order_id == id &&
            operation.kind == OperationKind::issue_credit)
            credit += operation.amount.minor_units();
    }
    return credit;
}

std::int64_t FakePaymentGateway::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::vector<std::string> FakePaymentGateway::complaints() const {
    const std::lock_guard lock(mutex_);
    return complaints_;
}

}  // namespace oms::testing
