// Store credit and chargebacks through a real store and a payment gateway with faults.
#include "services/returns/return_commands.hpp"
#include "tests/storage/payment_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// An order of 20.00 each that has been sent and paid.
OrderId paid(PaymentShop& shop, std::int64_t units) {
    const OrderId id = shop.place_paid(units);
    shop.ship(id);
    shop.settle_payments();
    return id;
}

// Somebody brings a TEE that nobody can prove of which order it is, and gets 15.00.
ReturnId bring_of_no_order(PaymentShop& shop) {
    Location store = store_location("S2");
    store.capabilities.push_back(Capability::returns);
    shop.create(store);
    returns::ReceiptOfReturn receipt;
    returns::WantedUnits units;
    units.sku = Sku::trusted("TEE");
    units.quantity = 1;
    units.disposition = Disposition::restock;
    units.unit_credit = euro(1500);
    receipt.wish.units.push_back(units);
    receipt.wish.credit_reference = "card-55";
    receipt.channel_id = ChannelId::trusted("web");
    returns::ReturnTarget target;
    target.key.location_id = LocationId::trusted("S2");
    const auto answer = shop.run(std::make_unique<returns::ReceiveReturn>(
        shop.header("receive"), target, receipt,
        [](const Return& one, const auto&) { return one.return_id.str(); }));
    REQUIRE(answer);
    return ReturnId::trusted(*answer);
}

Return stored(PaymentShop& shop, const ReturnId& id) {
    return shop
        .read<Result<Return>>(
            [&](ReadSession& session) { return session.goods_return(id, shop.header().actor); })
        .value();
}

}  // namespace

