#include "services/notifications/notice_handler.hpp"

#include <algorithm>
#include <utility>

#include "services/notifications/notice_values.hpp"

namespace oms::notifications {
namespace {

const Contact* contact_of(const OrderDetails& order) {
    for (const PersonalRecord& record : order.personal) {
        if (record.kind == PersonalKind::contact) return &record.contact;
    }
    return nullptr;
}

// By e-mail where there is an address; nothing when nobody can be reached.
std::optional<NotificationChannel> channel_of(const Contact& contact) {
    if (is_plain_email(contact.email)) return NotificationChannel::email;
    if (!contact.phone.empty()) return NotificationChannel::sms;
    return std::nullopt;
}

}  // namespace

Result<effects::Attempt> NoticeHandler::prepare(const Effect& effect, ReadSession& session) {
    const auto key = enum_from_text<TemplateKey>(effect.topic);
    if (!key) return fail(Reason::corrupt_row, "a notice of no known kind");
    OMS_TRY(const NoticeSubject subject, read_subject(effect, session));
    const Contact* contact = contact_of(subject.order);
    const auto channel = contact == nullptr ? std::nullopt : channel_of(*contact);
    if (!channel) return effects::not_wanted(Reason::malformed_request);
    Message message;
    message.operation_id = effect.operation_id.str();
    message.key = *key;
    message.language = enum_from_text<Language>(contact->language).value_or(fallback_);
    message.channel = *channel;
    message.recipient = *contact;
    message.values = values_of(effect, subject, message.language, zones_, {codes_, links_});
    const std::vector<std::string> asked = placeholders(*key);
    const bool is_complete = std::all_of(asked.begin(), asked.end(), [&](const std::string& name) {
        return message.values.contains(name);
    });
    if (!is_complete) return effects::not_wanted(Reason::illegal_transition);
    // Only what the texts ask for leaves the house.
    std::erase_if(message.values, [&](const auto& value) {
        return std::find(asked.begin(), asked.end(), value.first) == asked.end();
    });
    return [sender = sender_, message = std::move(message)] {
        return effects::outcome_of(sender->send(message));
    };
}

}  // namespace oms::notifications
