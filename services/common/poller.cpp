#include "services/common/poller.hpp"

#include <exception>
#include <utility>

#include "services/common/call_state.hpp"
#include "services/common/stream_state.hpp"
#include "services/common/unknown_method.hpp"

namespace oms::rpc {
namespace {

// Requests kept open per method, so that a burst finds one ready.
constexpr int armed_calls = 16;
constexpr int armed_streams = 2;
constexpr int armed_unknown = 2;
// How often deadlines, drains and stalled writes are looked at.
constexpr std::chrono::milliseconds tick_period{50};

gpr_timespec to_gpr(std::chrono::steady_clock::time_point time) {
    const auto since =
        std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    return {since / 1'000'000'000, static_cast<std::int32_t>(since % 1'000'000'000),
            GPR_CLOCK_MONOTONIC};
}

}  // namespace

Poller::Poller(std::shared_ptr<Runtime> runtime, std::unique_ptr<grpc::ServerCompletionQueue> queue,
               grpc::AsyncGenericService& unknown)
    : runtime_(std::move(runtime)),
      queue_(std::move(queue)),
      unknown_(unknown),
      calls_(std::make_shared<SlotPool<CallState>>(runtime_)),
      streams_(std::make_shared<SlotPool<StreamState>>(runtime_)) {}

Poller::~Poller() {
    join();
}

void Poller::start() {
    thread_ = std::thread([this] { run(); });
}

void Poller::join() {
    if (thread_.joinable()) thread_.join();
}

void Poller::arm(Method& method) {
    ++live_;
    if (method.access->streams) {
        streams_->take().arm(*this, method);
    } else {
        calls_->take().arm(*this, method);
    }
}

void Poller::arm_unknown() {
    ++live_;
    UnknownMethodCall::arm(*this, unknown_);
}

void Poller::tick(std::chrono::steady_clock::time_point now) {
    calls_->for_each([&](CallState& call) { call.tick(now); });
    streams_->for_each([&](StreamState& stream) { stream.tick(now); });
}

void Poller::run() {
    for (auto& method : runtime_->methods) {
        for (int i = 0; i < (method->access->streams ? armed_streams : armed_calls); ++i)
            arm(*method);
    }
    for (int i = 0; i < armed_unknown; ++i)
        arm_unknown();
    auto next_tick = std::chrono::steady_clock::now() + tick_period;
    bool shut = false;
    while (true) {
        void* tag = nullptr;
        bool ok = false;
        const auto got = queue_->AsyncNext(&tag, &ok, to_gpr(next_tick));
        if (got == grpc::CompletionQueue::SHUTDOWN) return;
        if (got == grpc::CompletionQueue::GOT_EVENT) static_cast<Tag*>(tag)->proceed(ok);
        if (const auto now = std::chrono::steady_clock::now(); now >= next_tick) {
            tick(now);
            next_tick = now + tick_period;
        }
        if (live_ == 0 && !shut && runtime_->stopping.load()) {
            queue_->Shutdown();
            shut = true;
        }
    }
}

}  // namespace oms::rpc
