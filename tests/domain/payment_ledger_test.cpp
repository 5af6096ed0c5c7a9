#include <doctest/doctest.h>

#include "domain/payment_changes.hpp"
#include "domain/payment_dispute.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;

namespace {

constexpr Timestamp placed{std::chrono::hours{490'000}};
constexpr Timestamp later = placed + std::chrono::hours{24};

Order order_paid_by(std::vector<Tender> tenders, std::int64_t total) {
    Order order;
    order.order_id = OrderId::trusted("ord_1");
    order.totals.total = euro(total);
    order.tenders = std::move(tenders);
    order.create_time = placed;
    return order;
}

void fall_due(Order& order, DueKind kind, std::int64_t amount) {
    PaymentDue due;
    due.operation_id = OperationId::trusted("pay_" + std::to_string(order.payments_due.size() + 1));
    due.kind = kind;
    due.amount = euro(amount);
    due.time = later;
    order.payments_due.push_back(std::move(due));
}

OperationId id(const char* text) {
    return OperationId::trusted(text);
}

// Carries out all that may be begun.
void carry_out_all(PaymentLedger& ledger, Timestamp now) {
    for (bool found = true; found;) {
        found = false;
        for (const PaymentOperation& operation : ledger.operations) {
            if (!may_begin(ledger, operation)) continue;
            const OperationId next = operation.operation_id;
            REQUIRE(succeed(ledger, next, {}, now));
            found = true;
            break;
        }
    }
}

const PaymentOperation& only_open(const PaymentLedger& ledger, OperationKind kind) {
    const PaymentOperation* found = nullptr;
    for (const PaymentOperation& operation : ledger.operations) {
        if (operation.kind != kind || !is_open(operation)) continue;
        REQUIRE(found == nullptr);
        found = &operation;
    }
    REQUIRE(found != nullptr);
    return *found;
}

// An order that a card has paid for.
struct PaidByCard {
    explicit PaidByCard(std::int64_t total)
        : order(order_paid_by(
              {
                  {"card", euro(total), "tok_1"}
    },
              total)),
          ledger(open_ledger(order)) {
        fall_due(order, DueKind::capture, total);
        take_dues(ledger, order, later);
        carry_out_all(ledger, later);
    }
    Order order;
    PaymentLedger ledger;
};

}  // namespace

SCENARIO("211.90 paid by a gift card of 50.00 and a card is given back in two returns") {
    Order order = order_paid_by(
        {
            {"gift_card", euro(5000),  "GC-1" },
            {"card",      euro(16190), "tok_1"}
    },
        21190);
    PaymentLedger ledger = open_ledger(order);
    CHECK(payment_status(ledger, placed) == PaymentStatus::authorized);
    fall_due(order, DueKind::capture, 21190);
    take_dues(ledger, order, later);
    REQUIRE(ledger.operations.size() == 2);
    CHECK(ledger.operations[0].amount == euro(5000));
    CHECK(ledger.operations[1].amount == euro(16190));
    CHECK(ledger.operations[1].operation_id == id("pay_1.2"));
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::paid);

    fall_due(order, DueKind::refund, 5400);
    take_dues(ledger, order, later);
    CHECK(only_open(ledger, OperationKind::refund).amount == euro(5400));
    CHECK(only_open(ledger, OperationKind::refund).tender_no == 2);
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::partially_refunded);

