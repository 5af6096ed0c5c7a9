#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <oms/routing/v1/routing_service.pb.h>

#include "domain/feeds.hpp"
#include "domain/queries.hpp"
#include "fulfillment/simulation.hpp"
#include "services/common/server.hpp"
#include "services/routing/setup_maker.hpp"

namespace oms::routing {

inline constexpr std::size_t most_simulated_orders = 20'000;

struct SimulationQuestion {
    Timestamp from{};
    Timestamp until{};
    std::optional<ChannelId> channel;
    std::vector<std::int64_t> versions;  // one or two; 0: in force
};
// Fails with Reason::malformed_request.
Result<SimulationQuestion> simulation_question(const v1::SimulateRoutingRequest& request);

// One version and what became of the orders under it.
struct SimulatedVersion {
    std::int64_t version = 0;
    std::string currency_code;
    fulfillment::SimulationFigures figures;
};
struct SimulationAnswer {
    struct Changed {
        OrderId order_id;
        std::string first;
        std::string second;
    };
    std::int64_t orders = 0;
    std::vector<SimulatedVersion> versions;
    std::vector<Changed> changed;  // the first of them
    std::int64_t changed_count = 0;
};
std::string simulation_reply(const SimulationAnswer& answer);

// RoutingService.SimulateRouting. It reads, on a thread for what may take long, and decides on a
// copy: the store and its view stay as they are. All it is given must outlive it, and it the
// server.
class SimulateGrpc {
public:
    SimulateGrpc(ReadPool& reads, const StockViewReader& view, std::shared_ptr<SetupMaker> maker)
        : reads_(reads), view_(view), maker_(std::move(maker)) {}
    void add_to(rpc::Server& server);

    using Deadline = std::chrono::steady_clock::time_point;
    // Fails with Reason::malformed_request, rules_not_found, rules_do_not_fit, deadline_passed.
    Result<SimulationAnswer> simulate(ReadSession& session, const SimulationQuestion& question,
                                      const Actor& actor, Deadline deadline) const;

private:
    Result<void> answer(const rpc::Call& call, const v1::SimulateRoutingRequest& request) const;
    Result<std::shared_ptr<const fulfillment::RoutingSetup>> setup_of(
        ReadSession& session, std::int64_t version, std::string& currency_code) const;

    ReadPool& reads_;
    const StockViewReader& view_;
    const std::shared_ptr<SetupMaker> maker_;
};

}  // namespace oms::routing
