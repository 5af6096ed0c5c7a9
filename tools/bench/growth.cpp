#include "tools/bench/growth.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/bench/network.hpp"
#include "tools/load/load.hpp"
#include "tools/load/server_process.hpp"

namespace oms::bench {
namespace {

namespace orders = oms::orders::v1;
namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

const std::string service = "/oms.orders.v1.OrderService/";
constexpr int orders_of_a_call = 64;
constexpr int calls_in_flight = 4;
// Orders to read: so many, spread evenly over the store.
constexpr std::int64_t sample_size = 20'000;

double seconds_since(SteadyClock::time_point begun) {
    return std::chrono::duration<double>(SteadyClock::now() - begun).count();
}

// What a search is asked for, and how long it took.
struct Searched {
    std::string what;
    double rate = 0;
    double p50_us = 0;
    double p99_us = 0;
};

// What is measured at one size of the store.
struct Measured {
    std::int64_t stored = 0;
    double place_rate = 0;
    double place_p50_us = 0;
    double place_p99_us = 0;
    double get_rate = 0;
    double get_p50_us = 0;
    double get_p99_us = 0;
    double resident_mib = 0;
    std::vector<Searched> searches;
};

// A stored order to read again.
struct Sampled {
    std::string order_id;
    std::string number;
};

class Growth {
public:
    explicit Growth(const Settings& settings)
        : settings_(settings),
          data_dir_(settings.folder + "/growth"),
          network_({settings.locations, settings.items, 1'000'000, !settings.plain},
                   settings.seed) {
        fs::remove_all(data_dir_);
        fs::create_directories(settings_.folder);
        start();
        network_.create(server_->address());
    }

    int run() {
        const double empty_start = restart();
        const Measured small = measure();
        const double fill_rate = fill();
        const Measured large = measure();
        const double full_start = restart();
        const double resident_after = mib();
        fmt::print("seed {}, {} in flight, {} locations, {} items, {} ms a measurement\n",
                   settings_.seed, settings_.in_flight, settings_.locations, settings_.items,
                   settings_.duration.count());
        fmt::print("{:<36} {:>12} {:>12} {:>8}\n", "P6", "empty", "full", "ratio");
        row("orders stored before", small.stored, large.stored);
        row("P1 orders per second", small.place_rate, large.place_rate);
        row("P1 p50 us", small.place_p50_us, large.place_p50_us);
        row("P1 p99 us", small.place_p99_us, large.place_p99_us);
        row("GetOrder per second", small.get_rate, large.get_rate);
        row("GetOrder p50 us", small.get_p50_us, large.get_p50_us);
        row("GetOrder p99 us", small.get_p99_us, large.get_p99_us);
        for (std::size_t i = 0; i < large.searches.size(); ++i)
            search_rows(small, large, i);
        row("resident MiB", small.resident_mib, large.resident_mib);
        row("start to serving ms", empty_start * 1e3, full_start * 1e3);
        fmt::print("{:<36} {:>12} {:>12.0f}\n", "resident MiB after the start", "", resident_after);
        fmt::print("{:<36} {:>12} {:>12.0f}\n", "filled, orders per second", "", fill_rate);
        fmt::print("{:<36} {:>12} {:>12.0f}\n", "data folder, MiB", "", folder_mib());
        return failed_ ? 1 : 0;
    }

private:
    void start() {
        server_ = std::make_unique<load::ServerProcess>(
            settings_.server, data_dir_,
            std::vector<std::string>{"--real-clock", "--log-level", "warning"});
    }

    // Seconds from the start of the program until it says that it serves.
    double restart() {
        server_->stop();
        const auto begun = SteadyClock::now();
        start();
        return seconds_since(begun);
    }

    double mib() const { return static_cast<double>(server_->resident_kib()) / 1024; }

    double folder_mib() const {
        std::uintmax_t bytes = 0;
        for (const auto& entry : fs::recursive_directory_iterator(data_dir_))
            if (entry.is_regular_file()) bytes += entry.file_size();
        return static_cast<double>(bytes) / (1024.0 * 1024.0);
    }

    load::Outcome closed(const std::string& method, const load::Load::Next& next,
                         const load::Load::Seen& seen = {}) {
        load::Outcome outcome =
            load::Load(server_->address(), service + method)
                .closed_loop(settings_.in_flight, settings_.duration, next, seen);
        if (outcome.failures > 0) {
            fmt::print(stderr, "{}: {} of {} calls failed, the first: {}\n", method,
                       outcome.failures, outcome.calls, outcome.first_failure);
            failed_ = true;
        }
        return outcome;
    }

    // Keeps an order's id and number when it is its turn.
    void saw(const orders::OrderReceipt& order) {
        const std::int64_t step = std::max<std::int64_t>(1, settings_.stored_orders / sample_size);
        if (stored_++ % step == 0) sample_.push_back({order.order_id(), order.number()});
    }

