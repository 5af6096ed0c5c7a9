#include "services/notifications/templates.hpp"

#include <algorithm>

#include "domain/text.hpp"

namespace oms::notifications {
namespace {

constexpr std::size_t longest_value_bytes = 1000;

struct Row {
    TemplateKey key;
    Template french;
    Template english;
};

// One row for each key, in their order.
constexpr auto texts = std::to_array<Row>({
    {TemplateKey::order_placed,
     {"Votre commande {order_number}",
      "{shop_name} : merci ! Votre commande {order_number} est enregistrée. Total : {total}. "
      "Prévue pour : {promise}."},
     {"Your order {order_number}",
      "{shop_name}: thank you! We have your order {order_number}. Total: {total}. Expected: "
      "{promise}."}                                                                           },
    {TemplateKey::pickup_ready,
     {"Votre commande {order_number} vous attend",
      "{shop_name} : votre commande {order_number} est prête à {store_name}. Code de retrait : "
      "{pickup_code}. À retirer avant le {collect_by}."},
     {"Your order {order_number} is ready",
      "{shop_name}: your order {order_number} is ready at {store_name}. Pickup code: "
      "{pickup_code}. Please collect it by {collect_by}."}                                    },
    {TemplateKey::pickup_reminder,
     {"Votre commande {order_number} vous attend toujours",
      "{shop_name} : votre commande {order_number} vous attend à {store_name} jusqu'au "
      "{collect_by}."},
     {"Your order {order_number} is still waiting",
      "{shop_name}: your order {order_number} is waiting at {store_name} until {collect_by}."}},
    {TemplateKey::pickup_expired,
     {"Votre commande {order_number} n'a pas été retirée",
      "{shop_name} : le délai de retrait de votre commande {order_number} à {store_name} est "
      "passé. Nous remettons les articles en rayon, puis nous vous remboursons."},
     {"Your order {order_number} was not collected",
      "{shop_name}: the time to collect your order {order_number} at {store_name} is over. We "
      "put the goods back, then refund you."}                                                 },
    {TemplateKey::pickup_collected,
     {"Votre commande {order_number} a été retirée",
      "{shop_name} : votre commande {order_number} a été remise à {store_name} le "
      "{collect_time} à {collected_by}."},
     {"Your order {order_number} was collected",
      "{shop_name}: your order {order_number} was handed over at {store_name} on {collect_time} "
      "to {collected_by}."}                                                                   },
    {TemplateKey::pickup_code_locked,
     {"Code de retrait bloqué pour la commande {order_number}",
      "{shop_name} : trop de codes faux ont été saisis pour votre commande {order_number}. Le "
      "retrait est bloqué jusqu'à {locked_until}. Si ce n'était pas vous, contactez-nous."},
     {"Pickup code locked for order {order_number}",
      "{shop_name}: too many wrong codes were entered for your order {order_number}. Pickup is "
      "locked until {locked_until}. If that was not you, contact us."}                        },
    {TemplateKey::proxy_named,
     {"Vous pouvez retirer la commande {order_number}",
      "{shop_name} : {buyer_name} vous a chargé de retirer la commande {order_number} à "
      "{store_name}. Votre code : {pickup_code}. Munissez-vous d'une pièce d'identité."},
     {"You may collect order {order_number}",
      "{shop_name}: {buyer_name} has asked you to collect order {order_number} at {store_name}. "
      "Your code: {pickup_code}. Please bring your ID."}                                      },
    {TemplateKey::shipment_sent,
     {"Votre commande {order_number} est en route",
      "{shop_name} : un colis de votre commande {order_number} est parti avec {carrier_name}, "
      "suivi {tracking_number}. Prévu pour : {promise}."},
     {"Your order {order_number} is on its way",
      "{shop_name}: a parcel of your order {order_number} has left with {carrier_name}, tracking "
      "{tracking_number}. Expected: {promise}."}                                              },
    {TemplateKey::shipment_late,
     {"Votre commande {order_number} a du retard",
      "{shop_name} : votre commande {order_number} arrivera plus tard que promis, nous en "
      "sommes désolés. Nouvelle date : {promise}."},
     {"Your order {order_number} is late",
      "{shop_name}: your order {order_number} will arrive later than promised, and we are sorry. "
      "New date: {promise}."}                                                                 },
    {TemplateKey::order_canceled,
     {"Votre commande {order_number} est annulée",
      "{shop_name} : dans votre commande {order_number}, ceci est annulé : {canceled_items}. Ce "
      "que vous avez payé pour cela vous sera rendu."},
     {"Your order {order_number} is canceled",
      "{shop_name}: of your order {order_number}, this is canceled: {canceled_items}. What you "
      "paid for it will be returned to you."}                                                 },
    {TemplateKey::choice_needed,
     {"Votre choix pour la commande {order_number}",
      "{shop_name} : nous ne pouvons pas livrer votre commande {order_number} comme prévu. "
      "Choisissez la suite avant le {answer_by} : {choice_link}"},
     {"Your choice for order {order_number}",
      "{shop_name}: we cannot fulfill your order {order_number} as planned. Please choose by "
      "{answer_by}: {choice_link}"}                                                           },
    {TemplateKey::transfer_late,
     {"Votre commande {order_number} arrivera plus tard en magasin",
      "{shop_name} : votre commande {order_number} n'est pas encore arrivée à {store_name}. "
      "Nouvelle date de retrait : {promise}. Attendez notre message avant de venir."},
     {"Your order {order_number} will reach the store later",
      "{shop_name}: your order {order_number} has not reached {store_name} yet. New pickup date: "
      "{promise}. Please wait for our message before you come."}                              },
    {TemplateKey::refund_due,
     {"Remboursement pour la commande {order_number}",
      "{shop_name} : nous vous remboursons {amount} pour votre commande {order_number}. Selon "
      "votre banque, cela peut prendre quelques jours."},
     {"Refund for order {order_number}",
      "{shop_name}: we refund {amount} for your order {order_number}. Depending on your bank, "
      "this may take some days."}                                                             },
});

constexpr bool rows_are_indexed() {
    if (texts.size() != template_key_count) return false;
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (texts[index].key != static_cast<TemplateKey>(index)) return false;
    }
    return true;
}
static_assert(rows_are_indexed());

// Calls `literal` and `name` for the parts of a template, in their order.
template <class Literal, class Name>
void each_part(std::string_view text, Literal literal, Name name) {
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        literal(text.substr(0, open));
        if (open == std::string_view::npos) return;
        const std::size_t close = text.find('}', open);
        name(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close == std::string_view::npos ? text.size() : close + 1);
    }
}

