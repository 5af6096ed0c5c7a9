#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "oms/returns/v1/return_service.pb.h"
#include "tools/oms/page.hpp"

namespace oms::cli {

// What people read of returns.
void print_return(Page& page, const oms::returns::v1::Return& one);
void print_returns(Page& page,
                   const google::protobuf::RepeatedPtrField<oms::returns::v1::Return>& returns);
// What is paid back, by its parts.
void print_refund(Page& page, const oms::returns::v1::RefundDue& due);
void print_check(Page& page, const oms::returns::v1::CheckReturnResponse& check);

}  // namespace oms::cli
