#include "services/fulfillment/claiming.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms::fulfilling {
namespace {

bool acts_for(const Actor& actor, const FulfillmentOrder& task, const LocationId& location) {
    return actor.channels.contains(task.channel_id) || actor.locations.contains(location);
}

OrderParcel& parcel_of(TaskChange& change) {
    const auto parcel = std::find_if(
        change.order.parcels.begin(), change.order.parcels.end(),
        [&](const auto& p) { return p.fulfillment_order_id == change.task.fulfillment_order_id; });
    OMS_REQUIRE(parcel != change.order.parcels.end());
    return *parcel;
}

// It goes from where the offer was made to, by its own carrier and on its own day.
void plan_from(OrderParcel& parcel, const ParcelOffer& offer) {
    parcel.location_id = offer.location_id;
    parcel.service_id = offer.service_id;
    parcel.ship_date = offer.ship_date;
    parcel.order_by = offer.order_by;
    parcel.work.clear();
    for (const WorkLimit& limit : offer.work)
        parcel.work.push_back(limit.key);
}

}  // namespace

Result<LocationId> accepting_location(const Actor& actor, const FulfillmentOrder& task,
                                      const LocationId& named) {
    if (named.empty()) {
        if (acts_for(actor, task, task.location_id)) return task.location_id;
        for (const ParcelOffer& offer : task.offers) {
            if (actor.locations.contains(offer.location_id)) return offer.location_id;
        }
        return task.location_id;
    }
    if (!acts_for(actor, task, named))
        return fail(Reason::fulfillment_order_not_found, task.fulfillment_order_id.str());
    if (named != task.location_id && offer_to(task, named) == nullptr) {
        return fail(
            Reason::illegal_transition,
            fmt::format("accept does not apply: the task is not offered to {}", named.str()));
    }
    return named;
}

tl::unexpected<Error> taken_by(const FulfillmentOrder& task, std::string_view action) {
    const std::string& owner = task.location_id.str();
    Error error{Reason::illegal_transition,
                fmt::format("{} does not apply: the task is with {}", action, owner),
                {},
                {},
                {},
                false};
    error.metadata.emplace_back("location_id", owner);
    return fail(std::move(error));
}

Result<void> claim(UnitOfWork& unit, TaskChange& change, const LocationId& by) {
    const ParcelOffer* found = offer_to(change.task, by);
    OMS_REQUIRE(found != nullptr);
    const ParcelOffer offer = *found;
    const Location* location = unit.locations.find(by);
    if (location == nullptr || is_closed(location->closure, unit.now())) {
        return fail(Reason::illegal_transition,
                    fmt::format("accept does not apply: {} is closed", by.str()));
    }
    const std::vector<ParcelUnits> units = units_of(change.task);
    OMS_CHECK(change.move(units, UnitState::allocated, UnitState::unallocated));
    OrderParcel& parcel = parcel_of(change);
    unit.give_back_work({&parcel, 1}, {});
    plan_from(parcel, offer);
    OMS_CHECK(unit.take_work({&parcel, 1}, offer.work));
    hand_to(change.task, by);
    change.plan_changed();
    return change.move(units, UnitState::unallocated, UnitState::allocated);
}

}  // namespace oms::fulfilling
