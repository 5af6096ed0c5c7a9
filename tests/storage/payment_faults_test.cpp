// Payments against a provider whose network loses, delays, duplicates and reorders: once all is
// settled, every operation has had one effect and our ledger is theirs.
#include <rapidcheck.h>

#include "tests/storage/payment_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

void check_against(PaymentShop& shop, const std::vector<OrderId>& orders) {
    for (const auto& [id, booked] : shop.gateway->booked())
        RC_ASSERT(booked.effects <= 1);
    RC_ASSERT(shop.gateway->complaints() == std::vector<std::string>{});
    for (const OrderId& id : orders) {
        const PaymentLedger ledger = shop.ledger(id);
        std::int64_t ours = 0;
        for (const PaymentTender& tender : ledger.tenders) {
            if (is_moved_by_gateway(tender.kind))
                ours += balance(ledger, PaymentAccount::money, tender.tender_no);
        }
        RC_ASSERT(ours == shop.gateway->money_of(id));
        RC_ASSERT(credited(ledger) == shop.gateway->credit_of(id));
        for (const PaymentOperation& operation : ledger.operations) {
            const bool ended = operation.state == OperationState::done ||
                               operation.state == OperationState::failed;
            if (is_moved_by_gateway(tender_of(ledger, operation.tender_no).kind)) RC_ASSERT(ended);
        }
    }
    const std::vector<Finding> findings = shop.verify();
    for (const Finding& finding : findings)
        RC_LOG() << finding.invariant << " " << finding.subject << ": " << finding.description
                 << "\n";
    RC_ASSERT(findings.empty());
}

GatewayFault any_fault() {
    return *rc::gen::weightedElement<GatewayFault>({
        {4, GatewayFault::none        },
        {2, GatewayFault::lose_request},
        {2, GatewayFault::lose_answer },
        {2, GatewayFault::delay       },
        {1, GatewayFault::decline     },
        {1, GatewayFault::pend        }
    });
}

// The provider tells of operations, also of some that it has told of before.
void tell_of_some(PaymentShop& shop) {
    shop.gateway->finish_pending();
    for (const auto& [id, booked] : shop.gateway->booked()) {
        if (!*rc::gen::arbitrary<bool>()) continue;
        const bool done = booked.result.state == payments::GatewayState::done;
        RC_ASSERT(shop.report(OperationId::trusted(id),
                              done ? PaymentAction::succeed : PaymentAction::refuse,
                              booked.result.failure_code)
                      .has_value());
    }
}

}  // namespace

TEST_CASE("whatever the network does, each operation has one effect and both ledgers agree") {
    CHECK(rc::check([] {
        PaymentShop shop;
        std::vector<OrderId> orders;
        const int steps = *rc::gen::inRange(5, 25);
        for (int i = 0; i < steps; ++i) {
            shop.gateway->then(any_fault());
            const int what = *rc::gen::inRange(0, 9);
            if (what == 0 || orders.empty()) {
                const auto units = *rc::gen::inRange<std::int64_t>(1, 4);
                const auto gift = *rc::gen::inRange<std::int64_t>(0, units * 2000);
                orders.push_back(
                    shop.place_paid(units, {
                                               {"gift_card", euro(gift),                "GC-1" },
                                               {"card",      euro(units * 2000 - gift), "tok_1"}
                }));
                continue;
            }
            const OrderId id = *rc::gen::elementOf(orders);
            switch (what) {
                case 1:
                    static_cast<void>(shop.try_to_ship(id));
                    break;
                case 2:
                    static_cast<void>(shop.cancel(id, {
                                                          {1, 1}
                    }));
                    break;
                case 3:
                    static_cast<void>(shop.refund(id, *rc::gen::inRange<std::int64_t>(1, 3),
                                                  *rc::gen::inRange<std::int64_t>(1, 3000)));
                    break;
                case 4:
                    shop.gateway->arrive_late();
                    break;
                case 5:
                    tell_of_some(shop);
                    break;
                case 6:
                    static_cast<void>(shop.credit(id, *rc::gen::inRange<std::int64_t>(1, 3000)));
                    break;
                case 7:
                    shop.clock.advance(std::chrono::hours{*rc::gen::element(1, 30, 100)});
                    shop.settle();
                    break;
                default:
                    shop.clock.advance(std::chrono::minutes{1});
                    shop.attempt_due();
            }
        }
        shop.gateway->forget_faults();
        shop.gateway->arrive_late();
        shop.gateway->finish_pending();
        shop.settle_payments();
        check_against(shop, orders);
    }));
}
