// Random legal and illegal commands against a real store. After each one the counters must be those
// of a simple model; every refusal for want of stock must be true; every repeat must be harmless;
// and at the end the whole store must verify.
#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "services/inventory/post_movements.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

const std::vector<std::string> skus{"TEE", "JEAN"};
const std::vector<std::string> places{"W1", "S1", "S2"};
const std::vector<std::string> carts{"C-1", "C-2"};

struct Placed {
    Command::Header header;
    orders::OrderRequest request;
    std::string answer;
};

class History {
public:
    History() {
        Channel web = channel("web");
        web.grace_window_s = *rc::gen::element(0, 300);
        web.duplicate_window_s = 600;
        shop_.create(web);
        for (const auto& sku : skus) {
            for (const auto& place : places) {
                shop_.receive(sku, place, 5);
                on_hand_[{sku, place}] = 5;
            }
        }
    }

    void step() {
        switch (*rc::gen::inRange(0, 14)) {
            case 0:
                return receive_or_adjust();
            case 1:
                return count();
            case 2:
            case 3:
            case 4:
                return place();
            case 5:
                return cancel();
            case 6:
                return hold();
            case 7:
                return end_hold();
            case 8:
                return repeat();
            case 9:
            case 10:
                return hold_order();
            case 11:
                return release_hold();
            case 12:
                return annotate();
            default:
                return pass_time();
        }
    }

    void check_end() {
        const auto findings = shop_.verify();
        if (!findings.empty()) {
            RC_FAIL(findings[0].invariant + " " + findings[0].subject + ": " +
                    findings[0].description);
        }
    }

private:
    using Key = std::pair<std::string, std::string>;

    StockLevel level(const Key& key) { return shop_.level(key.first, key.second); }
    std::int64_t available(const std::string& sku) {
        std::int64_t sum = 0;
        for (const auto& place : places)
            sum += available_units(level({sku, place}));
        return sum;
    }
    // S1: what is on hand is what was moved. S2 and the rest: `verify` at the end.
    void check_counters() {
        for (const auto& [key, expected] : on_hand_) {
            const StockLevel now = level(key);
            RC_ASSERT(now.on_hand == expected);
            RC_ASSERT(now.reserved <= now.on_hand + now.short_quantity);
        }
    }

    void receive_or_adjust() {
        const Key key{*rc::gen::elementOf(skus), *rc::gen::elementOf(places)};
        const auto units = *rc::gen::inRange<std::int64_t>(-3, 4);
        const std::int64_t free = available_units(level(key));
        LedgerEntry entry;
        entry.key = {Sku::trusted(key.first), LocationId::trusted(key.second)};
        entry.kind = units < 0 ? LedgerKind::sold : LedgerKind::received;
        entry.on_hand_change = units;
        const auto posted = shop_.run(std::make_unique<inventory::PostMovements>(
            shop_.header(), std::vector{entry},
            [](const std::vector<StockRow>&) { return std::string(); }));
        RC_ASSERT(posted.has_value() == (-units <= free));
        if (posted) on_hand_[key] += units;
        check_counters();
    }

    void count() {
        const Key key{*rc::gen::elementOf(skus), *rc::gen::elementOf(places)};
        const auto counted = *rc::gen::inRange<std::int64_t>(0, 8);
        RC_ASSERT(
            shop_
                .run(std::make_unique<inventory::RecordCount>(
                    shop_.header(),
                    StockKey{Sku::trusted(key.first), LocationId::trusted(key.second)}, counted,
                    "count", [](const StockRow&, std::int64_t) { return std::string(); }))
                .has_value());
        on_hand_[key] = counted;
        check_counters();
    }

    void place() {
        OrderRequestBuilder builder;
        builder.external(fmt::format("W-{}", ++orders_));
        const auto policy =
            *rc::gen::element(OnShortage::refuse, OnShortage::refuse, OnShortage::backorder);
        builder.on_shortage(policy);
        if (*rc::gen::arbitrary<bool>()) builder.customer("ada");
        std::map<std::string, std::int64_t> wanted;
        const int lines = *rc::gen::inRange(1, 4);
        for (int i = 0; i < lines; ++i) {
            const auto sku = *rc::gen::elementOf(skus);
            const auto quantity = *rc::gen::inRange<std::int64_t>(1, 5);
            builder.line(sku, quantity, 1999);
            wanted[sku] += quantity;
        }
        bool enough = true;
        for (const auto& [sku, quantity] : wanted)
            enough = enough && quantity <= available(sku);
        Placed placed{shop_.header("place"), builder.build(), {}};
        placed.header.validate_only = *rc::gen::inRange(0, 8) == 0;
        const auto answer = shop_.place(placed.header, placed.request);
        // S6: refused exactly when there is not enough; nothing is oversold and nothing withheld.
        RC_ASSERT(answer.has_value() == (enough || policy == OnShortage::backorder));
        if (answer && !placed.header.validate_only) {
            placed.answer = *answer;
            placed_.push_back(std::move(placed));
        }
        check_counters();
    }