    fall_due(order, DueKind::refund, 15790);
    take_dues(ledger, order, later);
    REQUIRE(ledger.operations.size() == 5);
    CHECK(ledger.operations[3].tender_no == 2);
    CHECK(ledger.operations[3].amount == euro(10790));
    CHECK(ledger.operations[4].tender_no == 1);
    CHECK(ledger.operations[4].amount == euro(5000));
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::refunded);
    CHECK(refunded(ledger) == 21190);
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("an authorization of seven days and a coat that comes on the tenth") {
    Order order = order_paid_by(
        {
            {"card", euro(17490), "tok_1"}
    },
        17490);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::capture, 2490);
    take_dues(ledger, order, later);
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::partially_captured);
    CHECK(authorized(ledger, later) == 15000);
    const Timestamp lapsed = placed + authorization_validity;

    WHEN("nobody renews it") {
        THEN("it is not shown as authorized from the moment it lapses, written or not") {
            CHECK(authorized(ledger, lapsed) == 0);
            CHECK(lapse(ledger, lapsed));
            CHECK_FALSE(lapse(ledger, lapsed));
            CHECK(balance(ledger, PaymentAccount::authorized) == 0);
        }
        THEN("the coat's capture waits for a new authorization") {
            fall_due(order, DueKind::capture, 15000);
            take_dues(ledger, order, lapsed);
            const PaymentOperation capture = only_open(ledger, OperationKind::capture);
            const PaymentOperation renewal = only_open(ledger, OperationKind::authorize);
            CHECK(capture.after == renewal.operation_id);
            CHECK_FALSE(may_begin(ledger, capture));
            CHECK(may_begin(ledger, renewal));
            AND_WHEN("it is declined") {
                REQUIRE(refuse(ledger, renewal.operation_id, "declined", lapsed));
                THEN("so is the capture, and the customer owes it") {
                    CHECK(find_operation(ledger, capture.operation_id)->state ==
                          OperationState::failed);
                    CHECK(payment_status(ledger, lapsed) == PaymentStatus::owed);
                    CHECK(owed(ledger) == 15000);
                    CHECK(recordable(ledger) == 15000);
                    CHECK(ledger_faults(ledger, order).empty());
                }
            }
            AND_WHEN("it is granted") {
                carry_out_all(ledger, lapsed);
                CHECK(payment_status(ledger, lapsed) == PaymentStatus::paid);
                CHECK(ledger_faults(ledger, order).empty());
            }
        }
    }
    WHEN("it is renewed the day before") {
        const Timestamp day_before = lapsed - renewal_lead;
        CHECK(renew(ledger, 1, id("pay_r"), day_before));
        CHECK_FALSE(renew(ledger, 1, id("pay_s"), day_before));
        REQUIRE(succeed(ledger, id("pay_r"), {"psp-7", std::nullopt}, day_before));
        CHECK(authorized(ledger, lapsed) == 15000);
        CHECK(tender_of(ledger, 1).authorized_until == day_before + authorization_validity);
        fall_due(order, DueKind::capture, 15000);
        take_dues(ledger, order, lapsed);
        CHECK(only_open(ledger, OperationKind::capture).authorization_id == id("pay_r"));
        carry_out_all(ledger, lapsed);
        CHECK(payment_status(ledger, lapsed) == PaymentStatus::paid);
        CHECK(ledger_faults(ledger, order).empty());
    }
}

SCENARIO("units are canceled before they are paid") {
    Order order = order_paid_by(
        {
            {"gift_card", euro(3000), "GC-1" },
            {"card",      euro(5000), "tok_1"}
    },
        8000);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::void_authorization, 6000);
    take_dues(ledger, order, later);
    REQUIRE(ledger.operations.size() == 2);
    CHECK(ledger.operations[0].tender_no == 2);
    CHECK(ledger.operations[0].amount == euro(5000));
    CHECK(ledger.operations[1].tender_no == 1);
    CHECK(ledger.operations[1].amount == euro(1000));
    carry_out_all(ledger, later);
    CHECK(authorized(ledger, later) == 2000);
    fall_due(order, DueKind::void_authorization, 2000);
    take_dues(ledger, order, later);
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::voided);
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("what a time-out leaves open is settled once, whoever tells it") {
    Order order = order_paid_by(
        {
            {"card", euro(1000), "tok_1"}
    },
        1000);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::capture, 1000);
    take_dues(ledger, order, later);
    REQUIRE(lose(ledger, id("pay_1"), later));
    REQUIRE(lose(ledger, id("pay_1"), later));
    CHECK(find_operation(ledger, id("pay_1"))->state == OperationState::uncertain);
    REQUIRE(succeed(ledger, id("pay_1"), {"psp-1", std::nullopt}, later));
    const PaymentLedger settled = ledger;
    REQUIRE(succeed(ledger, id("pay_1"), {"psp-1", std::nullopt}, later));
    CHECK(ledger == settled);
    CHECK(refuse(ledger, id("pay_1"), "declined", later).error().reason ==
          Reason::illegal_transition);
    CHECK(lose(ledger, id("pay_1"), later).error().reason == Reason::illegal_transition);
    CHECK(succeed(ledger, id("pay_9"), {}, later).error().reason ==
          Reason::payment_operation_not_found);
    CHECK(captured(ledger) == 1000);
}

