// Choices of customers against each other, against their time-out and against what happens to the
// order: exactly one wins. And the rounds in which a closed store's work is moved.
#include <doctest/doctest.h>

#include "services/catalog/close_location.hpp"
#include "services/fulfillment/closing.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/orders/make_choice.hpp"
#include "tests/support/race.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

class Shop : public StoreFixture {
public:
    Shop() {
        create(channel("web"));
        for (const char* id : {"S1", "S2"}) {
            Location location = store_location(id);
            location.fulfillment.release = ReleaseMode::at_once;
            create(location);
        }
        receive("TEE", "S1", 60);
    }

    std::string collect(std::int64_t units = 1) {
        OrderRequestBuilder builder;
        builder.external("W-" + std::to_string(++orders_)).pickup("TEE", units, "S1");
        const Answer placed = place(builder.build());
        REQUIRE(placed);
        return *placed;
    }
    std::vector<FulfillmentOrder> tasks(const std::string& placed) {
        TaskQuery query;
        query.order_id = order(placed).order_id;
        return read<Result<std::vector<FulfillmentOrder>>>([&](ReadSession& session) {
                   return session.fulfillment_orders(query, header().actor);
               })
            .value();
    }
    void reject(const std::string& placed) {
        REQUIRE(run(std::make_unique<fulfilling::RejectTask>(
            header(), fulfilling::TaskRequest{tasks(placed).at(0).fulfillment_order_id, 0, "who"},
            fulfilling::Refusal{RefusalReason::not_found, {}},
            [](const FulfillmentOrder&, const Order&) { return std::string(); })));
        settle();
    }
    // An order whose customer is asked.
    std::string asked() {
        std::string placed = collect();
        reject(placed);
        REQUIRE(order(placed).choices.size() == 1);
        return placed;
    }
    OrderChoice choice(const std::string& placed) { return order(placed).choices.back(); }
    std::int64_t option(const std::string& placed, ChoiceOptionKind kind) {
        const OrderChoice asked_now = choice(placed);
        const ChoiceOption* found = find_option(asked_now, kind);
        REQUIRE(found != nullptr);
        return found->option_no;
    }
    std::unique_ptr<Command> make(const std::string& placed, std::int64_t option_no,
                                  ChosenBy by = ChosenBy::customer) {
        orders::ChoiceAnswer answer;
        answer.order_id = order(placed).order_id;
        answer.choice_id = choice(placed).choice_id;
        answer.option_no = option_no;
        answer.by = by;
        answer.issue_no = 1;
        auto waiting = read<Result<std::optional<WaitingOrder>>>(
            [&](ReadSession& session) { return session.order_to_route(answer.order_id); });
        return std::make_unique<orders::MakeChoice>(
            header("make"), answer, *waiting, sourcing, [](const orders::ChoiceOutcome& outcome) {
                return std::string(outcome.made ? "made" : "offered");
            });
    }
    std::unique_ptr<Command> expire(const std::string& placed) {
        const Order now = order(placed);
        const OrderChoice& open = now.choices.back();
        return std::make_unique<orders::ExpireChoice>(
            header("timer"), now.order_id, open.choice_id,
            Timer{open.expire_time, TimerKind::choice_timeout,
                  now.order_id.str() + "/" + open.choice_id.str()});
    }
    Answer close(const char* id, Duration length = std::chrono::hours{45}) {
        catalog::ClosureRequest request;
        request.location.location_id = LocationId::trusted(id);
        request.until = clock.now() + length;
        return run(std::make_unique<catalog::CloseLocation>(
            header("close"), request, [](const Location&) { return std::string(); }));
    }

private:
    int orders_ = 0;
};

}  // namespace

