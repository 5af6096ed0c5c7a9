#include "domain/fulfillment_order.hpp"

#include <algorithm>
#include <map>

#include "domain/contract.hpp"

namespace oms {
namespace {

FulfillmentLine* line_of(FulfillmentOrder& task, std::int64_t line_no) {
    const auto found =
        std::find_if(task.lines.begin(), task.lines.end(),
                     [&](const FulfillmentLine& line) { return line.line_no == line_no; });
    return found == task.lines.end() ? nullptr : &*found;
}

tl::unexpected<Error> too_many(Reason reason, std::int64_t line_no, std::int64_t wanted,
                               std::int64_t there) {
    Error error{reason, "more units than there are", {}, {}, {}, false};
    error.preconditions.push_back({"LINE", fmt::format("{}", line_no),
                                   fmt::format("wanted {}, there are {}", wanted, there)});
    return fail(std::move(error));
}

FulfillmentMethod method_of(const OrderParcel& parcel) {
    if (parcel.pickup_location.empty()) return FulfillmentMethod::ship;
    return parcel.pickup_location == parcel.location_id ? FulfillmentMethod::pickup
                                                        : FulfillmentMethod::ship_to_store;
}

}  // namespace

bool has_ended(const FulfillmentOrder& task) {
    switch (task.state) {
        case FulfillmentState::delivered:
        case FulfillmentState::collected:
        case FulfillmentState::received:
        case FulfillmentState::rejected:
        case FulfillmentState::canceled:
            return true;
        default:
            return false;
    }
}

bool has_collected(const FulfillmentOrder& task) {
    return std::any_of(task.lines.begin(), task.lines.end(),
                       [](const FulfillmentLine& line) { return line.collected > 0; });
}

bool is_untouched(const FulfillmentOrder& task) {
    return task.state == FulfillmentState::released || task.state == FulfillmentState::accepted;
}

namespace {

// What applies to it, whoever does it.
std::vector<FulfillmentAction> applicable_actions(const FulfillmentOrder& task) {
    std::vector<FulfillmentAction> actions = allowed_actions(fulfillment_transitions, task.state);
    std::erase_if(actions, [&](FulfillmentAction action) {
        switch (action) {
            case FulfillmentAction::ship:
                return task.method != FulfillmentMethod::ship;
            case FulfillmentAction::send:
            case FulfillmentAction::receive:
                return task.method != FulfillmentMethod::ship_to_store;
            case FulfillmentAction::make_ready:
            case FulfillmentAction::collect:
            case FulfillmentAction::collect_part:
            case FulfillmentAction::put_back:
                return task.method != FulfillmentMethod::pickup;
            case FulfillmentAction::resume_released:
            case FulfillmentAction::resume_accepted:
            case FulfillmentAction::resume_picking:
            case FulfillmentAction::resume_packed:
            case FulfillmentAction::resume_ready: {
                const auto back = next(fulfillment_transitions, task.state, action);
                return back != task.resume_state;
            }
            case FulfillmentAction::grant_cancel:
                return task.recalled;
            case FulfillmentAction::grant_recall:
                return !task.recalled;
            case FulfillmentAction::recall:
            case FulfillmentAction::redirect:
                return task.method != FulfillmentMethod::ship;
            default:
                return false;
        }
    });
    return actions;
}

}  // namespace

std::vector<FulfillmentAction> allowed_actions(const FulfillmentOrder& task) {
    std::vector<FulfillmentAction> actions = applicable_actions(task);
    // Of parcels that have not left only the server tells: that they are booked.
    if (task.state == FulfillmentState::packed || task.state == FulfillmentState::cancel_requested)
        std::erase(actions, FulfillmentAction::track);
    std::erase_if(actions, [&](FulfillmentAction action) {
        return action == FulfillmentAction::recall || action == FulfillmentAction::redirect ||
               (action == FulfillmentAction::delay && task.state != FulfillmentState::packed);
    });
    return actions;
}

Result<void> advance(FulfillmentOrder& task, FulfillmentAction action) {
    const std::vector<FulfillmentAction> allowed = applicable_actions(task);
    OMS_TRY(const FulfillmentState to, advance(fulfillment_transitions, task.state, action));
    if (std::find(allowed.begin(), allowed.end(), action) == allowed.end()) {
        return fail(Reason::illegal_transition,
                    fmt::format("{} does not apply to a task that is {} by {}", enum_text(action),
                                enum_text(task.state), enum_text(task.method)));
    }
    task.state = to;
    if (to != FulfillmentState::released) task.accept_by.reset();
    if (to != FulfillmentState::cancel_requested) {
        task.cancel_by.reset();
        task.cancel_units.clear();
        task.recalled = false;
    }
    return {};
}

std::vector<OrderParcel> with_unplanned(const Order& order) {
    std::vector<OrderParcel> parcels = order.parcels;
    for (const Reservation& reservation : order.reservations) {
        std::int64_t units = unreleased_units(order, reservation);
        const auto line = std::find_if(order.lines.begin(), order.lines.end(), [&](const auto& l) {
            return l.line_no == reservation.line_no;
        });
        OMS_REQUIRE(line != order.lines.end());
        for (const OrderParcel& parcel : order.parcels) {
            if (!parcel.fulfillment_order_id.empty() ||
                parcel.location_id != reservation.location_id)
                continue;
            for (const ParcelUnits& some : parcel.units)
                units -= some.line_no == reservation.line_no ? some.quantity : 0;
        }
        if (units <= 0) continue;
        const auto fits = [&](const OrderParcel& parcel) {
            return parcel.work.empty() && parcel.fulfillment_order_id.empty() &&
                   parcel.location_id == reservation.location_id &&
                   parcel.pickup_location == line->pickup_location;
        };
        auto parcel = std::find_if(parcels.begin(), parcels.end(), fits);
        if (parcel == parcels.end()) {
            OrderParcel plain;
            plain.location_id = reservation.location_id;
            plain.pickup_location = line->pickup_location;
            const bool here = line->pickup_location == reservation.location_id;
            plain.carriage = here ? Carriage::shelf : Carriage::carrier;
            if (line->promised_by) plain.promised_by = *line->promised_by;
            parcels.push_back(std::move(plain));
            parcel = parcels.end() - 1;
        }
        parcel->units.push_back({reservation.line_no, units});
    }
    return parcels;
}

std::vector<PlannedParcels> planned_at(const Order& order) {
    std::map<LocationId, Timestamp> first;
    for (const Reservation& reservation : order.reservations) {
        if (unreleased_units(order, reservation) > 0)
            first.try_emplace(reservation.location_id, Timestamp::max());
    }
    for (const OrderParcel& parcel : order.parcels) {
        const auto place = first.find(parcel.location_id);
        if (place == first.end() || !parcel.fulfillment_order_id.empty() ||
            parcel.promised_by == Timestamp{})
            continue;
        place->second = std::min(place->second, parcel.promised_by);
    }
    std::vector<PlannedParcels> list;
    for (const auto& [location, promised_by] : first)
        list.push_back({location, promised_by});
    return list;
}

Timestamp due_of(const FulfillmentOrder& task) {
    if (task.accept_by) return *task.accept_by;
    return task.promised_by.value_or(task.create_time);
}

FulfillmentOrder task_of(const Order& order, const OrderParcel& parcel) {
    FulfillmentOrder task;
    task.fulfillment_order_id = parcel.fulfillment_order_id;
    task.order_id = order.order_id;
    task.order_number = order.number;
    task.channel_id = order.channel_id;
    task.location_id = parcel.location_id;
    task.pickup_location = parcel.pickup_location;
    task.method = method_of(parcel);
    task.carriage = parcel.carriage;
    task.service_id = parcel.service_id;
    task.ship_date = parcel.ship_date;
    if (parcel.promised_by != Timestamp{}) task.promised_by = parcel.promised_by;
    task.arrive_by = parcel.arrive_by;
    task.attempt = order.refusals + 1;
    task.offers = parcel.offers;
    for (const ParcelUnits& units : parcel.units) {
        const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                       [&](const auto& l) { return l.line_no == units.line_no; });
        OMS_REQUIRE(line != order.lines.end());
        task.lines.push_back({units.line_no, line->sku, units.quantity, 0, 0, 0, 0});
    }
    return task;
}

