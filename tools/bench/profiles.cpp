#include "tools/bench/profiles.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "oms/inventory/v1/inventory_service.pb.h"
#include "oms/orders/v1/order_service.pb.h"
#include "oms/testing/v1/testing_service.pb.h"
#include "tools/bench/network.hpp"
#include "tools/bench/pickups.hpp"
#include "tools/bench/raw_store.hpp"
#include "tools/load/load.hpp"
#include "tools/load/server_process.hpp"

namespace oms::bench {
namespace {

namespace inventory = oms::inventory::v1;
namespace orders = oms::orders::v1;
namespace fs = std::filesystem;

using load::Load;
using load::Outcome;
using load::parse;
using load::send_all;
using load::ServerProcess;

const std::string place_order = "/oms.orders.v1.OrderService/PlaceOrder";
const std::string place_orders = "/oms.orders.v1.OrderService/BatchPlaceOrders";
const std::string get_order = "/oms.orders.v1.OrderService/GetOrder";
const std::string get_availability = "/oms.inventory.v1.InventoryService/GetAvailability";
const std::string echo = "/oms.testing.v1.EchoService/Echo";

constexpr int orders_of_a_call = 64;
constexpr std::int64_t raw_orders = 20'000;

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// One server and its network; the loads of all profiles run against it in turn, so that every ratio
// is of one run.
class Bench {
public:
    explicit Bench(const Settings& settings)
        : settings_(settings),
          data_dir_(settings.folder + "/data"),
          network_({settings.locations, settings.items, 1'000'000, !settings.plain},
                   settings.seed) {
        fs::remove_all(data_dir_);
        fs::remove_all(settings_.folder + "/raw");
        fs::create_directories(settings_.folder);
        server_ = start_server();
        network_.create(server_->address());
    }

    int run() {
        for (int round = 0; round < settings_.rounds; ++round) {
            if (wants("echo") || settings_.profiles.empty()) echo_round();
            if (wants("p1")) place_round();
            if (wants("p2")) latency_round();
            if (wants("p3")) bulk_round();
            if (wants("p4")) read_round();
            if (wants("p4b")) pickup_round();
            if (wants("p5")) hot_round();
            if (asked_for("record")) record_round();
        }
        if (wants("p3")) raw_rounds();
        if (asked_for("p7")) memory();
        return print();
    }

private:
    bool asked_for(const std::string& profile) const {
        return std::find(settings_.profiles.begin(), settings_.profiles.end(), profile) !=
               settings_.profiles.end();
    }
    bool wants(const std::string& profile) const {
        return settings_.profiles.empty() || asked_for(profile);
    }

    void note(const std::string& what, double value) { figures_[what].push_back(value); }

    std::unique_ptr<ServerProcess> start_server(bool records = true) const {
        std::vector<std::string> arguments{"--real-clock", "--log-level", "warning"};
        if (!records) arguments.emplace_back("--no-decision-records");
        return std::make_unique<ServerProcess>(settings_.server, data_dir_, arguments);
    }

    // Counts failures, tells the first one.
    const Outcome& checked(const std::string& what, const Outcome& outcome) {
        if (outcome.failures > 0) {
            fmt::print(stderr, "{}: {} of {} calls failed, the first: {}\n", what, outcome.failures,
                       outcome.calls, outcome.first_failure);
            failed_ = true;
        }
        return outcome;
    }

    Outcome closed(const std::string& what, const std::string& method, const Load::Next& next,
                   const Load::Seen& seen = {}) {
        const double cpu = server_->cpu_seconds();
        const Outcome outcome =
            Load(server_->address(), method)
                .closed_loop(settings_.in_flight, settings_.duration, next, seen);
        checked(what, outcome);
        note(what + " per second", outcome.rate());
        note(what + " p50 us", static_cast<double>(outcome.latency_us(0.5)));
        note(what + " p99 us", static_cast<double>(outcome.latency_us(0.99)));
        note(what + " server cpu us",
             (server_->cpu_seconds() - cpu) * 1e6 /
                 static_cast<double>(std::max<std::int64_t>(1, outcome.calls)));
        return outcome;
    }

