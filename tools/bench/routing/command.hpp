#pragma once

#include <CLI/CLI.hpp>

#include "tools/bench/routing/bench.hpp"

namespace oms::bench {

// Adds `routing` and its options to a program; `settings` must live as long as the program.
inline CLI::App* add_routing_command(CLI::App& app, RoutingSettings& settings) {
    CLI::App* command = app.add_subcommand(
        "routing", "Routes orders over generated networks, as markdown tables; needs no server");
    command->add_option(
        "--data", settings.data,
        "Folder of the retail data (else $OMS_DATA, ../shared/data beside the sources, made-up)");
    command->add_option("--networks", settings.networks, "Numbers of locations")
        ->capture_default_str();
    command->add_option("--orders", settings.orders, "Of the consumer mix")->capture_default_str();
    command->add_option("--fixed-orders", settings.fixed_orders, "For each number of lines")
        ->capture_default_str();
    command->add_option("--baseline-orders", settings.baseline_orders, "Compared with baselines")
        ->capture_default_str();
    command->add_option("--budget", settings.budget, "Expansions of one decision")
        ->capture_default_str();
    return command;
}

}  // namespace oms::bench
