// Everything that gives money back, in pairs and at the same moment: one after the other in both
// orders, and both at once. Together they never give back more than came in, and the provider's
// books say what ours say.
#include <functional>
#include <utility>

#include "services/returns/return_commands.hpp"
#include "tests/storage/payment_shop.hpp"
#include "tests/support/race.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

using Make = std::function<std::unique_ptr<Command>(PaymentShop&, const OrderId&)>;

struct Action {
    const char* name;
    Make make;
};

constexpr std::int64_t price = 4000;
constexpr std::int64_t part = 2500;

std::unique_ptr<Command> dispute_it(PaymentShop& shop, const OrderId& id, DisputeState state) {
    const DisputeReport report{OperationId::trusted("dp-1"), state, 1, 0};
    return std::make_unique<payments::ReportDispute>(
        shop.header(), payments::PaymentRequest{id, 0, euro(part)}, report, PaymentShop::no_answer);
}

std::unique_ptr<Command> bring_back(PaymentShop& shop, const OrderId& id, bool gift) {
    returns::ReturnTarget target;
    target.key.order_id = id;
    target.key.location_id = LocationId::trusted("S2");
    returns::ReceiptOfReturn receipt;
    returns::WantedUnits units;
    units.line_no = 1;
    units.quantity = 2;
    units.disposition = Disposition::restock;
    receipt.wish.units.push_back(units);
    receipt.wish.gift = gift;
    return std::make_unique<returns::ReceiveReturn>(
        shop.header(), target, receipt,
        [](const Return& one, const auto&) { return one.return_id.str(); });
}

// Each gives back more than half of the order's 40.00.
const std::vector<Action>& actions() {
    static const std::vector<Action> all{
        {"refund",
         [](PaymentShop& shop,            const OrderId& id) {
             return std::make_unique<payments::RefundPayment>(
                 shop.header(), payments::PaymentRequest{id, 0, euro(part)}, 1, "sorry",
                 PaymentShop::no_answer);
         }                                                            },
        {"credit",
         [](PaymentShop& shop,            const OrderId& id) {
             return std::make_unique<returns::GrantGoodwill>(
                 shop.header(), returns::OrderTarget{id, 0}, euro(part), true, "sorry",
                 [](const Order&, const RefundDue&) { return std::string(); });
         }                                                            },
        {"return",
         [](PaymentShop& shop,            const OrderId& id) { return bring_back(shop, id, false); }},
        {"gift",    [](PaymentShop& shop, const OrderId& id) { return bring_back(shop, id, true); } },
        {"dispute", [](PaymentShop& shop,
         const OrderId& id) { return dispute_it(shop, id, DisputeState::opened); }                  },
    };
    return all;
}

std::int64_t given_back(const PaymentLedger& ledger) {
    return refunded(ledger) + credited(ledger) + charged_back(ledger) +
           balance(ledger, PaymentAccount::disputed);
}

void check_books(PaymentShop& shop, const OrderId& id, std::int64_t came_in = price) {
    const PaymentLedger ledger = shop.ledger(id);
    CHECK(given_back(ledger) <= came_in);
    CHECK(shop.gateway->money_of(id) == came_in - refunded(ledger));
    CHECK(shop.gateway->credit_of(id) == credited(ledger));
    CHECK(shop.gateway->complaints().empty());
    for (const auto& [operation, booked] : shop.gateway->booked())
        CHECK(booked.effects == 1);
    CHECK(shop.verify().empty());
}

}  // namespace

TEST_CASE("any two ways to give money back give back no more than came in, and close to zero") {
    for (const Action& one : actions()) {
        for (const Action& other : actions()) {
            for (const Sequence sequence : {Sequence::first_then_second, Sequence::at_once}) {
                CAPTURE(one.name);
                CAPTURE(other.name);
                CAPTURE(static_cast<int>(sequence));
                PaymentShop shop;
                Location store = store_location("S2");
                store.capabilities.push_back(Capability::returns);
                shop.create(store);
                const OrderId id = shop.place_paid(2);
                shop.ship(id);
                shop.settle_payments();
                shop.gateway->then(GatewayFault::lose_answer);
                const auto [first, second] =
                    run_both(shop, one.make(shop, id), other.make(shop, id), sequence);
                CHECK((first || second));
                shop.settle_payments();
                check_books(shop, id);
                // The bank decides, and all of it comes back: then nothing is left.
                static_cast<void>(shop.run(dispute_it(shop, id, DisputeState::lost)));
                static_cast<void>(shop.run(bring_back(shop, id, false)));
                shop.settle_payments();
                check_books(shop, id);
                const PaymentLedger ledger = shop.ledger(id);
                CHECK(given_back(ledger) == price);
                CHECK(net_sales(ledger) == 0);
                CHECK(owed(ledger) == 0);
                CHECK(shop.open_operations().empty());
            }
        }
    }
}

TEST_CASE("a dispute that is won and lost at once is one of them") {
    for (int round = 0; round < 3; ++round) {
        PaymentShop shop;
        const OrderId id = shop.place_paid(2);
        shop.ship(id);
        shop.settle_payments();
        REQUIRE(shop.run(dispute_it(shop, id, DisputeState::opened)));
        const auto [won, lost] =
            run_both(shop, dispute_it(shop, id, DisputeState::won),
                     dispute_it(shop, id, DisputeState::lost), Sequence::at_once);
        CHECK(won.has_value() != lost.has_value());
        CHECK((won ? lost : won).error().reason == Reason::illegal_transition);
        CHECK(charged_back(shop.ledger(id)) == (won ? 0 : part));
        CHECK(owed(shop.ledger(id)) == 0);
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("shipping and canceling at once: what has left is captured, and nothing else") {
    for (const Sequence sequence : sequences) {
        CAPTURE(static_cast<int>(sequence));
        PaymentShop shop;
        const OrderId id = shop.place_paid(2);
        shop.release(id);
        const std::vector<FulfillmentOrder> tasks = shop.tasks_of(id);
        REQUIRE(tasks.size() == 1);
        shop.pack_task(tasks[0]);
        orders::CancelRequest cancel;
        cancel.order_id = id;
        shop.gateway->then(GatewayFault::lose_answer);
        const auto [shipped, canceled] = run_both(
            shop, shop.ship_it(tasks[0]),
            std::make_unique<orders::CancelOrder>(
                shop.header(), cancel,
                [](const Order&, const std::vector<ParcelUnits>&) { return std::string(); }),
            sequence);
        shop.settle_payments();
        const std::int64_t left = shipped ? price : 0;
        if (sequence == Sequence::first_then_second) CHECK(shipped);
        if (sequence == Sequence::second_then_first) CHECK(canceled);
        CHECK(shipped.has_value() != canceled.has_value());
        CHECK(shop.gateway->money_of(id) == left);
        CHECK(captured(shop.ledger(id)) == left);
        check_books(shop, id, left);
    }
}
