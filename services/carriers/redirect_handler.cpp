#include "services/carriers/redirect_handler.hpp"

#include <algorithm>
#include <string>

#include "services/fulfillment/task_change.hpp"

namespace oms::carriers {
namespace {

bool wants_redirect(const Parcel& parcel) {
    const bool is_on_its_way =
        parcel.state == ParcelState::packed || parcel.state == ParcelState::shipped;
    return is_on_its_way &&
           (parcel.redirect == RedirectState::pending || parcel.redirect == RedirectState::refused);
}

// A person has yet to say whether goods may go where they are to go by now.
bool is_reviewed(const Order& order) {
    return std::any_of(order.holds.begin(), order.holds.end(), [](const OrderHold& hold) {
        return hold.type == HoldType::fraud_review && hold.state == HoldState::active;
    });
}

// What the carrier has answered stands on the parcel, unless a person has told it meanwhile.
std::function<Result<void>(UnitOfWork&, const Effect&)> note(RedirectState answer) {
    return [answer](UnitOfWork& unit, const Effect& settled) -> Result<void> {
        OMS_TRY(fulfilling::TaskChange change,
                fulfilling::TaskChange::begin(unit, effects::effects_reader(),
                                              FulfillmentOrderId::trusted(settled.subject), 0));
        Parcel* parcel = fulfilling::find_parcel(change.task, ParcelId::trusted(settled.topic));
        if (parcel == nullptr || parcel->redirect == RedirectState::none ||
            parcel->redirect == RedirectState::accepted || parcel->redirect == answer ||
            parcel->state == ParcelState::voided)
            return {};
        parcel->redirect = answer;
        OMS_CHECK(change.act(FulfillmentAction::track));
        return change.finish(false);
    };
}

effects::Outcome outcome_of(const Result<RedirectAnswer>& answer) {
    if (!answer) {
        effects::Outcome outcome = effects::outcome_of(fail(answer.error()));
        if (outcome.action == EffectAction::fail) outcome.then = note(RedirectState::refused);
        return outcome;
    }
    effects::Outcome outcome;
    if (*answer == RedirectAnswer::accepted) outcome.then = note(RedirectState::accepted);
    return outcome;
}

}  // namespace

Result<effects::Attempt> RedirectHandler::prepare(const Effect& effect, ReadSession& session) {
    const Actor all = effects::effects_reader();
    OMS_TRY(const FulfillmentOrder task,
            session.fulfillment_order(FulfillmentOrderId::trusted(effect.subject), all));
    const Parcel* parcel = fulfilling::find_parcel(task, ParcelId::trusted(effect.topic));
    if (parcel == nullptr || !wants_redirect(*parcel)) {
        return [] {
            return effects::Outcome{EffectAction::cancel,
                                    std::string(info(Reason::illegal_transition).name),
                                    note(RedirectState::refused)};
        };
    }
    if (parcel->tracking_number.empty())
        return fail(Reason::gateway_unavailable, "the parcel is not booked yet");
    OMS_TRY(const OrderDetails order, session.order(task.order_id, all));
    if (is_reviewed(order.order))
        return fail(Reason::gateway_unavailable, "the address waits for its review");
    ParcelRedirect redirect;
    redirect.operation_id = effect.operation_id.str();
    redirect.service_id = task.service_id;
    redirect.tracking_number = parcel->tracking_number;
    bool has_recipient = false;
    for (const PersonalRecord& record : order.personal) {
        if (record.kind == PersonalKind::contact) redirect.recipient_contact = record.contact;
        if (record.personal_id != task.redirect_to_id) continue;
        redirect.recipient = record.address;
        has_recipient = true;
    }
    if (!has_recipient) return fail(Reason::malformed_request, "the address is gone");
    return [carrier = carrier_, redirect = std::move(redirect)] {
        return outcome_of(carrier->redirect_parcel(redirect));
    };
}

}  // namespace oms::carriers
