#include "tools/bench/beside.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "oms/routing/v1/routing_quotes.pb.h"
#include "tools/bench/network.hpp"
#include "tools/load/load.hpp"
#include "tools/load/server_process.hpp"

namespace oms::bench {
namespace {

namespace routing = oms::routing::v1;
namespace fs = std::filesystem;

using load::Load;
using load::Outcome;
using load::ServerProcess;

const std::string place_order = "/oms.orders.v1.OrderService/PlaceOrder";
const std::string quote = "/oms.routing.v1.RoutingService/QuoteFulfillment";

constexpr int large_lines = 1'000;
constexpr double large_per_second = 2;
constexpr std::chrono::seconds longest_copy{30};

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// A server, its network, and what was measured of them, in the order of the first time.
class Stage {
public:
    explicit Stage(const Settings& settings)
        : settings_(settings),
          data_dir_(settings.folder + "/data"),
          network_({settings.locations, settings.items, 1'000'000, !settings.plain},
                   settings.seed) {
        fs::remove_all(data_dir_);
        fs::create_directories(settings_.folder);
        server_ = std::make_unique<ServerProcess>(
            settings_.server, data_dir_,
            std::vector<std::string>{"--real-clock", "--log-level", "warning"});
        network_.create(server_->address());
    }

    const Settings& settings() const { return settings_; }
    Network& network() { return network_; }
    const ServerProcess& server() const { return *server_; }
    std::chrono::milliseconds part() const { return settings_.duration / 2; }

    void note(const std::string& what, double value) {
        const auto found = std::find_if(figures_.begin(), figures_.end(),
                                        [&](const auto& figure) { return figure.first == what; });
        auto& figure =
            found == figures_.end() ? figures_.emplace_back(what, std::vector<double>{}) : *found;
        figure.second.push_back(value);
    }
    void note(const std::string& what, const Outcome& outcome) {
        if (outcome.failures > 0) {
            fmt::print(stderr, "{}: {} of {} calls failed, the first: {}\n", what, outcome.failures,
                       outcome.calls, outcome.first_failure);
            failed_ = true;
        }
        note(what + ", per second", outcome.rate());
        note(what + ", p50 us", static_cast<double>(outcome.latency_us(0.5)));
        note(what + ", p99 us", static_cast<double>(outcome.latency_us(0.99)));
    }

    Load::Next next_order() {
        return
            [this](std::string& bytes) { return network_.next_order().SerializeToString(&bytes); };
    }
    // The peak, that later parts take half of.
    Outcome peak(const std::string& what) {
        const Outcome outcome = Load(server_->address(), place_order)
                                    .closed_loop(settings_.in_flight, part(), next_order());
        note(what, outcome);
        return outcome;
    }
    Outcome half(const std::string& what, double peak) {
        const Outcome outcome =
            Load(server_->address(), place_order).open_loop(peak / 2, part(), next_order());
        note(what, outcome);
        return outcome;
    }

