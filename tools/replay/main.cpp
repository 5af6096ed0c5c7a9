// oms-replay: a year of a real shop's orders through gRPC, placed, worked on until each is with its
// customer, and reconciled to the unit and the penny.
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/load/server_process.hpp"
#include "tools/replay/driven.hpp"
#include "tools/replay/placing.hpp"
#include "tools/replay/reconcile.hpp"
#include "tools/replay/returned.hpp"
#include "tools/retail/data_folder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace oms::replay;

// What ctest takes for "skipped".
constexpr int no_data = 77;

struct Options {
    std::string data;
    std::string profile = "raw";
    std::string server;
    std::string binary;
    std::string folder = "build/replay";
    Selection selection;
    int calls = 4;
    bool resume = false;
    bool place_only = false;
    bool find_data = false;
};

// The server built beside this program.
std::string server_beside_us() {
    const fs::path us = fs::read_symlink("/proc/self/exe");
    return us.parent_path().parent_path().parent_path() / "services" / "omsd" / "omsd_test";
}

void declare(CLI::App& app, Options& options) {
    app.add_option("--profile", options.profile, "raw: invoices as they are; consumer: cut small")
        ->check(CLI::IsMember({"raw", "consumer"}))
        ->capture_default_str();
    app.add_option("--limit", options.selection.limit, "Only the first N orders; 0: all")
        ->capture_default_str();
    app.add_flag("--largest", options.selection.largest,
                 "The largest order takes the last place of the first N");
    app.add_option("--seed", options.selection.seed, "Before the keys of the generator's choices")
        ->capture_default_str();
    app.add_option("--data", options.data,
                   "The data folder; else OMS_DATA; else ../shared/data beside the source tree");
    app.add_flag("--find-data", options.find_data, "Only say where the data is");
    app.add_option(
        "--server", options.server,
        "Address of a running server without other orders and stock; else one is started");
    app.add_option("--binary", options.binary,
                   "The omsd_test to start; else the one built with us");
    app.add_option("--folder", options.folder, "Store of the server we start; its data is replaced")
        ->capture_default_str();
    app.add_flag("--resume", options.resume, "Keep that store and go on where a replay ended");
    app.add_flag("--place-only", options.place_only,
                 "Leave the orders as they were placed: no work on them");
    app.add_option("--calls", options.calls, "Calls at a time, of placing and of work")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
}

std::unique_ptr<oms::load::ServerProcess> start_server(const Options& options) {
    const std::string data = options.folder + "/data";
    // Only a store may be in the way.
    if (!options.resume && fs::exists(data) && !fs::is_empty(data) && !fs::exists(data + "/oms.db"))
        throw std::runtime_error(data + " is there, and no store: choose another --folder");
    if (!options.resume) fs::remove_all(data);
    fs::create_directories(options.folder);
    return std::make_unique<oms::load::ServerProcess>(
        options.binary.empty() ? server_beside_us() : options.binary, data,
        std::vector<std::string>{"--real-clock", "--log-level", "warning"});
}

void describe(const Plan& plan) {
    const Totals totals = totals_of(plan.orders);
    fmt::print("replay of {} orders ({}), seed {}: {} lines, {} units, {}\n",
               with_commas(totals.orders), profile_name(plan.profile), plan.seed,
               with_commas(totals.lines), with_commas(totals.units), pounds(totals.money));
    fmt::print("network: {} locations, {} items, {} stock rows\n", plan.sites.size(),
               with_commas(static_cast<std::int64_t>(plan.retail.items.size())),
               with_commas(static_cast<std::int64_t>(plan.stock.size())));
    std::fflush(stdout);
}

// The cancelled invoices, as returns.
void replay_returns(Session& session, const Plan& plan, const OrderIndex& index,
                    const std::string& data, Report& report) {
    const ReturnPlan returns =
        plan_returns(plan, oms::retail::cancellations_of(oms::retail::read_source(data)));
    compare_cancellations_with_readme(returns.source, report);
    const Counters before = read_counters(session, plan);
    Caller caller(session);
    const Returned done = drive_returns(caller, plan, returns, index);
    compare_returned(session, plan, returns, index, before, done, report);
}

int replay(const std::string& data, const Options& options) {
    const Plan plan = make_plan(data, options.selection);
    describe(plan);
    std::unique_ptr<oms::load::ServerProcess> own;
    if (options.server.empty()) own = start_server(options);
    Session session(own ? own->address() : options.server);

    const auto begun = std::chrono::steady_clock::now();
    set_up(session.address(), plan);
    fmt::print("set up in {:.1f} s\n",
               std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    const Placed placed = place_all(session, plan, options.calls);
    const double lines = static_cast<double>(totals_of(plan.orders).lines);
    fmt::print("placed in {:.1f} s: {:.0f} orders/s, {:.0f} lines/s, {} calls at a time\n",
               placed.seconds, placed.rate(), lines / placed.seconds, options.calls);
    std::fflush(stdout);

    Report report;
    compare_with_readme(plan, options.selection.limit == 0, report);
    const OrderIndex ids = compare_with_store(session, plan, placed, has_begun(session), report);
    if (!options.place_only) {
        if (has_returned(session))
            throw std::runtime_error("goods have come back already: begin again without --resume");
        compare_driven(session, plan, ids, drive_all(session, plan, ids, options.calls), report);
        // Consumers are invented: nobody's cancellation is theirs.
        if (plan.profile == Profile::raw) replay_returns(session, plan, ids, data, report);
    }
    compare_verified(session, plan, report);
    if (own)
        report.explain(fmt::format("The server has {} MiB resident.", own->resident_kib() / 1024));
    fmt::print("{}", report.text());
    return report.all_equal() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
    Options options;
    CLI::App app{"Replays a real shop's orders and reconciles them with their source"};
    declare(app, options);
    CLI11_PARSE(app, argc, argv);
    options.selection.profile = profile_from(options.profile).value();
    const auto folders = oms::retail::data_folders(options.data);
    const std::string data = oms::retail::find_data(folders);
    if (data.empty()) {
        fmt::print(
            "SKIPPED: the retail data is not in {}: nothing was replayed. Name its folder "
            "with --data or OMS_DATA.\n",
            fmt::join(folders, ", "));
        return no_data;
    }
    if (options.find_data) {
        fmt::print("{}\n", data);
        return 0;
    }
    return replay(data, options);
} catch (const std::exception& error) {
    fmt::print(stderr, "oms-replay: {}\n", error.what());
    return 1;
}
