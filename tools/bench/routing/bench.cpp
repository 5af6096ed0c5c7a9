#include "tools/bench/routing/bench.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

#include <fmt/format.h>

#include "tools/bench/routing/baselines.hpp"
#include "tools/bench/routing/orders.hpp"
#include "tools/bench/routing/targets.hpp"
#include "tools/retail/choice.hpp"
#include "tools/retail/data_folder.hpp"

namespace oms::bench {
namespace {

using fulfillment::Decision;
using fulfillment::ProblemView;
using fulfillment::SolverWorkspace;
using retail::choice;
using SteadyClock = std::chrono::steady_clock;

double micros(SteadyClock::time_point begin, SteadyClock::time_point end) {
    return std::chrono::duration<double, std::micro>(end - begin).count();
}

double percentile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// What one group of decisions took.
struct Speed {
    std::vector<double> micros;
    std::int64_t expansions = 0;
    std::int64_t proven = 0;
    double gap = 0;  // sum over the unproven, as a share of the bound
    double most_gap = 0;

    void add(const Decision& decision, double took) {
        micros.push_back(took);
        expansions += decision.expansions;
        if (decision.proven()) {
            ++proven;
            return;
        }
        const double over = static_cast<double>(decision.objective - decision.bound) /
                            static_cast<double>(std::max<Cost>(1, decision.bound));
        gap += over;
        most_gap = std::max(most_gap, over);
    }

    Measured measured(const World& world, Family family, std::size_t lines) {
        const auto count = static_cast<double>(micros.size());
        const double total = std::accumulate(micros.begin(), micros.end(), 0.0);
        return {world.locations,
                family,
                lines,
                percentile(micros, 0.5),
                percentile(micros, 0.99),
                count / total * 1e6,
                100.0 * static_cast<double>(proven) / count};
    }

    std::string row(const std::string& first) {
        const auto count = static_cast<double>(micros.size());
        const double total = std::accumulate(micros.begin(), micros.end(), 0.0);
        const double unproven = count - static_cast<double>(proven);
        return fmt::format(
            "| {} | {:.1f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.1f} % | {} |\n", first,
            percentile(micros, 0.5), percentile(micros, 0.99), percentile(micros, 1),
            count / total * 1e6, static_cast<double>(expansions) / count,
            100.0 * static_cast<double>(proven) / count,
            unproven < 1
                ? "-"
                : fmt::format("{:.2f} % / {:.2f} %", 100 * gap / unproven, 100 * most_gap));
    }
};

constexpr const char* speed_head =
    "| {} | p50 us | p99 us | max us | decisions/s | expansions | proven | gap mean / max |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n";

struct Ratio {
    Cost ours = 0;
    std::int64_t our_parcels = 0;
    std::int64_t orders = 0;
    std::array<Cost, std::size(baselines)> theirs{};
    std::array<std::int64_t, std::size(baselines)> parcels{};
};

class Run {
public:
    explicit Run(const RoutingSettings& settings)
        : settings_(settings), market_(read()), tariffs_() {
        report_.synthetic = market_.synthetic;
        for (std::size_t d = 0; d < destinations; ++d)
            districts_.push_back(market_.districts.pick(fmt::format("dest:{}", d)));
    }

    RoutingReport all() {
        std::string mix = "Consumer mix (1 to 10 lines, mean 2.1)\n\n";
        mix += fmt::format(fmt::runtime(speed_head), "locations, family");
        std::string fixed = "Orders of a fixed number of lines\n\n";
        fixed += fmt::format(fmt::runtime(speed_head), "locations, family, lines");
        std::string quality;
        for (const std::size_t locations : settings_.networks) {
            for (const Family family : families) {
                const World world = make_world(market_, locations, family);
                make_zones(world);
                const std::string name = fmt::format("{}, {}", locations, letter(family));
                mix += route_mix(world, family, name);
                fixed += route_fixed(world, family, name);
                quality += compare(world, name);
            }
        }
        report_.markdown =
            (market_.synthetic ? "The retail data was not found: these are made-up baskets.\n\n"
                               : "") +
            target_table(measured_) + "\n" + mix + "\n" + fixed + "\n" + quality_head() + quality +
            "\n" + route_large();
        return std::move(report_);
    }

private:
    Market read() const {
        const auto folder = retail::find_data(retail::data_folders(settings_.data));
        if (folder.empty())
            return make_synthetic(settings_.synthetic_items, settings_.synthetic_items * 4);
        return read_market(folder);
    }

