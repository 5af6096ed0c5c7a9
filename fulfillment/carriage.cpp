#include "fulfillment/carriage.hpp"

#include <algorithm>
#include <array>

namespace oms::fulfillment {
namespace {

constexpr int departures_tried = 30;
constexpr int courier_days = 7;
constexpr std::size_t courier_slots_offered = 6;
constexpr Duration tick{1};
// Own transport asks no tariff.
constexpr std::array<WeightStep, 1> any_weight{{{1'000'000'000'000, 0}}};

// The search from one location.
class Search {
public:
    Search(const CarriageQuery& query, const NetworkLocation& origin)
        : query_(query), origin_(origin) {}

    CarriageFound deliver() {
        if (!origin_.ships || origin_.settings.departures.empty()) return std::move(found_);
        by_carriers(query_.request.destination, nullptr);
        return std::move(found_);
    }

    CarriageFound bring_to(const NetworkLocation& pickup_at) {
        if (!pickup_at.offers_pickup) return std::move(found_);
        if (origin_.location_id == pickup_at.location_id) {
            from_shelf();
            return std::move(found_);
        }
        bool shuttle_runs = false;
        for (const Shuttle& shuttle : query_.world.network.shuttles()) {
            const bool there = std::find(shuttle.to.begin(), shuttle.to.end(),
                                         pickup_at.location_id) != shuttle.to.end();
            if (shuttle.from != origin_.location_id || !there) continue;
            shuttle_runs = true;
            by_shuttle(shuttle, pickup_at);
        }
        if (!shuttle_runs && origin_.ships && !origin_.settings.departures.empty())
            by_carriers(pickup_at.place, &pickup_at);
        return std::move(found_);
    }

private:
    void miss(LeftOutReason reason) { found_.reason = std::max(found_.reason, reason); }

    // Keeps an option that is not too late.
    void keep(CarriageOption option) {
        const auto& latest = query_.request.latest;
        if (latest && option.arrives > *latest) {
            const auto open = origin_.calendar.next_open(query_.from);
            return miss(!open || *open > *latest ? LeftOutReason::closed : LeftOutReason::cut_off);
        }
        found_.options.push_back(std::move(option));
    }

    std::int64_t room(const NetworkLocation& location, WorkKind kind, LocalDate date) const {
        const auto& capacity = kind == WorkKind::shipping ? location.settings.ship_capacity
                                                          : location.settings.pickup_capacity;
        if (!capacity) return boundless_parcels;
        return parcels_left(capacity, query_.world.workload.of(location.location_id, kind, date),
                            query_.work);
    }

    // When a pickup is ready whose goods are at the location from `there` on, on a date with room.
    // Sets `left` to the room; nothing, with the reason noted, when there is none.
    std::optional<Timestamp> ready(const NetworkLocation& location, Timestamp there,
                                   std::int64_t& left) {
        auto time = location.calendar.add_opening(there, location.settings.pickup_preparation);
        if (time) time = location.calendar.next_open(*time);
        for (int day = 0; time && day < departures_tried; ++day) {
            const LocalDate date = date_of(location.calendar.zone().local(*time));
            left = room(location, WorkKind::pickup, date);
            if (left > 0) return time;
            if (!query_.profile.full_location_waits) break;
            time = location.calendar.next_open(
                location.calendar.zone().utc(at_minute(date, minutes_per_day)));
        }
        miss(time ? LeftOutReason::capacity : LeftOutReason::closed);
        return std::nullopt;
    }

    void from_shelf() {
        CarriageOption option;
        const auto time = ready(origin_, query_.from, option.capacity_left);
        if (!time) return;
        option.carriage = Carriage::shelf;
        option.ship_date = date_of(origin_.calendar.zone().local(*time));
        option.order_by = query_.from;
        option.leaves = *time;
        option.arrives = *time;
        option.price = origin_.settings.pickup.per_parcel;
        option.weight_steps = any_weight;
        keep(std::move(option));
    }

    // The next departure that `accepts` takes, with room for the order.
    template <class Accepts>
    std::optional<NextDeparture> departure(const std::vector<Departure>& departures,
                                           const Accepts& accepts, std::int64_t& left) {
        auto ready_at =
            origin_.calendar.add_opening(query_.from, origin_.settings.ship_preparation);
        for (int tries = 0; ready_at && tries < departures_tried; ++tries) {
            const auto next = next_departure(departures, origin_.calendar, *ready_at);
            if (!next) break;
            ready_at = next->cut_off + tick;
            if (!accepts(next->date)) continue;
            left = room(origin_, WorkKind::shipping, next->date);
            if (left > 0) return next;
            miss(LeftOutReason::capacity);
            if (!query_.profile.full_location_waits) return std::nullopt;
        }
        miss(LeftOutReason::closed);
        return std::nullopt;
    }