    int print() const {
        fmt::print(
            "seed {}, {} in flight, {} locations, {} items, {} rounds of parts of {} ms; "
            "medians, least to most\n",
            settings_.seed, settings_.in_flight, settings_.locations, settings_.items,
            settings_.rounds, part().count());
        for (const auto& [what, values] : figures_) {
            const auto [least, most] = std::minmax_element(values.begin(), values.end());
            fmt::print("{:<56} {:>10.0f}   {:.0f} to {:.0f}\n", what, median(values), *least,
                       *most);
        }
        return failed_ ? 1 : 0;
    }

private:
    const Settings& settings_;
    const std::string data_dir_;
    Network network_;
    std::unique_ptr<ServerProcess> server_;
    std::vector<std::pair<std::string, std::vector<double>>> figures_;
    bool failed_ = false;
};

// Work on a thread of its own, whose outcome is there at the end.
class Beside {
public:
    explicit Beside(std::function<Outcome()> work)
        : thread_([this, work = std::move(work)] { outcome_ = work(); }) {}
    ~Beside() {
        if (thread_.joinable()) thread_.join();
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;
    const Outcome& end() {
        thread_.join();
        return outcome_;
    }

private:
    Outcome outcome_;
    std::thread thread_;
};

// Orders of many lines, made before the clock runs: making one takes some milliseconds.
std::function<Outcome()> large_orders(Stage& stage) {
    const double seconds = std::chrono::duration<double>(stage.part()).count();
    const auto count = static_cast<int>(seconds * large_per_second) + 1;
    std::vector<std::string> ready;
    for (int i = 0; i < count; ++i)
        ready.push_back(stage.network().large_order(large_lines).SerializeAsString());
    return [address = stage.server().address(), part = stage.part(),
            ready = std::move(ready)]() mutable {
        return Load(address, place_order)
            .open_loop(large_per_second, part, [&](std::string& bytes) {
                if (ready.empty()) return false;
                bytes = std::move(ready.back());
                ready.pop_back();
                return true;
            });
    };
}

void large_round(Stage& stage) {
    const double peak = stage.peak("peak alone").rate();
    stage.half("half of peak alone", peak);
    {
        Beside large(large_orders(stage));
        stage.half("half of peak beside large", peak);
        stage.note("large beside half of peak", large.end());
    }
    Beside large(large_orders(stage));
    stage.peak("peak beside large");
    stage.note("large beside peak", large.end());
}

Load::Next next_quote(Network& network) {
    return [&network](std::string& bytes) {
        routing::QuoteFulfillmentRequest request;
        request.set_channel_id("web");
        request.set_country_code("FR");
        request.set_postal_code("75001");
        request.mutable_position()->set_latitude_microdegrees(
            static_cast<std::int32_t>(43'000'000 + network.random(7'000'000)));
        request.mutable_position()->set_longitude_microdegrees(
            static_cast<std::int32_t>(network.random(7'000'000)));
        request.add_service_levels("standard");
        for (int i = 0; i < 3; ++i) {
            auto& line = *request.add_lines();
            line.set_sku(network.random_sku());
            line.set_quantity(1);
        }
        return request.SerializeToString(&bytes);
    };
}

Outcome quotes(Stage& stage, const std::string& what, const std::string& address,
               Network& baskets) {
    std::vector<double> staleness_ms;
    const Outcome outcome =
        Load(address, quote)
            .closed_loop(
                stage.settings().in_flight, stage.part(), next_quote(baskets),
                [&](const grpc::ByteBuffer& reply) {
                    staleness_ms.push_back(static_cast<double>(
                        load::parse<routing::QuoteFulfillmentResponse>(reply).staleness_ms()));
                });
    stage.note(what, outcome);
    std::sort(staleness_ms.begin(), staleness_ms.end());
    if (staleness_ms.empty() || address == stage.server().address()) return outcome;
    stage.note(what + ", staleness p50 ms", staleness_ms[staleness_ms.size() / 2]);
    stage.note(what + ", staleness p99 ms", staleness_ms[staleness_ms.size() * 99 / 100]);
    return outcome;
}

// Started, and with a complete copy.
std::unique_ptr<ServerProcess> follower_of(Stage& stage, Network& baskets) {
    auto follower = std::make_unique<ServerProcess>(
        stage.settings().server, "",
        std::vector<std::string>{"--real-clock", "--log-level", "error", "--services", "routing",
                                 "--upstream", stage.server().address()});
    const auto begun = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begun < longest_copy) {
        const Outcome tried =
            Load(follower->address(), quote)
                .closed_loop(1, std::chrono::milliseconds{1}, next_quote(baskets));
        if (tried.failures == 0) {
            stage.note("start to a complete copy ms", std::chrono::duration<double, std::milli>(
                                                          std::chrono::steady_clock::now() - begun)
                                                          .count());
            return follower;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw std::runtime_error("the follower has no copy of the view");
}

void replica_round(Stage& stage) {
    // Of its own: baskets are made up while another thread makes up orders.
    Network baskets({stage.settings().locations, stage.settings().items}, stage.settings().seed);
    const double peak = stage.peak("peak without a follower").rate();
    quotes(stage, "quotes of the server", stage.server().address(), baskets);
    {
        Beside placing([&stage, peak] {
            return Load(stage.server().address(), place_order)
                .open_loop(peak / 2, stage.part(), stage.next_order());
        });
        quotes(stage, "quotes of the server at half of peak", stage.server().address(), baskets);
        stage.note("placing beside quotes of the server", placing.end());
    }
    const auto follower = follower_of(stage, baskets);
    quotes(stage, "quotes of the follower", follower->address(), baskets);
    {
        Beside placing([&stage, peak] {
            return Load(stage.server().address(), place_order)
                .open_loop(peak / 2, stage.part(), stage.next_order());
        });
        quotes(stage, "quotes of the follower at half of peak", follower->address(), baskets);
        stage.note("placing beside quotes of the follower", placing.end());
    }
    stage.peak("peak with a follower");
    stage.note("follower resident MiB", static_cast<double>(follower->resident_kib()) / 1024);
}

int run(const Settings& settings, void (*round)(Stage&)) {
    Stage stage(settings);
    for (int i = 0; i < settings.rounds; ++i)
        round(stage);
    return stage.print();
}

}  // namespace

int run_large(const Settings& settings) {
    return run(settings, large_round);
}

int run_replica(const Settings& settings) {
    return run(settings, replica_round);
}

}  // namespace oms::bench
