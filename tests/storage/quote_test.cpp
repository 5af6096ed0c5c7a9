#include <atomic>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/routing/planner_pool.hpp"
#include "services/routing/quote_basket.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;
using fulfillment::MethodQuote;
using fulfillment::Offer;
using fulfillment::QuoteRequest;
using routing::BasketQuote;

namespace {

QuoteRequest basket(std::vector<std::pair<const char*, std::int64_t>> lines) {
    QuoteRequest request;
    request.channel_id = ChannelId::trusted("web");
    request.country_code = "FR";
    request.limit = 5;
    for (const auto& [sku, quantity] : lines) {
        DemandLine line;
        line.line_no = static_cast<std::int64_t>(request.lines.size()) + 1;
        line.sku = Sku::trusted(sku);
        line.quantity = quantity;
        request.lines.push_back(line);
    }
    return request;
}

QuoteRequest delivered(const char* postal_code,
                       std::vector<std::pair<const char*, std::int64_t>> lines) {
    QuoteRequest request = basket(std::move(lines));
    request.postal_code = postal_code;
    request.service_levels = {"standard"};
    return request;
}

QuoteRequest collected(std::vector<const char*> at,
                       std::vector<std::pair<const char*, std::int64_t>> lines) {
    QuoteRequest request = basket(std::move(lines));
    for (const char* location : at)
        request.pickup_at.push_back(LocationId::trusted(location));
    return request;
}

// "W1 680 2026-03-05 12:00 waits"
std::string told(const BasketQuote& quote, const Offer& offer) {
    std::string text;
    for (const auto& parcel : offer.promise.parcels) {
        std::int64_t units = 0;
        for (const auto& some : parcel.units)
            units += some.quantity;
        text += fmt::format("{}x{} ", units,
                            quote.setup->network.location(parcel.location).location_id.str());
    }
    return text + fmt::format("{} {}{}", offer.promise.price, paris_date(offer.promise.by),
                              offer.waits ? " waits" : "");
}

std::string chosen(const BasketQuote& quote, const MethodQuote& method,
                   std::optional<std::size_t> which) {
    return which ? told(quote, method.offers.offers.at(*which)) : "none";
}

// The parcels of an offer as an order would keep them, but for the work they take.
std::vector<OrderParcel> parcels_of(const BasketQuote& quote, const Offer& offer) {
    std::vector<OrderParcel> parcels;
    const auto& network = quote.setup->network;
    for (const auto& parcel : offer.promise.parcels) {
        OrderParcel& made = parcels.emplace_back();
        made.location_id = network.location(parcel.location).location_id;
        if (offer.pickup_at) made.pickup_location = network.location(*offer.pickup_at).location_id;
        made.carriage = parcel.carriage;
        made.service_id = parcel.service_id;
        made.ship_date = fulfillment::date_text(parcel.ship_date);
        made.order_by = parcel.order_by;
        made.promised_by = parcel.by;
        made.arrive_by = parcel.at_store;
        for (const auto& units : parcel.units)
            made.units.push_back({units.line_no, units.quantity});
    }
    return parcels;
}

struct QuoteShop : RoutingShop {
    using RoutingShop::RoutingShop;
    routing::StoreQuoteSource source{store->stock_view(), store->commits(), store->reads(), clock};
    Result<BasketQuote> quote(const QuoteRequest& request) {
        return routing::quote_basket(request, setups.current(), source);
    }
};

// A view that a test makes.
struct GivenView final : routing::QuoteSource {
    StockView view;
    void read(const std::function<void(const StockView&)>& reader) const override {
        ++reads;
        reader(view);
    }
    routing::ViewStamp stamp() const override { return {7, paris("2026-03-03 10:00")}; }
    void find_channel(const ChannelId&, const Actor&,
                      std::function<void(Result<void>)> done) override {
        done({});
    }
    mutable int reads = 0;
};

}  // namespace

