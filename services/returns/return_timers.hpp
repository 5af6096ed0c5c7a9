#pragma once

#include "domain/order_return.hpp"
#include "domain/timer.hpp"

namespace oms::returns {

// Ends a return whose goods have not come. Requires: expire_time is set.
inline Timer expiry_timer(const Return& one) {
    return {one.expire_time.value_or(Timestamp{}), TimerKind::return_expiry, one.return_id.str()};
}

}  // namespace oms::returns