    Searched search(const std::string& what, const std::function<void(orders::OrderFilter&)>& ask) {
        const auto outcome = closed("SearchOrders", [&](std::string& bytes) {
            orders::SearchOrdersRequest request;
            ask(*request.mutable_filter());
            return request.SerializeToString(&bytes);
        });
        return {what, outcome.rate(), static_cast<double>(outcome.latency_us(0.5)),
                static_cast<double>(outcome.latency_us(0.99))};
    }

    // What callers say, and what a list on a screen asks for.
    std::vector<Searched> searches() {
        using Filter = orders::OrderFilter;
        return {
            search("number",
                   [&](Filter& filter) {
                       filter.set_number(sample_[network_.random(sample_.size())].number);
                   }),
            search("e-mail",
                   [&](Filter& filter) {
                       filter.set_email(customer_email(network_.random(customers)));
                   }),
            search("whole name",
                   [&](Filter& filter) {
                       filter.set_name(customer_name(network_.random(customers)));
                   }),
            search("SKU and location",
                   [&](Filter& filter) {
                       filter.set_sku(network_.random_sku());
                       filter.set_location_id(location_name(static_cast<int>(
                           network_.random(static_cast<std::uint64_t>(settings_.locations)))));
                   }),
            search("newest that are placed",
                   [](Filter& filter) { filter.set_status(orders::ORDER_STATUS_PLACED); }),
        };
    }

    static void search_rows(const Measured& small, const Measured& large, std::size_t i) {
        const Searched& before = small.searches[i];
        const Searched& after = large.searches[i];
        row("search, " + after.what + ": per second", before.rate, after.rate);
        row("    p50 us", before.p50_us, after.p50_us);
        row("    p99 us", before.p99_us, after.p99_us);
        fmt::print("{:<36} {:>12.1f} {:>12.1f}\n", "    p99 / GetOrder's p99",
                   before.p99_us / small.get_p99_us, after.p99_us / large.get_p99_us);
    }

    Measured measure() {
        Measured measured;
        measured.stored = stored_;
        const auto place = closed(
            "PlaceOrder",
            [&](std::string& bytes) { return network_.next_order().SerializeToString(&bytes); },
            [&](const grpc::ByteBuffer& reply) {
                saw(load::parse<orders::PlaceOrderResponse>(reply).order());
            });
        measured.place_rate = place.rate();
        measured.place_p50_us = static_cast<double>(place.latency_us(0.5));
        measured.place_p99_us = static_cast<double>(place.latency_us(0.99));
        const auto get = closed("GetOrder", [&](std::string& bytes) {
            orders::GetOrderRequest request;
            request.set_order_id(sample_[network_.random(sample_.size())].order_id);
            return request.SerializeToString(&bytes);
        });
        measured.get_rate = get.rate();
        measured.get_p50_us = static_cast<double>(get.latency_us(0.5));
        measured.get_p99_us = static_cast<double>(get.latency_us(0.99));
        measured.searches = searches();
        measured.resident_mib = mib();
        return measured;
    }

    // Places orders in bulk until enough are stored. Returns their rate.
    double fill() {
        const auto begun = SteadyClock::now();
        const std::int64_t before = stored_;
        std::int64_t asked = stored_;
        auto told = begun;
        const auto next = [&](std::string& bytes) {
            if (asked >= settings_.stored_orders) return false;
            orders::BatchPlaceOrdersRequest request;
            for (int i = 0; i < orders_of_a_call && asked < settings_.stored_orders; ++i, ++asked)
                *request.add_requests() = network_.next_order();
            return request.SerializeToString(&bytes);
        };
        const auto seen = [&](const grpc::ByteBuffer& reply) {
            const auto response = load::parse<orders::BatchPlaceOrdersResponse>(reply);
            for (const auto& result : response.results())
                if (result.has_order()) saw(result.order());
            if (seconds_since(told) < 10) return;
            told = SteadyClock::now();
            fmt::print(stderr, "{} of {} orders stored\n", stored_, settings_.stored_orders);
        };
        const load::Outcome outcome =
            load::Load(server_->address(), service + "BatchPlaceOrders")
                .closed_loop(calls_in_flight, std::chrono::hours{24}, next, seen);
        if (outcome.failures > 0 || stored_ < settings_.stored_orders) {
            fmt::print(stderr, "only {} of {} orders were placed: {}\n", stored_,
                       settings_.stored_orders, outcome.first_failure);
            failed_ = true;
        }
        return static_cast<double>(stored_ - before) / seconds_since(begun);
    }

    static void row(const std::string& what, std::int64_t empty, std::int64_t full) {
        fmt::print("{:<36} {:>12} {:>12}\n", what, empty, full);
    }
    static void row(const std::string& what, double empty, double full) {
        fmt::print("{:<36} {:>12.0f} {:>12.0f} {:>8.2f}\n", what, empty, full,
                   empty > 0 ? full / empty : 0);
    }

    const Settings& settings_;
    std::string data_dir_;
    Network network_;
    std::unique_ptr<load::ServerProcess> server_;
    std::vector<Sampled> sample_;
    std::int64_t stored_ = 0;
    bool failed_ = false;
};

}  // namespace

int run_growth(const Settings& settings) {
    return Growth(settings).run();
}

}  // namespace oms::bench
