#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/enum_text.hpp"

namespace oms {

// What a notice to a customer is about. The names are public: they are the template keys of the
// notification gateway, and the topics of effects.
enum class TemplateKey : std::uint8_t {
    order_placed,
    pickup_ready,
    pickup_reminder,
    pickup_expired,
    pickup_collected,
    pickup_code_locked,
    proxy_named,
    shipment_sent,
    shipment_late,
    order_canceled,
    choice_needed,
    transfer_late,
    refund_due
};
inline constexpr std::size_t template_key_count = 13;

template <>
struct EnumText<TemplateKey> {
    static constexpr std::array<std::string_view, template_key_count> names{
        "order_placed",     "pickup_ready",       "pickup_reminder", "pickup_expired",
        "pickup_collected", "pickup_code_locked", "proxy_named",     "shipment_sent",
        "shipment_late",    "order_canceled",     "choice_needed",   "transfer_late",
        "refund_due"};
};

}  // namespace oms
