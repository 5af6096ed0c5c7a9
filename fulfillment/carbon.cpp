#include "fulfillment/carbon.hpp"

#include <algorithm>

namespace oms::fulfillment {
namespace {

bool tells_carbon(const Network& network) {
    const auto tells = [](const auto& carriage) { return carriage.carbon.has_value(); };
    const auto& services = network.carriers().services;
    return std::any_of(services.begin(), services.end(), tells) ||
           std::any_of(network.shuttles().begin(), network.shuttles().end(), tells);
}

std::optional<Carbon> carbon_by(const CarriageOption& option, const Network& network) {
    if (option.carriage == Carriage::shuttle) {
        for (const Shuttle& shuttle : network.shuttles()) {
            if (shuttle.shuttle_id == option.service_id) return shuttle.carbon;
        }
    }
    for (const CarrierService& service : network.carriers().services) {
        if (service.service_id == option.service_id) return service.carbon;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> carbon_g(const BuiltProblem& built, const RoutePlan& plan,
                                     const PostalPlace& to, const Network& network) {
    if (!tells_carbon(network)) return std::nullopt;
    const PostalPlace& there = built.pickup_at ? network.location(*built.pickup_at).place : to;
    std::int64_t sum = 0;
    for (const PlanParcel& parcel : plan.parcels) {
        const BuiltCandidate& candidate = built.candidates.at(parcel.candidate);
        const CarriageOption& option = candidate.options.at(parcel.option);
        if (option.carriage == Carriage::shelf) continue;
        const std::optional<Carbon> carbon = carbon_by(option, network);
        if (!carbon) return std::nullopt;
        std::int64_t weight_g = 0;
        for (const PlanPart& part : parcel.parts)
            weight_g += built.problem.lines.at(part.line).weight_g * part.units;
        const auto& from = network.location(candidate.location).place.position;
        const bool is_far = carbon->g_per_tonne_km > 0 && weight_g > 0;
        if (is_far && (!from || !there.position)) return std::nullopt;
        sum += carbon_of(*carbon, weight_g, is_far ? distance_m(*from, *there.position) : 0);
    }
    return sum;
}

}  // namespace oms::fulfillment
