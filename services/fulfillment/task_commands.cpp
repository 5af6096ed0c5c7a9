#include "services/fulfillment/task_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/claiming.hpp"
#include "services/fulfillment/recalling.hpp"

namespace oms::fulfilling {
namespace {

// The lines that take the scans.
Result<std::vector<ParcelUnits>> lines_of(const UnitOfWork& unit, const FulfillmentOrder& task,
                                          const std::vector<Scan>& scans) {
    std::vector<ScanLine> lines;
    for (const FulfillmentLine& line : task.lines) {
        const Item* item = unit.items.find(line.sku);
        lines.push_back({line.line_no, line.sku, item == nullptr ? std::string() : item->gtin,
                         line.quantity, line.picked});
    }
    OMS_TRY(const std::vector<ScanTake> takes, take_scans(lines, scans));
    std::vector<ParcelUnits> picked;
    for (const ScanTake& take : takes)
        picked.push_back({take.line_no, take.quantity});
    return picked;
}

Result<void> check_picked(const FulfillmentOrder& task) {
    for (const FulfillmentLine& line : task.lines) {
        if (line.picked == line.quantity) continue;
        return fail(
            Reason::illegal_transition,
            fmt::format("line {}: {} of {} units are picked; pick the others, or report them "
                        "as short",
                        line.line_no, line.picked, line.quantity));
    }
    return {};
}

// A customer who wants one delivery says first whether it may go alone.
Result<void> check_not_waiting(const TaskChange& change) {
    for (const OrderChoice& choice : change.order.choices) {
        if (choice.state != ChoiceState::open ||
            choice.fulfillment_order_id != change.task.fulfillment_order_id)
            continue;
        Error error{Reason::illegal_transition,
                    "ship does not apply: the customer has yet to choose",
                    {},
                    {},
                    {},
                    false};
        error.metadata.emplace_back("choice_id", choice.choice_id.str());
        return fail(std::move(error));
    }
    return {};
}

Result<Parcel*> parcel_in(FulfillmentOrder& task, const ParcelId& id) {
    if (Parcel* parcel = find_parcel(task, id)) return parcel;
    return fail(Reason::parcel_not_found, id.str());
}

}  // namespace

Result<std::string> TaskCommand::run(UnitOfWork& unit) {
    OMS_TRY(TaskChange changed, TaskChange::begin(unit, header().actor,
                                                  request_.fulfillment_order_id, request_.version));
    if (!is_for_offered() && is_only_offered(header().actor, changed.task))
        return taken_by(changed.task, "this");
    OMS_CHECK(change(unit, changed));
    OMS_CHECK(changed.finish());
    return encode_(changed.task, changed.order);
}

Result<void> TaskCommand::take_lease(const UnitOfWork& unit, TaskChange& change) const {
    FulfillmentOrder& task = change.task;
    const std::string& who =
        request_.associate.empty() ? header().actor.principal : request_.associate;
    if (!task.assignee.empty() && task.assignee != who && task.lease_until > unit.now()) {
        Error error{Reason::lease_held, "another associate works on it", {}, {}, {}, false};
        error.metadata.emplace_back("assignee", task.assignee);
        return fail(std::move(error));
    }
    task.assignee = who;
    task.lease_until = unit.now() + lease_time;
    return {};
}

Result<void> AcceptTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_TRY(const LocationId by, accepting_location(header().actor, change.task, by_));
    if (by != change.task.location_id) {
        if (!is_offered(change.task)) return taken_by(change.task, "accept");
        OMS_CHECK(claim(unit, change, by));
    }
    return change.act(FulfillmentAction::accept);
}

Result<void> AssignTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    return change.act(FulfillmentAction::assign);
}

Result<void> StartPicking::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    for (const FulfillmentLine& line : change.task.lines) {
        if (is_held(change.order, line.line_no)) {
            return fail(Reason::illegal_transition,
                        fmt::format("start_picking does not apply: line {} is held", line.line_no));
        }
    }
    OMS_CHECK(change.act(FulfillmentAction::start_picking));
    return change.move(units_of(change.task), UnitState::allocated, UnitState::picking);
}

Result<void> PickGoods::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::pick));
    OMS_TRY(const std::vector<ParcelUnits> picked, lines_of(unit, change.task, scans_));
    OMS_CHECK(count_picked(change.task, picked));
    return change.act(FulfillmentAction::pick);
}