    void make_zones(const World& world) {
        zones_.clear();
        for (const retail::District& district : districts_)
            zones_.push_back(make_zone(world, tariffs_, district));
    }

    void check(const Order& order, const ProblemView& view, const Decision& decision) {
        if (const auto fault = fault_of(view, decision))
            report_.faults.push_back(fmt::format("{}: {}", order.name, *fault));
    }

    Speed time_orders(const World& world, const std::vector<Order>& orders) {
        Speed speed;
        Finder finder(market_, world);
        const std::size_t warm = std::min<std::size_t>(orders.size(), 20);
        for (std::size_t i = 0; i < warm; ++i)
            workspace_.solve(
                finder.find(orders[i], zones_[orders[i].district], false, settings_.budget));
        for (const Order& order : orders) {
            const auto begin = SteadyClock::now();
            const ProblemView& view =
                finder.find(order, zones_[order.district], false, settings_.budget);
            const Decision& decision = workspace_.solve(view);
            const auto end = SteadyClock::now();
            speed.add(decision, micros(begin, end));
            check(order, view, decision);
            ++report_.decisions;
        }
        return speed;
    }

    std::string route_mix(const World& world, Family family, const std::string& name) {
        Speed speed = time_orders(world, consumer_orders(market_, settings_.orders));
        measured_.push_back(speed.measured(world, family, 0));
        return speed.row(name);
    }

    std::string route_fixed(const World& world, Family family, const std::string& name) {
        std::string rows;
        for (const std::size_t lines : {1u, 3u, 5u, 8u, 10u, 13u, 15u, 20u}) {
            const auto orders = fixed_orders(market_, lines, settings_.fixed_orders);
            if (orders.empty()) continue;
            Speed speed = time_orders(world, orders);
            measured_.push_back(speed.measured(world, family, lines));
            rows += speed.row(fmt::format("{}, {}", name, lines));
        }
        return rows;
    }

    std::string quality_head() const {
        std::string head =
            "Cost of each baseline's plans over the cost of ours, and parcels per order (ours "
            "first)\n\n| locations, family, orders | ours |";
        std::string rule = "| --- | --- |";
        for (const Baseline baseline : baselines) {
            head += fmt::format(" {} |", title(baseline));
            rule += " --- |";
        }
        return head + "\n" + rule + "\n";
    }

    std::string compare(const World& world, const std::string& name) {
        std::string rows;
        const std::size_t most = settings_.baseline_orders;
        rows += compare_orders(world, consumer_orders(market_, most), name + ", mix");
        rows += compare_orders(world, fixed_orders(market_, 5, most / 2), name + ", 5 lines");
        rows += compare_orders(world, fixed_orders(market_, 10, most / 4), name + ", 10 lines");
        return rows;
    }

    std::string compare_orders(const World& world, const std::vector<Order>& orders,
                               const std::string& name) {
        Ratio ratio;
        Finder pruned(market_, world);
        Finder full(market_, world);
        for (const Order& order : orders) {
            const Zone& zone = zones_[order.district];
            const Decision ours =
                workspace_.solve(pruned.find(order, zone, false, settings_.budget));
            const ProblemView& view = full.find(order, zone, true, settings_.budget);
            const Decision& whole = workspace_.solve(view);
            if (whole.proven() && ours.proven() && whole.objective != ours.objective)
                report_.faults.push_back(
                    fmt::format("{}: the candidate search lost the best plan "
                                "({} against {})",
                                order.name, ours.objective, whole.objective));
            compare_order(world, order, view, full, zone, ours, ratio);
        }
        std::string row = fmt::format("| {} | {:.2f} |", name, per_order(ratio.our_parcels, ratio));
        for (std::size_t b = 0; b < std::size(baselines); ++b)
            row += fmt::format(" {:.3f}, {:.2f} |",
                               static_cast<double>(ratio.theirs[b]) /
                                   static_cast<double>(std::max<Cost>(1, ratio.ours)),
                               per_order(ratio.parcels[b], ratio));
        return row + "\n";
    }

    static double per_order(std::int64_t count, const Ratio& ratio) {
        return static_cast<double>(count) /
               static_cast<double>(std::max<std::int64_t>(1, ratio.orders));
    }

