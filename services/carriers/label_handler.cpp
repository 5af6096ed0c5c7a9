#include "services/carriers/label_handler.hpp"

#include <algorithm>
#include <utility>

#include "services/effects/plan_effects.hpp"
#include "services/fulfillment/task_change.hpp"

namespace oms::carriers {
namespace {

using fulfilling::find_parcel;

bool wants_label(const Parcel& parcel) {
    return parcel.tracking_number.empty() &&
           (parcel.state == ParcelState::packed || parcel.state == ParcelState::shipped);
}

// The parcel gets its number, unless it has gone or has got another one.
Result<void> note_number(UnitOfWork& unit, const Effect& effect, const std::string& number) {
    const FulfillmentOrderId id = FulfillmentOrderId::trusted(effect.subject);
    OMS_TRY(fulfilling::TaskChange change,
            fulfilling::TaskChange::begin(unit, effects::effects_reader(), id, 0));
    for (Parcel& parcel : change.task.parcels) {
        if (parcel.parcel_id.str() != effect.topic || !wants_label(parcel)) continue;
        parcel.tracking_number = number;
        OMS_CHECK(change.act(FulfillmentAction::track));
        return change.finish(false);
    }
    return {};
}

}  // namespace

const Address* recipient_of(const FulfillmentOrder& task, const OrderDetails& order) {
    const Address* last = nullptr;
    for (const PersonalRecord& record : order.personal) {
        if (record.kind != PersonalKind::ship_to) continue;
        if (task.ship_to_id.empty() || record.personal_id == task.ship_to_id)
            last = &record.address;
    }
    return last;
}

Result<ParcelBooking> booking_of(const FulfillmentOrderId& task_id, const ParcelId& parcel_id,
                                 ReadSession& session, const Actor& actor) {
    OMS_TRY(const FulfillmentOrder task, session.fulfillment_order(task_id, actor));
    const Parcel* parcel = find_parcel(task, parcel_id);
    if (parcel == nullptr) return fail(Reason::parcel_not_found, parcel_id.str());
    OMS_TRY(const OrderDetails order, session.order(task.order_id, effects::effects_reader()));
    OMS_TRY(const Location location, session.location(task.location_id, effects::effects_reader()));
    ParcelBooking booking;
    booking.operation_id = effects::booking_of(parcel_id).str();
    booking.service_id = task.service_id;
    booking.sender = location.address;
    if (booking.sender.recipient.empty()) booking.sender.recipient = location.name;
    for (const PersonalRecord& record : order.personal) {
        if (record.kind == PersonalKind::contact) booking.recipient_contact = record.contact;
    }
    const Address* recipient = recipient_of(task, order);
    if (recipient == nullptr) return fail(Reason::malformed_request, "the order has no address");
    booking.recipient = *recipient;
    booking.sscc = parcel->sscc;
    booking.order_number = task.order_number.str();
    booking.parcel_number = parcel - task.parcels.data() + 1;
    booking.parcel_count = static_cast<std::int64_t>(task.parcels.size());
    booking.weight_g = parcel->weight_g;
    booking.ship_date = task.ship_date;
    booking.language =
        enum_from_text<Language>(booking.recipient_contact.language).value_or(booking.language);
    booking.made_at = task.create_time;
    return booking;
}

Result<effects::Attempt> LabelHandler::prepare(const Effect& effect, ReadSession& session) {
    const Actor all = effects::effects_reader();
    const FulfillmentOrderId task_id = FulfillmentOrderId::trusted(effect.subject);
    const ParcelId parcel_id = ParcelId::trusted(effect.topic);
    OMS_TRY(const FulfillmentOrder task, session.fulfillment_order(task_id, all));
    const Parcel* parcel = find_parcel(task, parcel_id);
    if (parcel == nullptr || !wants_label(*parcel))
        return effects::not_wanted(Reason::illegal_transition);
    OMS_TRY(ParcelBooking booking, booking_of(task_id, parcel_id, session, all));
    return [carrier = carrier_, booking = std::move(booking)] {
        const Result<BookedParcel> booked = carrier->book_parcel(booking);
        if (!booked) return effects::outcome_of(fail(booked.error()));
        effects::Outcome outcome;
        outcome.then = [number = booked->tracking_number](UnitOfWork& unit, const Effect& settled) {
            return note_number(unit, settled, number);
        };
        return outcome;
    };
}

Result<effects::Attempt> VoidLabelHandler::prepare(const Effect& effect, ReadSession& session) {
    OMS_TRY(const FulfillmentOrder task,
            session.fulfillment_order(FulfillmentOrderId::trusted(effect.subject),
                                      effects::effects_reader()));
    const ParcelId parcel_id = ParcelId::trusted(effect.topic);
    const Parcel* parcel = find_parcel(task, parcel_id);
    return [carrier = carrier_, booking = effects::booking_of(parcel_id).str(),
            number = parcel == nullptr ? std::string() : parcel->tracking_number] {
        return effects::outcome_of(carrier->void_label(booking, number));
    };
}

}  // namespace oms::carriers
