#include "tests/support/f0_network.hpp"

namespace oms::testing {

using namespace oms::fulfillment;

namespace {

constexpr std::int64_t parcel_limit_g = 30'000;

struct Place {
    const char* id;
    const char* postal_code;
    GeoPosition position;
};

constexpr GeoPosition orleans{47'902'700, 1'908'600};
constexpr GeoPosition paris_center{48'856'600, 2'352'200};
constexpr GeoPosition lyon{45'764'000, 4'835'700};
constexpr GeoPosition lille{50'629'200, 3'057'300};
constexpr GeoPosition marseille{43'296'500, 5'369'800};

Location location(const Place& place, LocationType type) {
    Location made;
    made.location_id = LocationId::trusted(place.id);
    made.name = place.id;
    made.type = type;
    made.address.country_code = "FR";
    made.address.postal_code = place.postal_code;
    made.address.position = place.position;
    made.time_zone = "Europe/Paris";
    made.capabilities = {Capability::ship};
    const bool store = type == LocationType::store;
    if (store) made.capabilities.push_back(Capability::pickup);
    // Most tests are about plans that nobody works on yet.
    made.fulfillment.release = ReleaseMode::in_waves;
    for (int day = 0; day < (store ? 6 : 5); ++day)
        made.weekly_hours.push_back(
            {static_cast<Weekday>(day), store ? 600 : 0, store ? 1200 : minutes_per_day});
    return made;
}

CarrierService service(const char* id, const char* level) {
    CarrierService made;
    made.service_id = id;
    made.level = level;
    made.collects.weekdays[5] = true;
    return made;
}

// Metropolitan France: every department but those of the prefixes 97 and 98.
std::vector<PostalArea> metropolitan() {
    std::vector<PostalArea> areas;
    for (const char* prefix :
         {"0", "1", "2", "3", "4", "5", "6", "7", "8", "90", "91", "92", "93", "94", "95"})
        areas.push_back({"FR", prefix});
    return areas;
}

Carriers carriers() {
    Carriers made;
    made.regions = {
        {"paris",     {{"FR", "75"}, {"FR", "77"}, {"FR", "78"}, {"FR", "9"}}},
        {"lyon",      {{"FR", "69"}, {"FR", "01"}, {"FR", "42"}}             },
        {"lille",     {{"FR", "59"}, {"FR", "62"}}                           },
        {"marseille", {{"FR", "13"}, {"FR", "83"}}                           },
    };
    CarrierService warehouse = service("parcel-warehouse", "standard");
    warehouse.zones = {
        {metropolitan(), false, {}, "france"}
    };
    warehouse.tariffs = {
        {"france", 2, {{parcel_limit_g, 520}}}
    };
    CarrierService store = service("parcel-store", "standard");
    store.zones = {
        {metropolitan(), true,  {}, "region"},
        {metropolitan(), false, {}, "france"}
    };
    store.tariffs = {
        {"region", 2, {{parcel_limit_g, 590}}},
        {"france", 2, {{parcel_limit_g, 740}}}
    };
    CarrierService express = service("express", "express");
    express.zones = warehouse.zones;
    express.tariffs = {
        {"france", 1, {{parcel_limit_g, 990}}}
    };
    CarrierService courier = service("courier", "same_day");
    courier.zones = {
        {{{"FR", "75"}}, false, 10'000, "near"}
    };
    courier.tariffs = {
        {"near", 0, {{parcel_limit_g, 690}}}
    };
    courier.slots = {
        {16 * 60, 18 * 60, 15 * 60, 5},
        {18 * 60, 20 * 60, 17 * 60, 5}
    };
    made.services = {warehouse, store, express, courier};
    return made;
}

const std::vector<std::pair<const char*, Goods>>& items() {
    static const std::vector<std::pair<const char*, Goods>> table = {
        {"TEE",  {200, 1'500, 300, HandlingClass::standard}   },
        {"JEAN", {700, 4'000, 400, HandlingClass::standard}   },
        {"COAT", {1'500, 12'000, 700, HandlingClass::standard}},
        {"SHOE", {1'200, 9'000, 350, HandlingClass::standard} },
    };
    return table;
}

Goods goods(const std::string& sku) {
    for (const auto& [name, unit] : items()) {
        if (sku == name) return unit;
    }
    return {500, 2'000, 300, HandlingClass::standard};
}

std::vector<RoutingLine> lines_of(const std::vector<std::pair<const char*, std::int64_t>>& given) {
    std::vector<RoutingLine> lines;
    for (const auto& [sku, quantity] : given)
        lines.push_back({static_cast<std::int64_t>(lines.size()) + 1,
                         Sku::trusted(sku),
                         quantity,
                         goods(sku),
                         {}});
    return lines;
}

}  // namespace

F0::F0() {
    const Place places[] = {
        {"S1", "75001", paris_center},
        {"S2", "69003", lyon        },
        {"S3", "59000", lille       },
        {"S4", "13008", marseille   },
        {"W1", "45000", orleans     },
    };
    using enum Weekday;
    network_draft.version = 1;
    network_draft.carriers = carriers();
    for (const Place& place : places) {
        const bool store = place.id[0] == 'S';
        const std::string id(place.id);
        network_draft.locations.push_back(
            location(place, store ? LocationType::store : LocationType::warehouse));
        LocationSettings settings;
        settings.location_id = LocationId::trusted(place.id);
        if (store) {
            settings.groups = {"stores"};
            settings.departures = on_weekdays(
                {monday, tuesday, wednesday, thursday, friday, saturday}, 15 * 60, 17 * 60);
            settings.services = {"parcel-store", "express"};
            if (id == "S1") settings.services.push_back("courier");
            settings.pickup_preparation = std::chrono::hours{2};
            settings.shipping = {200, 0, 60};
            settings.pickup = {0, 0, 40};
            settings.ship_capacity =
                DailyCapacity{CapacityMeasure::parcels, id == "S1" || id == "S2" ? 20 : 10};
        } else {
            settings.departures =
                on_weekdays({monday, tuesday, wednesday, thursday, friday}, 16 * 60, 17 * 60);
            settings.services = {"parcel-warehouse", "express"};
            settings.shipping = {110, 0, 25};
            settings.transfer = {30, 0, 25};
            settings.ship_capacity = DailyCapacity{CapacityMeasure::lines, 2000};
        }
        network_draft.settings.push_back(settings);
    }
    Shuttle shuttle;
    shuttle.shuttle_id = "night";
    shuttle.from = LocationId::trusted("W1");
    for (const char* store : {"S1", "S2", "S3", "S4"})
        shuttle.to.push_back(LocationId::trusted(store));
    shuttle.departures =
        on_weekdays({monday, tuesday, wednesday, thursday, friday}, 16 * 60, 18 * 60);
    shuttle.arrives_after_days = 1;
    shuttle.arrives_minute = 11 * 60;
    network_draft.shuttles = {shuttle};

    rule_draft.version = 1;
    Profile profile;
    profile.name = "every order";
    profile.costs.split_penalty = 300;
    rule_draft.profiles = {profile};
    StockRule safety;
    safety.name = "stores keep one";
    safety.locations.types = {LocationType::store};
    safety.safety_stock = 1;
    rule_draft.stock = {safety};
    for (const Location& made : network_draft.locations)
        view.put_place(made);
}

F0& F0::stock(const char* location_id, const char* sku, std::int64_t on_hand) {
    StockLevel level;
    level.on_hand = on_hand;
    view.put_level({Sku::trusted(sku), LocationId::trusted(location_id)}, level);
    return *this;
}

F0& F0::arriving(const char* location_id, const char* sku, std::int64_t units, const char* from) {
    inbound.push_back({
        {Sku::trusted(sku), LocationId::trusted(location_id)},
        paris(from), units
    });
    return *this;
}

void F0::make() {
    network_ = Network::make(network_draft,
                             {
                                 {"Europe/Paris", paris_zone()}
    })
                   .value();
    rules_ = RuleSet::publish(rule_draft, *network_).value();
}

RoutingWorld F0::world() {
    make();
    return {*network_, *rules_, planning_, workload, inbound};
}

const Network& F0::network() {
    if (!network_) make();
    return *network_;
}

std::string F0::name(std::size_t index) {
    return network().location(index).location_id.str();
}

RoutingRequest F0::delivery(const char* postal_code, const char* now,
                            std::vector<std::pair<const char*, std::int64_t>> lines) {
    RoutingRequest request;
    request.traits = {ChannelId::trusted("web"), "FR", Method::delivery, {}};
    request.lines = lines_of(lines);
    request.destination = {"FR", postal_code, std::nullopt};
    request.levels = {"standard"};
    request.now = paris(now);
    return request;
}

RoutingRequest F0::pickup(std::vector<const char*> at, const char* now,
                          std::vector<std::pair<const char*, std::int64_t>> lines) {
    RoutingRequest request = delivery("", now, std::move(lines));
    request.traits.method = Method::pickup;
    request.destination = {};
    for (const char* id : at)
        request.pickup_at.push_back(LocationId::trusted(id));
    return request;
}

std::string paris_date(Timestamp time) {
    return shown(*paris_zone(), time).substr(0, 10);
}

std::string paris_time(Timestamp time) {
    return shown(*paris_zone(), time);
}

Timestamp paris(const char* text) {
    return at(*paris_zone(), text);
}

}  // namespace oms::testing
