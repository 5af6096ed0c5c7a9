#pragma once

#include <cstdint>

#include "domain/sourcing.hpp"
#include "fulfillment/routing_setup.hpp"

namespace oms::fulfillment {

// Whether a plan comes with the reasons for it. Without them the same plan is found; it is how the
// cost of keeping them is measured.
enum class Recording : std::uint8_t { on, off };

// Chooses locations by the rules in force and the exact solver, and says why. Lines collected at
// one place are decided together, then those delivered at one service level; each sees what was
// taken before it. The plan carries parcels with their promises, and a record.
//
// Without published rules, for deliveries of which nobody knows the country yet (a cart), and for
// more than a million units of a SKU, the plain rule chooses. Fails with
// Reason::routing_unavailable when a problem cannot be built, such as for a pickup location that
// routing does not know yet.
class ExactSourcing final : public Sourcing {
public:
    // `setups` must outlive this.
    explicit ExactSourcing(const RoutingSetups& setups, Recording recording = Recording::on)
        : setups_(setups), recording_(recording) {}
    Result<SourcingPlan> plan(const Demand& demand, const PlanningView& view) const override;
    Result<std::optional<Timestamp>> inbound_promise(const Demand& demand,
                                                     const InboundUnits& supply,
                                                     const PlanningView& view) const override;
    std::int64_t rules_version() const override {
        const auto setup = setups_.current();
        return setup ? setup->version : 0;
    }

private:
    const RoutingSetups& setups_;
    Recording recording_;
};

}  // namespace oms::fulfillment
