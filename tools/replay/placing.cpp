#include "tools/replay/placing.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/replay/progress.hpp"

namespace oms::replay {
namespace {

using orders::v1::OrderService;

constexpr std::size_t orders_of_a_call = 64;
constexpr std::size_t lines_of_a_call = 640;
constexpr int most_attempts = 20;
constexpr std::size_t most_examples = 5;
constexpr std::chrono::milliseconds pause{100};

bool may_pass(int code) {
    return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::ABORTED ||
           code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
           code == grpc::StatusCode::DEADLINE_EXCEEDED;
}

// Places batches from several threads.
class Placer {
public:
    Placer(Session& session, const Plan& plan)
        : session_(session),
          plan_(plan),
          batches_(batches_of(plan.orders)),
          progress_("orders", static_cast<std::int64_t>(plan.orders.size())) {}

    Placed run(int calls) {
        std::vector<std::thread> threads;
        for (int i = 0; i < calls; ++i)
            threads.emplace_back([this] { work(); });
        for (std::thread& thread : threads)
            thread.join();
        if (failure_) std::rethrow_exception(failure_);
        placed_.seconds = progress_.seconds();
        return std::move(placed_);
    }

private:
    void work() {
        try {
            for (std::size_t i = next_++; i < batches_.size(); i = next_++)
                place(batches_[i]);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
            next_ = batches_.size();
        }
    }

    // Again and again what the server has no time for; the request ids make that safe.
    void place(std::pair<std::size_t, std::size_t> batch) {
        std::vector<std::size_t> open;
        for (std::size_t i = batch.first; i < batch.second; ++i)
            open.push_back(i);
        std::string last;
        for (int attempt = 1; attempt <= most_attempts; ++attempt) {
            open = try_once(open, last);
            if (open.empty()) return;
            std::this_thread::sleep_for(pause * attempt);
        }
        throw std::runtime_error(fmt::format("order {} was put off {} times: {}",
                                             plan_.orders[open.front()].external_id, most_attempts,
                                             last));
    }

    // Returns what to try again.
    std::vector<std::size_t> try_once(const std::vector<std::size_t>& open, std::string& last) {
        orders::v1::BatchPlaceOrdersRequest request;
        for (const std::size_t order : open)
            *request.add_requests() = order_request(plan_, order);
        orders::v1::BatchPlaceOrdersResponse response;
        const grpc::Status status =
            session_.call(&OrderService::Stub::BatchPlaceOrders, request, response);
        if (!status.ok()) {
            last = status.error_message();
            if (may_pass(status.error_code())) return open;
            throw std::runtime_error(fmt::format("BatchPlaceOrders: {} {}",
                                                 static_cast<int>(status.error_code()), last));
        }
        if (response.results_size() != request.requests_size())
            throw std::runtime_error("BatchPlaceOrders answered with too few results");
        std::vector<std::size_t> again;
        std::int64_t done = 0;
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto& result = response.results(static_cast<int>(i));
            if (result.has_error() && may_pass(result.error().code())) {
                last = result.error().message();
                again.push_back(open[i]);
                continue;
            }
            ++done;
            note(open[i], result);
        }
        progress_.add(done);
        return again;
    }

    void note(std::size_t order, const orders::v1::BatchPlaceOrdersResponse::Result& result) {
        const std::lock_guard lock(mutex_);
        // ORDER_EXISTS: placed by a run so long ago that its answer is no longer kept.
        if (result.has_order() || result.error().reason() == "ORDER_EXISTS") {
            ++placed_.accepted;
            return;
        }
        ++placed_.refused[result.error().reason()];
        if (placed_.examples.size() < most_examples)
            placed_.examples.push_back(fmt::format("{}: {} {}", plan_.orders[order].external_id,
                                                   result.error().reason(),
                                                   result.error().message()));
    }

    Session& session_;
    const Plan& plan_;
    std::vector<std::pair<std::size_t, std::size_t>> batches_;
    std::atomic<std::size_t> next_{0};
    Progress progress_;
    std::mutex mutex_;
    Placed placed_;
    std::exception_ptr failure_;
};

template <class MakeRequest>
void send_each(const std::string& address, const std::string& method, std::size_t count,
               MakeRequest make_request) {
    std::size_t next = 0;
    load::send_all(
        address, method,
        [&](std::string& bytes) {
            if (next >= count) return false;
            return make_request(next).SerializeToString(&bytes);
        },
        principal);
}

}  // namespace

void set_up(const std::string& address, const Plan& plan) {
    const std::string catalog = "/oms.catalog.v1.CatalogService/";
    send_each(address, catalog + "CreateChannel", 1, [&](std::size_t& next) {
        ++next;
        return channel_request(plan);
    });
    send_each(address, catalog + "CreateItem", plan.retail.items.size(),
              [&](std::size_t& next) { return item_request(plan, next++); });
    send_each(address, catalog + "CreateLocation", plan.sites.size(),
              [&](std::size_t& next) { return location_request(plan, next++); });
    send_each(address, "/oms.inventory.v1.InventoryService/PostStockMovements", plan.stock.size(),
              [&](std::size_t& next) { return stock_request(plan, next); });
}

std::vector<std::pair<std::size_t, std::size_t>> batches_of(
    const std::vector<ReplayOrder>& orders) {
    std::vector<std::pair<std::size_t, std::size_t>> batches;
    std::size_t lines = 0;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::size_t more = orders[i].lines.size();
        if (batches.empty() || i - batches.back().first == orders_of_a_call ||
            lines + more > lines_of_a_call) {
            batches.emplace_back(i, i);
            lines = 0;
        }
        batches.back().second = i + 1;
        lines += more;
    }
    return batches;
}

Placed place_all(Session& session, const Plan& plan, int calls) {
    return Placer(session, plan).run(calls);
}

}  // namespace oms::replay
