#include "fulfillment/quoting.hpp"

#include <algorithm>
#include <utility>

#include "fulfillment/demand_choice.hpp"

namespace oms::fulfillment {
namespace {

class Quoter {
public:
    Quoter(const QuoteRequest& request, const RoutingSetup& setup, const PlanningView& view,
           const PlanFinder& find_plan, std::vector<WorkKey>& asked)
        : request_(request), setup_(setup), view_(view), find_plan_(find_plan), asked_(asked) {
        demand_.lines = request.lines;
        demand_.destination = request.position;
        demand_.country_code = request.country_code;
        demand_.postal_code = request.postal_code;
        demand_.channel_id = request.channel_id;
        from_ = destination_of(demand_, setup).position;
    }

    Result<std::vector<MethodQuote>> run() {
        for (const std::string& level : request_.service_levels)
            OMS_CHECK(quote(level, {}));
        for (const LocationId& location : request_.pickup_at)
            OMS_CHECK(quote({}, location));
        for (const LocationId& location : within_radius())
            OMS_CHECK(quote({}, location));
        return std::move(quotes_);
    }

private:
    std::optional<std::int64_t> distance_to(const NetworkLocation& location) const {
        if (!from_ || !location.place.position) return std::nullopt;
        return distance_m(*from_, *location.place.position);
    }

    std::vector<LocationId> within_radius() const {
        std::vector<std::pair<std::int64_t, LocationId>> near;
        for (std::size_t i = 0; request_.pickup_radius_m > 0 && i < setup_.network.size(); ++i) {
            const NetworkLocation& location = setup_.network.location(i);
            const auto distance = distance_to(location);
            const auto& asked = request_.pickup_at;
            if (!location.offers_pickup || !distance || *distance > request_.pickup_radius_m ||
                std::find(asked.begin(), asked.end(), location.location_id) != asked.end())
                continue;
            near.emplace_back(*distance, location.location_id);
        }
        std::sort(near.begin(), near.end());
        near.resize(std::min(near.size(), request_.limit));
        std::vector<LocationId> ids;
        for (auto& [distance, id] : near)
            ids.push_back(std::move(id));
        return ids;
    }

    // The request that placing the basket so would decide on.
    RoutingRequest request_for(const std::string& level, const LocationId& pickup) const {
        Demand demand = demand_;
        for (DemandLine& line : demand.lines) {
            line.service_level = level;
            line.pickup_location = pickup;
        }
        return std::move(choices_of(demand, view_, setup_).front().request);
    }

    Result<void> quote(const std::string& level, const LocationId& pickup) {
        const RoutingRequest request = request_for(level, pickup);
        const std::vector<InboundSupply> inbound = inbound_of(request, view_.facts());
        const RoutingWorld world{setup_.network, setup_.rules, view_,
                                 view_.workload().asking_into(asked_), inbound};
        MethodQuote quote{level, pickup, {}, {}, {}};
        if (const auto at = setup_.network.find(pickup); at && !pickup.empty())
            quote.distance_m = distance_to(setup_.network.location(*at));
        auto offers = make_offers(request, world, find_plan_);
        if (!offers) return unavailable(offers.error());
        quote.offers = *std::move(offers);
        if (!is_from_shelf_or_delivered(quote)) {
            OMS_TRY(quote.alternatives, alternatives(request, world, quote));
        }
        quotes_.push_back(std::move(quote));
        return {};
    }

    // Whether nobody asks for anything better: a pickup that first has to come there is worth
    // looking around for one that is ready sooner.
    static bool is_from_shelf_or_delivered(const MethodQuote& quote) {
        if (!quote.offers.placed) return false;
        const auto& parcels = quote.offers.offers[*quote.offers.placed].promise.parcels;
        return quote.pickup_location.empty() ||
               std::all_of(parcels.begin(), parcels.end(), [](const ParcelPromise& parcel) {
                   return parcel.carriage == Carriage::shelf;
               });
    }

    Result<std::vector<PickupAlternative>> alternatives(RoutingRequest request,
                                                        const RoutingWorld& world,
                                                        const MethodQuote& quote) const {
        std::optional<GeoPosition> from = from_;
        if (request.traits.method == Method::pickup) {
            const auto at = setup_.network.find(request.pickup_at.front());
            if (at) from = setup_.network.location(*at).place.position;
        }
        request.traits.method = Method::pickup;
        auto found = pickups_near(request, from, world, find_plan_, request_.limit);
        if (!found) return unavailable(found.error());
        std::vector<PickupAlternative> list;
        for (Offer& offer : *found) {
            const auto placed = quote.offers.placed;
            if (placed && offer.promise.by >= quote.offers.offers[*placed].promise.by) continue;
            const auto& position = setup_.network.location(*offer.pickup_at).place.position;
            std::optional<std::int64_t> distance;
            if (from && position) distance = distance_m(*from, *position);
            list.push_back({std::move(offer), distance});
        }
        return list;
    }

    static tl::unexpected<Error> unavailable(const Error& error) {
        return fail(Reason::routing_unavailable, "no routing problem: " + error.detail);
    }

    const QuoteRequest& request_;
    const RoutingSetup& setup_;
    const PlanningView& view_;
    const PlanFinder& find_plan_;
    std::vector<WorkKey>& asked_;
    Demand demand_;
    std::optional<GeoPosition> from_;
    std::vector<MethodQuote> quotes_;
};

}  // namespace

Result<std::vector<MethodQuote>> make_quotes(const QuoteRequest& request, const RoutingSetup& setup,
                                             const PlanningView& view, const PlanFinder& find_plan,
                                             std::vector<WorkKey>& asked) {
    return Quoter(request, setup, view, find_plan, asked).run();
}

}  // namespace oms::fulfillment
