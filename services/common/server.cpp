#include "services/common/server.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>

#include "domain/contract.hpp"
#include "services/common/admin_http.hpp"
#include "services/common/dependency_logs.hpp"
#include "services/common/health.hpp"
#include "services/common/listen_address.hpp"
#include "services/common/listener.hpp"
#include "services/common/poller.hpp"
#include "services/common/runtime.hpp"

namespace oms::rpc {
namespace {

constexpr int mib = 1024 * 1024;
// Above the largest row of the access table, so that a little too much gets our typed answer.
constexpr int longest_received = 5 * mib;
constexpr int longest_sent = 4 * mib;
constexpr std::chrono::seconds shutdown_wait{1};
// Callers that have not called for so long are taken to know that the server stops.
constexpr std::chrono::milliseconds quiet_time{50};

// "/oms.orders.v1.OrderService/GetOrder" -> oms.orders.v1.OrderService
std::string service_of(std::string_view method) {
    return std::string(method.substr(1, method.rfind('/') - 1));
}

// What gRPC 1.51 needs to be told; see docs of each argument in grpc_types.h.
void set_arguments(grpc::ServerBuilder& builder) {
    builder.SetMaxReceiveMessageSize(longest_received);
    builder.SetMaxSendMessageSize(longest_sent);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 120'000);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 300'000);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 60'000);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5'000);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_TCP_TX_ZEROCOPY_ENABLED, 0);
    // Compressed messages are refused: 1.51 checks sizes before it inflates.
    builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
    builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
    builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
}

// Linking gRPC's reflection library turns it on in every server; here it is on only when asked for.
class Plugins final : public grpc::ServerBuilderOption {
public:
    explicit Plugins(bool development) : development_(development) {}
    void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
    void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
        plugins->clear();
        if (development_)
            plugins->push_back(std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>());
    }

private:
    bool development_;
};

}  // namespace

struct Server::Impl {
    std::shared_ptr<Runtime> runtime = std::make_shared<Runtime>();
    std::map<std::string, ServiceTable> services;
    grpc::AsyncGenericService unknown;
    std::atomic<bool> serving{true};
    std::unique_ptr<AdminHttp> admin;
    std::shared_ptr<void> in_flight_gauge;
    std::unique_ptr<Listener> listener;
    std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
    std::unique_ptr<grpc::Server> server;
    std::vector<std::unique_ptr<Poller>> pollers;

    bool is_serving() const { return serving.load() && !runtime->draining.load(); }

    void add(std::string name, bool streams, std::function<void(Call)> on_call,
             std::function<void(Stream)> on_stream, std::chrono::milliseconds longest) {
        const auto* access = find_access(name);
        OMS_REQUIRE(server == nullptr);
        OMS_REQUIRE(access != nullptr);
        OMS_REQUIRE(access->streams == streams);
        OMS_REQUIRE(access->longest_request < static_cast<std::size_t>(longest_received));
        for (const auto& other : runtime->methods)
            OMS_REQUIRE(other->name != name);
        auto method = std::make_unique<Method>();
        method->name = std::move(name);
        method->access = access;
        method->metrics = &runtime->metrics->method(method->name);
        method->handle_call = std::move(on_call);
        method->handle_stream = std::move(on_stream);
        method->longest_deadline = longest;
        method->service = &services[service_of(method->name)];
        method->index = method->service->add(method->name.c_str(), streams);
        runtime->methods.push_back(std::move(method));
    }

    Result<void> listen(const ServerOptions& options) {
        OMS_TRY(const auto address, parse_listen_address(options.listen));
        Listener::Options listening;
        listening.most_connections = options.most_connections;
        listening.log = runtime->log;
        listening.metrics = runtime->metrics;
        listening.take = [this](int fd) {
            grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
            parameters.fd = fd;
            acceptor->HandleNewConnection(&parameters);
        };
        OMS_TRY(listener, Listener::open(address, std::move(listening)));
        if (options.metrics_listen.empty()) return {};
        OMS_TRY(admin, AdminHttp::open(options.metrics_listen, runtime->metrics,
                                       [this] { return is_serving(); }));
        return {};
    }

