#include "services/routing/quotes_wire.hpp"

#include <algorithm>

#include "services/common/common_wire.hpp"
#include "services/routing/plan_wire.hpp"

namespace oms::routing {
namespace {

using wire::FieldCheck;

constexpr int most_lines = 100;
constexpr std::int64_t most_units_of_line = 1'000'000;
constexpr int most_levels = 10;
constexpr int most_pickups = 20;
constexpr std::int64_t most_radius_m = 1'000'000;
constexpr std::int64_t most_limit = 20;
constexpr std::size_t usual_limit = 5;

void read_lines(FieldCheck& check, const v1::QuoteFulfillmentRequest& request,
                fulfillment::QuoteRequest& quote) {
    if (!check.count("lines", request.lines_size(), 1, most_lines)) return;
    for (int i = 0; i < request.lines_size(); ++i) {
        const auto at = check.inside("lines", i);
        DemandLine& line = quote.lines.emplace_back();
        line.line_no = i + 1;
        line.sku = check.id<Sku>("sku", request.lines(i).sku());
        line.quantity =
            check.number("quantity", request.lines(i).quantity(), 1, most_units_of_line);
    }
}

void read_place(FieldCheck& check, const v1::QuoteFulfillmentRequest& request,
                fulfillment::QuoteRequest& quote) {
    const std::string& country = request.country_code();
    const bool is_code =
        country.size() == 2 &&
        std::all_of(country.begin(), country.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    check.require(is_code || (country.empty() && request.service_levels().empty()), "country_code",
                  "two upper-case letters, ISO 3166-1 alpha-2");
    quote.country_code = country;
    quote.postal_code = check.text("postal_code", request.postal_code(), {.longest = 20});
    if (request.has_position())
        quote.position = wire::position(check, "position", request.position());
}

void read_methods(FieldCheck& check, const v1::QuoteFulfillmentRequest& request,
                  fulfillment::QuoteRequest& quote) {
    check.require(!request.service_levels().empty() || !request.pickup_location_ids().empty() ||
                      request.pickup_radius_m() != 0,
                  "service_levels", "a service level, a pickup location or a radius is required");
    if (check.count("service_levels", request.service_levels_size(), 0, most_levels)) {
        for (int i = 0; i < request.service_levels_size(); ++i) {
            const auto at = check.inside("service_levels", i);
            quote.service_levels.push_back(
                check.text("", request.service_levels(i), {.shortest = 1, .longest = 64}));
        }
    }
    if (check.count("pickup_location_ids", request.pickup_location_ids_size(), 0, most_pickups)) {
        for (int i = 0; i < request.pickup_location_ids_size(); ++i) {
            const auto at = check.inside("pickup_location_ids", i);
            quote.pickup_at.push_back(
                check.id<LocationId>("", request.pickup_location_ids(i), false));
        }
    }
    quote.pickup_radius_m =
        check.number("pickup_radius_m", request.pickup_radius_m(), 0, most_radius_m);
    check.require(quote.pickup_radius_m == 0 || quote.position || !quote.postal_code.empty(),
                  "pickup_radius_m", "needs a position or a postal code");
}

void encode(const fulfillment::Offer& offer, const fulfillment::RoutingSetup& setup,
            v1::Offer& out) {
    wire::encode(offer.promise.by, *out.mutable_promised_by());
    wire::encode(offer.promise.order_by, *out.mutable_order_by());
    out.mutable_cost()->set_currency_code(setup.currency_code);
    out.mutable_cost()->set_minor_units(offer.promise.price);
    for (const fulfillment::ParcelPromise& parcel : offer.promise.parcels)
        encode_parcel(parcel, offer.pickup_at, setup.network, *out.add_parcels());
    out.set_waits(offer.waits);
    if (offer.carbon_g) out.set_carbon_g(*offer.carbon_g);
}

void encode(const fulfillment::Offers& offers, const fulfillment::RoutingSetup& setup,
            v1::MethodQuote& out) {
    for (const fulfillment::Offer& offer : offers.offers)
        encode(offer, setup, *out.add_offers());
    const auto mark = [&](std::optional<std::size_t> which, void (v1::Offer::*set)(bool)) {
        if (which) (out.mutable_offers(static_cast<int>(*which))->*set)(true);
    };
    mark(offers.placed, &v1::Offer::set_placed);
    mark(offers.earliest, &v1::Offer::set_earliest);
    mark(offers.cheapest, &v1::Offer::set_cheapest);
    mark(offers.complete, &v1::Offer::set_complete);
    for (const fulfillment::Shortage& shortage : offers.shortages) {
        auto& told = *out.add_shortages();
        told.set_sku(shortage.sku.str());
        told.set_wanted(shortage.wanted);
        told.set_available(shortage.available);
    }
}

void encode(const fulfillment::MethodQuote& quote, const fulfillment::RoutingSetup& setup,
            v1::MethodQuote& out) {
    out.set_service_level(quote.service_level);
    out.set_pickup_location_id(quote.pickup_location.str());
    if (quote.distance_m) out.set_distance_m(*quote.distance_m);
    encode(quote.offers, setup, out);
    for (const fulfillment::PickupAlternative& alternative : quote.alternatives) {
        auto& told = *out.add_alternatives();
        const auto& location = setup.network.location(*alternative.offer.pickup_at);
        told.set_pickup_location_id(location.location_id.str());
        if (alternative.distance_m) told.set_distance_m(*alternative.distance_m);
        encode(alternative.offer, setup, *told.mutable_offer());
    }
}

}  // namespace

Result<fulfillment::QuoteRequest> quote_request(const v1::QuoteFulfillmentRequest& request) {
    FieldCheck check;
    fulfillment::QuoteRequest quote;
    quote.channel_id = check.id<ChannelId>("channel_id", request.channel_id());
    read_lines(check, request, quote);
    read_place(check, request, quote);
    read_methods(check, request, quote);
    const std::int64_t limit = check.number("limit", request.limit(), 0, most_limit);
    quote.limit = limit == 0 ? usual_limit : static_cast<std::size_t>(limit);
    return wire::checked(check, std::move(quote));
}

std::string quote_reply(const BasketQuote& quote) {
    return wire::bytes_of<v1::QuoteFulfillmentResponse>([&](auto& reply) {
        for (const fulfillment::MethodQuote& method : quote.methods)
            encode(method, *quote.setup, *reply.add_quotes());
        reply.set_rules_version(quote.setup->version);
        reply.set_position(quote.stamp.position);
        wire::encode(quote.stamp.as_of, *reply.mutable_as_of());
        reply.set_staleness_ms(
            std::chrono::duration_cast<std::chrono::milliseconds>(quote.stamp.age).count());
    });
}

}  // namespace oms::routing
