#include "services/notifications/notice_values.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/effects/effect_handler.hpp"
#include "services/orders/later_promises.hpp"

namespace oms::notifications {
namespace {

// Such as 10/03/2026 20:00, or 2026-03-10 20:00 in English.
std::string time_text(Timestamp time, const NoticeSubject& subject, Language language,
                      const ZoneCache& zones) {
    const auto zone = subject.location ? zones.find(subject.location->time_zone) : nullptr;
    const fulfillment::LocalTime local =
        zone ? zone->local(time) : fulfillment::LocalTime{time.time_since_epoch()};
    const std::string text = fulfillment::local_text(local);  // YYYY-MM-DD HH:MM:SS
    if (language == Language::en) return text.substr(0, 16);
    return fmt::format("{}/{}/{} {}", text.substr(8, 2), text.substr(5, 2), text.substr(0, 4),
                       text.substr(11, 5));
}

std::string canceled_items(const Order& order) {
    std::string text;
    for (const OrderLine& line : order.lines) {
        const std::int64_t units = line.quantities.in(UnitState::canceled);
        if (units == 0) continue;
        text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", units, line.sku.str());
    }
    return text.substr(0, 900);
}

const OrderParcel* last_parcel(const Order& order) {
    const auto last = std::max_element(
        order.parcels.begin(), order.parcels.end(),
        [](const OrderParcel& a, const OrderParcel& b) { return a.promised_by < b.promised_by; });
    return last == order.parcels.end() ? nullptr : &*last;
}

// When the last of it is to come; nothing: nobody knows.
std::optional<Timestamp> promise_of(const Order& order) {
    std::optional<Timestamp> by = orders::promise_of_claims(order);
    const OrderParcel* last = last_parcel(order);
    if (last != nullptr && last->promised_by != Timestamp{} && (!by || *by < last->promised_by))
        by = last->promised_by;
    return by;
}

// The name of who may collect: a proxy's own, else the buyer's.
std::string holder_name(const OrderDetails& order, const PickupHolder* holder) {
    std::string name;
    for (const PersonalRecord& record : order.personal) {
        if (holder != nullptr && !holder->personal_id.empty() &&
            record.personal_id == holder->personal_id)
            return record.text;
        if (record.kind == PersonalKind::contact) name = record.contact.name;
    }
    return name;
}

class Maker {
public:
    Maker(const Effect& effect, const NoticeSubject& subject, Language language,
          const ZoneCache& zones, const Secrets& secrets)
        : effect_(effect),
          subject_(subject),
          language_(language),
          zones_(zones),
          secrets_(secrets) {}

    Values make() {
        set("order_number", subject_.order.order.number.str());
        set("shop_name", subject_.shop_name);
        set("canceled_items", canceled_items(subject_.order.order));
        if (subject_.location) set("store_name", subject_.location->name);
        if (effect_.subject == effect_.order_id.str())
            set_time("promise", promise_of(subject_.order.order));
        if (subject_.pickup) add_pickup(*subject_.pickup);
        if (subject_.task) add_task(*subject_.task);
        if (subject_.choice) add_choice(*subject_.choice);
        return std::move(values_);
    }

private:
    void set(std::string_view name, std::string value) {
        if (!value.empty()) values_.insert_or_assign(std::string(name), std::move(value));
    }
    void set_time(std::string_view name, const std::optional<Timestamp>& time) {
        if (time) set(name, time_text(*time, subject_, language_, zones_));
    }

    void add_pickup(const Pickup& pickup) {
        set_time("collect_by", pickup.hold_until);
        set_time("promise", pickup.promised_by);
        // A code is of use only while goods wait.
        const PickupHolder* holder =
            find_holder(pickup, effect_.holder_no == 0 ? 1 : effect_.holder_no);
        if (holder != nullptr && pickup.state == PickupState::ready)
            set("pickup_code", secrets_.codes.code_of(pickup, *holder));
        set_time("locked_until",
                 locked_until(pickup.attempts, order_attempt_limits, effect_.create_time));
        if (pickup.handovers.empty()) return;
        const Handover& last = pickup.handovers.back();
        set_time("collect_time", last.time);
        set("collected_by", holder_name(subject_.order, find_holder(pickup, last.holder_no)));
    }

    // Once it is decided there is nothing to ask.
    void add_choice(const OrderChoice& choice) {
        if (choice.state != ChoiceState::open) return;
        set_time("answer_by", choice.expire_time);
        set("choice_link", secrets_.links.link_to(subject_.order.order.order_id, choice));
    }

    void add_task(const FulfillmentOrder& task) {
        set("carrier_name", task.service_id);
        set_time("promise", task.promised_by);
        std::string numbers;
        for (const Parcel& parcel : task.parcels) {
            if (parcel.state == ParcelState::voided || parcel.tracking_number.empty()) continue;
            numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", parcel.tracking_number);
        }
        set("tracking_number", numbers.substr(0, 900));
    }

    const Effect& effect_;
    const NoticeSubject& subject_;
    Language language_;
    const ZoneCache& zones_;
    const Secrets& secrets_;
    Values values_;
};

}  // namespace

Result<NoticeSubject> read_subject(const Effect& effect, ReadSession& session) {
    const Actor all = effects::effects_reader();
    NoticeSubject subject;
    OMS_TRY(subject.order, session.order(effect.order_id, all));
    OMS_TRY(Channel channel, session.channel(effect.channel_id, all));
    subject.shop_name = std::move(channel.name);
    LocationId location;
    if (effect.subject.starts_with("pic_")) {
        OMS_TRY(subject.pickup, session.pickup(PickupId::trusted(effect.subject), all));
        location = subject.pickup->location_id;
    }
    if (effect.subject.starts_with("ful_")) {
        OMS_TRY(subject.task,
                session.fulfillment_order(FulfillmentOrderId::trusted(effect.subject), all));
        location = subject.task->location_id;
    }
    if (effect.subject.starts_with("cho_")) {
        const OrderChoice* choice =
            find_choice(subject.order.order, ChoiceId::trusted(effect.subject));
        if (choice == nullptr) return fail(Reason::choice_not_found, effect.subject);
        subject.choice = *choice;
        location = choice->location_id;
    }
    // Of the order itself the clocks of where the last of it comes from.
    if (const OrderParcel* last = last_parcel(subject.order.order);
        last != nullptr && location.empty())
        location = last->location_id;
    if (!location.empty()) {
        OMS_TRY(subject.location, session.location(location, all));
    }
    return subject;
}

Values values_of(const Effect& effect, const NoticeSubject& subject, Language language,
                 const ZoneCache& zones, const Secrets& secrets) {
    return Maker(effect, subject, language, zones, secrets).make();
}

}  // namespace oms::notifications