SCENARIO("goods come back before their capture is settled") {
    Order order = order_paid_by(
        {
            {"card", euro(1000), "tok_1"}
    },
        1000);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::capture, 1000);
    fall_due(order, DueKind::refund, 400);
    take_dues(ledger, order, later);
    REQUIRE(ledger.waiting_refunds.size() == 1);
    CHECK(ledger.operations.size() == 1);
    WHEN("the capture is done") {
        REQUIRE(succeed(ledger, id("pay_1"), {}, later));
        THEN("the refund goes on") {
            CHECK(ledger.waiting_refunds.empty());
            CHECK(only_open(ledger, OperationKind::refund).amount == euro(400));
            CHECK(only_open(ledger, OperationKind::refund).operation_id == id("pay_2"));
        }
    }
    WHEN("it fails") {
        REQUIRE(refuse(ledger, id("pay_1"), "declined", later));
        THEN("nothing is paid back that never came in") {
            CHECK(ledger.waiting_refunds.empty());
            CHECK(owed(ledger) == 600);
        }
    }
}

SCENARIO("an order that is paid at the counter") {
    Order order = order_paid_by({}, 2500);
    PaymentLedger ledger = open_ledger(order);
    CHECK(payment_status(ledger, placed) == PaymentStatus::unpaid);
    const PaymentWish all{id("pay_c"), 0, 2500, "till-1", {}};
    WHEN("the customer pays, then gets the goods") {
        REQUIRE(record_payment(ledger, TenderKind::cash, "receipt 7", all, later));
        CHECK(payment_status(ledger, later) == PaymentStatus::paid);
        fall_due(order, DueKind::capture, 2500);
        take_dues(ledger, order, later);
        CHECK(payment_status(ledger, later) == PaymentStatus::paid);
        CHECK(ledger_faults(ledger, order).empty());
        THEN("no cent more is taken") {
            const PaymentWish more{id("pay_d"), 0, 1, "till-1", {}};
            const Result<void> refused = record_payment(ledger, TenderKind::cash, "", more, later);
            REQUIRE_FALSE(refused);
            CHECK(refused.error().reason == Reason::payment_above_limit);
        }
    }
    WHEN("the customer gets the goods, then pays") {
        fall_due(order, DueKind::capture, 2500);
        take_dues(ledger, order, later);
        CHECK(payment_status(ledger, later) == PaymentStatus::owed);
        REQUIRE(record_payment(ledger, TenderKind::pay_in_store, "", all, later));
        CHECK(payment_status(ledger, later) == PaymentStatus::paid);
        CHECK(ledger_faults(ledger, order).empty());
    }
    WHEN("the customer pays and the order is canceled") {
        REQUIRE(record_payment(ledger, TenderKind::cash, "", all, later));
        fall_due(order, DueKind::void_authorization, 2500);
        take_dues(ledger, order, later);
        THEN("we owe it, and it is paid out by hand") {
            CHECK(payment_status(ledger, later) == PaymentStatus::overpaid);
            const PaymentWish back{id("pay_b"), 2, 2500, "anna", {}};
            REQUIRE(ask_refund(ledger, back, later));
            CHECK(goodwill_granted(ledger) == 0);
            REQUIRE(succeed(ledger, id("pay_b"), {}, later));
            CHECK(payment_status(ledger, later) == PaymentStatus::refunded);
        }
    }
}

SCENARIO("goodwill is never above what came in") {
    Order order = order_paid_by(
        {
            {"card", euro(1000), "tok_1"}
    },
        1000);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::capture, 1000);
    take_dues(ledger, order, later);
    CHECK(ask_refund(ledger, {id("pay_x"), 1, 1, "anna", {}}, later).error().reason ==
          Reason::payment_above_limit);
    carry_out_all(ledger, later);
    REQUIRE(ask_refund(ledger, {id("pay_x"), 1, 700, "anna", {}}, later));
    CHECK(goodwill_granted(ledger) == 700);
    // It counts from the moment it is asked for (M2).
    const Result<void> refused = ask_refund(ledger, {id("pay_y"), 1, 301, "anna", {}}, later);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::payment_above_limit);
    CHECK(refused.error().metadata.front().second == "300");
    CHECK(ask_refund(ledger, {id("pay_y"), 2, 1, "anna", {}}, later).error().reason ==
          Reason::payment_operation_not_found);
}

