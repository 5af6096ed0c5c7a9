#include "tools/load/load.hpp"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

namespace oms::load {

using SteadyClock = std::chrono::steady_clock;

struct Load::InFlight {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<grpc::ByteBuffer>> reader;
    grpc::ByteBuffer reply;
    grpc::Status status;
    SteadyClock::time_point started;
    bool active = false;
};

std::int64_t Outcome::latency_us(double share) const {
    if (latencies_us.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies_us.size() - 1));
    return latencies_us[at];
}

std::shared_ptr<grpc::Channel> connect(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    arguments.SetMaxReceiveMessageSize(-1);
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void identify(grpc::ClientContext& context, const std::string& principal) {
    context.AddMetadata("oms-principal", principal);
    context.AddMetadata("oms-roles", "admin");
    context.AddMetadata("oms-channels", "*");
    context.AddMetadata("oms-locations", "*");
}

Load::Load(const std::string& address, std::string method, std::string principal)
    : channel_(connect(address)),
      stub_(channel_),
      method_(std::move(method)),
      principal_(std::move(principal)) {
    channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds{10});
}

void Load::start(InFlight& call, const Next& next) {
    std::string bytes;
    if (exhausted_ || !next(bytes)) {
        exhausted_ = true;
        return;
    }
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    call.context = std::make_unique<grpc::ClientContext>();
    identify(*call.context, principal_);
    call.reply.Clear();
    call.active = true;
    call.reader = stub_.PrepareUnaryCall(call.context.get(), method_, request, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.reply, &call.status, &call);
}

void Load::collect(InFlight& call, Outcome& outcome, const Seen& seen) {
    call.active = false;
    const auto took = SteadyClock::now() - call.started;
    outcome.latencies_us.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    ++outcome.calls;
    if (!call.status.ok()) {
        if (outcome.failures++ == 0) {
            outcome.first_failure = fmt::format("{} {}", static_cast<int>(call.status.error_code()),
                                                call.status.error_message());
        }
    } else if (seen) {
        seen(call.reply);
    }
}

Outcome Load::closed_loop(int in_flight, std::chrono::milliseconds duration, const Next& next,
                          const Seen& seen) {
    Outcome outcome;
    std::vector<InFlight> calls(static_cast<std::size_t>(in_flight));
    exhausted_ = false;
    const auto begun = SteadyClock::now();
    const auto end = begun + duration;
    int active = 0;
    const auto go = [&](InFlight& call) {
        call.started = SteadyClock::now();
        start(call, next);
        active += call.active ? 1 : 0;
    };
    for (InFlight& call : calls)
        go(call);
    auto now = begun;
    while (active > 0) {
        void* tag = nullptr;
        bool ok = false;
        if (!queue_.Next(&tag, &ok)) break;
        auto& call = *static_cast<InFlight*>(tag);
        --active;
        collect(call, outcome, seen);
        now = SteadyClock::now();
        if (now < end) go(call);
    }
    outcome.seconds = std::chrono::duration<double>(now - begun).count();
    std::sort(outcome.latencies_us.begin(), outcome.latencies_us.end());
    return outcome;
}

Outcome Load::open_loop(double per_second, std::chrono::milliseconds duration, const Next& next) {
    Outcome outcome;
    std::deque<InFlight> calls;
    std::vector<InFlight*> free;
    exhausted_ = false;
    const auto begun = SteadyClock::now();
    const auto end = begun + duration;
    const auto gap = std::chrono::duration_cast<SteadyClock::duration>(
        std::chrono::duration<double>(1.0 / per_second));
    auto due = begun;
    std::int64_t active = 0;
    while (true) {
        const auto now = SteadyClock::now();
        if (due >= end && active == 0) break;
        if (due < end && now >= due) {
            if (free.empty()) free.push_back(&calls.emplace_back());
            InFlight& call = *free.back();
            free.pop_back();
            call.started = due;
            start(call, next);
            active += call.active ? 1 : 0;
            due += gap;
            continue;
        }
        void* tag = nullptr;
        bool ok = false;
        const auto wait = due < end ? due - now : SteadyClock::duration(std::chrono::seconds{10});
        const auto until = std::chrono::system_clock::now() +
                           std::chrono::duration_cast<std::chrono::microseconds>(wait);
        if (queue_.AsyncNext(&tag, &ok, until) != grpc::CompletionQueue::GOT_EVENT) continue;
        auto& call = *static_cast<InFlight*>(tag);
        --active;
        collect(call, outcome, {});
        free.push_back(&call);
    }
    outcome.seconds = std::chrono::duration<double>(SteadyClock::now() - begun).count();
    std::sort(outcome.latencies_us.begin(), outcome.latencies_us.end());
    return outcome;
}

void send_all(const std::string& address, const std::string& method, const Load::Next& next,
              const std::string& principal) {
    const Outcome outcome =
        Load(address, method, principal).closed_loop(64, std::chrono::hours{1}, next);
    if (outcome.failures > 0)
        throw std::runtime_error(fmt::format("{}: {}", method, outcome.first_failure));
}

}  // namespace oms::load
