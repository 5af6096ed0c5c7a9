// Whoever waits though there is stock is tried again when that may help: other rules, another day,
// a decision that failed for a technical reason.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/orders/waiting_timers.hpp"
#include "services/orders/wake_waiting.hpp"
#include "services/routing/rules_commands.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;
using namespace std::chrono_literals;

namespace {

std::string words(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += fmt::format("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    return text;
}

std::int64_t allocated(const Order& order) {
    return order.lines.at(0).quantities.in(UnitState::allocated);
}

struct WaitingShop : RoutingShop {
    using RoutingShop::RoutingShop;

    OrderId wish(const char* external, const char* sku = "TEE", std::int64_t units = 1,
                 OnShortage on_shortage = OnShortage::accept_unallocated) {
        orders::OrderRequest request =
            to_france(OrderRequestBuilder{}.external(external).line(sku, units), "75001");
        request.draft.on_shortage = on_shortage;
        const auto answer = route(request);
        REQUIRE(answer);
        clock.advance(1s);
        return order(*answer).order_id;
    }
    Order now(const OrderId& id) { return order(id.str()); }
    void publish() {
        const auto encode = [](const routing::RulesOutcome& outcome) {
            return std::to_string(outcome.version.version);
        };
        const auto version = run(std::make_unique<routing::CreateRules>(
            header("draft"), routing::CheckedRules{"a document", "", std::nullopt}, encode));
        REQUIRE(version);
        REQUIRE(run(std::make_unique<routing::PublishRules>(
            header("publish"), routing::Publication{std::stoll(*version), std::nullopt, {}},
            encode)));
    }
    // Rules by which S1 is the only location that sends, so many parcels a day.
    void only_s1(std::int64_t parcels) {
        F0 f0;
        for (auto& settings : f0.network_draft.settings) {
            if (settings.location_id.str() == "S1")
                settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, parcels};
            if (settings.location_id.str() != "S1") settings.departures.clear();
        }
        f0.network_draft.shuttles.clear();
        setups.use(setup_of(f0));
    }
    std::vector<Timer> due(Timestamp until) {
        return read<Result<std::vector<Timer>>>(
                   [&](ReadSession& session) { return session.due_timers(until, 1000); })
            .value();
    }
};

}  // namespace