    void compare_order(const World& world, const Order& order, const ProblemView& view,
                       const Finder& finder, const Zone& zone, const Decision& ours, Ratio& ratio) {
        std::vector<std::int64_t> distance;
        for (std::size_t c = 0; c < view.candidates.size(); ++c)
            distance.push_back(zone.distance[finder.location(static_cast<std::int32_t>(c))]);
        std::vector<std::int64_t> value;
        for (const OrderLine& line : order.lines)
            value.push_back(market_.items[line.item].price * line.quantity);
        const BaselineInput input{&view, distance, value, world.warehouses};
        ratio.ours += ours.objective;
        ratio.our_parcels += static_cast<std::int64_t>(ours.parcels.size());
        ++ratio.orders;
        for (std::size_t b = 0; b < std::size(baselines); ++b) {
            const Decision theirs = decide(baselines[b], input, second_);
            check(order, view, theirs);
            ratio.theirs[b] += theirs.objective;
            ratio.parcels[b] += static_cast<std::int64_t>(theirs.parcels.size());
            ++report_.comparisons;
            if (theirs.objective < ours.objective)
                report_.faults.push_back(fmt::format("{}: {} is better ({} against {})", order.name,
                                                     title(baselines[b]), theirs.objective,
                                                     ours.objective));
        }
    }

    // One problem of many lines over many locations, each of which holds half of them.
    std::string route_large() {
        fulfillment::RoutingProblem problem{};
        for (std::size_t l = 0; l < settings_.large_lines; ++l) {
            const std::uint64_t hash = choice(fmt::format("large:line:{}", l));
            problem.lines.push_back({1 + static_cast<std::int64_t>(hash % 3),
                                     50 + static_cast<std::int64_t>((hash >> 8) % 2000), 500,
                                     1000 * 64, false});
        }
        for (std::size_t c = 0; c < settings_.large_locations; ++c) {
            fulfillment::Candidate candidate{static_cast<std::int32_t>(c), {}, {}};
            const auto tariff = tariffs_.of(choice(fmt::format("large:{}", c)) % 5, false, false);
            candidate.options.push_back({
                0, 1000, 120 * 64, {tariff.begin(), tariff.end()},
                     1'000'000
            });
            std::uint64_t hash = choice(fmt::format("large:stock:{}", c));
            for (std::size_t l = 0; l < settings_.large_lines; ++l) {
                hash = hash * 6364136223846793005u + 1442695040888963407u;
                const bool holds = (hash >> 63) != 0;
                candidate.lines.push_back(
                    {holds ? 3 : 0, (18 + static_cast<Cost>((hash >> 40) % 90)) * 64, 3 * 64});
            }
            problem.candidates.push_back(std::move(candidate));
        }
        problem.split_cost = split_cost;
        problem.max_parcels = 100'000;
        problem.expansion_budget = settings_.budget;
        fulfillment::ProblemBuffer buffer;
        const ProblemView& view = buffer.view(problem);
        const auto begin = SteadyClock::now();
        const Decision& decision = workspace_.solve(view);
        const auto end = SteadyClock::now();
        ++report_.decisions;
        check({"large", {}, 0, false}, view, decision);
        return fmt::format(
            "Many lines at once: {} lines x {} locations in {:.0f} ms, {} parcels, certified gap "
            "{:.2f} %\n",
            settings_.large_lines, settings_.large_locations, micros(begin, end) / 1000,
            decision.parcels.size(),
            100.0 * static_cast<double>(decision.objective - decision.bound) /
                static_cast<double>(std::max<Cost>(1, decision.bound)));
    }

    const RoutingSettings& settings_;
    Market market_;
    Tariffs tariffs_;
    std::vector<retail::District> districts_;
    std::vector<Zone> zones_;
    SolverWorkspace workspace_;
    SolverWorkspace second_;
    std::vector<Measured> measured_;
    RoutingReport report_;
};

}  // namespace

RoutingReport run_routing_bench(const RoutingSettings& settings) {
    return Run(settings).all();
}

int print_routing_bench(const RoutingSettings& settings) {
    const RoutingReport report = run_routing_bench(settings);
    fmt::print("{}\n{} decisions; {} plans of baselines compared.\n", report.markdown,
               report.decisions, report.comparisons);
    for (const std::string& fault : report.faults)
        fmt::print(stderr, "oms-bench: {}\n", fault);
    return report.faults.empty() ? 0 : 1;
}

}  // namespace oms::bench
