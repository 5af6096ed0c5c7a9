#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/payment_changes.hpp"
#include "domain/payment_dispute.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;

namespace {

constexpr Timestamp placed{std::chrono::hours{490'000}};

// One order's life: dues in any order, operations that end in any order, time that goes by.
class Life {
public:
    Life() {
        order_.order_id = OrderId::trusted("ord_1");
        order_.create_time = placed;
        static constexpr std::array<const char*, 5> types{"card", "gift_card", "store_credit",
                                                          "cash", "pay_in_store"};
        std::int64_t sum = 0;
        const int tenders = *rc::gen::inRange(0, 4);
        for (int i = 0; i < tenders; ++i) {
            const auto amount = *rc::gen::inRange<std::int64_t>(0, 200);
            sum += amount;
            order_.tenders.push_back(
                {types.at(*rc::gen::inRange<std::size_t>(0, 5)), euro(amount), "ref"});
        }
        total_ = std::max<std::int64_t>(0, sum + *rc::gen::inRange<std::int64_t>(-20, 20));
        order_.totals.total = euro(total_);
        ledger_ = open_ledger(order_);
    }

    void step() {
        now_ += std::chrono::hours{*rc::gen::inRange(0, 40)};
        switch (*rc::gen::inRange(0, 12)) {
            case 0:
                fall_due(DueKind::capture, total_ - captured_ - voided_, captured_);
                break;
            case 1:
                fall_due(DueKind::void_authorization, total_ - captured_ - voided_, voided_);
                break;
            case 2:
                fall_due(DueKind::refund, captured_ - refunded_, refunded_);
                break;
            case 3:
                lapse(ledger_, now_);
                break;
            case 4:
                for (const PaymentTender& tender : ledger_.tenders) {
                    if (renew(ledger_, tender.tender_no, fresh(), now_)) break;
                }
                break;
            case 5:
                pay_by_hand();
                break;
            case 6:
                goodwill();
                break;
            case 7:
                fall_due(DueKind::credit, captured_ - refunded_, refunded_);
                break;
            case 8:
                dispute();
                break;
            default:
                end_one();
        }
        RC_ASSERT(ledger_faults(ledger_, order_) == std::vector<std::string>{});
    }

    // Everything that is open ends well, what is owed is paid and what we owe is paid back.
    void close() {
        fall_due_all();
        decide_disputes();
        for (int round = 0; round < 100; ++round) {
            while (succeed_one()) {
            }
            const std::int64_t debt = owed(ledger_);
            const std::int64_t most = recordable(ledger_);
            if (debt == 0 && most == 0) break;
            if (most > 0) {
                RC_ASSERT(record_payment(ledger_, TenderKind::cash, "", {fresh(), 0, most, "t", {}},
                                         now_));
                continue;
            }
            const std::vector<PaymentTender> tenders = ledger_.tenders;
            for (const PaymentTender& tender : tenders) {
                const std::int64_t part = std::min(
                    {-owed(ledger_), refundable(ledger_, tender.tender_no), creditable(ledger_)});
                if (part <= 0) continue;
                RC_ASSERT(ask_refund(ledger_, {fresh(), tender.tender_no, part, "t", {}}, now_));
            }
        }
        RC_ASSERT(owed(ledger_) == 0);
        RC_ASSERT(ledger_faults(ledger_, order_) == std::vector<std::string>{});
        RC_ASSERT(balance(ledger_, PaymentAccount::receivable) == 0);
        RC_ASSERT(balance(ledger_, PaymentAccount::promised) == 0);
        RC_ASSERT(ledger_.waiting_refunds.empty());
        // To the unit: what came in is what was charged and not given back.
        RC_ASSERT(balance(ledger_, PaymentAccount::money) - credited(ledger_) ==
                  net_sales(ledger_));
        RC_ASSERT(balance(ledger_, PaymentAccount::disputed) == 0);
        RC_ASSERT(net_sales(ledger_) >=
                  captured_ - refunded_ - goodwill_granted(ledger_) - charged_back(ledger_));
        RC_ASSERT(net_sales(ledger_) <= captured_);
    }

private:
    OperationId fresh() { return OperationId::trusted("pay_x" + std::to_string(++made_)); }

    void fall_due(DueKind kind, std::int64_t most, std::int64_t& sum) {
        if (most <= 0) return;
        const auto amount = *rc::gen::inRange<std::int64_t>(1, most + 1);
        add_due(kind, amount);
        sum += amount;
    }
    void add_due(DueKind kind, std::int64_t amount) {
        PaymentDue due;
        due.operation_id = fresh();
        due.kind = kind;
        due.amount = euro(amount);
        order_.payments_due.push_back(std::move(due));
        take_dues(ledger_, order_, now_);
    }
    void fall_due_all() {
        const std::int64_t left = total_ - captured_ - voided_;
        if (left > 0) add_due(DueKind::void_authorization, left);
        voided_ += left;
    }
    void pay_by_hand() {
        const std::int64_t most = recordable(ledger_);
        if (most == 0) return;
        const auto amount = *rc::gen::inRange<std::int64_t>(1, most + 1);
        const TenderKind kind =
            *rc::gen::arbitrary<bool>() ? TenderKind::cash : TenderKind::pay_in_store;
        RC_ASSERT(record_payment(ledger_, kind, "", {fresh(), 0, amount, "till", {}}, now_));
    }
    // Told by a bank: in any order, more than once.
    void dispute() {
        if (ledger_.disputes.empty() || *rc::gen::arbitrary<bool>()) {
            for (const PaymentTender& tender : ledger_.tenders) {
                const std::int64_t most =
                    std::min(refundable(ledger_, tender.tender_no), creditable(ledger_));
                if (most <= 0) continue;
                const DisputeReport report{fresh(), DisputeState::opened, tender.tender_no,
                                           *rc::gen::inRange<std::int64_t>(1, most + 1)};
                RC_ASSERT(report_dispute(ledger_, report, now_));
                return;
            }
            return;
        }
        decide(*rc::gen::elementOf(ledger_.disputes));
    }
    void decide(const PaymentDispute& one) {
        const DisputeState state =
            *rc::gen::arbitrary<bool>() ? DisputeState::won : DisputeState::lost;
        const bool fits = one.state == DisputeState::opened || one.state == state;
        const DisputeReport report{one.dispute_id, state, one.tender_no, one.amount.minor_units()};
        RC_ASSERT(report_dispute(ledger_, report, now_).has_value() == fits);
    }
    void decide_disputes() {
        const std::vector<PaymentDispute> disputes = ledger_.disputes;
        for (const PaymentDispute& one : disputes) {
            if (one.state == DisputeState::opened) decide(one);
        }
    }
    void goodwill() {
        if (is_disputed(ledger_)) return;
        for (const PaymentTender& tender : ledger_.tenders) {
            const std::int64_t we_owe = std::max<std::int64_t>(0, -owed(ledger_));
            const std::int64_t most = std::min({refundable(ledger_, tender.tender_no),
                                                creditable(ledger_), we_owe + net_sales(ledger_)});
            if (most == 0) continue;
            const auto amount = *rc::gen::inRange<std::int64_t>(1, most + 5);
            const bool done =
                ask_refund(ledger_, {fresh(), tender.tender_no, amount, "agent", {}}, now_)
                    .has_value();
            RC_ASSERT(done == (amount <= most));
            return;
        }
    }
    std::vector<OperationId> open() const {
        std::vector<OperationId> ids;
        for (const PaymentOperation& operation : ledger_.operations) {
            if (may_begin(ledger_, operation)) ids.push_back(operation.operation_id);
        }
        return ids;
    }
    void end_one() {
        const std::vector<OperationId> ids = open();
        if (ids.empty()) return;
        const OperationId id = *rc::gen::elementOf(ids);
        const int how = *rc::gen::inRange(0, 6);
        if (how == 0) {
            RC_ASSERT(refuse(ledger_, id, "declined", now_));
        } else if (how == 1) {
            RC_ASSERT(lose(ledger_, id, now_));
        } else {
            RC_ASSERT(succeed(ledger_, id, {}, now_));
        }
    }
    bool succeed_one() {
        const std::vector<OperationId> ids = open();
        if (ids.empty()) return false;
        RC_ASSERT(succeed(ledger_, ids.front(), {}, now_));
        return true;
    }

    Order order_;
    PaymentLedger ledger_;
    Timestamp now_ = placed;
    std::int64_t total_ = 0;
    std::int64_t captured_ = 0;  // what fell due
    std::int64_t voided_ = 0;
    std::int64_t refunded_ = 0;
    int made_ = 0;
};

}  // namespace

TEST_CASE("whatever happens to an order's money, it closes to zero and never passes above") {
    CHECK(rc::check([] {
        Life life;
        const int steps = *rc::gen::inRange(0, 30);
        for (int i = 0; i < steps; ++i)
            life.step();
        life.close();
    }));
}

TEST_CASE("every split of a small total over two tenders is captured and given up to the unit") {
    for (std::int64_t total = 0; total <= 12; ++total) {
        for (std::int64_t gift = 0; gift <= total; ++gift) {
            for (std::int64_t first = 0; first <= total; ++first) {
                Order order;
                order.order_id = OrderId::trusted("ord_1");
                order.create_time = placed;
                order.totals.total = euro(total);
                order.tenders = {
                    {"card",      euro(total - gift), "tok"},
                    {"gift_card", euro(gift),         "gc" }
                };
                PaymentLedger ledger = open_ledger(order);
                const auto due = [&](DueKind kind, std::int64_t amount) {
                    if (amount == 0) return;
                    PaymentDue made;
                    made.operation_id = OperationId::trusted(
                        "pay_" + std::to_string(order.payments_due.size() + 1));
                    made.kind = kind;
                    made.amount = euro(amount);
                    order.payments_due.push_back(made);
                    take_dues(ledger, order, placed);
                    std::int64_t sum = 0;
                    for (const PaymentOperation& operation : ledger.operations) {
                        if (operation.due_id == made.operation_id)
                            sum += operation.amount.minor_units();
                    }
                    CHECK(sum == amount);
                    for (std::size_t i = 0; i < ledger.operations.size(); ++i) {
                        const OperationId id = ledger.operations[i].operation_id;
                        REQUIRE(succeed(ledger, id, {}, placed));
                    }
                };
                due(DueKind::capture, first);
                due(DueKind::void_authorization, total - first);
                for (std::int64_t back = 0; back < first; ++back)
                    due(DueKind::refund, 1);
                CHECK(balance(ledger, PaymentAccount::money) == 0);
                CHECK(balance(ledger, PaymentAccount::authorized) == 0);
                CHECK(balance(ledger, PaymentAccount::promised) == 0);
                CHECK(balance(ledger, PaymentAccount::receivable) == 0);
                CHECK(ledger_faults(ledger, order).empty());
            }
        }
    }
}
