// Random work of stores, warehouses, customers and clocks against a real store: whatever is done in
// whatever order, legal or not, the whole store must verify, and every unit of an order is
// somewhere.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "services/catalog/close_location.hpp"
#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/fulfillment/transfers.hpp"
#include "services/fulfillment/waves.hpp"
#include "services/inventory/post_movements.hpp"
#include "services/orders/make_choice.hpp"
#include "services/pickups/pickup_commands.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

const std::vector<std::string> skus{"TEE", "JEAN"};
const std::vector<std::string> places{"W1", "S1", "S2"};

class TaskHistory {
public:
    TaskHistory() {
        shop_.create(channel("web"));
        for (const std::string& place : places) {
            Location location = place == "W1" ? warehouse(place) : store_location(place);
            location.fulfillment.release =
                place == "W1" ? ReleaseMode::in_waves : ReleaseMode::at_once;
            shop_.create(location);
            for (const std::string& sku : skus)
                shop_.receive(sku, place, 4);
        }
    }

    void step() {
        switch (*rc::gen::inRange(0, 16)) {
            case 0:
            case 1:
                return place();
            case 2:
                return cancel();
            case 3:
                return wave();
            case 4:
                return pass_time();
            case 5:
                return shop_.receive(*rc::gen::elementOf(skus), *rc::gen::elementOf(places), 2);
            case 6:
                return work_on_pickup();
            case 7:
                return count();
            case 8:
                return close_or_open();
            case 9:
            case 10:
                return choose();
            default:
                return work_on_task();
        }
    }

    void check() {
        const auto findings = shop_.verify();
        for (const Finding& finding : findings)
            RC_LOG() << finding.invariant << " " << finding.subject << ": " << finding.description
                     << "\n";
        RC_ASSERT(findings.empty());
        for (const std::string& id : orders_) {
            const Order order = shop_.order(id);
            std::int64_t due = 0;
            for (const PaymentDue& payment : order.payments_due)
                due += payment.amount.minor_units();
            RC_ASSERT(due <= order.totals.total.minor_units());
            if (has_ended(order)) RC_ASSERT(due == order.totals.total.minor_units());
        }
    }

private:
    void count() {
        const StockKey key{Sku::trusted(*rc::gen::elementOf(skus)),
                           LocationId::trusted(*rc::gen::elementOf(places))};
        RC_ASSERT(shop_.run(std::make_unique<inventory::RecordCount>(
            shop_.header("count"), key, *rc::gen::inRange<std::int64_t>(0, 8), "stock_take",
            [](const StockRow&, std::int64_t) { return std::string(); })));
    }
    void place() {
        OrderRequestBuilder builder;
        const std::string sku = *rc::gen::elementOf(skus);
        const auto units = *rc::gen::inRange<std::int64_t>(1, 4);
        if (*rc::gen::arbitrary<bool>()) {
            builder.pickup(sku, units, *rc::gen::element<std::string>("S1", "S2"));
        } else {
            builder.line(sku, units);
        }
        builder.external(fmt::format("E-{}", ++placed_)).shipping(490);
        orders::OrderRequest request = builder.build();
        request.draft.keep_together = *rc::gen::arbitrary<bool>();
        if (const auto answer = shop_.place(request)) orders_.push_back(*answer);
    }

    void cancel() {
        if (orders_.empty()) return;
        const Order order = shop_.order(*rc::gen::elementOf(orders_));
        std::vector<CancelLine> lines;
        if (*rc::gen::arbitrary<bool>()) lines.push_back({1, 1});
        expect(shop_.cancel(order.order_id, lines));
    }

    void wave() {
        const auto at = LocationId::trusted("W1");
        const auto orders = shop_.read<Result<std::vector<OrderId>>>(
            [&](ReadSession& session) { return session.planned_orders(at, 10); });
        expect(shop_.run(std::make_unique<fulfilling::ReleaseWave>(
            shop_.header(), at, *orders, [](const auto&) { return std::string(); })));
    }