    void echo_round() {
        oms::testing::v1::EchoRequest request;
        request.set_payload(std::string(600, 'x'));
        request.set_reply_bytes(300);
        closed("echo", echo, [&](std::string& bytes) { return request.SerializeToString(&bytes); });
    }

    Load::Next next_order() {
        return
            [this](std::string& bytes) { return network_.next_order().SerializeToString(&bytes); };
    }

    void place_round() {
        const Outcome outcome =
            closed("P1 place", place_order, next_order(), [this](const grpc::ByteBuffer& reply) {
                if (order_ids_.size() < 20'000)
                    order_ids_.push_back(
                        parse<orders::PlaceOrderResponse>(reply).order().order_id());
            });
        peak_ = outcome.rate();
    }

    // The same store, with the reasons of decisions kept and without, in turns.
    void record_round() {
        for (const bool records : {true, false}) {
            server_->stop();
            server_ = start_server(records);
            closed(records ? "P1 with records" : "P1 without records", place_order, next_order());
        }
    }

    void latency_round() {
        Load load(server_->address(), place_order);
        const Outcome alone = load.closed_loop(1, settings_.duration / 2, next_order());
        note("P2 alone p50 us", static_cast<double>(checked("P2", alone).latency_us(0.5)));
        const Outcome half = load.open_loop(peak_ / 2, settings_.duration / 2, next_order());
        note("P2 at half of peak p99 us",
             static_cast<double>(checked("P2", half).latency_us(0.99)));
    }

    void bulk_round() {
        const auto next = [this](std::string& bytes) {
            orders::BatchPlaceOrdersRequest request;
            for (int i = 0; i < orders_of_a_call; ++i)
                *request.add_requests() = network_.next_order();
            return request.SerializeToString(&bytes);
        };
        std::int64_t placed = 0;
        const auto seen = [&](const grpc::ByteBuffer& reply) {
            const auto response = parse<orders::BatchPlaceOrdersResponse>(reply);
            for (const auto& result : response.results())
                placed += result.has_order() ? 1 : 0;
        };
        const double cpu = server_->cpu_seconds();
        const Outcome outcome =
            Load(server_->address(), place_orders).closed_loop(4, settings_.duration, next, seen);
        checked("P3", outcome);
        if (placed != outcome.calls * orders_of_a_call) failed_ = true;
        note("P3 bulk orders per second", static_cast<double>(placed) / outcome.seconds);
        note("P3 bulk server cpu us", (server_->cpu_seconds() - cpu) * 1e6 /
                                          static_cast<double>(std::max<std::int64_t>(1, placed)));
    }

    void read_round() {
        if (order_ids_.empty()) place_round();
        closed("P4 get", get_order, [this](std::string& bytes) {
            orders::GetOrderRequest request;
            request.set_order_id(order_ids_[network_.random(order_ids_.size())]);
            return request.SerializeToString(&bytes);
        });
        closed("P4 availability", get_availability, [this](std::string& bytes) {
            inventory::GetAvailabilityRequest request;
            request.set_channel_id("web");
            request.set_totals_only(true);
            for (int i = 0; i < 3; ++i)
                request.add_skus(network_.random_sku());
            return request.SerializeToString(&bytes);
        });
    }

    void pickup_round() {
        if (order_ids_.empty()) place_round();
        if (!std::exchange(pickups_are_placed_, true)) place_pickups(server_->address(), network_);
        const PickupOutcome outcome = list_under_load(server_->address(), network_, order_ids_,
                                                      peak_ / 2, settings_.duration);
        checked("P4b place", outcome.placing);
        note("P4b place per second", outcome.placing.rate());
        note("P4b pickups p99 us",
             static_cast<double>(checked("P4b list", outcome.listing).latency_us(0.99)));
        note("P4b pickups per second", outcome.listing.rate());
        note("P4b get p99 us",
             static_cast<double>(checked("P4b get", outcome.getting).latency_us(0.99)));
    }

    void hot_round() {
        const std::string sku = "HOT";
        stock_hot(sku);
        closed("P5 hot", place_order, [&](std::string& bytes) {
            return network_.next_order_of(sku).SerializeToString(&bytes);
        });
    }

    // The hot item is at one location only.
    void stock_hot(const std::string& sku);

    void raw_rounds() {
        server_->stop();
        for (int round = 0; round < settings_.rounds; ++round) {
            fs::remove_all(settings_.folder + "/raw");
            note("raw store orders per second",
                 write_raw(data_dir_, settings_.folder + "/raw", raw_orders).rate());
            fs::remove_all(settings_.folder + "/raw");
            note("minimal transaction orders per second",
                 write_minimal(settings_.folder + "/raw", raw_orders, 100).rate());
        }
        fs::remove_all(settings_.folder + "/raw");
    }

    void memory() {
        server_->stop();
        fs::remove_all(data_dir_);
        server_ = start_server();
        Network large(
            {settings_.locations, static_cast<int>(1'000'000 / settings_.locations), 1000},
            settings_.seed);
        large.create(server_->address());
        note("P7 resident MiB with 1 M stock rows",
             static_cast<double>(server_->resident_kib()) / 1024);
        std::int64_t left = settings_.stored_orders;
        send_all(server_->address(), place_orders, [&](std::string& bytes) {
            if (left <= 0) return false;
            orders::BatchPlaceOrdersRequest request;
            for (int i = 0; i < orders_of_a_call; ++i, --left)
                *request.add_requests() = large.next_order();
            return request.SerializeToString(&bytes);
        });
        note(fmt::format("P7 resident MiB and {} orders", settings_.stored_orders),
             static_cast<double>(server_->resident_kib()) / 1024);
        server_->stop();
        const auto begun = std::chrono::steady_clock::now();
        server_ = start_server();
        note("start to serving ms",
             std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
                 .count());
        note("P7 resident MiB after a restart",
             static_cast<double>(server_->resident_kib()) / 1024);
    }

    double of(const std::string& what) const {
        const auto found = figures_.find(what);
        return found == figures_.end() ? 0 : median(found->second);
    }

    void ratio(const std::string& name, const std::string& a, const std::string& b, double target) {
        if (of(a) == 0 || of(b) == 0) return;
        fmt::print("{:<44} {:>10.2f}   target {:.1f}\n", name, of(a) / of(b), target);
    }

    int print() {
        fmt::print("seed {}, {} in flight, {} locations, {} items, {} rounds of {} ms; medians\n",
                   settings_.seed, settings_.in_flight, settings_.locations, settings_.items,
                   settings_.rounds, settings_.duration.count());
        for (const auto& [what, values] : figures_) {
            const auto [least, most] = std::minmax_element(values.begin(), values.end());
            fmt::print("{:<44} {:>10.0f}   {:.0f} to {:.0f}\n", what, median(values), *least,
                       *most);
        }
        ratio("P1 / echo", "P1 place per second", "echo per second", 0.5);
        ratio("P3 / raw store", "P3 bulk orders per second", "raw store orders per second", 0.6);
        ratio("P4 GetOrder / echo", "P4 get per second", "echo per second", 0.8);
        ratio("P4 availability / echo", "P4 availability per second", "echo per second", 0.6);
        ratio("P4b ListPickups p99 / GetOrder p99 (at most)", "P4b pickups p99 us",
              "P4b get p99 us", 3.0);
        ratio("server cpu without / with decision records", "P1 without records server cpu us",
              "P1 with records server cpu us", 0.9);
        ratio("P5 / P1", "P5 hot per second", "P1 place per second", 0.9);
        return failed_ ? 1 : 0;
    }

    const Settings& settings_;
    std::string data_dir_;
    Network network_;
    std::unique_ptr<ServerProcess> server_;
    std::map<std::string, std::vector<double>> figures_;
    std::vector<std::string> order_ids_;
    double peak_ = 1000;
    bool hot_is_stocked_ = false;
    bool pickups_are_placed_ = false;
    bool failed_ = false;
};

void Bench::stock_hot(const std::string& sku) {
    if (std::exchange(hot_is_stocked_, true)) return;
    network_.create_hot(server_->address(), sku);
}

}  // namespace

int run_profiles(const Settings& settings) {
    return Bench(settings).run();
}

}  // namespace oms::bench