SCENARIO("publishing rules lets those who wait be routed by them") {
    WaitingShop shop;
    shop.only_s1(2);
    shop.stock("S1", "TEE", 9);
    shop.wish("W-1");
    shop.wish("W-2");
    const OrderId first = shop.wish("W-3");
    const OrderId second = shop.wish("W-4", "TEE", 1, OnShortage::backorder);
    CHECK(allocated(shop.now(first)) == 0);
    CHECK(shop.due(shop.clock.now()).empty());
    WHEN("they give the location more room") {
        shop.only_s1(3);
        shop.publish();
        shop.settle();
        THEN("it is the first of the queue that gets it") {
            CHECK(allocated(shop.now(first)) == 1);
            CHECK(allocated(shop.now(second)) == 0);
            CHECK(shop.decisions(first).back().cause == DecisionCause::released);
        }
    }
    WHEN("decisions do not follow them yet") {
        shop.publish();  // version 1, which the setup in use is
        shop.publish();  // version 2
        shop.only_s1(9);
        shop.settle();
        CHECK(allocated(shop.now(first)) == 0);
        THEN("the timer comes again until they do") {
            CHECK(shop.due(shop.clock.now()).empty());
            shop.clock.advance(1s);
            CHECK(shop.run_due_timers() == 1);
            CHECK(allocated(shop.now(first)) == 0);
        }
        THEN("going back to those that are followed does the work once") {
            const auto encode = [](const routing::RulesOutcome&) { return std::string(); };
            REQUIRE(shop.run(std::make_unique<routing::PublishRules>(
                shop.header("publish"), routing::Publication{1, std::nullopt, {}}, encode)));
            shop.settle();
            shop.clock.advance(1s);
            shop.settle();
            CHECK(allocated(shop.now(first)) == 1);
            CHECK(allocated(shop.now(second)) == 1);
        }
    }
    WHEN("they hold back less") {
        shop.only_s1(9);
        shop.publish();
        shop.settle();
        CHECK(allocated(shop.now(second)) == 1);
        THEN("nobody waits, and publishing again wakes nobody") {
            shop.clock.advance(1s);
            shop.publish();
            CHECK(shop.run_due_timers() == 1);
        }
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("however many SKUs are waited for, one command wakes no more than it may") {
    WaitingShop shop;
    const std::int64_t skus = 2 * orders::woken_at_once + 7;
    for (std::int64_t i = 0; i < skus; ++i) {
        const std::string sku = fmt::format("SKU-{:0>4}", i);
        shop.create(item(sku));
        shop.wish(fmt::format("W-{}", i).c_str(), sku.c_str());
    }
    shop.publish();
    std::size_t rounds = 0;
    std::size_t woken = 0;
    while (true) {
        const std::vector<Timer> due = shop.due(shop.clock.now());
        const auto wake = std::find_if(due.begin(), due.end(), [](const Timer& timer) {
            return timer.kind == TimerKind::wake_waiting;
        });
        CHECK(due.size() - (wake == due.end() ? 0 : 1) <= woken + orders::woken_at_once);
        woken = due.size() - (wake == due.end() ? 0 : 1);
        if (wake == due.end()) break;
        ++rounds;
        auto command = shop.read<Result<std::unique_ptr<Command>>>([&](ReadSession& session) {
            return orders::waiting_command(shop.header("timer"), *wake, session, shop.exact);
        });
        REQUIRE(shop.run(std::move(*command)));
    }
    CHECK(rounds == 3);
    CHECK(woken == static_cast<std::size_t>(skus));
    CHECK(words(shop.verify()) == "");
}

SCENARIO("what waits since a location is full is tried again on its next day") {
    WaitingShop shop;
    shop.only_s1(1);
    shop.stock("S1", "TEE", 9);
    shop.wish("W-1");
    const OrderId first = shop.wish("W-2");
    const OrderId second = shop.wish("W-3", "TEE", 1, OnShortage::backorder);
    shop.settle();
    CHECK(allocated(shop.now(first)) == 0);
    shop.clock.set(paris("2026-03-03 23:59"));
    shop.settle();
    CHECK(allocated(shop.now(first)) == 0);
    shop.clock.set(paris("2026-03-04 00:00"));
    shop.settle();
    CHECK(allocated(shop.now(first)) == 1);
    CHECK(shop.now(first).parcels.at(0).ship_date == "2026-03-04");
    THEN("the next is tried on the day after") {
        CHECK(allocated(shop.now(second)) == 0);
        shop.clock.set(paris("2026-03-05 00:00"));
        shop.settle();
        CHECK(allocated(shop.now(second)) == 1);
        shop.clock.advance(24h);
        CHECK(shop.run_due_timers() == 0);
    }
    THEN("a restart forgets nothing") {
        shop.reopen();
        shop.clock.set(paris("2026-03-05 00:00"));
        shop.settle();
        CHECK(allocated(shop.now(second)) == 1);
    }
    CHECK(words(shop.verify()) == "");
}

SCENARIO("an order that is refused since a location is full leaves nothing to try") {
    WaitingShop shop;
    shop.only_s1(0);
    shop.stock("S1", "TEE", 9);
    CHECK(shop.route(to_france(OrderRequestBuilder{}.line("TEE", 1), "75001")).error().reason ==
          Reason::unroutable);
    CHECK(shop.due(shop.clock.now() + 48h).empty());
}

namespace {

// Cannot decide for one of the orders; the others are by the plain rule.
class Troubled final : public Sourcing {
public:
    Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const override {
        if (broken && demand.lines.at(0).quantity == 2)
            return fail(Reason::routing_unavailable, "a fault in a decision");
        return fulfillment::NearestFirst().plan(demand, view);
    }
    bool broken = true;
};

}  // namespace

SCENARIO("a line that cannot be decided for a technical reason is told of, and tried again") {
    StoreFixture shop;
    Troubled troubled;
    shop.create(channel("web"));
    shop.create(item("TEE"));
    shop.create(store_location("S1"));
    const auto wish = [&](const char* external, std::int64_t units) {
        const auto answer = shop.place(OrderRequestBuilder{}
                                           .external(external)
                                           .line("TEE", units)
                                           .on_shortage(OnShortage::backorder)
                                           .build());
        REQUIRE(answer);
        shop.clock.advance(1s);
        return shop.order(*answer).order_id;
    };
    const OrderId first = wish("W-1", 2);
    const OrderId second = wish("W-2", 1);
    shop.receive("TEE", "S1", 9);
    // What each due timer answers.
    const auto run_due = [&] {
        std::vector<std::string> answers;
        const auto due = shop.read<Result<std::vector<Timer>>>(
            [&](ReadSession& session) { return session.due_timers(shop.clock.now(), 10); });
        for (const Timer& timer : *due) {
            auto command = shop.read<Result<std::unique_ptr<Command>>>([&](ReadSession& session) {
                return orders::waiting_command(shop.header("timer"), timer, session, troubled);
            });
            answers.push_back(shop.run(std::move(*command)).value());
        }
        return answers;
    };
    const std::string told = "a line of TEE that waits: ROUTING_UNAVAILABLE a fault in a decision";
    CHECK(run_due() == std::vector{told});
    CHECK(allocated(shop.order(first.str())) == 0);
    CHECK(allocated(shop.order(second.str())) == 1);
    CHECK(run_due().empty());
    shop.clock.advance(1min);
    CHECK(run_due() == std::vector{told});
    troubled.broken = false;
    shop.clock.advance(1min);
    CHECK(run_due() == std::vector{std::string()});
    CHECK(allocated(shop.order(first.str())) == 2);
    shop.clock.advance(1h);
    CHECK(run_due().empty());
    CHECK(words(shop.verify()) == "");
}

TEST_CASE("the subject of a wake timer is read as it was written, and nothing else is") {
    for (const WakeRound& round : {
             WakeRound{1,  0, {}                       },
             WakeRound{12, 3, Sku::trusted("TEE/red-1")}
    }) {
        const Timer timer = wake_timer(noon, round.publications, round.round, round.after);
        CHECK(timer.kind == TimerKind::wake_waiting);
        CHECK(wake_round_of(timer.subject).value() == round);
    }
    for (const char* text : {"", "1", "x 1", "1 x", "1 -1", "1 2 A B", "1 2 \xff"}) {
        CAPTURE(std::string(text));
        CHECK(wake_round_of(text).error().reason == Reason::corrupt_row);
    }
}