TEST_CASE("journey 1: the warehouse, its cut-off and the weekend, to the minute and the cent") {
    QuoteShop shop;
    shop.stock("W1", "TEE", 50);
    shop.stock("S1", "TEE", 10);
    const auto request = delivered("75001", {
                                                {"TEE", 2}
    });
    const auto placed_at = [&](const char* now, int seconds = 0) {
        shop.clock.set(paris(now) + std::chrono::seconds{seconds});
        const auto quote = shop.quote(request);
        REQUIRE(quote);
        return chosen(*quote, quote->methods.at(0), quote->methods.at(0).offers.placed);
    };
    CHECK(placed_at("2026-03-03 10:00") == "2xW1 680 2026-03-05");
    CHECK(placed_at("2026-03-03 16:00") == "2xW1 680 2026-03-05");
    CHECK(placed_at("2026-03-03 16:00", 1) == "2xW1 680 2026-03-06");
    CHECK(placed_at("2026-03-06 16:01") == "2xW1 680 2026-03-11");
    const auto quote = shop.quote(request);
    CHECK(quote->stamp.position == shop.store->commits().last_position());
    CHECK(quote->stamp.as_of == paris("2026-03-06 16:01"));
    CHECK(quote->methods[0].offers.shortages.empty());

    const auto overseas = shop.quote(delivered("97100", {
                                                            {"TEE", 2}
    }));
    REQUIRE(overseas);
    CHECK(overseas->methods.at(0).offers.offers.empty());
}

TEST_CASE("journey 2: three offers for what is partly there, and the three choices") {
    F0 f0;
    GivenView given;
    for (const Location& location : f0.network_draft.locations)
        given.view.put_place(location);
    given.view.put_item(item("COAT"));
    const auto stock = [&](const char* location, std::int64_t units) {
        StockLevel level;
        level.on_hand = units;
        given.view.put_level({Sku::trusted("COAT"), LocationId::trusted(location)}, level);
    };
    stock("W1", 2);
    stock("S3", 2);
    stock("S1", 1);
    given.view.put_inbound(Sku::trusted("COAT"),
                           {
                               {LocationId::trusted("W1"), paris("2026-03-09 09:00"), 10, "po-1"}
    });
    const auto quote = routing::quote_basket(delivered("59000",
                                                       {
                                                           {"COAT", 3}
    }),
                                             setup_of(f0), given);
    REQUIRE(quote);
    const MethodQuote& method = quote->methods.at(0);
    CHECK(chosen(*quote, method, method.offers.placed) == "1xS3 2xW1 1830 2026-03-05");
    CHECK(chosen(*quote, method, method.offers.earliest) == "1xS3 2xW1 1830 2026-03-05");
    CHECK(chosen(*quote, method, method.offers.complete) == "3xW1 705 2026-03-11 waits");
    CHECK(chosen(*quote, method, method.offers.cheapest) == "3xW1 705 2026-03-11 waits");
    CHECK(std::any_of(method.offers.offers.begin(), method.offers.offers.end(),
                      [&](const Offer& offer) {
                          return told(*quote, offer) == "2xW1 1xW1 1635 2026-03-11 waits";
                      }));
    CHECK(method.alternatives.empty());
    CHECK(quote->stamp.position == 7);
    // Once for the cells, once more for the work that the search asked for.
    CHECK(given.reads == 2);
}

TEST_CASE("journeys 3 to 5: from a store, collected from its shelf, and by the shuttle") {
    QuoteShop shop;
    shop.stock("W1", "TEE", 5);
    shop.stock("S2", "TEE", 3);
    shop.stock("S2", "JEAN", 2);
    shop.stock("S1", "TEE", 4);
    shop.stock("S1", "JEAN", 4);
    const auto split = shop.quote(delivered("69003", {
                                                         {"TEE",  1},
                                                         {"JEAN", 1}
    }));
    REQUIRE(split);
    CHECK(chosen(*split, split->methods[0], split->methods[0].offers.placed) ==
          "2xS2 910 2026-03-05");

    const auto ready = [&](const char* now, const char* sku, const char* at) {
        shop.clock.set(paris(now));
        const auto quote = shop.quote(collected(
            {
                at
        },
            {{sku, 1}}));
        REQUIRE(quote);
        const MethodQuote& method = quote->methods.at(0);
        REQUIRE(method.offers.placed);
        return paris_time(method.offers.offers[*method.offers.placed].promise.by);
    };
    CHECK(ready("2026-03-03 10:05", "TEE", "S1") == "2026-03-03 12:05");
    CHECK(ready("2026-03-03 19:15", "TEE", "S1") == "2026-03-04 11:15");
    CHECK(ready("2026-03-07 19:30", "TEE", "S1") == "2026-03-09 11:30");
    shop.stock("W1", "COAT", 3);
    CHECK(ready("2026-03-03 10:30", "COAT", "S4") == "2026-03-04 13:00");
    CHECK(ready("2026-03-03 16:30", "COAT", "S4") == "2026-03-05 13:00");
}

