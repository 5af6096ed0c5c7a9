#include "tools/bench/rules.hpp"

#include <array>

#include "tools/bench/network.hpp"

namespace oms::bench {
namespace {

namespace catalog = oms::catalog::v1;
namespace routing = oms::routing::v1;

constexpr std::int64_t six_in_the_evening = 18 * 60;

// Every day, so that a run on a Sunday is like any other.
void every_day(routing::LocationSettings& settings) {
    for (int day = catalog::WEEKDAY_MONDAY; day <= catalog::WEEKDAY_SUNDAY; ++day) {
        routing::Departure& departure = *settings.add_departures();
        departure.set_weekday(static_cast<catalog::Weekday>(day));
        departure.set_cut_off_minute(six_in_the_evening - 60);
        departure.set_leaves_minute(six_in_the_evening);
    }
}

void add_location(routing::RoutingRules& rules, int index) {
    const bool store = index % 10 != 0;
    routing::LocationSettings& settings = *rules.add_settings();
    settings.set_location_id(location_name(index));
    settings.add_services(store ? "store-parcel" : "warehouse-parcel");
    every_day(settings);
    settings.mutable_shipping()->set_per_parcel(store ? 120 : 55);
    settings.mutable_shipping()->set_per_line(store ? 55 : 18);
    settings.mutable_shipping()->set_per_unit(store ? 6 : 3);
    if (!store) return;
    settings.add_groups("stores");
    settings.set_pickup_preparation_minutes(120);
}

void add_service(routing::RoutingRules& rules, const char* id, std::int64_t discount) {
    constexpr auto bands = std::to_array<std::pair<std::int64_t, std::int64_t>>({
        {25'000,    270},
        {100'000,   310},
        {250'000,   335},
        {500'000,   365},
        {5'000'000, 405}
    });
    routing::CarrierService& service = *rules.mutable_carriers()->add_services();
    service.set_service_id(id);
    service.set_level("standard");
    for (const auto& [up_to_m, price] : bands) {
        const std::string zone = "within " + std::to_string(up_to_m / 1000) + " km";
        routing::ZoneRule& rule = *service.add_zones();
        rule.set_up_to_m(up_to_m);
        rule.set_zone(zone);
        routing::ZoneTariff& tariff = *service.add_tariffs();
        tariff.set_zone(zone);
        tariff.set_transit_days(2);
        std::int64_t more = 0;
        for (const std::int64_t weight_g : {1'000, 2'000, 5'000, 10'000, 20'000, 30'000}) {
            routing::WeightStep& step = *tariff.add_steps();
            step.set_up_to_weight_g(weight_g);
            step.set_price(price - discount + more);
            more += weight_g < 5'000 ? 35 : 140;
        }
    }
}

}  // namespace

routing::RoutingRules routing_rules(int locations) {
    routing::RoutingRules rules;
    rules.set_currency_code("EUR");
    for (int index = 0; index < locations; ++index)
        add_location(rules, index);
    add_service(rules, "warehouse-parcel", 40);
    add_service(rules, "store-parcel", 0);
    routing::Profile& profile = *rules.add_profiles();
    profile.set_name("every order");
    profile.mutable_costs()->set_split_penalty(150);
    profile.mutable_costs()->set_late_per_day(200);
    profile.mutable_split()->set_max_parcels(20);  // orders of 1,000 lines weigh 300 kg
    routing::StockRule& stock = *rules.add_stock();
    stock.set_name("stores keep one");
    stock.mutable_locations()->add_types(catalog::LOCATION_TYPE_STORE);
    stock.set_safety_stock(1);
    return rules;
}

}  // namespace oms::bench
