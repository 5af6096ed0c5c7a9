#include "fulfillment/network.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace oms::fulfillment {
namespace {

constexpr std::int64_t highest_price = 100'000'000;

bool has(const Location& location, Capability capability) {
    return std::find(location.capabilities.begin(), location.capabilities.end(), capability) !=
           location.capabilities.end();
}

// Collects what is wrong with a draft.
class Check {
public:
    explicit Check(const NetworkDraft& draft) : draft_(draft) {
        for (const Location& location : draft.locations)
            locations_.insert(location.location_id);
        for (const CarrierService& service : draft.carriers.services)
            services_.insert(service.service_id);
    }

    std::vector<FieldViolation> run() {
        found_ = problems_of(draft_.carriers, "carriers");
        std::set<LocationId> ids;
        for (std::size_t i = 0; i < draft_.locations.size(); ++i)
            require(ids.insert(draft_.locations[i].location_id).second,
                    fmt::format("locations[{}].location_id", i), "is there already");
        ids.clear();
        for (std::size_t i = 0; i < draft_.settings.size(); ++i) {
            const std::string field = fmt::format("settings[{}]", i);
            require(ids.insert(draft_.settings[i].location_id).second, field + ".location_id",
                    "is there already");
            settings(draft_.settings[i], field);
        }
        for (std::size_t i = 0; i < draft_.shuttles.size(); ++i)
            shuttle(draft_.shuttles[i], fmt::format("shuttles[{}]", i));
        return std::move(found_);
    }

private:
    void require(bool holds, std::string field, const char* rule) {
        if (!holds) found_.push_back({std::move(field), rule});
    }
    void known(const LocationId& id, std::string field) {
        require(locations_.count(id) == 1, std::move(field), "is no location of the network");
    }
    void price(std::int64_t given, std::string field) {
        require(given >= 0 && given <= highest_price, std::move(field), "0 to 100,000,000");
    }
    void preparation(std::chrono::minutes given, std::string field) {
        require(given >= std::chrono::minutes{0} && given <= std::chrono::hours{24 * 30},
                std::move(field), "0 to 43200 minutes");
    }
    void capacity(const std::optional<DailyCapacity>& given, const std::string& field) {
        require(!given || given->limit >= 0, field + ".limit", "0 or more");
    }
    void handling(const HandlingCost& cost, const std::string& field) {
        price(cost.per_parcel, field + ".per_parcel");
        price(cost.per_line, field + ".per_line");
        price(cost.per_unit, field + ".per_unit");
    }
    void departures(const std::vector<Departure>& given, const std::string& field) {
        for (std::size_t i = 0; i < given.size(); ++i)
            require(given[i].cut_off_minute >= 0 &&
                        given[i].cut_off_minute <= given[i].leaves_minute &&
                        given[i].leaves_minute <= minutes_per_day,
                    fmt::format("{}[{}]", field, i),
                    "cuts off before it leaves, within minutes 0 to 1440");
    }

    void settings(const LocationSettings& given, const std::string& field) {
        known(given.location_id, field + ".location_id");
        departures(given.departures, field + ".departures");
        for (std::size_t i = 0; i < given.services.size(); ++i)
            require(services_.count(given.services[i]) == 1,
                    fmt::format("{}.services[{}]", field, i), "is no service of the carriers");
        preparation(given.ship_preparation, field + ".ship_preparation_minutes");
        preparation(given.pickup_preparation, field + ".pickup_preparation_minutes");
        handling(given.shipping, field + ".shipping");
        handling(given.pickup, field + ".pickup");
        handling(given.transfer, field + ".transfer");
        capacity(given.ship_capacity, field + ".ship_capacity");
        capacity(given.pickup_capacity, field + ".pickup_capacity");
    }

    void shuttle(const Shuttle& given, const std::string& field) {
        require(!given.shuttle_id.empty(), field + ".shuttle_id", "must be given");
        require(shuttles_.insert(given.shuttle_id).second, field + ".shuttle_id",
                "is there already");
        known(given.from, field + ".from");
        for (std::size_t i = 0; i < given.to.size(); ++i) {
            const std::string at = fmt::format("{}.to[{}]", field, i);
            known(given.to[i], at);
            require(given.to[i] != given.from, at, "is where the shuttle comes from");
        }
        departures(given.departures, field + ".departures");
        require(given.arrives_after_days >= 0 && given.arrives_after_days <= 30,
                field + ".arrives_after_days", "0 to 30");
        require(given.arrives_minute >= 0 && given.arrives_minute <= minutes_per_day,
                field + ".arrives_minute", "0 to 1440");
        if (given.arrives_after_days == 0) {
            for (const Departure& departure : given.departures)
                require(departure.leaves_minute <= given.arrives_minute, field + ".arrives_minute",
                        "not before it leaves");
        }
        handling(given.price, field + ".price");
        if (!given.carbon) return;
        for (FieldViolation& one : problems_of(*given.carbon, field + ".carbon"))
            found_.push_back(std::move(one));
    }

    const NetworkDraft& draft_;
    std::set<LocationId> locations_;
    std::set<std::string> services_;
    std::set<std::string> shuttles_;
    std::vector<FieldViolation> found_;
};

std::vector<std::size_t> indexes_of(const std::vector<std::string>& services,
                                    const Carriers& carriers) {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < carriers.services.size(); ++i) {
        if (std::find(services.begin(), services.end(), carriers.services[i].service_id) !=
            services.end())
            indexes.push_back(i);
    }
    return indexes;
}

}  // namespace

Result<Network> Network::make(NetworkDraft draft, const TimeZones& zones) {
    Error error{Reason::malformed_field, "network", Check(draft).run(), {}, {}, false};
    std::unordered_map<LocationId, const LocationSettings*> given_settings;
    for (const LocationSettings& given : draft.settings)
        given_settings.emplace(given.location_id, &given);
    Network network;
    network.version_ = draft.version;
    for (std::size_t i = 0; i < draft.locations.size(); ++i) {
        const Location& location = draft.locations[i];
        const std::string field = fmt::format("locations[{}]", i);
        const auto zone = zones.find(location.time_zone);
        if (zone == zones.end()) {
            error.fields.push_back({field + ".time_zone", "is no zone of the time zone database"});
            continue;
        }
        auto calendar =
            Calendar::make(zone->second, location.weekly_hours, location.hours_exceptions);
        if (!calendar) {
            for (const FieldViolation& violation : calendar.error().fields)
                error.fields.push_back({field + "." + violation.field, violation.description});
            continue;
        }
        LocationSettings settings;
        settings.location_id = location.location_id;
        if (const auto given = given_settings.find(location.location_id);
            given != given_settings.end())
            settings = *given->second;
        auto services = indexes_of(settings.services, draft.carriers);
        network.locations_.push_back({location.location_id, location.type,
                                      place_of(location.address), has(location, Capability::ship),
                                      has(location, Capability::pickup), *std::move(calendar),
                                      std::move(settings), std::move(services)});
    }
    if (!error.fields.empty()) return fail(std::move(error));
    std::sort(network.locations_.begin(), network.locations_.end(),
              [](const auto& a, const auto& b) { return a.location_id < b.location_id; });
    for (std::size_t i = 0; i < network.locations_.size(); ++i)
        network.index_.emplace(network.locations_[i].location_id, i);
    network.shuttles_ = std::move(draft.shuttles);
    network.carriers_ = std::move(draft.carriers);
    return network;
}

std::optional<std::size_t> Network::find(const LocationId& id) const {
    const auto found = index_.find(id);
    if (found == index_.end()) return std::nullopt;
    return found->second;
}

}  // namespace oms::fulfillment