    void pass_time() {
        shop_.clock.advance(std::chrono::minutes{*rc::gen::element(1, 11, 31, 3'000)});
        shop_.settle();
    }

    template <class TheCommand, class... Given>
    void act(const FulfillmentOrder& task, Given&&... given) {
        const fulfilling::EncodeTask encode = [](const FulfillmentOrder&, const Order&) {
            return std::string();
        };
        expect(shop_.run(std::make_unique<TheCommand>(
            shop_.header(), fulfilling::TaskRequest{task.fulfillment_order_id, 0, "who"},
            std::forward<Given>(given)..., encode)));
    }

    void work_on_task() {
        if (orders_.empty()) return;
        const Order order = shop_.order(*rc::gen::elementOf(orders_));
        TaskQuery query;
        query.order_id = order.order_id;
        const auto tasks =
            shop_.read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
                return session.fulfillment_orders(query, shop_.header().actor);
            });
        RC_ASSERT(tasks.has_value());
        if (tasks->empty()) return;
        const FulfillmentOrder task = *rc::gen::elementOf(*tasks);
        switch (*rc::gen::inRange(0, 17)) {
            case 0:
            case 1:
                return act<fulfilling::AcceptTask>(task);
            case 2:
            case 3:
                return act<fulfilling::StartPicking>(task);
            case 4:
            case 5:
                return pick(task);
            case 6:
                return act<fulfilling::PackTask>(task, std::vector<fulfilling::PackedParcel>{});
            case 7:
                return act<fulfilling::ShipTask>(task, std::vector<fulfilling::TrackingNumber>{});
            case 8:
                return track(task);
            case 9:
                return act<fulfilling::MakeReady>(task);
            case 10:
                return act<fulfilling::PutBack>(task);
            case 11:
                return act<fulfilling::RejectTask>(
                    task,
                    fulfilling::Refusal{
                        *rc::gen::element(RefusalReason::not_found, RefusalReason::damaged,
                                          RefusalReason::sold_in_store, RefusalReason::too_busy),
                        {},
                        *rc::gen::arbitrary<bool>()});
            case 12:
                return act<fulfilling::FallShort>(
                    task, ParcelUnits{1, 1},
                    *rc::gen::element(RefusalReason::not_found, RefusalReason::damaged),
                    *rc::gen::arbitrary<bool>());
            case 13:
                return act<fulfilling::AnswerCancel>(task, *rc::gen::arbitrary<bool>());
            case 14:
                return act<fulfilling::SendTransfer>(task);
            case 15:
                return act<fulfilling::RetryTask>(task);
            default:
                return act<fulfilling::ReceiveTransfer>(task, *rc::gen::arbitrary<bool>(),
                                                        std::vector<ParcelUnits>{});
        }
    }

    void pick(const FulfillmentOrder& task) {
        std::vector<Scan> scans;
        for (const FulfillmentLine& line : task.lines) {
            if (line.quantity > line.picked)
                scans.push_back({"", line.sku, line.quantity - line.picked});
        }
        act<fulfilling::PickGoods>(task, scans);
    }

    void track(const FulfillmentOrder& task) {
        if (task.parcels.empty()) return;
        act<fulfilling::TrackParcel>(
            task, task.parcels.front().parcel_id,
            *rc::gen::element(ParcelAction::deliver, ParcelAction::lose, ParcelAction::find));
    }

    void work_on_pickup() {
        if (orders_.empty()) return;
        const Order order = shop_.order(*rc::gen::elementOf(orders_));
        PickupQuery query;
        query.order_id = order.order_id;
        const auto pickups = shop_.read<Result<std::vector<Pickup>>>(
            [&](ReadSession& session) { return session.pickups(query, shop_.header().actor); });
        RC_ASSERT(pickups.has_value());
        if (pickups->empty()) return;
        const pickups::EncodePickup encode = [](const Pickup&, const Order&) {
            return std::string();
        };
        const pickups::PickupRequest request{pickups->front().pickup_id, 0};
        if (*rc::gen::inRange(0, 4) == 0) {
            return expect(shop_.run(
                std::make_unique<pickups::ExtendPickup>(shop_.header(), request, 2, encode)));
        }
        pickups::HandoverRequest handover;
        handover.identity_checked = true;
        handover.reason = "known to the clerk";
        if (*rc::gen::arbitrary<bool>()) handover.units.push_back({1, 1});
        expect(shop_.run(
            std::make_unique<pickups::CollectPickup>(shop_.header(), request, handover, encode)));
    }

    void close_or_open() {
        const catalog::LocationRequest request{LocationId::trusted(*rc::gen::elementOf(places)), 0};
        const catalog::EncodeLocation encode = [](const Location&) { return std::string(); };
        if (*rc::gen::arbitrary<bool>()) {
            return expect(shop_.run(
                std::make_unique<catalog::ReopenLocation>(shop_.header(), request, encode)));
        }
        catalog::ClosureRequest closure{request, {}, {}, {}};
        closure.until = shop_.clock.now() + std::chrono::hours{*rc::gen::element(1, 30, 90)};
        expect(
            shop_.run(std::make_unique<catalog::CloseLocation>(shop_.header(), closure, encode)));
    }

    void choose() {
        if (orders_.empty()) return;
        const Order order = shop_.order(*rc::gen::elementOf(orders_));
        if (order.choices.empty()) return;
        const OrderChoice choice = *rc::gen::elementOf(order.choices);
        orders::ChoiceAnswer answer;
        answer.order_id = order.order_id;
        answer.choice_id = choice.choice_id;
        answer.option_no = (*rc::gen::elementOf(choice.options)).option_no;
        answer.by = *rc::gen::element(ChosenBy::customer, ChosenBy::agent);
        answer.issue_no = 1;
        auto read = shop_.read<Result<std::optional<WaitingOrder>>>(
            [&](ReadSession& session) { return session.order_to_route(order.order_id); });
        RC_ASSERT(read.has_value());
        expect(shop_.run(std::make_unique<orders::MakeChoice>(
            shop_.header(), answer, *read, shop_.sourcing,
            [](const orders::ChoiceOutcome&) { return std::string(); })));
    }

    // Refused for a reason of its own, or done; never broken.
    static void expect(const Result<std::string>& answer) {
        if (answer) return;
        const Reason reason = answer.error().reason;
        RC_LOG() << enum_number(reason) << " " << answer.error().detail << "\n";
        RC_ASSERT(reason == Reason::illegal_transition || reason == Reason::wrong_item ||
                  reason == Reason::parcel_not_found || reason == Reason::malformed_field ||
                  reason == Reason::choice_taken || reason == Reason::link_expired);
    }
    static std::string enum_number(Reason reason) { return std::string(info(reason).name); }

    StoreFixture shop_;
    std::vector<std::string> orders_;
    std::int64_t placed_ = 0;
};

}  // namespace

TEST_CASE("whatever stores, customers and clocks do, the store verifies") {
    CHECK(rc::check([] {
        TaskHistory history;
        const int steps = *rc::gen::inRange(10, 60);
        for (int i = 0; i < steps; ++i)
            history.step();
        history.check();
    }));
}