const ParcelOffer* offer_to(const FulfillmentOrder& task, const LocationId& location) {
    const auto found =
        std::find_if(task.offers.begin(), task.offers.end(),
                     [&](const ParcelOffer& offer) { return offer.location_id == location; });
    return found == task.offers.end() ? nullptr : &*found;
}

bool is_offered(const FulfillmentOrder& task) {
    return task.state == FulfillmentState::released && !task.offers.empty();
}

void hand_to(FulfillmentOrder& task, const LocationId& by) {
    const auto offer = std::find_if(task.offers.begin(), task.offers.end(),
                                    [&](const ParcelOffer& one) { return one.location_id == by; });
    OMS_REQUIRE(offer != task.offers.end());
    std::swap(task.location_id, offer->location_id);
    std::swap(task.service_id, offer->service_id);
    std::swap(task.ship_date, offer->ship_date);
}

const FulfillmentLine* find_line(const FulfillmentOrder& task, std::int64_t line_no) {
    return line_of(const_cast<FulfillmentOrder&>(task), line_no);
}

std::vector<ParcelUnits> units_of(const FulfillmentOrder& task) {
    std::vector<ParcelUnits> units;
    for (const FulfillmentLine& line : task.lines) {
        if (line.quantity > line.collected)
            units.push_back({line.line_no, line.quantity - line.collected});
    }
    return units;
}