    // Lets connected callers learn from a refusal that the server stops: a call that gRPC cuts off
    // ends as CANCELLED, which does not say that it can be made again.
    void refuse_until_quiet() const {
        const auto end = std::chrono::steady_clock::now() + shutdown_wait;
        auto seen = runtime->next_call.load();
        while (listener->connections() > 0 && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(quiet_time);
            if (seen == runtime->next_call.load()) return;
            seen = runtime->next_call.load();
        }
    }

    Result<void> build(const ServerOptions& options) {
        grpc::ServerBuilder builder;
        builder.SetOption(std::make_unique<Plugins>(options.development));
        set_arguments(builder);
        for (auto& [name, service] : services)
            builder.RegisterService(&service);
        builder.RegisterAsyncGenericService(&unknown);
        acceptor = builder.experimental().AddExternalConnectionAcceptor(
            grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
            grpc::InsecureServerCredentials());
        for (std::size_t i = 0; i < std::max<std::size_t>(1, options.pollers); ++i) {
            pollers.push_back(
                std::make_unique<Poller>(runtime, builder.AddCompletionQueue(), unknown));
        }
        server = builder.BuildAndStart();
        if (server == nullptr) return fail(Reason::internal_fault, "gRPC refused to start");
        for (auto& poller : pollers)
            poller->start();
        listener->start();
        return {};
    }
};

Server::Server(std::shared_ptr<Log> log, std::shared_ptr<Metrics> metrics)
    : impl_(std::make_unique<Impl>()) {
    impl_->runtime->log = std::move(log);
    impl_->runtime->metrics = std::move(metrics);
    std::random_device random;
    impl_->runtime->log_id_salt = (std::uint64_t{random()} << 32U) | random();
}

Server::~Server() {
    drain(std::chrono::milliseconds{0});
}

void Server::add(MethodSpec method) {
    impl_->add(std::move(method.name), false, std::move(method.handler), nullptr,
               method.longest_deadline);
}

void Server::add_stream(StreamSpec stream) {
    impl_->add(std::move(stream.name), true, nullptr, std::move(stream.handler),
               std::chrono::hours{24});
}

Result<std::uint16_t> Server::start(const ServerOptions& options) {
    auto& runtime = *impl_->runtime;
    capture_dependency_logs(runtime.log);
    runtime.most_in_flight = static_cast<std::int64_t>(options.most_in_flight);
    runtime.most_bytes_in_flight = static_cast<std::int64_t>(options.most_bytes_in_flight);
    runtime.grace_for_write = options.grace_for_write;
    std::set<std::string> names;
    for (const auto& [name, service] : impl_->services)
        names.insert(name);
    add(health_check(std::move(names), [impl = impl_.get()] { return impl->is_serving(); }));
    OMS_CHECK(impl_->listen(options));
    impl_->in_flight_gauge = runtime.metrics->watch(
        "oms_rpc_in_flight", "Calls and streams admitted and not ended.",
        [&runtime] { return static_cast<double>(runtime.in_flight.load()); });
    OMS_CHECK(impl_->build(options));
    return impl_->listener->port();
}

std::uint16_t Server::metrics_port() const noexcept {
    return impl_->admin ? impl_->admin->port() : std::uint16_t{0};
}

void Server::set_serving(bool serving) {
    impl_->serving.store(serving);
}

void Server::drain(std::chrono::milliseconds grace) {
    auto& runtime = *impl_->runtime;
    if (impl_->server != nullptr && !runtime.stopping.load()) {
        runtime.draining.store(true);
        {
            std::unique_lock lock(runtime.idle_mutex);
            runtime.idle.wait_for(lock, grace, [&] { return runtime.in_flight.load() == 0; });
        }
        if (grace.count() > 0) impl_->refuse_until_quiet();
        impl_->listener->stop();
        runtime.ending.store(true);
        {
            // Pollers answer what is left; this is the time the answers get to go out.
            std::unique_lock lock(runtime.idle_mutex);
            runtime.idle.wait_for(lock, shutdown_wait,
                                  [&] { return runtime.in_flight.load() == 0; });
        }
        // Refused calls are not in flight, but their answers may be.
        impl_->server->Shutdown(std::chrono::system_clock::now() + shutdown_wait);
        runtime.stopping.store(true);
        for (auto& poller : impl_->pollers)
            poller->join();
    }
    impl_->admin.reset();
    impl_->in_flight_gauge.reset();
    impl_->listener.reset();
}

}  // namespace oms::rpc