void add_names(std::vector<std::string>& names, std::string_view text) {
    each_part(
        text, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

std::string filled(std::string_view text, const Values& values) {
    std::string out;
    each_part(
        text, [&](std::string_view literal) { out += literal; },
        [&](std::string_view name) { out += values.find(name)->second; });
    return out;
}

std::string_view complaint_about(const Values& values, const std::string& name) {
    const auto value = values.find(name);
    if (value == values.end() || value->second.empty()) return "is missing";
    if (value->second.size() > longest_value_bytes) return "is longer than 1000 bytes";
    if (!is_clean_text(value->second)) return "is not clean text of one line";
    return {};
}

}  // namespace

const Template& template_of(TemplateKey key, Language language) {
    const Row& row = texts[static_cast<std::size_t>(key)];
    return language == Language::fr ? row.french : row.english;
}

std::vector<std::string> placeholders(std::string_view text) {
    std::vector<std::string> names;
    add_names(names, text);
    return names;
}

std::vector<std::string> placeholders(TemplateKey key) {
    const Template& chosen = template_of(key, Language::fr);
    std::vector<std::string> names;
    add_names(names, chosen.subject);
    add_names(names, chosen.text);
    return names;
}

Result<RenderedNotice> render(TemplateKey key, Language language, const Values& values) {
    Error error{Reason::malformed_request, std::string(enum_text(key)), {}, {}, {}, false};
    for (const std::string& name : placeholders(key)) {
        const std::string_view complaint = complaint_about(values, name);
        if (!complaint.empty())
            error.fields.push_back({"values[" + name + "]", std::string(complaint)});
    }
    if (!error.fields.empty()) return fail(std::move(error));
    const Template& chosen = template_of(key, language);
    return RenderedNotice{filled(chosen.subject, values), filled(chosen.text, values)};
}

}  // namespace oms::notifications