TEST_CASE("credit is issued once, whatever is lost on the way") {
    for (const GatewayFault fault : {GatewayFault::none, GatewayFault::lose_request,
                                     GatewayFault::lose_answer, GatewayFault::pend}) {
        CAPTURE(static_cast<int>(fault));
        PaymentShop shop;
        const OrderId id = paid(shop, 2);
        REQUIRE(shop.credit(id, 500));
        REQUIRE(shop.open_operations().size() == 1);
        CHECK(shop.open_operations()[0].operation.kind == OperationKind::issue_credit);
        CHECK(shop.gateway->credit_of(id) == 0);
        shop.gateway->then(fault);
        shop.attempt_due();
        shop.reopen();
        shop.gateway->finish_pending();
        shop.settle_payments();
        CHECK(shop.gateway->credit_of(id) == 500);
        CHECK(credited(shop.ledger(id)) == 500);
        CHECK(shop.gateway->money_of(id) == 4000);
        CHECK(shop.open_operations().empty());
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("credit that is declined is owed, and given as money instead") {
    PaymentShop shop;
    const OrderId id = paid(shop, 2);
    REQUIRE(shop.credit(id, 500));
    shop.gateway->then(GatewayFault::decline);
    shop.settle_payments();
    CHECK(shop.status(id) == PaymentStatus::overpaid);
    REQUIRE(shop.refund(id, 1, 500, {Role::agent}));
    shop.settle_payments();
    CHECK(shop.gateway->money_of(id) == 3500);
    CHECK(shop.gateway->credit_of(id) == 0);
    CHECK(owed(shop.ledger(id)) == 0);
    CHECK(shop.verify().empty());
}

TEST_CASE("credit for goods of no order is issued once too, and its number is kept") {
    for (const GatewayFault fault : {GatewayFault::none, GatewayFault::lose_request,
                                     GatewayFault::lose_answer, GatewayFault::pend}) {
        CAPTURE(static_cast<int>(fault));
        PaymentShop shop;
        const ReturnId id = bring_of_no_order(shop);
        const Return before = stored(shop, id);
        REQUIRE(before.payments_due.size() == 1);
        CHECK(before.credits.empty());
        shop.gateway->then(fault);
        shop.attempt_due();
        shop.reopen();
        shop.gateway->finish_pending();
        shop.settle_payments();
        CHECK(shop.gateway->credit_of({}) == 1500);
        const Return after = stored(shop, id);
        REQUIRE(after.credits.size() == 1);
        CHECK(after.credits[0].operation_id == before.payments_due[0].operation_id);
        CHECK(after.credits[0].provider_reference == "psp-1");
        CHECK(after.state == ReturnState::refunded);
        const auto booked = shop.gateway->booked();
        REQUIRE(booked.size() == 1);
        CHECK(booked.begin()->second.asked.return_id == id);
        CHECK(booked.begin()->second.asked.tender.reference == "card-55");
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("credit for goods of no order that is declined waits for a person") {
    PaymentShop shop;
    const ReturnId id = bring_of_no_order(shop);
    shop.gateway->then(GatewayFault::decline);
    shop.settle_payments();
    const Return after = stored(shop, id);
    CHECK(after.credits.empty());
    const auto effect = shop.run(std::make_unique<effects::ChangeEffect>(
        shop.header(), after.payments_due.at(0).operation_id, EffectAction::cancel,
        [](const Effect& one) { return one.last_reason; }));
    CHECK(effect == "GATEWAY_REFUSED");
    CHECK(shop.verify().empty());
}

TEST_CASE("credit for goods of no order that is canceled while it is issued is written down") {
    PaymentShop shop;
    const ReturnId id = bring_of_no_order(shop);
    const std::vector<Effect> due = shop.due_payments();
    REQUIRE(due.size() == 1);
    const auto cancel = [&] {
        return shop.run(std::make_unique<effects::ChangeEffect>(
            shop.header(), due[0].operation_id, EffectAction::cancel,
            [](const Effect&) { return std::string(); }));
    };
    SUBCASE("the call is under way") {
        payments::PaymentHandler handler(shop.gateway);
        const auto prepared = shop.read<Result<effects::Attempt>>(
            [&](ReadSession& session) { return handler.prepare(due[0], session); });
        REQUIRE(prepared);
        const effects::Outcome outcome = (*prepared)();
        REQUIRE(cancel());
        REQUIRE(shop.run(
            std::make_unique<effects::SettleEffect>(shop.header(), due[0].operation_id, outcome)));
    }
    SUBCASE("nobody knows whether it was carried out") {
        shop.gateway->then(GatewayFault::lose_answer);
        shop.attempt_due();
        CHECK(cancel().error().reason == Reason::illegal_transition);
        shop.clock.advance(std::chrono::hours{1});
        shop.settle_payments();
    }
    CHECK(shop.gateway->credit_of({}) == 1500);
    CHECK(stored(shop, id).credits.size() == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE("nothing is captured through the account that credit goes to") {
    PaymentShop shop;
    const OrderId id = paid(shop, 2);
    REQUIRE(shop.credit(id, 500));
    shop.settle_payments();
    const PaymentLedger ledger = shop.ledger(id);
    REQUIRE(ledger.tenders.size() == 2);
    const auto captured = shop.run(std::make_unique<payments::CapturePayment>(
        shop.header(), payments::PaymentRequest{id, 0, euro(1)}, 2, PaymentShop::no_answer));
    REQUIRE_FALSE(captured);
    CHECK(captured.error().reason == Reason::illegal_transition);
}

TEST_CASE("a lost dispute gives what waited no second time, whoever has yet to pay by hand") {
    PaymentShop shop;
    const OrderId id =
        shop.place_paid(3, {
                               {"card",         euro(4000), "tok_1"},
                               {"pay_in_store", euro(2000), ""     }
    });
    shop.ship(id);
    shop.settle_payments();
    REQUIRE(captured(shop.ledger(id), 1) == 4000);
    REQUIRE(shop.dispute(id, DisputeState::opened, 2500));
    REQUIRE(shop.credit(id, 1000));
    REQUIRE(shop.dispute(id, DisputeState::lost, 2500));
    shop.settle_payments();
    const PaymentLedger ledger = shop.ledger(id);
    CHECK(charged_back(ledger) == 2500);
    CHECK(credited(ledger) + refunded(ledger) == 0);
    CHECK(shop.verify().empty());
}

TEST_CASE("while a bank has the money nothing is paid back; what fell due goes on afterwards") {
    for (const bool won : {true, false}) {
        CAPTURE(won);
        PaymentShop shop;
        const OrderId id = paid(shop, 2);
        CHECK(shop.dispute(id, DisputeState::won, 3000).error().reason ==
              Reason::payment_operation_not_found);
        CHECK(shop.dispute(id, DisputeState::opened, 4001).error().reason ==
              Reason::payment_above_limit);
        REQUIRE(shop.dispute(id, DisputeState::opened, 3000));
        REQUIRE(shop.dispute(id, DisputeState::opened, 3000));
        CHECK(shop.status(id) == PaymentStatus::disputed);
        CHECK(shop.refund(id, 1, 100).error().reason == Reason::illegal_transition);
        REQUIRE(shop.credit(id, 500));
        CHECK(shop.open_operations().empty());
        shop.reopen();
        CHECK(shop.status(id) == PaymentStatus::disputed);
        REQUIRE(shop.dispute(id, won ? DisputeState::won : DisputeState::lost, 3000));
        CHECK(shop.dispute(id, won ? DisputeState::lost : DisputeState::won, 3000).error().reason ==
              Reason::illegal_transition);
        shop.settle_payments();
        // Of a lost one the customer has more than that already.
        CHECK(shop.gateway->credit_of(id) == (won ? 500 : 0));
        const PaymentLedger ledger = shop.ledger(id);
        CHECK(charged_back(ledger) == (won ? 0 : 3000));
        CHECK(balance(ledger, PaymentAccount::money) == (won ? 4000 : 1000));
        CHECK(owed(ledger) == 0);
        CHECK(shop.verify().empty());
    }
}
