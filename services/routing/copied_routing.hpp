#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "domain/stock_view.hpp"
#include "fulfillment/routing_setup.hpp"
#include "services/routing/setup_maker.hpp"

namespace oms::routing {

// The setup that a copy of the view decides by: the rules in force and the locations are part of
// the view. Any thread asks; one thread lets it follow.
class CopiedRouting final : public fulfillment::RoutingSetups {
public:
    using Tell = std::function<void(const std::string&)>;
    explicit CopiedRouting(std::shared_ptr<SetupMaker> maker, Tell tell)
        : maker_(std::move(maker)), tell_(std::move(tell)) {}

    std::shared_ptr<const fulfillment::RoutingSetup> current() const override;

    // What of a view a setup is made of; nothing when it is that of the last time. Brief. `fresh`:
    // the view is another one than before.
    struct Source {
        std::shared_ptr<const RulesInForce> rules;
        std::vector<Location> locations;
    };
    std::optional<Source> changed(const StockView& view, bool fresh);
    // Makes a setup of it. Fails with one line when these rules cannot be followed; then decisions
    // go on with what they had.
    Result<void> follow(Source source);

private:
    const std::shared_ptr<SetupMaker> maker_;
    const Tell tell_;
    // The feeding thread's own.
    std::uint64_t locations_version_ = 0;
    std::shared_ptr<const RulesInForce> rules_;
    mutable std::mutex mutex_;
    std::shared_ptr<const fulfillment::RoutingSetup> setup_;
};

}  // namespace oms::routing
