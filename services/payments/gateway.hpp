#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/enum_text.hpp"
#include "domain/payment_ledger.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms::payments {

// oms.payments.v1.GatewayState.
enum class GatewayState : std::uint8_t { pending, done, failed, absent };

}  // namespace oms::payments

template <>
struct oms::EnumText<oms::payments::GatewayState> {
    static constexpr std::array<std::string_view, 4> names{"pending", "done", "failed", "absent"};
};

namespace oms::payments {

// What a gateway is asked to do: oms.payments.v1.
struct GatewayOperation {
    OrderId order_id;
    OrderNumber order_number;
    ChannelId channel_id;
    PaymentTender tender;
    PaymentOperation operation;
    // Of credit for goods of no order, which then has neither order nor tender.
    ReturnId return_id = {};
};

struct GatewayResult {
    GatewayState state = GatewayState::pending;
    std::string provider_reference;
    std::string failure_code;                   // of one that failed
    std::optional<Timestamp> authorized_until;  // of an authorization; nothing: the usual time
};

// The port to whoever moves money. Calls may take seconds: a worker makes them, never a thread that
// serves calls or writes. Fails with Reason::gateway_unavailable (it may have been done: ask again,
// with the same operation id), Reason::gateway_refused (a person must look).
class Gateway {
public:
    virtual ~Gateway() = default;
    // The same operation id is carried out once, and always has the first result.
    virtual Result<GatewayResult> carry_out(const GatewayOperation& operation) = 0;
    // Absent: it never arrived.
    virtual Result<GatewayResult> query(const OperationId& id) = 0;
};

}  // namespace oms::payments
