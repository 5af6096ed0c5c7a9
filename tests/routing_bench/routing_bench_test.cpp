#include <doctest/doctest.h>

#include "tools/bench/routing/bench.hpp"
#include "tools/bench/routing/orders.hpp"

namespace oms::bench {

TEST_CASE("routing bench: no baseline is better on any order, and every plan is allowed") {
    RoutingSettings settings;
    settings.data = "no/such/folder";
    settings.networks = {10, 60};
    settings.orders = 60;
    settings.fixed_orders = 4;
    settings.baseline_orders = 40;
    settings.synthetic_items = 300;
    settings.budget = 20'000;
    settings.large_lines = 200;
    settings.large_locations = 40;
    const RoutingReport report = run_routing_bench(settings);
    CHECK(report.synthetic);
    CHECK(report.decisions > 500);
    CHECK(report.comparisons > 2000);
    CHECK(report.faults == std::vector<std::string>{});
    CHECK(report.markdown.find("made-up") != std::string::npos);
}

TEST_CASE("routing bench: a popular item is in more stores than a rare one") {
    const Market market = make_synthetic(200, 800);
    const World world = make_world(market, 100, Family::stores_only);
    std::array<std::int64_t, 3> held{};
    std::array<std::int64_t, 3> items{};
    for (std::uint32_t i = 0; i < market.items.size(); ++i) {
        const auto tier = static_cast<std::size_t>(market.items[i].tier);
        ++items[tier];
        for (std::size_t location = 0; location < world.locations; ++location)
            held[tier] += world.available(i, location) > 0 ? 1 : 0;
    }
    CHECK(held[0] * items[1] > held[1] * items[0]);
    CHECK(held[1] * items[2] > held[2] * items[1]);
}

}  // namespace oms::bench