TEST_CASE("what is short is told with where else it can be collected") {
    QuoteShop shop;
    shop.stock("S1", "TEE", 2);
    shop.stock("S2", "TEE", 4);
    shop.stock("S3", "TEE", 9);
    WHEN("it is to be collected at one store") {
        const auto quote = shop.quote(collected(
            {
                "S1"
        },
            {{"TEE", 3}}));
        REQUIRE(quote);
        const MethodQuote& method = quote->methods.at(0);
        // Sent there by another store, it is ready on Friday.
        REQUIRE(method.offers.placed);
        CHECK(paris_date(method.offers.offers[*method.offers.placed].promise.by) == "2026-03-06");
        REQUIRE(method.alternatives.size() == 2);
        const auto& first = method.alternatives[0];
        // Lille is nearer to Paris than Lyon.
        CHECK(quote->setup->network.location(*first.offer.pickup_at).location_id.str() == "S3");
        CHECK(*first.distance_m < *method.alternatives[1].distance_m);
        CHECK(paris_time(first.offer.promise.by) == "2026-03-03 12:00");
    }
    WHEN("there are too few anywhere") {
        const auto quote = shop.quote(delivered("75001", {
                                                             {"TEE", 40}
        }));
        REQUIRE(quote);
        const MethodQuote& method = quote->methods.at(0);
        CHECK(!method.offers.placed);
        CHECK(method.alternatives.empty());
        REQUIRE(method.offers.shortages.size() == 1);
        CHECK(method.offers.shortages[0].wanted == 40);
        CHECK(method.offers.shortages[0].available == 12);
    }
    WHEN("it is to be delivered where nobody delivers") {
        QuoteRequest request = delivered("97100", {
                                                      {"TEE", 3}
        });
        request.limit = 1;
        const auto quote = shop.quote(request);
        REQUIRE(quote);
        REQUIRE(quote->methods.at(0).alternatives.size() == 1);
        CHECK(!quote->methods[0].alternatives[0].distance_m);
    }
    WHEN("stores are asked for by distance") {
        QuoteRequest request = basket({
            {"TEE", 1}
        });
        request.position = GeoPosition{48'856'600, 2'352'200};
        request.pickup_radius_m = 300'000;
        request.pickup_at = {LocationId::trusted("S4")};
        const auto quote = shop.quote(request);
        REQUIRE(quote);
        REQUIRE(quote->methods.size() == 3);
        CHECK(quote->methods[0].pickup_location.str() == "S4");
        CHECK(quote->methods[1].pickup_location.str() == "S1");
        CHECK(quote->methods[1].distance_m == 0);
        CHECK(quote->methods[2].pickup_location.str() == "S3");
    }
}

TEST_CASE("everything that a quote does not know is named at once") {
    QuoteShop shop;
    shop.stock("W1", "TEE", 2);
    auto request = collected(
        {
            "S1", "S88"
    },
        {{"TEE", 1}, {"NOPE", 1}, {"NIX", 1}});
    const auto items = shop.quote(request);
    REQUIRE(!items);
    CHECK(items.error().reason == Reason::item_not_found);
    CHECK(items.error().preconditions.size() == 3);
    request.lines.resize(1);
    const auto locations = shop.quote(request);
    REQUIRE(!locations);
    CHECK(locations.error().reason == Reason::location_not_found);
    CHECK(locations.error().preconditions.at(0).subject == "S88");
    request.pickup_at = {LocationId::trusted("W1")};
    CHECK(shop.quote(request).error().reason == Reason::pickup_not_offered);
    shop.create(store_location("S9"));
    request.pickup_at = {LocationId::trusted("S9")};
    CHECK(shop.quote(request).error().reason == Reason::routing_unavailable);
}

