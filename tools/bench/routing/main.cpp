// oms-bench of a build without gRPC: the routing bench only.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "tools/bench/routing/command.hpp"

int main(int argc, char** argv) try {
    oms::bench::RoutingSettings settings;
    CLI::App app{"Measures the routing decision"};
    add_routing_command(app, settings);
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    return oms::bench::print_routing_bench(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "oms-bench: {}\n", error.what());
    return 1;
}
