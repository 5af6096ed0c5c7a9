#include "services/effects/plan_effects.hpp"

#include <utility>

namespace oms::effects {
namespace {

Effect effect_of(const FulfillmentOrder& task, const Parcel& parcel, EffectKind kind,
                 OperationId id) {
    Effect effect;
    effect.operation_id = std::move(id);
    effect.kind = kind;
    effect.order_id = task.order_id;
    effect.channel_id = task.channel_id;
    effect.subject = task.fulfillment_order_id.str();
    effect.topic = parcel.parcel_id.str();
    return effect;
}

}  // namespace

void plan_notice(UnitOfWork& unit, const OrderId& order, const ChannelId& channel, TemplateKey key,
                 std::string subject, std::int64_t holder_no) {
    Effect effect;
    effect.operation_id = unit.ids().next<OperationId>("op");
    effect.kind = EffectKind::notice;
    effect.order_id = order;
    effect.channel_id = channel;
    effect.subject = std::move(subject);
    effect.topic = enum_text(key);
    effect.holder_no = holder_no;
    unit.plan(std::move(effect));
}

void plan_credit(UnitOfWork& unit, const ReturnId& one, const ChannelId& channel,
                 const OperationId& id) {
    Effect effect;
    effect.operation_id = id;
    effect.kind = EffectKind::payment;
    effect.channel_id = channel;
    effect.subject = one.str();
    effect.topic = enum_text(OperationKind::issue_credit);
    unit.plan(std::move(effect));
}

OperationId booking_of(const ParcelId& parcel) {
    return OperationId::trusted("book-" + parcel.str());
}

void plan_labels(UnitOfWork& unit, const FulfillmentOrder& task) {
    // Without a carrier service nothing can be booked: nobody has planned how it travels.
    if (task.method != FulfillmentMethod::ship || task.service_id.empty()) return;
    for (const Parcel& parcel : task.parcels) {
        if (parcel.state != ParcelState::packed || !parcel.tracking_number.empty()) continue;
        unit.plan(effect_of(task, parcel, EffectKind::label, booking_of(parcel.parcel_id)));
    }
}

void plan_void_label(UnitOfWork& unit, const FulfillmentOrder& task, const Parcel& parcel) {
    if (task.method != FulfillmentMethod::ship || task.service_id.empty()) return;
    unit.plan(effect_of(task, parcel, EffectKind::void_label,
                        OperationId::trusted("void-" + parcel.parcel_id.str())));
}

bool plan_redirect(UnitOfWork& unit, const FulfillmentOrder& task, const Parcel& parcel) {
    if (task.service_id.empty()) return false;
    unit.plan(effect_of(task, parcel, EffectKind::redirect, unit.ids().next<OperationId>("op")));
    return true;
}

}  // namespace oms::effects