SCENARIO("a capture that has failed is asked for again, up to what is owed") {
    Order order = order_paid_by(
        {
            {"card", euro(1000), "tok_1"}
    },
        1000);
    PaymentLedger ledger = open_ledger(order);
    CHECK(ask_capture(ledger, {id("pay_x"), 1, 1, "anna", {}}, later).error().reason ==
          Reason::payment_above_limit);
    fall_due(order, DueKind::capture, 1000);
    take_dues(ledger, order, later);
    REQUIRE(refuse(ledger, id("pay_1"), "insufficient_funds", later));
    CHECK(payment_status(ledger, later) == PaymentStatus::owed);
    REQUIRE(ask_capture(ledger, {id("pay_x"), 1, 1000, "anna", {}}, later));
    CHECK(ask_capture(ledger, {id("pay_y"), 1, 1, "anna", {}}, later).error().reason ==
          Reason::payment_above_limit);
    carry_out_all(ledger, later);
    CHECK(payment_status(ledger, later) == PaymentStatus::paid);
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("what comes back is given as store credit, whatever it was paid with") {
    PaidByCard paid(6000);
    Order& order = paid.order;
    PaymentLedger& ledger = paid.ledger;
    fall_due(order, DueKind::credit, 1800);
    take_dues(ledger, order, later);
    // It is an operation of its own, to an account that nothing was paid with.
    const PaymentOperation credit = only_open(ledger, OperationKind::issue_credit);
    CHECK(credit.operation_id == id("pay_2"));
    CHECK(credit.amount == euro(1800));
    CHECK(is_credit_tender(tender_of(ledger, credit.tender_no)));
    CHECK(balance(ledger, PaymentAccount::vouchers) == 0);
    CHECK(owed(ledger) == 0);
    WHEN("it is issued") {
        REQUIRE(lose(ledger, id("pay_2"), later));
        REQUIRE(succeed(ledger, id("pay_2"), {"GC-77", std::nullopt}, later));
        CHECK(balance(ledger, PaymentAccount::vouchers) == -1800);
        CHECK(credited(ledger, credit.tender_no) == 1800);
        CHECK(creditable(ledger) == 4200);
        CHECK(owed(ledger) == 0);
        CHECK(net_sales(ledger) == 4200);
        CHECK(payment_status(ledger, later) == PaymentStatus::partially_refunded);
        // Goodwill is never above what was not given back yet, by whatever way.
        CHECK(ask_refund(ledger, {id("pay_x"), 1, 4201, "anna", {}}, later).error().reason ==
              Reason::payment_above_limit);
    }
    WHEN("it is refused") {
        REQUIRE(refuse(ledger, id("pay_2"), "no_such_account", later));
        THEN("we owe it, and it is given as credit again or as money, once") {
            CHECK(payment_status(ledger, later) == PaymentStatus::overpaid);
            const PaymentWish more{id("pay_x"), credit.tender_no, 1801, "anna", {}};
            CHECK(ask_refund(ledger, more, later).error().metadata.front().second == "1800");
            REQUIRE(ask_refund(ledger, {id("pay_x"), credit.tender_no, 800, "anna", {}}, later));
            CHECK(only_open(ledger, OperationKind::issue_credit).amount == euro(800));
            REQUIRE(ask_refund(ledger, {id("pay_y"), 1, 1000, "anna", {}}, later));
            CHECK(goodwill_granted(ledger) == 0);
            carry_out_all(ledger, later);
            CHECK(owed(ledger) == 0);
            CHECK(credited(ledger) == 800);
            CHECK(refunded(ledger) == 1000);
        }
    }
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("credit goes to the account that was named, and waits for money that has not come in") {
    Order order = order_paid_by(
        {
            {"store_credit", euro(6000), "SC-1"}
    },
        6000);
    PaymentLedger ledger = open_ledger(order);
    fall_due(order, DueKind::capture, 6000);
    fall_due(order, DueKind::credit, 1000);
    order.payments_due.back().credit_reference = "card-55";
    fall_due(order, DueKind::credit, 500);
    take_dues(ledger, order, later);
    REQUIRE(ledger.waiting_refunds.size() == 2);
    WHEN("the capture is done") {
        REQUIRE(succeed(ledger, id("pay_1"), {}, later));
        CHECK(ledger.waiting_refunds.empty());
        const PaymentOperation named = *find_operation(ledger, id("pay_2"));
        const PaymentOperation fresh = *find_operation(ledger, id("pay_3"));
        CHECK(tender_of(ledger, named.tender_no).reference == "card-55");
        // Never the account that the buyer has paid with.
        CHECK(tender_of(ledger, fresh.tender_no).reference.empty());
        CHECK(fresh.tender_no == 3);
    }
    WHEN("it fails") {
        REQUIRE(refuse(ledger, id("pay_1"), "declined", later));
        CHECK(ledger.waiting_refunds.empty());
        CHECK(ledger.operations.size() == 1);
        CHECK(owed(ledger) == 4500);
    }
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("a customer has the bank take money back") {
    PaidByCard paid(6000);
    Order& order = paid.order;
    PaymentLedger& ledger = paid.ledger;
    const auto report = [&](DisputeState state, std::int64_t amount) {
        return report_dispute(ledger, {id("dp_1"), state, 1, amount}, later);
    };
    CHECK(report(DisputeState::lost, 4000).error().reason == Reason::payment_operation_not_found);
    CHECK(report(DisputeState::opened, 6001).error().reason == Reason::payment_above_limit);
    REQUIRE(report(DisputeState::opened, 4000));
    CHECK(payment_status(ledger, later) == PaymentStatus::disputed);
    CHECK(balance(ledger, PaymentAccount::disputed) == 4000);
    const PaymentLedger opened = ledger;
    REQUIRE(report(DisputeState::opened, 4000));
    CHECK(ledger == opened);
    CHECK(report(DisputeState::won, 3999).error().reason == Reason::illegal_transition);
    // Nothing is paid back meanwhile, whatever asks for it.
    CHECK(ask_refund(ledger, {id("pay_x"), 1, 1, "anna", {}}, later).error().reason ==
          Reason::illegal_transition);
    fall_due(order, DueKind::refund, 5000);
    take_dues(ledger, order, later);
    CHECK(ledger.waiting_refunds.size() == 1);
    CHECK(ledger.operations.size() == 1);
    WHEN("it is won") {
        REQUIRE(report(DisputeState::won, 4000));
        REQUIRE(report(DisputeState::won, 4000));
        REQUIRE(report(DisputeState::opened, 4000));
        CHECK(report(DisputeState::lost, 4000).error().reason == Reason::illegal_transition);
        CHECK(only_open(ledger, OperationKind::refund).amount == euro(5000));
        carry_out_all(ledger, later);
        CHECK(payment_status(ledger, later) == PaymentStatus::partially_refunded);
        CHECK(balance(ledger, PaymentAccount::money) == 1000);
    }
    WHEN("it is lost") {
        REQUIRE(report(DisputeState::lost, 4000));
        REQUIRE(report(DisputeState::lost, 4000));
        THEN("the customer has 40.00 already, and gets the rest of what came back") {
            CHECK(only_open(ledger, OperationKind::refund).amount == euro(1000));
            carry_out_all(ledger, later);
            CHECK(owed(ledger) == 0);
            CHECK(charged_back(ledger) == 4000);
            CHECK(refunded(ledger) == 1000);
            CHECK(goodwill_granted(ledger) == 0);
            CHECK(balance(ledger, PaymentAccount::money) == net_sales(ledger));
        }
    }
    CHECK(balance(ledger, PaymentAccount::disputed) == (is_disputed(ledger) ? 4000 : 0));
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("a dispute is lost before the goods come back") {
    PaidByCard paid(6000);
    Order& order = paid.order;
    PaymentLedger& ledger = paid.ledger;
    REQUIRE(report_dispute(ledger, {id("dp_1"), DisputeState::opened, 1, 6000}, later));
    REQUIRE(report_dispute(ledger, {id("dp_1"), DisputeState::lost, 1, 6000}, later));
    CHECK(payment_status(ledger, later) == PaymentStatus::refunded);
    fall_due(order, DueKind::refund, 6000);
    take_dues(ledger, order, later);
    // It is not given twice.
    CHECK(ledger.operations.size() == 1);
    CHECK(ledger.waiting_refunds.empty());
    CHECK(owed(ledger) == 0);
    CHECK(ledger_faults(ledger, order).empty());
}

SCENARIO("an order that has come to cost more is paid by the tender that came with the edit") {
    Order order = order_paid_by(
        {
            {"card", euro(2000), "tok_1"}
    },
        2000);
    PaymentLedger ledger = open_ledger(order);
    order.totals.total = euro(3000);
    order.tenders.push_back({"gift_card", euro(1000), "GC-1"});
    fall_due(order, DueKind::authorize, 1000);
    take_dues(ledger, order, later);
    REQUIRE(ledger.tenders.size() == 2);
    CHECK(balance(ledger, PaymentAccount::promised) == 3000);
    fall_due(order, DueKind::capture, 3000);
    take_dues(ledger, order, later);
    carry_out_all(ledger, later);
    CHECK(captured(ledger, 1) == 2000);
    CHECK(captured(ledger, 2) == 1000);
    CHECK(payment_status(ledger, later) == PaymentStatus::paid);
    CHECK(ledger_faults(ledger, order).empty());
}
