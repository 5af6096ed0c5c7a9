#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "domain/text.hpp"
#include "fulfillment/carriers.hpp"

// What may be wrong with carrier tables; see carriers.hpp.
namespace oms::fulfillment {
namespace {

// Prices beyond this are slips of the keyboard, and would leave the solver's range.
constexpr std::int64_t highest_price = 100'000'000;

class Check {
public:
    explicit Check(std::vector<FieldViolation>& found) : found_(found) {}

    void require(bool holds, std::string field, const char* rule) {
        if (!holds) found_.push_back({std::move(field), rule});
    }
    void price(std::int64_t price, std::string field) {
        require(price >= 0 && price <= highest_price, std::move(field), "0 to 100,000,000");
    }

    void areas(const std::vector<PostalArea>& given, const std::string& field) {
        for (std::size_t i = 0; i < given.size(); ++i) {
            const std::string at = fmt::format("{}[{}]", field, i);
            require(is_country_code(given[i].country_code), at + ".country_code",
                    "a country as two upper-case letters");
            require(normalized_postal_code(given[i].country_code, given[i].postal_prefix) ==
                        given[i].postal_prefix,
                    at + ".postal_prefix", "upper case, without hyphens and needless spaces");
        }
    }

    void tariff(const ZoneTariff& tariff, const std::string& field) {
        require(tariff.transit_days >= 0 && tariff.transit_days <= 90, field + ".transit_days",
                "0 to 90");
        require(!tariff.steps.empty(), field + ".steps", "at least one weight step");
        for (std::size_t i = 0; i < tariff.steps.size(); ++i) {
            const WeightStep& step = tariff.steps[i];
            const std::string at = fmt::format("{}.steps[{}]", field, i);
            price(step.price, at + ".price");
            require(step.up_to_weight_g > 0, at + ".up_to_weight_g", "above 0");
            if (i == 0) continue;
            require(step.up_to_weight_g > tariff.steps[i - 1].up_to_weight_g,
                    at + ".up_to_weight_g", "above that of the step before");
            require(step.price >= tariff.steps[i - 1].price, at + ".price",
                    "not below that of the step before");
        }
    }

    void slot(const CourierSlot& slot, const std::string& field) {
        require(slot.from_minute >= 0 && slot.from_minute < slot.until_minute &&
                    slot.until_minute <= minutes_per_day,
                field, "begins before it ends, within minutes 0 to 1440");
        require(slot.order_by_minute >= 0 && slot.order_by_minute <= slot.from_minute,
                field + ".order_by_minute", "not after the slot begins");
        require(slot.places >= 0, field + ".places", "0 or more");
    }

    void carbon(const Carbon& carbon, const std::string& field) {
        constexpr std::int64_t most_g = 1'000'000;
        require(carbon.g_per_parcel >= 0 && carbon.g_per_parcel <= most_g, field + ".g_per_parcel",
                "0 to 1,000,000");
        require(carbon.g_per_tonne_km >= 0 && carbon.g_per_tonne_km <= most_g,
                field + ".g_per_tonne_km", "0 to 1,000,000");
    }

    void holidays(const WorkingDays& days, const std::string& field) {
        require(std::is_sorted(days.holidays.begin(), days.holidays.end()), field + ".holidays",
                "in ascending order");
    }

    void service(const CarrierService& service, const std::string& field) {
        require(!service.service_id.empty(), field + ".service_id", "must be given");
        require(!service.level.empty(), field + ".level", "must be given");
        require(service.volumetric_g_per_l >= 0 && service.volumetric_g_per_l <= 10'000,
                field + ".volumetric_g_per_l", "0 to 10,000");
        require(service.longest_side_mm >= 0, field + ".longest_side_mm", "0 or more");
        require(service.arrives_by_minute >= 0 && service.arrives_by_minute <= minutes_per_day,
                field + ".arrives_by_minute", "0 to 1440");
        std::set<std::string> zones;
        for (std::size_t i = 0; i < service.tariffs.size(); ++i) {
            const std::string at = fmt::format("{}.tariffs[{}]", field, i);
            tariff(service.tariffs[i], at);
            require(zones.insert(service.tariffs[i].zone).second, at + ".zone",
                    "has a tariff already");
        }
        for (std::size_t i = 0; i < service.zones.size(); ++i) {
            const ZoneRule& zone = service.zones[i];
            const std::string at = fmt::format("{}.zones[{}]", field, i);
            areas(zone.to, at + ".to");
            require(!zone.up_to_m || *zone.up_to_m >= 0, at + ".up_to_m", "0 or more");
            require(zones.count(zone.zone) == 1, at + ".zone", "has no tariff");
        }
        for (std::size_t i = 0; i < service.surcharges.size(); ++i) {
            const std::string at = fmt::format("{}.surcharges[{}]", field, i);
            areas(service.surcharges[i].areas, at + ".areas");
            price(service.surcharges[i].price, at + ".price");
        }
        for (std::size_t i = 0; i < service.slots.size(); ++i)
            slot(service.slots[i], fmt::format("{}.slots[{}]", field, i));
        if (service.carbon) carbon(*service.carbon, field + ".carbon");
        holidays(service.collects, field + ".collects");
        holidays(service.delivers, field + ".delivers");
    }

private:
    std::vector<FieldViolation>& found_;
};

}  // namespace

std::vector<FieldViolation> problems_of(const Carriers& carriers, const std::string& field) {
    std::vector<FieldViolation> found;
    Check check(found);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < carriers.regions.size(); ++i)
        check.areas(carriers.regions[i].areas, fmt::format("{}.regions[{}].areas", field, i));
    for (std::size_t i = 0; i < carriers.services.size(); ++i) {
        const std::string at = fmt::format("{}.services[{}]", field, i);
        check.service(carriers.services[i], at);
        check.require(ids.insert(carriers.services[i].service_id).second, at + ".service_id",
                      "is there already");
    }
    check.require(carriers.oversize.longest_side_mm >= 0, field + ".oversize.longest_side_mm",
                  "0 or more");
    check.price(carriers.oversize.price_per_unit, field + ".oversize.price_per_unit");
    return found;
}

std::vector<FieldViolation> problems_of(const Carbon& carbon, const std::string& field) {
    std::vector<FieldViolation> found;
    Check(found).carbon(carbon, field);
    return found;
}

}  // namespace oms::fulfillment
