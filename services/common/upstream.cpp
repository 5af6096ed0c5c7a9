#include "services/common/upstream.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/sync_stream.h>

#include "services/common/wire.hpp"

namespace oms::rpc {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// The server takes pings once a minute; a dead connection shows after this.
constexpr int keepalive_ms = 90'000;
constexpr int longest_message = 8 * 1024 * 1024;
constexpr std::chrono::seconds connect_time{5};

// A connection of its own for every attempt: nothing of the last one is waited for.
std::shared_ptr<grpc::Channel> make_channel(const ListenAddress& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
    arguments.SetMaxReceiveMessageSize(longest_message);
    return grpc::CreateCustomChannel(address.text(), grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

struct Upstream::Impl {
    Impl(Options chosen, UpstreamReader& told) : options(std::move(chosen)), reader(told) {}

    void run();
    std::string follow();
    std::string read(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context);
    bool enter(grpc::ClientContext& context);
    void leave();
    void pause(milliseconds length);
    bool stopped() {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    const Options options;
    UpstreamReader& reader;
    std::atomic<std::int64_t> attempts{0};
    std::mutex mutex;
    std::condition_variable wake;
    bool stopping = false;
    grpc::ClientContext* under_way = nullptr;
    std::thread thread;
};

void Upstream::Impl::run() {
    std::minstd_rand random{std::random_device{}()};
    milliseconds longest = options.shortest_pause;
    while (!stopped()) {
        const auto begun = SteadyClock::now();
        attempts.fetch_add(1, std::memory_order_relaxed);
        const std::string why = follow();
        if (stopped()) return;
        reader.lost(why);
        if (SteadyClock::now() - begun > options.longest_pause) longest = options.shortest_pause;
        pause(milliseconds{
            std::uniform_int_distribution<std::int64_t>{longest.count() / 2,
                                                        longest.count()}
            (random)
        });
        longest = std::min(longest * 2, options.longest_pause);
    }
}

// One attempt; returns why it is over.
std::string Upstream::Impl::follow() {
    const auto channel = make_channel(options.address);
    grpc::ClientContext context;
    context.AddMetadata("oms-principal", options.principal);
    context.AddMetadata("oms-roles", options.roles);
    if (!enter(context)) return "stopped";
    std::string why;
    try {
        why = read(channel, context);
    } catch (const std::exception& fault) {
        why = fault.what();
        context.TryCancel();
    }
    leave();
    return why;
}

std::string Upstream::Impl::read(const std::shared_ptr<grpc::Channel>& channel,
                                 grpc::ClientContext& context) {
    using Bytes = grpc::ByteBuffer;
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + connect_time))
        return "no connection";
    const grpc::internal::RpcMethod method(options.method.c_str(),
                                           grpc::internal::RpcMethod::SERVER_STREAMING, channel);
    const std::unique_ptr<grpc::ClientReader<Bytes>> stream(
        grpc::internal::ClientReaderFactory<Bytes>::Create(channel.get(), method, &context,
                                                           to_buffer(std::string{})));
    reader.begin();
    Bytes bytes;
    std::string flat;
    std::string refused;
    while (refused.empty() && stream->Read(&bytes)) {
        flat.clear();
        const Result<void> taken = reader.take(flatten(bytes, flat));
        if (taken) continue;
        refused = "a message cannot be used: " + taken.error().detail;
        context.TryCancel();
    }
    while (!refused.empty() && stream->Read(&bytes)) {
        // Finish() waits for what was read already.
    }
    const grpc::Status status = stream->Finish();
    if (!refused.empty()) return refused;
    return fmt::format("the stream has ended with code {}: {}",
                       static_cast<int>(status.error_code()), status.error_message());
}

bool Upstream::Impl::enter(grpc::ClientContext& context) {
    const std::lock_guard lock(mutex);
    if (stopping) return false;
    under_way = &context;
    return true;
}

void Upstream::Impl::leave() {
    const std::lock_guard lock(mutex);
    under_way = nullptr;
}

void Upstream::Impl::pause(milliseconds length) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, length, [this] { return stopping; });
}

Upstream::Upstream(Options options, UpstreamReader& reader)
    : impl_(std::make_unique<Impl>(std::move(options), reader)) {
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

Upstream::~Upstream() {
    stop();
}

std::int64_t Upstream::attempts() const noexcept {
    return impl_->attempts.load(std::memory_order_relaxed);
}

void Upstream::stop() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
        if (impl_->under_way != nullptr) impl_->under_way->TryCancel();
        impl_->wake.notify_all();
    }
    if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace oms::rpc