TEST_CASE("a choice that two make is made by one of them") {
    for (const Sequence sequence : sequences) {
        Shop shop;
        const std::string placed = shop.asked();
        const auto wait = shop.option(placed, ChoiceOptionKind::wait);
        const auto cancel = shop.option(placed, ChoiceOptionKind::cancel);
        const auto [one, two] = run_both(shop, shop.make(placed, wait),
                                         shop.make(placed, cancel, ChosenBy::agent), sequence);
        CHECK(one.has_value() != two.has_value());
        CHECK((one ? two : one).error().reason == Reason::choice_taken);
        CHECK(shop.choice(placed).chosen_by == (one ? ChosenBy::customer : ChosenBy::agent));
        CHECK(order_status(shop.order(placed)) ==
              (one ? OrderStatus::placed : OrderStatus::canceled));
        shop.settle();
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("a choice and its time-out: the link has expired then, an agent may still be first") {
    for (const Sequence sequence : sequences) {
        Shop shop;
        const std::string placed = shop.asked();
        const auto wait = shop.option(placed, ChoiceOptionKind::wait);
        auto late = shop.make(placed, wait);
        auto agent = shop.make(placed, wait, ChosenBy::agent);
        shop.clock.set(shop.choice(placed).expire_time);
        const Answer expired = shop.run(std::move(late));
        REQUIRE_FALSE(expired);
        CHECK(expired.error().reason == Reason::link_expired);
        const auto [made, timed] = run_both(shop, std::move(agent), shop.expire(placed), sequence);
        CHECK(timed.has_value());
        CHECK(shop.choice(placed).chosen_by == (made ? ChosenBy::agent : ChosenBy::timer));
        if (!made) CHECK(made.error().reason == Reason::choice_taken);
        CHECK(order_status(shop.order(placed)) ==
              (made ? OrderStatus::placed : OrderStatus::canceled));
        shop.settle();
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("a choice and a cancel: what is canceled is no question any more") {
    for (const Sequence sequence : sequences) {
        Shop shop;
        const std::string placed = shop.asked();
        orders::CancelRequest request;
        request.order_id = shop.order(placed).order_id;
        const auto [made, canceled] = run_both(
            shop, shop.make(placed, shop.option(placed, ChoiceOptionKind::wait)),
            std::make_unique<orders::CancelOrder>(
                shop.header("cancel"), request,
                [](const Order&, const std::vector<ParcelUnits>&) { return std::string(); }),
            sequence);
        CHECK(canceled.has_value());
        CHECK(shop.choice(placed).state == (made ? ChoiceState::made : ChoiceState::withdrawn));
        if (!made) CHECK(made.error().reason == Reason::choice_taken);
        CHECK(order_status(shop.order(placed)) == OrderStatus::canceled);
        shop.settle();
        CHECK(shop.verify().empty());
    }
}

TEST_CASE("the default of a refused pickup is chosen when nobody answers, once, over a restart") {
    Shop shop;
    const std::string placed = shop.asked();
    CHECK(shop.choice(placed).reason == ChoiceReason::pickup_refused);
    shop.reopen();
    shop.clock.advance(std::chrono::hours{24} - std::chrono::microseconds{1});
    shop.settle();
    CHECK(shop.choice(placed).state == ChoiceState::open);
    shop.clock.advance(std::chrono::microseconds{1});
    shop.settle();
    CHECK(shop.choice(placed).chosen_by == ChosenBy::timer);
    CHECK(order_status(shop.order(placed)) == OrderStatus::canceled);
    CHECK(shop.verify().empty());
}

TEST_CASE("another store is reserved with its own pickup, or offered no more") {
    Shop shop;
    shop.receive("TEE", "S2", 1);
    const std::string first = shop.asked();
    shop.receive("TEE", "S1", 1);
    const std::string second = shop.asked();
    const auto at_first = shop.option(first, ChoiceOptionKind::other_store);
    const auto at_second = shop.option(second, ChoiceOptionKind::other_store);
    CHECK(*shop.run(shop.make(first, at_first)) == "made");
    CHECK(shop.order(first).lines[0].pickup_location.str() == "S2");
    CHECK(shop.level("TEE", "S2").reserved == 1);
    CHECK(*shop.run(shop.make(second, at_second)) == "offered");
    const OrderChoice again = shop.choice(second);
    CHECK(again.state == ChoiceState::open);
    CHECK(find_option(again, ChoiceOptionKind::other_store) == nullptr);
    CHECK(find_option(again, at_second) == nullptr);
    const Answer gone = shop.run(shop.make(second, at_second));
    REQUIRE_FALSE(gone);
    CHECK(gone.error().reason == Reason::choice_taken);
    CHECK(*shop.run(shop.make(second, shop.option(second, ChoiceOptionKind::cancel))) == "made");
    shop.reopen();
    CHECK(shop.order(first).lines[0].pickup_location.str() == "S2");
    CHECK(shop.verify().empty());
}

TEST_CASE("units that a customer is asked about keep out of the queue until the answer") {
    Shop shop;
    const std::string placed = shop.asked();
    shop.receive("TEE", "S1", 5);
    shop.settle();
    CHECK(shop.order(placed).lines[0].quantities.in(UnitState::allocated) == 0);
    CHECK(shop.choice(placed).state == ChoiceState::open);
    CHECK(shop.verify().empty());
    // Who waits for that store gets it from there, although it has refused before.
    CHECK(*shop.run(shop.make(placed, shop.option(placed, ChoiceOptionKind::wait))) == "made");
    shop.settle();
    CHECK(shop.order(placed).lines[0].quantities.in(UnitState::allocated) == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE("a closed store is worked through in rounds, each of a few tasks") {
    Shop shop;
    std::vector<std::string> placed;
    for (int i = 0; i < 45; ++i)
        placed.push_back(shop.collect());
    shop.receive("TEE", "S2", 100);
    REQUIRE(shop.close("S1"));
    // In the same transaction nothing is promised there any more.
    OrderRequestBuilder builder;
    builder.external("W-late").pickup("TEE", 1, "S1");
    CHECK(shop.place(builder.build()).error().reason == Reason::pickup_not_offered);
    CHECK(shop.level("TEE", "S1").reserved == 45);
    shop.run_due_timers();
    CHECK(shop.level("TEE", "S1").reserved == 45 - fulfilling::most_in_round);
    shop.settle();
    CHECK(shop.level("TEE", "S1").reserved == 0);
    for (const std::string& one : placed) {
        CHECK(shop.choice(one).reason == ChoiceReason::location_closed);
        CHECK(find_option(shop.choice(one), ChoiceOptionKind::other_store) != nullptr);
        CHECK(shop.order(one).refusals == 0);
    }
    CHECK(shop.verify().empty());
    // Closed for longer, then open again: who waits is served from there.
    REQUIRE(shop.close("S1", std::chrono::hours{50}));
    shop.clock.advance(std::chrono::hours{24});
    shop.settle();
    CHECK(shop.choice(placed[0]).chosen_by == ChosenBy::timer);
    CHECK(shop.level("TEE", "S1").reserved == 0);
    shop.clock.advance(std::chrono::hours{26});
    shop.settle();
    CHECK(shop.level("TEE", "S1").reserved == 45);
    CHECK(shop.verify().empty());
}

TEST_CASE("closing rounds are read back as they were written") {
    using namespace oms::fulfilling;
    ClosingRound round{LocationId::trusted("S1"), ClosingPhase::packed_tasks, 7, {}};
    for (int i = 0; i < 2; ++i) {
        const ClosingRound read = *closing_round_of(to_text(round));
        CHECK(read.location_id == round.location_id);
        CHECK(read.phase == round.phase);
        CHECK(read.round == round.round);
        CHECK(read.after == round.after);
        round.after = {noon, "ful_1"};
    }
    for (const char* bad : {"", "S1", "S1 9 0", "S1 0 0 5", "S1 -1 0"})
        CHECK(closing_round_of(bad).error().reason == Reason::corrupt_row);
}
