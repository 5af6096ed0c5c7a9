#include <sqlite3.h>

#include "tests/storage/payment_shop.hpp"

using namespace oms;
using namespace oms::testing;

TEST_CASE("placing an order opens no ledger; it is read as its tenders say") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(2);
    const PaymentLedger ledger = shop.ledger(id);
    CHECK(ledger.head.sequence == 0);
    CHECK(shop.status(id) == PaymentStatus::authorized);
    CHECK(shop.due_payments().empty());
    CHECK(shop.verify().empty());
}

TEST_CASE("goods that leave are captured, and what is canceled is given up") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(3);
    REQUIRE(shop.cancel(id, {
                                {1, 1}
    }));
    shop.settle();
    shop.ship(id);
    CHECK(shop.open_operations().size() == shop.due_payments().size());
    shop.settle_payments();
    CHECK(shop.status(id) == PaymentStatus::paid);
    CHECK(captured(shop.ledger(id)) == 4000);
    CHECK(authorized(shop.ledger(id), shop.clock.now()) == 0);
    CHECK(shop.gateway->money_of(id) == 4000);
    CHECK(shop.open_operations().empty());
    CHECK(shop.verify().empty());
    shop.reopen();
    CHECK(shop.status(id) == PaymentStatus::paid);
    CHECK(shop.verify().empty());
}

TEST_CASE("a capture that was declined is owed, and can be asked for again or paid by hand") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(2);
    shop.ship(id);
    shop.gateway->then(GatewayFault::decline);
    shop.settle_payments();
    CHECK(shop.status(id) == PaymentStatus::owed);
    CHECK(shop.capture(id, 4001).error().reason == Reason::payment_above_limit);
    REQUIRE(shop.capture(id, 3000));
    shop.settle_payments();
    CHECK(shop.status(id) == PaymentStatus::owed);
    CHECK(shop.record(id, 1001).error().reason == Reason::payment_above_limit);
    REQUIRE(shop.record(id, 1000));
    CHECK(shop.status(id) == PaymentStatus::paid);
    CHECK(shop.gateway->money_of(id) == 3000);
    CHECK(shop.verify().empty());
}

TEST_CASE("two refunds at once never pay back more than came in") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(1);
    shop.ship(id);
    shop.settle_payments();
    Command::Header header = shop.header();
    const auto command = [&] {
        return std::make_unique<payments::RefundPayment>(
            shop.header(), payments::PaymentRequest{id, 0, euro(1500)}, 1, "sorry",
            PaymentShop::no_answer);
    };
    auto first = shop.submit(command());
    auto second = shop.submit(command());
    const bool one = first.get().has_value();
    const bool other = second.get().has_value();
    CHECK(one != other);
    shop.settle_payments();
    CHECK(shop.gateway->money_of(id) == 500);
    CHECK(shop.verify().empty());
}

TEST_CASE("goodwill beyond 30.00 of an order needs an admin") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(3);
    shop.ship(id);
    shop.settle_payments();
    REQUIRE(shop.refund(id, 1, 3000, {Role::agent}));
    CHECK(shop.refund(id, 1, 1, {Role::agent}).error().reason == Reason::not_permitted);
    REQUIRE(shop.refund(id, 1, 1, {Role::admin}));
    CHECK(shop.refund(id, 1, 3000).error().reason == Reason::payment_above_limit);
    CHECK(shop.refund(id, 7, 1).error().reason == Reason::payment_operation_not_found);
    CHECK(shop.refund(OrderId::trusted("ord_0"), 1, 1).error().reason == Reason::order_not_found);
    shop.settle_payments();
    CHECK(shop.status(id) == PaymentStatus::partially_refunded);
    CHECK(shop.verify().empty());
}

TEST_CASE("without a gateway people settle operations, and nobody else does them then") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(1);
    shop.ship(id);
    const std::vector<ListedOperation> open = shop.open_operations();
    REQUIRE(open.size() == 1);
    const OperationId operation = open[0].operation.operation_id;
    REQUIRE(shop.report(operation, PaymentAction::succeed));
    REQUIRE(shop.report(operation, PaymentAction::succeed));
    CHECK(shop.report(operation, PaymentAction::refuse, "declined").error().reason ==
          Reason::illegal_transition);
    CHECK(shop.report(OperationId::trusted("pay_0"), PaymentAction::succeed).error().reason ==
          Reason::payment_operation_not_found);
    CHECK(shop.status(id) == PaymentStatus::paid);
    CHECK(shop.due_payments().empty());
    CHECK(shop.gateway->calls() == 0);
    CHECK(shop.verify().empty());
}