    void by_shuttle(const Shuttle& shuttle, const NetworkLocation& pickup_at) {
        CarriageOption option;
        std::int64_t sendable = 0;
        const auto next = departure(
            shuttle.departures, [](LocalDate) { return true; }, sendable);
        if (!next) return;
        const Timestamp there = pickup_at.calendar.zone().utc(at_minute(
            next->date + std::chrono::days{shuttle.arrives_after_days}, shuttle.arrives_minute));
        const auto time = ready(pickup_at, std::max(there, next->leaves), option.capacity_left);
        if (!time) return;
        option.capacity_left = std::min(option.capacity_left, sendable);
        option.carriage = Carriage::shuttle;
        option.service_id = shuttle.shuttle_id;
        option.ship_date = next->date;
        option.order_by = next->cut_off;
        option.leaves = next->leaves;
        option.at_store = there;
        option.arrives = *time;
        option.price = origin_.settings.transfer.per_parcel + shuttle.price.per_parcel;
        option.weight_steps = any_weight;
        keep(std::move(option));
    }

    bool level_allowed(const CarrierService& service) const {
        const auto& levels = query_.request.levels;
        if (levels.empty()) return service.slots.empty();
        return std::find(levels.begin(), levels.end(), service.level) != levels.end();
    }

    bool takes_goods(const CarrierService& service) const {
        return std::none_of(query_.goods.begin(), query_.goods.end(), [&](const Goods& goods) {
            return refusal_of(service, goods).has_value();
        });
    }

    void by_carriers(const PostalPlace& to, const NetworkLocation* pickup_at) {
        miss(LeftOutReason::no_service);
        const Carriers& carriers = query_.world.network.carriers();
        for (const std::size_t index : origin_.services) {
            const CarrierService& service = carriers.services[index];
            if (!level_allowed(service) || !takes_goods(service)) continue;
            const auto found = lane(carriers, service, origin_.place, to);
            if (!found) continue;
            CarriageOption option;
            option.carriage = Carriage::carrier;
            option.service_id = service.service_id;
            option.price = origin_.settings.shipping.per_parcel + found->surcharge;
            option.weight_steps = found->tariff->steps;
            option.volumetric_g_per_l = service.volumetric_g_per_l;
            if (service.slots.empty()) {
                by_service(service, found->tariff->transit_days, pickup_at, std::move(option));
            } else if (pickup_at == nullptr) {
                by_courier(service, option);
            }
        }
    }

    void by_service(const CarrierService& service, std::int64_t transit_days,
                    const NetworkLocation* pickup_at, CarriageOption option) {
        const auto next = departure(
            origin_.settings.departures,
            [&](LocalDate date) { return service.collects.works_on(date); }, option.capacity_left);
        if (!next) return;
        const auto date = service.delivers.add(next->date, transit_days);
        if (!date) return miss(LeftOutReason::closed);
        const TimeZone& zone =
            pickup_at == nullptr ? origin_.calendar.zone() : pickup_at->calendar.zone();
        option.ship_date = next->date;
        option.order_by = next->cut_off;
        option.leaves = next->leaves;
        option.arrives =
            std::max(zone.utc(at_minute(*date, service.arrives_by_minute)), next->leaves);
        if (pickup_at != nullptr) {
            std::int64_t collectable = 0;
            const auto time = ready(*pickup_at, option.arrives, collectable);
            if (!time) return;
            option.arrives = *time;
            option.capacity_left = std::min(option.capacity_left, collectable);
        }
        keep(std::move(option));
    }

    void by_courier(const CarrierService& service, const CarriageOption& pattern) {
        const TimeZone& zone = origin_.calendar.zone();
        const auto prepared =
            origin_.calendar.add_opening(query_.from, origin_.settings.ship_preparation);
        if (!prepared) return miss(LeftOutReason::closed);
        LocalDate date = date_of(zone.local(query_.from));
        std::size_t offered = 0;
        for (int day = 0; day < courier_days; ++day, date += std::chrono::days{1}) {
            for (std::size_t i = 0; i < service.slots.size(); ++i) {
                const CourierSlot& slot = service.slots[i];
                CarriageOption option = pattern;
                option.ship_date = date;
                option.order_by = zone.utc(at_minute(date, slot.order_by_minute));
                option.leaves = zone.utc(at_minute(date, slot.from_minute));
                option.arrives = zone.utc(at_minute(date, slot.until_minute));
                option.slot = i;
                if (!origin_.calendar.is_open(option.leaves)) {
                    miss(LeftOutReason::closed);
                    continue;
                }
                if (option.order_by < query_.from || option.leaves < *prepared) {
                    miss(LeftOutReason::cut_off);
                    continue;
                }
                const std::int64_t taken = query_.world.workload.slot_places_taken(
                    origin_.location_id, service.service_id, date, i);
                option.capacity_left =
                    std::min(slot.places - taken, room(origin_, WorkKind::shipping, date));
                if (option.capacity_left <= 0) {
                    miss(LeftOutReason::capacity);
                    continue;
                }
                keep(std::move(option));
                if (++offered == courier_slots_offered) return;
            }
        }
    }

    const CarriageQuery& query_;
    const NetworkLocation& origin_;
    CarriageFound found_;
};

}  // namespace

CarriageFound deliveries(const CarriageQuery& query, const NetworkLocation& origin) {
    return Search(query, origin).deliver();
}

CarriageFound pickups(const CarriageQuery& query, const NetworkLocation& origin,
                      const NetworkLocation& pickup_at) {
    return Search(query, origin).bring_to(pickup_at);
}

}  // namespace oms::fulfillment
