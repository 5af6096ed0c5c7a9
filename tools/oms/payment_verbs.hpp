#pragma once

#include <string>

#include "oms/payments/v1/payment_service.pb.h"
#include "tools/oms/commands.hpp"

namespace oms::cli {

// The verbs of `payment` that change something: capture, refund, record, settle.
void add_payment_changes(CLI::App& noun, Commands& commands);

// The payments of the order that `order` names: its id, number or key.
Outcome<oms::payments::v1::GetPaymentsResponse> fetch_payments(Session& session,
                                                               const std::string& order);

}  // namespace oms::cli
