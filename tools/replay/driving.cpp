#include "tools/replay/driving.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "tools/replay/handing_over.hpp"
#include "tools/replay/task_driver.hpp"

namespace oms::replay {
namespace {

namespace admin = oms::admin::v1;
namespace pb = oms::fulfillment::v1;
using Stub = pb::FulfillmentService::Stub;

constexpr int orders_of_a_wave = 20;
constexpr int most_passes = 200;
constexpr std::chrono::milliseconds pause{50};

// Runs `work` on every number below `count`, several at a time; the first failure is thrown.
void spread(int threads, std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back(run);
    for (std::thread& thread : running)
        thread.join();
    if (failure) std::rethrow_exception(failure);
}

class Drive {
public:
    Drive(Session& session, const Plan& plan, const OrderIndex& index, int threads)
        : session_(session),
          plan_(plan),
          index_(index),
          threads_(threads),
          caller_(session),
          driver_(caller_, plan, index),
          run_(std::chrono::system_clock::now().time_since_epoch().count()) {}

    Driven run() {
        const auto begun = std::chrono::steady_clock::now();
        driven_.released = release_suspects(session_, caller_, index_);
        work_off();
        driven_.canceled_orders = cancel_waiting(session_, caller_, index_);
        // What is complete without them is ready now.
        work_off();
        std::atomic<std::int64_t> handovers{0};
        spread(threads_, plan_.sites.size(),
               [&](std::size_t i) { handovers += hand_over(caller_, plan_.sites[i]); });
        driven_.handovers = handovers;
        driven_.tasks = tasks_;
        driven_.calls = caller_.calls();
        driven_.refused = driver_.refused();
        driven_.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        return driven_;
    }

private:
    // Open tasks of a site in one of the states; the first page.
    pb::ListFulfillmentOrdersResponse open_tasks(std::size_t site,
                                                 const std::vector<pb::FulfillmentState>& states) {
        pb::ListFulfillmentOrdersRequest request;
        request.set_location_id(plan_.sites[site].location_id);
        request.set_page_size(orders_of_a_wave);
        for (const pb::FulfillmentState state : states)
            request.add_states(state);
        return caller_.get<pb::ListFulfillmentOrdersResponse>(&Stub::ListFulfillmentOrders,
                                                              request);
    }

    // What is released already: stores' tasks are at once, and an interrupted run may have left
    // some.
    void take_up() {
        spread(threads_, plan_.sites.size(), [&](std::size_t i) {
            while (true) {
                const auto page =
                    open_tasks(i, {pb::FULFILLMENT_STATE_RELEASED, pb::FULFILLMENT_STATE_ACCEPTED,
                                   pb::FULFILLMENT_STATE_PICKING, pb::FULFILLMENT_STATE_PACKED,
                                   pb::FULFILLMENT_STATE_SHIPPED});
                for (const auto& task : page.fulfillment_orders()) {
                    ++tasks_;
                    driver_.drive(task);
                }
                if (page.fulfillment_orders().empty()) return;
            }
        });
    }

    // Every thread goes around the sites from its own place on: the large ones are worked on by
    // several.
    std::int64_t pass() {
        const std::int64_t before = tasks_;
        take_up();
        const auto done = std::make_unique<std::atomic<bool>[]>(plan_.sites.size());
        spread(threads_, static_cast<std::size_t>(threads_), [&](std::size_t thread) {
            const std::size_t sites = plan_.sites.size();
            for (std::size_t i = 0; i < sites; ++i) {
                const std::size_t site =
                    (thread * sites / static_cast<std::size_t>(threads_) + i) % sites;
                while (!done[site])
                    done[site] = !wave(site);
            }
        });
        ++driven_.passes;
        return tasks_ - before;
    }

    // False: nothing is planned there.
    bool wave(std::size_t site) {
        pb::ReleaseWaveRequest request;
        request.set_request_id(fmt::format("replay:wave:{}:{}", run_, ++waves_));
        request.set_location_id(plan_.sites[site].location_id);
        request.set_limit(orders_of_a_wave);
        const auto released = caller_.get<pb::ReleaseWaveResponse>(&Stub::ReleaseWave, request);
        for (const auto& task : released.fulfillment_orders()) {
            ++tasks_;
            driver_.drive(task);
        }
        return !released.fulfillment_orders().empty();
    }

    // Until no location has work, and none comes.
    void work_off() {
        for (int i = 0; i < most_passes; ++i) {
            const std::int64_t worked = pass() + decide();
            settle();
            if (worked == 0) return;
        }
        throw std::runtime_error("there is work without end");
    }

    // What was refused too often is planned again. Returns how many tasks.
    std::int64_t decide() {
        std::atomic<std::int64_t> decided{0};
        spread(threads_, plan_.sites.size(), [&](std::size_t i) {
            const auto page = open_tasks(i, {pb::FULFILLMENT_STATE_EXCEPTION});
            for (const auto& task : page.fulfillment_orders()) {
                pb::RetryFulfillmentOrderRequest request;
                request.set_request_id("replay:retry:" + task.fulfillment_order_id());
                request.set_fulfillment_order_id(task.fulfillment_order_id());
                caller_.get<pb::RetryFulfillmentOrderResponse>(&Stub::RetryFulfillmentOrder,
                                                               request);
                ++decided;
            }
        });
        driven_.decided += decided;
        return decided;
    }

    // Until the server has done what is due: what was refused is planned elsewhere by then.
    void settle() {
        constexpr std::chrono::seconds patience{120};
        const auto until = std::chrono::steady_clock::now() + patience;
        admin::ListTimersRequest request;
        request.set_page_size(1);
        while (true) {
            const auto page = caller_.get<admin::ListTimersResponse>(
                &admin::AdminService::Stub::ListTimers, request);
            const auto status = caller_.get<admin::GetStatusResponse>(
                &admin::AdminService::Stub::GetStatus, admin::GetStatusRequest());
            if (page.timers().empty() ||
                page.timers(0).due_time().seconds() > status.now().seconds())
                return;
            if (std::chrono::steady_clock::now() > until)
                throw std::runtime_error("a timer is due and not done: " +
                                         page.timers(0).ShortDebugString());
            std::this_thread::sleep_for(pause);
        }
    }

    Session& session_;
    const Plan& plan_;
    const OrderIndex& index_;
    int threads_;
    Caller caller_;
    TaskDriver driver_;
    std::int64_t run_;
    std::atomic<std::int64_t> waves_{0};
    std::atomic<std::int64_t> tasks_{0};
    Driven driven_;
};

}  // namespace

Driven drive_all(Session& session, const Plan& plan, const OrderIndex& index, int threads) {
    return Drive(session, plan, index, threads).run();
}

}  // namespace oms::replay
