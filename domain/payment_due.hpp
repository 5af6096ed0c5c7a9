#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace oms {

enum class DueKind : std::uint8_t {
    capture,
    void_authorization,
    refund,     // back to what the customer has paid with
    authorize,  // what is to be captured later, again
    credit,     // back as store credit or a gift card, to whoever is entitled to it
};
template <>
struct EnumText<DueKind> {
    static constexpr std::array<std::string_view, 5> names{"capture", "void_authorization",
                                                           "refund", "authorize", "credit"};
};

// Money that has to move because goods did: written with them, carried out afterwards, once.
struct PaymentDue {
    // Tells the effect from every other, however often it is tried.
    OperationId operation_id;
    DueKind kind = DueKind::capture;
    Money amount;
    FulfillmentOrderId fulfillment_order_id;  // whose work it follows; empty: the order's own
    Timestamp time;
    // Of a credit: the account or card it goes to; empty: a new one.
    std::string credit_reference = {};
    friend bool operator==(const PaymentDue&, const PaymentDue&) = default;
};

}  // namespace oms
