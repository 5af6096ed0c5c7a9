#include "fulfillment/rules_document.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "domain/money.hpp"

namespace oms::fulfillment {
namespace {

constexpr const char* no_zone = "Etc/UTC";

void normalize(std::vector<PostalArea>& areas) {
    for (PostalArea& area : areas)
        area.postal_prefix = normalized_postal_code(area.country_code, area.postal_prefix);
}

// What is wrong with a location, or nothing.
std::string fault_of(const Location& location, const TimeZones& zones) {
    const auto zone = zones.find(location.time_zone);
    if (zone == zones.end()) {
        return fmt::format("location {}: {} is no zone of the time zone database",
                           location.location_id.str(), location.time_zone);
    }
    const auto calendar =
        Calendar::make(zone->second, location.weekly_hours, location.hours_exceptions);
    if (calendar) return {};
    const auto& fields = calendar.error().fields;
    return fmt::format("location {}: {}", location.location_id.str(),
                       fields.empty()
                           ? calendar.error().detail
                           : fmt::format("{}: {}", fields[0].field, fields[0].description));
}

void append(std::vector<FieldViolation>& found, std::vector<FieldViolation> more) {
    for (FieldViolation& one : more)
        found.push_back(std::move(one));
}

// The locations and their groups, and nothing that may be wrong: enough to check the rules that
// name them when the rest of the network cannot be made.
Result<Network> outline(const RulesDocument& document, const SetupWorld& world) {
    NetworkDraft draft;
    draft.locations = world.locations;
    std::set<LocationId> known;
    for (const Location& location : world.locations)
        known.insert(location.location_id);
    for (const LocationSettings& given : document.settings) {
        if (known.erase(given.location_id) == 0) continue;
        LocationSettings settings;
        settings.location_id = given.location_id;
        settings.groups = given.groups;
        draft.settings.push_back(std::move(settings));
    }
    return Network::make(std::move(draft), world.zones);
}

Result<Network> network_of(std::int64_t version, const RulesDocument& document,
                           const SetupWorld& world) {
    return Network::make(
        {version, world.locations, document.settings, document.shuttles, document.carriers},
        world.zones);
}

}  // namespace

void normalize(RulesDocument& document) {
    for (Region& region : document.carriers.regions)
        normalize(region.areas);
    for (CarrierService& service : document.carriers.services) {
        for (ZoneRule& zone : service.zones)
            normalize(zone.to);
        for (Surcharge& surcharge : service.surcharges)
            normalize(surcharge.areas);
    }
}

Result<std::shared_ptr<const RoutingSetup>> make_setup(std::int64_t version,
                                                       const RulesDocument& document,
                                                       SetupWorld world) {
    Error error{Reason::malformed_field, "routing rules", {}, {}, {}, false};
    if (!Currency::parse(document.currency_code))
        error.fields.push_back({"currency_code", "an ISO 4217 code, such as EUR"});
    for (const Location& location : world.locations) {
        if (std::string fault = fault_of(location, world.zones); !fault.empty())
            error.fields.push_back({{}, std::move(fault)});
    }
    // Without its locations nothing else can be told.
    if (std::any_of(error.fields.begin(), error.fields.end(),
                    [](const FieldViolation& one) { return one.field.empty(); }))
        return fail(std::move(error));
    RuleDraft draft{version, document.profiles, document.stock};
    auto network = network_of(version, document, world);
    if (!network) {
        append(error.fields, std::move(network.error().fields));
        OMS_TRY(const Network outlined, outline(document, world));
        append(error.fields, validate(draft, outlined));
        return fail(std::move(error));
    }
    auto rules = RuleSet::publish(std::move(draft), *network);
    if (!rules) append(error.fields, std::move(rules.error().fields));
    if (!error.fields.empty()) return fail(std::move(error));
    return std::make_shared<const RoutingSetup>(
        RoutingSetup{version, *std::move(network), *std::move(rules), std::move(world.centroids),
                     document.currency_code});
}

std::vector<std::string> set_aside_unusable(RulesDocument& document, SetupWorld& world) {
    std::vector<std::string> faults;
    std::set<LocationId> aside;
    for (Location& location : world.locations) {
        std::string fault = fault_of(location, world.zones);
        if (fault.empty()) continue;
        faults.push_back(std::move(fault));
        aside.insert(location.location_id);
        location.time_zone = no_zone;
        location.weekly_hours.clear();
        location.hours_exceptions.clear();
        location.capabilities.clear();
    }
    if (aside.empty()) return faults;
    auto utc = TimeZone::make(no_zone, std::chrono::seconds{0}, {});
    world.zones.insert_or_assign(no_zone, std::make_shared<const TimeZone>(*std::move(utc)));
    for (Shuttle& shuttle : document.shuttles) {
        std::erase_if(shuttle.to, [&](const LocationId& id) { return aside.contains(id); });
        if (aside.contains(shuttle.from)) shuttle.departures.clear();
    }
    return faults;
}

}  // namespace oms::fulfillment
