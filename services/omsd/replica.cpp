#include "services/omsd/replica.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/common/listen_address.hpp"
#include "services/common/server.hpp"
#include "services/common/upstream.hpp"
#include "services/omsd/postal_file.hpp"
#include "services/routing/copied_routing.hpp"
#include "services/routing/copy_quote_source.hpp"
#include "services/routing/planner_pool.hpp"
#include "services/routing/quotes_grpc.hpp"
#include "services/routing/replica_grpc.hpp"
#include "services/routing/view_copy.hpp"
#include "services/routing/view_follower.hpp"

namespace oms::server {
namespace {

// What calls under way get to finish at a drain.
constexpr std::chrono::seconds grace{10};
// More are told that the server is overloaded.
constexpr std::size_t most_waiting_plans = 1'000;

std::function<void(const std::string&)> teller(std::shared_ptr<rpc::Log> log, rpc::LogLevel level) {
    return [log = std::move(log), level](const std::string& what) {
        log->write(level, "routing",
                   {
                       {"detail", std::string_view(what)}
        });
    };
}

}  // namespace

// In the order of their making; the other way round they go.
struct Replica::Parts {
    Parts(const Settings& chosen, Extension& added) : settings(chosen), extension(added) {}

    Result<void> open();
    void watch();
    Result<void> serve();
    Result<void> follow();
    // Figures of the copy, 0 before there is one.
    double figure(const std::function<double(const routing::ViewCopy::State&)>& of) const {
        const auto state = copy.state();
        return state ? of(*state) : 0.0;
    }

    const Settings settings;
    Extension& extension;
    std::shared_ptr<rpc::Log> log = std::make_shared<rpc::Log>(settings.log_level);
    std::shared_ptr<rpc::Metrics> metrics = std::make_shared<rpc::Metrics>();
    routing::ViewCopy copy;
    std::optional<routing::CopiedRouting> routing;
    std::optional<routing::CopyQuoteSource> quote_source;
    std::optional<routing::PlannerPool> planners;
    std::optional<routing::QuotesGrpc> quotes;
    std::optional<routing::ReplicaGrpc> service;
    std::optional<rpc::Server> server;
    std::optional<routing::ViewFollower> follower;
    std::optional<rpc::Upstream> upstream;
    std::vector<std::shared_ptr<void>> gauges;
    std::string address;
    bool stopped = false;
};

Result<void> Replica::Parts::open() {
    OMS_TRY(auto centroids, read_postal_centroids(settings.postal_centroids));
    routing.emplace(std::make_shared<routing::SetupMaker>(std::move(centroids)),
                    teller(log, rpc::LogLevel::warning));
    server.emplace(log, metrics);
    service.emplace(copy, settings.upstream);
    service->add_to(*server);
    quote_source.emplace(copy, extension.clock());
    planners.emplace(std::max(1U, std::thread::hardware_concurrency()), most_waiting_plans,
                     [say = teller(log, rpc::LogLevel::error)](std::string_view what) {
                         say(std::string(what));
                     });
    quotes.emplace(*routing, *quote_source, *planners);
    quotes->add_to(*server);
    server->set_serving(false);
    OMS_CHECK(serve());
    OMS_CHECK(follow());
    watch();
    return {};
}

Result<void> Replica::Parts::serve() {
    rpc::ServerOptions options;
    options.listen = settings.listen;
    if (settings.admin_port != 0)
        options.metrics_listen = fmt::format("127.0.0.1:{}", settings.admin_port);
    options.development = settings.development;
    OMS_TRY(const std::uint16_t port, server->start(options));
    OMS_TRY(rpc::ListenAddress real, rpc::parse_listen_address(settings.listen));
    real.port = port;
    address = real.text();
    return {};
}

Result<void> Replica::Parts::follow() {
    const auto say = teller(log, rpc::LogLevel::info);
    follower.emplace(copy, *routing,
                     routing::ViewFollower::Told{[this, say] {
                                                     server->set_serving(true);
                                                     say("the copy of the view is complete");
                                                 },
                                                 teller(log, rpc::LogLevel::warning)});
    rpc::Upstream::Options options;
    OMS_TRY(options.address, rpc::parse_listen_address(settings.upstream));
    options.method = "/oms.routing.v1.RoutingViewService/WatchView";
    options.principal = settings.upstream_principal;
    options.roles = "replica";
    upstream.emplace(std::move(options), *follower);
    return {};
}

void Replica::Parts::watch() {
    using State = routing::ViewCopy::State;
    const auto add = [this](const char* name, const char* help, std::function<double()> read) {
        gauges.push_back(metrics->watch(name, help, std::move(read)));
    };
    add("oms_replica_position", "Position of the newest event that the copy knows.", [this] {
        return figure([](const State& state) { return static_cast<double>(state.position); });
    });
    add("oms_replica_lag_events", "Events that the copy is known to lack.", [this] {
        return figure([](const State& state) {
            return static_cast<double>(state.head_position - state.position);
        });
    });
    add("oms_replica_staleness_seconds", "Since the copy was known to lack nothing.", [this] {
        return figure([](const State& state) {
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - state.at_head)
                .count();
        });
    });
    add("oms_replica_connects", "How often the view was asked for since the start.",
        [this] { return static_cast<double>(upstream->attempts()); });
    add("oms_routing_rules_version", "Version of the routing rules in force; 0: none.", [this] {
        const auto setup = routing->current();
        return setup ? static_cast<double>(setup->version) : 0.0;
    });
}

Replica::Replica(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Replica::~Replica() {
    stop();
}

Result<std::unique_ptr<Replica>> Replica::start(const Settings& settings, Extension& extension) {
    std::unique_ptr<Replica> replica(new Replica(std::make_unique<Parts>(settings, extension)));
    OMS_CHECK(replica->parts_->open());
    return replica;
}

const std::string& Replica::address() const {
    return parts_->address;
}

void Replica::stop() {
    if (std::exchange(parts_->stopped, true)) return;
    if (parts_->server) parts_->server->drain(grace);
    if (parts_->planners) parts_->planners->stop();
    parts_->gauges.clear();
    if (parts_->upstream) parts_->upstream->stop();
}

}  // namespace oms::server