    void cancel() {
        if (placed_.empty()) return;
        const Order order = shop_.order((*rc::gen::elementOf(placed_)).answer);
        std::vector<CancelLine> lines;
        if (*rc::gen::arbitrary<bool>())
            lines.push_back({1, *rc::gen::inRange<std::int64_t>(1, 4)});
        const bool legal = plan_cancel(order, lines).has_value();
        const auto canceled = shop_.cancel(order.order_id, lines);
        RC_ASSERT(canceled.has_value() == legal);
        check_counters();
    }

    void hold() {
        const auto sku = *rc::gen::elementOf(skus);
        const auto units = *rc::gen::inRange<std::int64_t>(1, 4);
        const bool enough = units <= available(sku);
        const auto held = shop_.hold(*rc::gen::elementOf(carts), sku, units);
        RC_ASSERT(held.has_value() || held.error().reason == Reason::cart_hold_exists || !enough);
        check_counters();
    }

    void end_hold() {
        const CartKey key{ChannelId::trusted("web"), CartId::trusted(*rc::gen::elementOf(carts))};
        const auto encode = [](const CartHold&) { return std::string(); };
        if (*rc::gen::arbitrary<bool>()) {
            static_cast<void>(shop_.run(
                std::make_unique<inventory::ExtendCartHold>(shop_.header(), key, encode)));
        } else {
            static_cast<void>(shop_.run(
                std::make_unique<inventory::ReleaseCartHold>(shop_.header(), key, encode)));
        }
        check_counters();
    }

    // I1, I2: a repeat gets the same answer and changes nothing; the id with another body is
    // refused.
    void repeat() {
        if (placed_.empty()) return;
        const Placed earlier = *rc::gen::elementOf(placed_);
        const auto before = shop_.store->status().last_position;
        RC_ASSERT(shop_.place(earlier.header, earlier.request).value() == earlier.answer);
        Command::Header other = earlier.header;
        other.body_hash[5] ^= 1U;
        RC_ASSERT(shop_.place(other, earlier.request).error().reason == Reason::request_id_reused);
        RC_ASSERT(shop_.store->status().last_position == before);
    }

    void pass_time() {
        shop_.clock.advance(std::chrono::minutes{*rc::gen::inRange(-2, 9)});
        latest_ = std::max(latest_, shop_.clock.now());
        shop_.run_due_timers();
        check_counters();
    }

    // Holds and releases at random: each is refused exactly when the order as it is says so, and no
    // reservation moves.
    void hold_order() {
        if (placed_.empty()) return;
        const Order order = shop_.order((*rc::gen::elementOf(placed_)).answer);
        orders::HoldRequest request;
        request.order_id = order.order_id;
        request.type = *rc::gen::element(HoldType::fraud_review, HoldType::grace);
        if (*rc::gen::arbitrary<bool>()) request.line_nos = {*rc::gen::inRange<std::int64_t>(1, 4)};
        if (*rc::gen::arbitrary<bool>()) request.reason = "looks odd";
        if (*rc::gen::arbitrary<bool>())
            request.expire_time = latest_ + std::chrono::minutes{*rc::gen::inRange(1, 20)};
        OrderHold hold;
        hold.line_nos = request.line_nos;
        Order model = order;
        const bool legal = put_on_hold(model, hold).has_value();
        RC_ASSERT(shop_.hold_order(request).has_value() == legal);
        RC_ASSERT(shop_.order(order.order_id.str()).reservations == order.reservations);
        check_counters();
    }

    void release_hold() {
        if (placed_.empty()) return;
        const Order order = shop_.order((*rc::gen::elementOf(placed_)).answer);
        if (order.holds.empty()) return;
        const OrderHold hold = *rc::gen::elementOf(order.holds);
        const auto released = shop_.release_hold(order.order_id, hold.hold_id);
        RC_ASSERT(released.has_value() == (hold.state == HoldState::active));
        check_counters();
    }

    void annotate() {
        if (placed_.empty()) return;
        const Order order = shop_.order((*rc::gen::elementOf(placed_)).answer);
        RC_ASSERT(shop_.note(order.order_id, "rang").has_value());
        const std::vector<std::string> words{"vip", "gift-wrap", "call_back"};
        const auto add = *rc::gen::elementOf(words);
        const auto remove = *rc::gen::elementOf(words);
        if (add == remove) return;
        RC_ASSERT(shop_.tag(order.order_id, {add}, {remove}).has_value());
        const Order after = shop_.order(order.order_id.str());
        RC_ASSERT(plan_tags(after, {add}, {remove}).empty());
        check_counters();
    }

    StoreFixture shop_;
    std::map<Key, std::int64_t> on_hand_;
    std::vector<Placed> placed_;
    int orders_ = 0;
    Timestamp latest_ = noon;  // the clock goes back at times, the store's does not
};

}  // namespace

TEST_CASE("S1-S6, L1-L4, M3-M5, E1-E5, I1-I4 hold after any history") {
    CHECK(rc::check([] {
        History history;
        const int steps = *rc::gen::inRange(10, 60);
        for (int i = 0; i < steps; ++i)
            history.step();
        history.check_end();
    }));
}
