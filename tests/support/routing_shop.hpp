#pragma once

#include <memory>
#include <string>

#include "fulfillment/exact_sourcing.hpp"
#include "services/routing/reroute_order.hpp"
#include "tests/support/f0_network.hpp"
#include "tests/support/store_fixture.hpp"

namespace oms::testing {

// A setup that tests choose.
class GivenSetup final : public fulfillment::RoutingSetups {
public:
    std::shared_ptr<const fulfillment::RoutingSetup> current() const override { return setup_; }
    void use(std::shared_ptr<const fulfillment::RoutingSetup> setup) { setup_ = std::move(setup); }

private:
    std::shared_ptr<const fulfillment::RoutingSetup> setup_;
};

// A setup of the drafts, as if their rules had been published as version 1.
std::shared_ptr<const fulfillment::RoutingSetup> setup_of(const F0& f0);

// A real store with the reference network, channel "web", its four SKUs, and its rules in force.
// The clock shows 2026-03-03 10:00 in Paris.
struct RoutingShop : StoreFixture {
    RoutingShop() : RoutingShop(F0()) {}
    explicit RoutingShop(const F0& f0);

    // Places through the exact sourcing.
    Result<std::string> route(const orders::OrderRequest& request);
    std::future<Result<std::string>> submit_route(const orders::OrderRequest& request);
    void stock(const char* location, const char* sku, std::int64_t units) {
        receive(sku, location, units);
    }
    // As the adapter does: reads the order and its address, then submits. Answers with the number
    // of moves.
    Result<std::string> reroute(const OrderId& id, std::vector<const char*> excluded,
                                std::string reason = {});
    std::unique_ptr<Command> reroute_command(const OrderId& id, std::vector<const char*> excluded,
                                             std::string reason = {});
    std::vector<RoutingRecord> decisions(const OrderId& id);
    Demand demand_of(const Order& order, const char* postal_code) const;

    GivenSetup setups;
    fulfillment::ExactSourcing exact{setups};

protected:
    const Sourcing& timer_sourcing() const override { return exact; }
};

// A delivery to a French postal code of standard level; nothing more than the lines matters.
orders::OrderRequest to_france(OrderRequestBuilder builder, const char* postal_code);

}  // namespace oms::testing
