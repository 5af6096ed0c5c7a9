#include <doctest/doctest.h>

#include "tools/bench/routing/bench.hpp"
#include "tools/bench/routing/orders.hpp"
#include "tools/bench/routing/targets.hpp"

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

TEST_CASE("routing bench: what was measured stands beside its target, the worst of its group") {
    const std::vector<Measured> measured{
        {10,  Family::warehouse,   0,  0.25, 2,      888'477, 100 },
        {10,  Family::stores_only, 0,  0.8,  1,      524'353, 100 },
        {100, Family::warehouse,   0,  0.5,  9,      499'999, 100 },
        {100, Family::warehouse,   10, 4,    80,     27'795,  99.5},
        {100, Family::half,        13, 4,    501,    2'636,   100 },
        {100, Family::warehouse,   20, 9,    2'900,  36,      20  },
        {100, Family::store_heavy, 20, 9,    11'400, 266,     96.7},
        {100, Family::stores_only, 20, 9,    11'600, 162,     100 },
    };
    const std::string table = target_table(measured);
    const auto has = [&](const char* text) { return table.find(text) != std::string::npos; };
    CHECK(
        has("| consumer mix, family W, p50 / p99 us | 0.2 / 2 (0.3 / 2): met | "
            "0.5 / 9 (0.8 / 10): met | - | - |\n"));
    CHECK(has("| consumer mix, worst family, p50 / p99 us | 0.8 / 2 (0.3 / 2): **missed** |"));
    CHECK(has("| any family, up to 10 lines, p99 us | - | 80 (80): met | - | - |\n"));
    CHECK(has("| any family, up to 13 lines, p99 us | - | 501 (500): **missed** | - | - |\n"));
    CHECK(has("| W and H, 15 and 20 lines, p99 ms | - | 2.9 (3): met | - | - |\n"));
    CHECK(has("| S and Z, 20 lines: proven, p99 ms | - | 97 % in 12 ms (100 %): **missed** |"));
    CHECK(has("| W and H, 20 lines: proven | - | 20 % | - | - |\n"));
    CHECK(has("| decisions/s, consumer mix, family W | 888477 | 499999 (500000): **missed** |"));
    CHECK(has("Proven up to 15 lines, all networks and families: 99.5 %."));
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