Result<void> PackTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::pack));
    OMS_CHECK(check_picked(change.task));
    std::vector<PackedParcel> parcels = parcels_;
    if (parcels.empty()) parcels.push_back({0, units_of(change.task)});
    for (PackedParcel& one : parcels) {
        OMS_TRY(Parcel parcel, packed(unit, std::move(one)));
        change.task.parcels.push_back(std::move(parcel));
    }
    OMS_CHECK(check_packed(change.task, change.task.parcels));
    ask_redirects(unit, change.task);
    OMS_CHECK(change.act(FulfillmentAction::pack));
    effects::plan_labels(unit, change.task);
    return change.move(units_of(change.task), UnitState::picking, UnitState::packed);
}

Result<Parcel> PackTask::packed(UnitOfWork& unit, PackedParcel parcel) const {
    Parcel made;
    made.parcel_id = unit.ids().next<ParcelId>("shp");
    made.weight_g = parcel.weight_g;
    made.units = std::move(parcel.units);
    ParcelNumbers numbers = *unit.parcel_numbers.find(SingleRow::only);
    // After the last one the first is free again: years have passed.
    const std::int64_t serial = numbers.given++ % (Sscc::largest_serial(gs1_prefix_) + 1);
    unit.parcel_numbers.put(SingleRow::only, numbers);
    OMS_TRY(const Sscc sscc, Sscc::make(0, gs1_prefix_, serial));
    made.sscc = sscc.str();
    return made;
}

Result<void> ShipTask::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::ship));
    OMS_CHECK(check_not_waiting(change));
    for (const TrackingNumber& tracking : numbers_) {
        OMS_TRY(Parcel * parcel, parcel_in(change.task, tracking.parcel_id));
        parcel->tracking_number = tracking.number;
    }
    OMS_CHECK(change.ship_parcels());
    OMS_CHECK(change.act(FulfillmentAction::ship));
    effects::plan_notice(unit, change.order.order_id, change.order.channel_id,
                         TemplateKey::shipment_sent, change.task.fulfillment_order_id.str());
    return change.move(units_of(change.task), UnitState::packed, UnitState::shipped);
}

Result<void> TrackParcel::change(UnitOfWork&, TaskChange& change) {
    OMS_TRY(Parcel * parcel, parcel_in(change.task, parcel_id_));
    const bool answers =
        action_ == ParcelAction::redirect || action_ == ParcelAction::refuse_redirect;
    if (answers && parcel->redirect != RedirectState::pending) {
        return fail(Reason::illegal_transition,
                    fmt::format("{} does not apply: no carrier has yet to answer that",
                                enum_text(action_)));
    }
    OMS_TRY(parcel->state, advance(parcel_transitions, parcel->state, action_));
    if (answers) {
        parcel->redirect =
            action_ == ParcelAction::redirect ? RedirectState::accepted : RedirectState::refused;
        return change.act(FulfillmentAction::track);
    }
    if (action_ != ParcelAction::find) {
        const UnitState to =
            action_ == ParcelAction::lose ? UnitState::written_off : UnitState::delivered;
        OMS_CHECK(change.move(parcel->units, UnitState::shipped, to));
    }
    const bool on_its_way =
        std::any_of(change.task.parcels.begin(), change.task.parcels.end(),
                    [](const Parcel& one) { return one.state == ParcelState::shipped; });
    if (on_its_way || change.task.state != FulfillmentState::shipped) {
        return change.act(FulfillmentAction::track);
    }
    return change.act(FulfillmentAction::deliver);
}

Result<void> MakeReady::change(UnitOfWork& unit, TaskChange& change) {
    OMS_CHECK(take_lease(unit, change));
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::make_ready));
    OMS_CHECK(check_picked(change.task));
    const bool is_packed = change.task.state == FulfillmentState::packed;
    OMS_CHECK(change.act(FulfillmentAction::make_ready));
    const std::vector<ParcelUnits> units = units_of(change.task);
    if (!is_packed) OMS_CHECK(change.move(units, UnitState::picking, UnitState::packed));
    return change.move(units, UnitState::packed, UnitState::ready);
}

Result<void> PutBack::change(UnitOfWork&, TaskChange& change) {
    OMS_CHECK(advance(fulfillment_transitions, change.task.state, FulfillmentAction::put_back));
    if (change.pickup_state() != PickupState::expired) {
        return fail(Reason::illegal_transition,
                    "put_back does not apply: the customer may still come for it");
    }
    const std::vector<ParcelUnits> units = units_of(change.task);
    OMS_CHECK(change.move(units, UnitState::ready, UnitState::canceled));
    OMS_CHECK(change.give_up(units, Removal::cancel));
    // Part of it may have been handed over.
    return change.act(has_collected(change.task) ? FulfillmentAction::collect
                                                 : FulfillmentAction::put_back);
}

}  // namespace oms::fulfilling
