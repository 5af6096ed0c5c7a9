#pragma once

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/effects/settle_effect.hpp"
#include "services/fulfillment/task_commands.hpp"
#include "services/fulfillment/waves.hpp"
#include "services/payments/payment_commands.hpp"
#include "services/payments/payment_handler.hpp"
#include "services/returns/adjustments.hpp"
#include "tests/support/payment_gateway.hpp"
#include "tests/support/store_fixture.hpp"

namespace oms::testing {

// A store that ships TEE at 20.00 each, and a payment gateway.
struct PaymentShop : StoreFixture {
    PaymentShop() {
        create(channel("web"));
        Location location = warehouse("W1");
        location.fulfillment.release = ReleaseMode::in_waves;
        create(location);
        receive("TEE", "W1", 100);
    }

    // An order of so many units, 20.00 each, paid as told.
    OrderId place_paid(std::int64_t units, std::vector<Tender> tenders) {
        orders::OrderRequest request = OrderRequestBuilder()
                                           .line("TEE", units, 2000)
                                           .external(fmt::format("P-{}", ++placed))
                                           .build();
        request.draft.tenders = std::move(tenders);
        return order(place(request).value()).order_id;
    }
    OrderId place_paid(std::int64_t units) {
        return place_paid(units, {
                                     {"card", euro(units * 2000), "tok_1"}
        });
    }

    // Releases what is open of the order.
    void release(const OrderId& id) {
        static_cast<void>(run(std::make_unique<fulfilling::ReleaseWave>(
            header(), LocationId::trusted("W1"), std::vector{id},
            [](const auto&) { return std::string(); })));
    }
    std::vector<FulfillmentOrder> tasks_of(const OrderId& id) {
        TaskQuery query;
        query.order_id = id;
        return read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
                   return session.fulfillment_orders(query, header().actor);
               })
            .value();
    }
    // Releases, packs and ships what is open of the order; true when nothing hinders it.
    bool try_to_ship(const OrderId& id) {
        release(id);
        bool shipped = true;
        for (const FulfillmentOrder& task : tasks_of(id)) {
            if (has_ended(task)) continue;
            pack_task(task);
            shipped = run(ship_it(task)).has_value() && shipped;
        }
        return shipped;
    }
    void ship(const OrderId& id) { REQUIRE(try_to_ship(id)); }
    // As far as it goes.
    void pack_task(const FulfillmentOrder& task) {
        const fulfilling::TaskRequest request = request_for(task);
        std::vector<Scan> scans;
        for (const FulfillmentLine& line : task.lines)
            scans.push_back({"", line.sku, line.quantity});
        // Tasks of some locations are accepted first.
        static_cast<void>(
            run(std::make_unique<fulfilling::AcceptTask>(header(), request, encode_task)));
        static_cast<void>(
            run(std::make_unique<fulfilling::StartPicking>(header(), request, encode_task)));
        static_cast<void>(
            run(std::make_unique<fulfilling::PickGoods>(header(), request, scans, encode_task)));
        static_cast<void>(run(std::make_unique<fulfilling::PackTask>(
            header(), request, std::vector<fulfilling::PackedParcel>{}, encode_task)));
    }
    std::unique_ptr<Command> ship_it(const FulfillmentOrder& task) {
        return std::make_unique<fulfilling::ShipTask>(
            header(), request_for(task), std::vector<fulfilling::TrackingNumber>{}, encode_task);
    }
    static fulfilling::TaskRequest request_for(const FulfillmentOrder& task) {
        return {task.fulfillment_order_id, 0, "who"};
    }
    static std::string encode_task(const FulfillmentOrder&, const Order&) { return {}; }

    PaymentLedger ledger(const OrderId& id) {
        return read<Result<PaymentLedger>>(
                   [&](ReadSession& session) { return session.payments(id, header().actor); })
            .value();
    }
    PaymentStatus status(const OrderId& id) { return payment_status(ledger(id), clock.now()); }
    std::vector<ListedOperation> open_operations() {
        OperationQuery query;
        return read<Result<std::vector<ListedOperation>>>([&](ReadSession& session) {
                   return session.payment_operations(query, header().actor);
               })
            .value();
    }

    std::vector<Effect> due_payments() {
        return read<Result<std::vector<Effect>>>([&](ReadSession& session) {
                   return session.due_effects(EffectKind::payment, clock.now(), 100);
               })
            .value();
    }
    // Attempts one effect as the worker does: reads, asks, settles.
    Result<std::string> attempt(const Effect& effect) {
        payments::PaymentHandler handler(gateway);
        const auto prepared = read<Result<effects::Attempt>>(
            [&](ReadSession& session) { return handler.prepare(effect, session); });
        REQUIRE(prepared);
        return run(
            std::make_unique<effects::SettleEffect>(header(), effect.operation_id, (*prepared)()));
    }
    void attempt_due() {
        for (const Effect& effect : due_payments())
            static_cast<void>(attempt(effect));
    }
    // Until no effect is due any more, however long that takes.
    void settle_payments() {
        for (int round = 0; round < 100; ++round) {
            attempt_due();
            clock.advance(std::chrono::minutes{20});
            if (due_payments().empty()) return;
        }
        FAIL("payments that never end");
    }

    Result<std::string> report(const OperationId& id, PaymentAction action,
                               std::string failure = {}) {
        payments::Settlement told;
        told.action = action;
        told.failure = std::move(failure);
        return run(std::make_unique<payments::SettleOperation>(header(), id, told, no_answer));
    }
    Result<std::string> refund(const OrderId& id, std::int64_t tender_no, std::int64_t cents,
                               std::vector<Role> roles = {Role::admin}) {
        Command::Header made = header();
        made.actor.roles = std::move(roles);
        return run(std::make_unique<payments::RefundPayment>(
            std::move(made), payments::PaymentRequest{id, 0, euro(cents)}, tender_no, "sorry",
            no_answer));
    }
    // Goodwill as store credit.
    Result<std::string> credit(const OrderId& id, std::int64_t cents) {
        return run(std::make_unique<returns::GrantGoodwill>(
            header(), returns::OrderTarget{id, 0}, euro(cents), true, "sorry",
            [](const Order&, const RefundDue&) { return std::string(); }));
    }
    Result<std::string> dispute(const OrderId& id, DisputeState state, std::int64_t cents) {
        const DisputeReport report{OperationId::trusted("dp-1"), state, 1, 0};
        return run(std::make_unique<payments::ReportDispute>(
            header(), payments::PaymentRequest{id, 0, euro(cents)}, report, no_answer));
    }
    Result<std::string> record(const OrderId& id, std::int64_t cents) {
        return run(std::make_unique<payments::RecordPayment>(
            header(), payments::PaymentRequest{id, 0, euro(cents)}, TenderKind::cash, "till 1",
            no_answer));
    }
    Result<std::string> capture(const OrderId& id, std::int64_t cents) {
        return run(std::make_unique<payments::CapturePayment>(
            header(), payments::PaymentRequest{id, 0, euro(cents)}, 1, no_answer));
    }
    static std::string no_answer(const PaymentLedger&, Timestamp, const OperationId&) { return {}; }

    std::shared_ptr<FakePaymentGateway> gateway = std::make_shared<FakePaymentGateway>();
    int placed = 0;
};

}  // namespace oms::testing
