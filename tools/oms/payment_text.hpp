#pragma once

#include "oms/payments/v1/payment_service.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/page.hpp"

// The payments of orders as people read them.
namespace oms::cli {

void print_payments(Page& page, const oms::payments::v1::Payments& payments);
void print_operations(
    Page& page,
    const google::protobuf::RepeatedPtrField<oms::payments::v1::PaymentOperation>& operations,
    bool with_orders);
// The entries of the ledger, both sides.
void print_entries(Page& page, const oms::payments::v1::Payments& payments);

}  // namespace oms::cli
