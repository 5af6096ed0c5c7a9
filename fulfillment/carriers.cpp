#include "fulfillment/carriers.hpp"

#include <algorithm>

namespace oms::fulfillment {
namespace {

__extension__ using Wide = __int128;

bool any_contains(const std::vector<PostalArea>& areas, const PostalPlace& place) {
    return std::any_of(areas.begin(), areas.end(),
                       [&](const PostalArea& area) { return area.contains(place); });
}

// From one place to another, as the rows of a zone table ask about it again and again.
class Way {
public:
    Way(const Carriers& carriers, const PostalPlace& from, const PostalPlace& to)
        : carriers_(carriers), from_(from), to_(to) {}

    bool fits(const ZoneRule& rule) {
        if (!rule.to.empty() && !any_contains(rule.to, to_)) return false;
        if (rule.within_region && !within_region()) return false;
        if (!rule.up_to_m) return true;
        return from_.position && to_.position && distance() <= *rule.up_to_m;
    }

private:
    bool within_region() const {
        const std::string_view region = region_of(carriers_, to_);
        return !region.empty() && region == region_of(carriers_, from_);
    }
    std::int64_t distance() {
        if (distance_m_ < 0) distance_m_ = distance_m(*from_.position, *to_.position);
        return distance_m_;
    }

    const Carriers& carriers_;
    const PostalPlace& from_;
    const PostalPlace& to_;
    std::int64_t distance_m_ = -1;  // below 0: not asked for yet
};

}  // namespace

bool PostalArea::contains(const PostalPlace& place) const {
    return place.country_code == country_code && place.postal_code.starts_with(postal_prefix);
}

std::string_view to_string(NotOffered reason) {
    switch (reason) {
        case NotOffered::no_zone:
            return "no_zone";
        case NotOffered::too_heavy:
            return "too_heavy";
        case NotOffered::too_large:
            return "too_large";
        case NotOffered::class_refused:
            return "class_refused";
    }
    return "";
}

std::string_view region_of(const Carriers& carriers, const PostalPlace& place) {
    const Region* best = nullptr;
    std::size_t longest = 0;
    for (const Region& region : carriers.regions) {
        for (const PostalArea& area : region.areas) {
            if (!area.contains(place)) continue;
            if (best != nullptr && area.postal_prefix.size() <= longest) continue;
            best = &region;
            longest = area.postal_prefix.size();
        }
    }
    return best == nullptr ? std::string_view() : std::string_view(best->name);
}

tl::expected<Lane, NotOffered> lane(const Carriers& carriers, const CarrierService& service,
                                    const PostalPlace& from, const PostalPlace& to) {
    Way way(carriers, from, to);
    for (const ZoneRule& rule : service.zones) {
        if (!way.fits(rule)) continue;
        const auto tariff =
            std::find_if(service.tariffs.begin(), service.tariffs.end(),
                         [&](const ZoneTariff& row) { return row.zone == rule.zone; });
        if (tariff == service.tariffs.end()) break;
        Lane found{&*tariff, 0};
        for (const Surcharge& surcharge : service.surcharges)
            found.surcharge += any_contains(surcharge.areas, to) ? surcharge.price : 0;
        return found;
    }
    return tl::unexpected(NotOffered::no_zone);
}

std::optional<NotOffered> refusal_of(const CarrierService& service, const Goods& goods) {
    const auto& refused = service.refused_classes;
    if (std::find(refused.begin(), refused.end(), goods.handling_class) != refused.end())
        return NotOffered::class_refused;
    if (service.longest_side_mm > 0 && goods.longest_side_mm > service.longest_side_mm)
        return NotOffered::too_large;
    return std::nullopt;
}

std::int64_t chargeable_weight_g(const CarrierService& service, std::int64_t weight_g,
                                 std::int64_t volume_cm3) {
    const std::int64_t volumetric = (volume_cm3 * service.volumetric_g_per_l + 999) / 1000;
    return std::max(weight_g, volumetric);
}

tl::expected<std::int64_t, NotOffered> parcel_price(const Carriers& carriers,
                                                    const CarrierService& service,
                                                    const PostalPlace& from, const PostalPlace& to,
                                                    const Goods& parcel) {
    const auto found = lane(carriers, service, from, to);
    if (!found) return tl::unexpected(found.error());
    if (const auto refusal = refusal_of(service, parcel)) return tl::unexpected(*refusal);
    const std::int64_t weight = chargeable_weight_g(service, parcel.weight_g, parcel.volume_cm3);
    for (const WeightStep& step : found->tariff->steps) {
        if (weight <= step.up_to_weight_g) return step.price + found->surcharge;
    }
    return tl::unexpected(NotOffered::too_heavy);
}

std::int64_t carbon_of(const Carbon& carbon, std::int64_t weight_g, std::int64_t distance_m) {
    constexpr Wide g_m_of_tonne_km = 1'000'000'000;
    constexpr Wide most = 1'000'000'000'000'000;
    const Wide way = Wide{weight_g} * distance_m * carbon.g_per_tonne_km;
    const Wide grams = carbon.g_per_parcel + (way + g_m_of_tonne_km - 1) / g_m_of_tonne_km;
    return static_cast<std::int64_t>(std::min(grams, most));
}

}  // namespace oms::fulfillment