Result<void> remove_units(FulfillmentOrder& task, std::span<const ParcelUnits> units,
                          Removal removal) {
    for (const ParcelUnits& some : units) {
        FulfillmentLine* line = line_of(task, some.line_no);
        const std::int64_t there = line == nullptr ? 0 : line->quantity - line->collected;
        if (line == nullptr || some.quantity < 1 || some.quantity > there)
            return too_many(Reason::illegal_transition, some.line_no, some.quantity, there);
        line->quantity -= some.quantity;
        line->picked = std::min(line->picked, line->quantity);
        if (removal == Removal::fall_short) line->short_quantity += some.quantity;
    }
    return {};
}

Result<void> count_picked(FulfillmentOrder& task, std::span<const ParcelUnits> units) {
    for (const ParcelUnits& some : units) {
        FulfillmentLine* line = line_of(task, some.line_no);
        const std::int64_t there = line == nullptr ? 0 : line->quantity - line->picked;
        if (line == nullptr || some.quantity < 1 || some.quantity > there)
            return too_many(Reason::wrong_item, some.line_no, some.quantity, there);
        line->picked += some.quantity;
    }
    return {};
}

Result<void> check_packed(const FulfillmentOrder& task, std::span<const Parcel> parcels) {
    std::map<std::int64_t, std::int64_t> packed;
    for (const Parcel& parcel : parcels) {
        for (const ParcelUnits& units : parcel.units)
            packed[units.line_no] += units.quantity;
    }
    for (const FulfillmentLine& line : task.lines) {
        const std::int64_t units = packed[line.line_no];
        packed.erase(line.line_no);
        if (line.picked == line.quantity && units == line.quantity) continue;
        return fail(Reason::illegal_transition,
                    fmt::format("line {}: {} units to pack, {} picked, {} in parcels", line.line_no,
                                line.quantity, line.picked, units));
    }
    if (packed.empty()) return {};
    return too_many(Reason::illegal_transition, packed.begin()->first, packed.begin()->second, 0);
}

UnitState unit_state_in(FulfillmentState state) {
    switch (state) {
        case FulfillmentState::picking:
            return UnitState::picking;
        case FulfillmentState::packed:
            return UnitState::packed;
        case FulfillmentState::ready:
            return UnitState::ready;
        case FulfillmentState::shipped:
            return UnitState::shipped;
        case FulfillmentState::delivered:
            return UnitState::delivered;
        case FulfillmentState::collected:
            return UnitState::collected;
        case FulfillmentState::sent:
            return UnitState::in_transfer;
        case FulfillmentState::released:
        case FulfillmentState::accepted:
        case FulfillmentState::received:
        case FulfillmentState::rejected:
        case FulfillmentState::cancel_requested:
        case FulfillmentState::canceled:
        case FulfillmentState::exception:
            break;
    }
    return UnitState::allocated;
}

std::vector<UnitMove> moves_of(const FulfillmentOrder& task, std::span<const ParcelUnits> units,
                               UnitState from, UnitState to) {
    std::vector<UnitMove> moves;
    for (const ParcelUnits& some : units)
        moves.push_back({some.line_no, from, to, some.quantity,
                         from != UnitState::in_transfer && ends_reservation(to) ? task.location_id
                                                                                : LocationId()});
    return moves;
}

}  // namespace oms