TEST_CASE("what is quoted is what an order placed at once gets") {
    std::mt19937 random(20260304);
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random()) % n; };
    F0 f0;
    for (auto& settings : f0.network_draft.settings)
        settings.ship_capacity = DailyCapacity{CapacityMeasure::parcels, 5};
    f0.rule_draft.profiles[0].full_location_waits = true;
    QuoteShop shop(f0);
    const std::array<const char*, 4> skus{"TEE", "JEAN", "COAT", "SHOE"};
    for (const char* location : {"W1", "S1", "S2", "S3", "S4"}) {
        for (const char* sku : skus)
            shop.stock(location, sku, 2 + below(9));
    }
    const std::array<const char*, 4> places{"75001", "69003", "59000", "33000"};
    const std::array<const char*, 4> stores{"S1", "S2", "S3", "S4"};
    int served = 0;
    int refused = 0;
    for (int i = 0; i < 70; ++i) {
        CAPTURE(i);
        std::vector<std::pair<const char*, std::int64_t>> lines;
        for (std::uint32_t line = 0; line <= below(3); ++line)
            lines.emplace_back(skus[(below(4) + line) % 4], 1 + below(2));
        const bool pickup = below(3) == 0;
        const char* const place = places[below(4)];
        const char* const store = stores[below(4)];
        const auto quote = shop.quote(pickup ? collected({store}, lines) : delivered(place, lines));
        REQUIRE(quote);
        const MethodQuote& method = quote->methods.at(0);
        auto builder = OrderRequestBuilder{}.external(fmt::format("Q-{}", i));
        for (const auto& [sku, quantity] : lines)
            pickup ? builder.pickup(sku, quantity, store) : builder.line(sku, quantity);
        const auto answer = shop.route(to_france(builder, place));
        REQUIRE(answer.has_value() == method.offers.placed.has_value());
        ++(answer ? served : refused);
        if (!answer) continue;
        const Order order = shop.order(*answer);
        const Offer& offer = method.offers.offers[*method.offers.placed];
        std::vector<OrderParcel> parcels = order.parcels;
        for (OrderParcel& parcel : parcels)
            parcel.work.clear();
        CHECK(parcels == parcels_of(*quote, offer));
        CHECK(shop.decisions(order.order_id).at(0).choices.at(0).chosen.cost ==
              offer.promise.price);
        if (i % 8 == 0) shop.clock.advance(std::chrono::hours{3});
    }
    CHECK(served > 20);
    CHECK(refused > 3);
}

TEST_CASE("baskets are quoted while orders are placed and locations change") {
    QuoteShop shop;
    shop.stock("W1", "TEE", 200);
    shop.stock("S1", "TEE", 50);
    routing::PlannerPool planners(2, 1000, [](std::string_view) {});
    std::atomic<int> good{0};
    std::atomic<int> done{0};
    constexpr int quotes = 60;
    for (int i = 0; i < quotes; ++i) {
        REQUIRE(planners.submit([&] {
            const auto quote = shop.quote(delivered("75001", {
                                                                 {"TEE", 2}
            }));
            good += quote && quote->methods.at(0).offers.placed ? 1 : 0;
            done.fetch_add(1);
            done.notify_all();
        }));
        if (i % 3 == 0)
            REQUIRE(shop.route(to_france(
                OrderRequestBuilder{}.external(fmt::format("B-{}", i)).line("TEE", 1), "75001")));
        if (i % 10 == 0) shop.create(warehouse(fmt::format("X{}", i)));
    }
    for (int seen = done.load(); seen < quotes; seen = done.load())
        done.wait(seen);
    CHECK(good == quotes);
    planners.stop();
    CHECK(planners.submit([] {}).error().reason == Reason::shutting_down);
}

TEST_CASE("too many baskets at once are refused, and a fault is one basket's alone") {
    std::atomic<int> faults{0};
    routing::PlannerPool planners(1, 2, [&](std::string_view) {
        faults.fetch_add(1);
        faults.notify_all();
    });
    std::atomic<bool> held{true};
    std::atomic<bool> began{false};
    REQUIRE(planners.submit([&] {
        began = true;
        began.notify_all();
        held.wait(true);
        throw std::runtime_error("a fault");
    }));
    began.wait(false);
    REQUIRE(planners.submit([] {}));
    REQUIRE(planners.submit([] {}));
    const auto refused = planners.submit([] {});
    REQUIRE(!refused);
    CHECK(refused.error().reason == Reason::overloaded);
    held = false;
    held.notify_all();
    faults.wait(0);
    CHECK(faults == 1);
    // Goes on: the queue empties.
    std::atomic<bool> ran{false};
    while (!planners.submit([&] {
        ran = true;
        ran.notify_all();
    }))
        std::this_thread::yield();
    ran.wait(false);
    CHECK(ran);
}
