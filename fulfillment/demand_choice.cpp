#include "fulfillment/demand_choice.hpp"

#include <algorithm>

namespace oms::fulfillment {
namespace {

bool goes_with(const DemandChoice& choice, const DemandLine& line) {
    if (!line.pickup_any_of.empty()) {
        const auto& places = choice.request.pickup_at;
        return choice.pickup_location.empty() &&
               std::is_permutation(places.begin(), places.end(), line.pickup_any_of.begin(),
                                   line.pickup_any_of.end());
    }
    if (!line.pickup_location.empty()) return choice.pickup_location == line.pickup_location;
    return choice.request.pickup_at.empty() && choice.service_level == line.service_level;
}

DemandChoice& choice_for(std::vector<DemandChoice>& choices, const DemandLine& line) {
    for (DemandChoice& choice : choices) {
        if (goes_with(choice, line)) return choice;
    }
    DemandChoice& made = choices.emplace_back();
    made.pickup_location = line.pickup_location;
    if (!line.is_pickup()) {
        made.service_level = line.service_level;
    } else if (line.pickup_any_of.empty()) {
        made.request.pickup_at = {line.pickup_location};
    } else {
        made.request.pickup_at = line.pickup_any_of;
    }
    return made;
}

}  // namespace

PostalPlace destination_of(const Demand& demand, const RoutingSetup& setup) {
    PostalPlace place{demand.country_code,
                      normalized_postal_code(demand.country_code, demand.postal_code),
                      demand.destination};
    return setup.centroids ? setup.centroids->located(std::move(place)) : place;
}

std::vector<DemandChoice> choices_of(const Demand& demand, const PlanningView& view,
                                     const RoutingSetup& setup) {
    std::vector<DemandChoice> choices;
    const PostalPlace destination = destination_of(demand, setup);
    for (const DemandLine& line : demand.lines) {
        DemandChoice& choice = choice_for(choices, line);
        RoutingRequest& request = choice.request;
        const ItemFacts* item = view.facts().item(line.sku);
        request.lines.push_back(
            {line.line_no, line.sku, line.quantity, item ? goods_of(*item) : Goods{},
             item ? std::span<const std::string>(item->tags) : std::span<const std::string>{}});
        if (line.promised_by && (!request.promise || *line.promised_by < *request.promise))
            request.promise = line.promised_by;
    }
    for (DemandChoice& choice : choices) {
        RoutingRequest& request = choice.request;
        const bool pickup = !request.pickup_at.empty();
        request.traits = {demand.channel_id, destination.country_code,
                          pickup ? Method::pickup : Method::delivery, demand.tags};
        if (!pickup) {
            request.destination = destination;
            if (!choice.service_level.empty()) request.levels = {choice.service_level};
        }
        request.excluded = demand.excluded;
        request.now = view.now;
    }
    std::stable_partition(choices.begin(), choices.end(), [](const DemandChoice& choice) {
        return !choice.request.pickup_at.empty();
    });
    return choices;
}

std::vector<InboundSupply> inbound_of(const RoutingRequest& request, const StockView& facts) {
    std::vector<InboundSupply> supplies;
    std::vector<const Sku*> seen;
    for (const RoutingLine& line : request.lines) {
        if (std::any_of(seen.begin(), seen.end(), [&](const Sku* sku) { return *sku == line.sku; }))
            continue;
        seen.push_back(&line.sku);
        for (const InboundUnits& units : facts.inbound(line.sku))
            supplies.push_back({
                {line.sku, units.location_id},
                units.available_from, units.quantity
            });
    }
    return supplies;
}

}  // namespace oms::fulfillment
