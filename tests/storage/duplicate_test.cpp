// Orders that may be duplicates: the same customer of a channel, the same basket, a short time.
#include <condition_variable>
#include <mutex>

#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

using namespace std::chrono_literals;

// Keeps the executor busy until it is opened: what is submitted meanwhile becomes one batch.
struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool reached = false;
    bool opened = false;
};

class WaitAtGate final : public Command {
public:
    WaitAtGate(Header header, Gate& gate) : Command(std::move(header)), gate_(gate) {}
    void name_keys(KeySet&) const override {}
    Result<std::string> run(UnitOfWork&) override {
        std::unique_lock lock(gate_.mutex);
        gate_.reached = true;
        gate_.changed.notify_all();
        gate_.changed.wait(lock, [&] { return gate_.opened; });
        return fail(Reason::illegal_transition, "changes nothing");
    }

private:
    Gate& gate_;
};

// Breaks a contract: its batch is run again, one by one.
class Breaker final : public Command {
public:
    explicit Breaker(Header header) : Command(std::move(header)) {}
    void name_keys(KeySet&) const override {}
    Result<std::string> run(UnitOfWork& unit) override {
        static_cast<void>(unit.items.find(Sku::trusted("NOT-NAMED")));
        return std::string();
    }
};

struct Shop : StoreFixture {
    Shop() {
        Channel web = channel("web");
        web.duplicate_window_s = 600;
        create(web);
        Channel app = channel("app");
        app.duplicate_window_s = 60;
        create(app);
        create(channel("till"));
        receive("TEE", "W1", 100);
        receive("JEAN", "W1", 100);
    }

    OrderRequestBuilder twin() {
        OrderRequestBuilder builder;
        builder.external("W-" + std::to_string(++orders_)).customer("ada").line("TEE", 2);
        return builder;
    }
    Order placed(const OrderRequestBuilder& builder) {
        return order(place(builder.build()).value());
    }
    std::unique_ptr<Command> command(const OrderRequestBuilder& builder) {
        return std::make_unique<orders::PlaceOrder>(header("place"), builder.build(), sourcing,
                                                    encode_order);
    }
    // Runs the commands in one batch, in this order.
    std::vector<Result<std::string>> run_together(std::vector<std::unique_ptr<Command>> commands) {
        Gate gate;
        std::vector<std::future<Result<std::string>>> answers;
        auto first = submit(std::make_unique<WaitAtGate>(header(), gate));
        {
            std::unique_lock lock(gate.mutex);
            gate.changed.wait(lock, [&] { return gate.reached; });
            for (auto& one : commands)
                answers.push_back(submit(std::move(one)));
            gate.opened = true;
            gate.changed.notify_all();
        }
        CHECK_FALSE(first.get());
        std::vector<Result<std::string>> results;
        for (auto& answer : answers)
            results.push_back(answer.get());
        return results;
    }

private:
    int orders_ = 0;
};

// The order that `order` is suspected to duplicate; empty: none.
OrderId suspected(const Order& order) {
    for (const OrderHold& hold : active_holds(order)) {
        if (hold.type == HoldType::duplicate_suspect) return hold.about;
    }
    return {};
}

template <class... T>
std::vector<std::unique_ptr<Command>> list_of(T... commands) {
    std::vector<std::unique_ptr<Command>> list;
    (list.push_back(std::move(commands)), ...);
    return list;
}

}  // namespace

TEST_CASE("the second of two equal orders of a customer is held, and names the first") {
    Shop shop;
    const Order first = shop.placed(shop.twin());
    CHECK(first.holds.empty());
    const Order second = shop.placed(shop.twin());
    REQUIRE(second.holds.size() == 1);
    CHECK(second.holds[0].type == HoldType::duplicate_suspect);
    CHECK(second.holds[0].about == first.order_id);
    CHECK_FALSE(second.holds[0].expire_time);
    CHECK(is_held(second, 1));
    CHECK(second.reservations[0].open == 2);
    // Another one names the newest before it.
    CHECK(suspected(shop.placed(shop.twin())) == second.order_id);
    CHECK(shop.verify().empty());
}

TEST_CASE("another basket, customer or channel is no duplicate, nor is one without a customer") {
    Shop shop;
    shop.placed(shop.twin());
    CHECK(suspected(shop.placed(shop.twin().line("JEAN", 1))).empty());
    CHECK(suspected(shop.placed(shop.twin().customer("bob"))).empty());
    CHECK(suspected(shop.placed(shop.twin().in("app"))).empty());
    for (const char* customer : {"", "carol"}) {
        for (int i = 0; i < 2; ++i) {
            const auto order = shop.twin().in(*customer == 0 ? "web" : "till").customer(customer);
            CHECK(suspected(shop.placed(order)).empty());
        }
    }
}

TEST_CASE("the window ends exactly when it ends, also after a restart") {
    for (const bool restarted : {false, true}) {
        CAPTURE(restarted);
        Shop shop;
        const Order first = shop.placed(shop.twin());
        const Order in_app = shop.placed(shop.twin().in("app"));
        if (restarted) shop.reopen();
        shop.clock.set(noon + 60s - 1us);
        const Order again = shop.placed(shop.twin().in("app"));
        CHECK(suspected(again) == in_app.order_id);
        shop.clock.set(noon + 120s - 1us);
        if (restarted) shop.reopen();
        CHECK(suspected(shop.placed(shop.twin().in("app"))).empty());
        shop.clock.set(noon + 600s - 1us);
        CHECK(suspected(shop.placed(shop.twin())) == first.order_id);
    }
    Shop shop;
    shop.placed(shop.twin());
    shop.clock.set(noon + 600s);
    CHECK(suspected(shop.placed(shop.twin())).empty());
}

TEST_CASE("of twins in one batch the second is held") {
    Shop shop;
    const auto batches = shop.store->status().committed_batches;
    const auto answers =
        shop.run_together(list_of(shop.command(shop.twin()), shop.command(shop.twin())));
    CHECK(shop.store->status().committed_batches == batches + 1);
    const Order first = shop.order(answers[0].value());
    CHECK(suspected(first).empty());
    CHECK(suspected(shop.order(answers[1].value())) == first.order_id);
}

TEST_CASE("an order that was refused, or only tried, is nobody's first") {
    Shop shop;
    auto tried = shop.header("place");
    tried.validate_only = true;
    const auto answers = shop.run_together(
        list_of(std::make_unique<orders::PlaceOrder>(tried, shop.twin().build(), shop.sourcing,
                                                     encode_order),
                shop.command(shop.twin().expecting(euro(1))), shop.command(shop.twin())));
    CHECK(answers[0]);
    CHECK(answers[1].error().reason == Reason::total_mismatch);
    CHECK(suspected(shop.order(answers[2].value())).empty());
}

TEST_CASE("a batch that is taken back and run again leaves nobody suspected by himself") {
    Shop shop;
    const auto answers = shop.run_together(list_of(shop.command(shop.twin()),
                                                   std::make_unique<Breaker>(shop.header()),
                                                   shop.command(shop.twin())));
    const Order first = shop.order(answers[0].value());
    CHECK(answers[1].error().reason == Reason::internal_fault);
    CHECK(suspected(first).empty());
    CHECK(suspected(shop.order(answers[2].value())) == first.order_id);
}
