// oms-bench: the product's speed over real gRPC, beside reference lines measured in the same run.
#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/bench/beside.hpp"
#include "tools/bench/growth.hpp"
#include "tools/bench/profiles.hpp"
#include "tools/bench/routing/command.hpp"

namespace {

// Profiles that are not run with others.
constexpr std::array<std::pair<std::string_view, int (*)(const oms::bench::Settings&)>, 3> alone{
    {
     {"p6", oms::bench::run_growth},
     {"large", oms::bench::run_large},
     {"replica", oms::bench::run_replica},
     }
};

}  // namespace

int main(int argc, char** argv) try {
    oms::bench::Settings settings;
    settings.server = "build/release/services/omsd/omsd_test";
    settings.folder = "build/bench";
    int seconds = 10;
    CLI::App app{"Measures PlaceOrder, reads and bulk placement beside an echo and a raw store"};
    app.add_option("--server", settings.server, "The omsd_test binary")->capture_default_str();
    app.add_option("--folder", settings.folder, "Scratch folder; its contents are replaced")
        ->capture_default_str();
    app.add_option("--seconds", seconds, "Of each measurement")->capture_default_str();
    app.add_option("--rounds", settings.rounds, "Of all measurements; medians are printed")
        ->capture_default_str();
    app.add_option("--in-flight", settings.in_flight, "Calls at a time")->capture_default_str();
    app.add_option("--locations", settings.locations, "Of the network")->capture_default_str();
    app.add_option("--items", settings.items, "Of the network")->capture_default_str();
    app.add_option("--seed", settings.seed, "Of all choices")->capture_default_str();
    app.add_option("--orders", settings.stored_orders, "Stored for p6 and p7")
        ->capture_default_str();
    app.add_flag("--plain", settings.plain, "No routing rules: the nearest location is taken");
    app.add_option("profiles", settings.profiles,
                   "echo p1 p2 p3 p4 p4b p5 p7 record, or one alone of p6, large, replica; none: "
                   "p1 to p5 and echo");
    oms::bench::RoutingSettings routing;
    const CLI::App* route = add_routing_command(app, routing);
    CLI11_PARSE(app, argc, argv);
    if (*route) return oms::bench::print_routing_bench(routing);
    settings.duration = std::chrono::seconds{seconds};
    for (const auto& [name, run] : alone) {
        if (std::find(settings.profiles.begin(), settings.profiles.end(), name) ==
            settings.profiles.end())
            continue;
        if (settings.profiles.size() == 1) return run(settings);
        fmt::print(stderr, "oms-bench: {} has a store of its own; run it alone\n", name);
        return 2;
    }
    return oms::bench::run_profiles(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "oms-bench: {}\n", error.what());
    return 1;
}