TEST_CASE("a time-out and the provider's word meet: settled once") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(1);
    shop.ship(id);
    const Effect effect = shop.due_payments().at(0);
    SUBCASE("the word comes after the time-out") {
        shop.gateway->then(GatewayFault::lose_answer);
        REQUIRE(shop.attempt(effect));
        CHECK(shop.open_operations().at(0).operation.state == OperationState::uncertain);
        REQUIRE(shop.report(effect.operation_id, PaymentAction::succeed));
        REQUIRE(shop.report(effect.operation_id, PaymentAction::succeed));
    }
    SUBCASE("the word comes while the call is under way") {
        payments::PaymentHandler handler(shop.gateway);
        const auto prepared = shop.read<Result<effects::Attempt>>(
            [&](ReadSession& session) { return handler.prepare(effect, session); });
        shop.gateway->then(GatewayFault::lose_answer);
        const effects::Outcome outcome = (*prepared)();
        REQUIRE(shop.report(effect.operation_id, PaymentAction::succeed));
        REQUIRE(shop.run(
            std::make_unique<effects::SettleEffect>(shop.header(), effect.operation_id, outcome)));
    }
    shop.settle_payments();
    CHECK(captured(shop.ledger(id)) == 2000);
    CHECK(shop.status(id) == PaymentStatus::paid);
    CHECK(shop.gateway->money_of(id) == 2000);
    CHECK(shop.verify().empty());
}

TEST_CASE("an authorization is renewed the day before it lapses while goods are open") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(2);
    shop.clock.advance(authorization_validity - renewal_lead - std::chrono::seconds{1});
    shop.settle();
    CHECK(shop.due_payments().empty());
    shop.clock.advance(std::chrono::seconds{1});
    shop.settle();
    REQUIRE(shop.due_payments().size() == 1);
    SUBCASE("the gateway grants it") {
        shop.attempt_due();
        shop.clock.advance(renewal_lead + std::chrono::hours{1});
        shop.settle();
        CHECK(shop.status(id) == PaymentStatus::authorized);
        shop.ship(id);
        shop.settle_payments();
        CHECK(shop.status(id) == PaymentStatus::paid);
        CHECK(shop.gateway->complaints().empty());
    }
    SUBCASE("the gateway is down until it has lapsed: nothing leaves before it answers") {
        shop.gateway->then(GatewayFault::lose_request);
        shop.attempt_due();
        shop.clock.advance(renewal_lead);
        shop.settle();
        CHECK(shop.status(id) == PaymentStatus::unpaid);
        CHECK(active_holds(shop.order(id.str())).size() == 1);
        shop.attempt_due();
        CHECK(shop.status(id) == PaymentStatus::authorized);
        CHECK(active_holds(shop.order(id.str())).empty());
    }
    SUBCASE("it is declined, and nobody pays: the order is canceled") {
        shop.gateway->then(GatewayFault::decline);
        shop.attempt_due();
        CHECK(active_holds(shop.order(id.str())).size() == 1);
        shop.clock.advance(renewal_lead);
        shop.gateway->then(GatewayFault::decline);
        shop.settle();
        shop.attempt_due();
        CHECK_FALSE(has_ended(shop.order(id.str())));
        shop.clock.advance(payments::payment_wait);
        shop.settle();
        shop.clock.advance(std::chrono::hours{1});  // in which its location gives the goods back
        shop.settle();
        CHECK(has_ended(shop.order(id.str())));
        CHECK(shop.status(id) == PaymentStatus::voided);
    }
    SUBCASE("it is declined, and the customer pays otherwise") {
        shop.gateway->then(GatewayFault::decline);
        shop.attempt_due();
        shop.clock.advance(renewal_lead);
        shop.gateway->then(GatewayFault::decline);
        shop.settle();
        shop.attempt_due();
        REQUIRE(shop.record(id, 4000));
        CHECK(active_holds(shop.order(id.str())).empty());
        CHECK(shop.status(id) == PaymentStatus::paid);
        shop.clock.advance(payments::payment_wait);
        shop.settle();
        CHECK_FALSE(has_ended(shop.order(id.str())));
        shop.ship(id);
        CHECK(shop.status(id) == PaymentStatus::paid);
    }
    CHECK(shop.verify().empty());
}

TEST_CASE("verify finds a ledger that does not hold") {
    PaymentShop shop;
    const OrderId id = shop.place_paid(1);
    shop.ship(id);
    shop.settle_payments();
    const auto change = [&](const char* sql) {
        shop.store->stop();
        sqlite3* file = nullptr;
        REQUIRE(sqlite3_open((shop.options.data_dir + "/oms.db").c_str(), &file) == SQLITE_OK);
        REQUIRE(sqlite3_exec(file, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_changes(file) == 1);
        sqlite3_close(file);
        shop.reopen();
    };
    SUBCASE("an amount") {
        change("UPDATE payment_ledgers SET body = replace(body, '2000 EUR', '2001 EUR')");
        CHECK(shop.verify().size() >= 2);
    }
    SUBCASE("no ledger") {
        change("DELETE FROM payment_ledgers");
        CHECK_FALSE(shop.verify().empty());
    }
    SUBCASE("an operation that is open, without being so") {
        change("UPDATE payment_operations SET is_open = 1");
        const std::vector<Finding> findings = shop.verify();
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].invariant == "M7");
    }
}
