#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oms/returns/v1/return_service.pb.h"
#include "tools/replay/requests.hpp"
#include "tools/retail/cancellations.hpp"

namespace oms::replay {

// Units of one stock code that come back in one call.
struct ComingBack {
    std::string sku;
    bool is_goods = true;
    std::int64_t units = 0;
    std::int64_t price_mills = 0;  // that the cancelled invoice gives
    std::size_t line = 0;          // of the order, from 0; of goods of an order
};

// What one call brings back: goods of one order, or of none that anybody can name.
struct ReturnCall {
    std::size_t invoice = 0;           // index into ReturnPlan::source.invoices
    int part = 0;                      // from 1, within the invoice
    std::optional<std::size_t> order;  // index into Plan::orders
    std::vector<ComingBack> goods;
};

// Everything that the returns of a replay send, decided before the first call.
struct ReturnPlan {
    retail::Cancellations source;
    // How many of the source's invoices, from the first on, are replayed: those that come before
    // the orders end.
    std::size_t invoices = 0;
    std::vector<ReturnCall> calls;  // by invoice
};

// Goods go back to the newest earlier order of their customer that still has as many units of that
// SKU in one line; what no order had, what names no customer and what is no goods at all comes back
// without an order. For the raw profile: consumer orders have other customers.
ReturnPlan plan_returns(const Plan& plan, retail::Cancellations source);

// The same call with some of its goods only, the `attempt`-th of its kind: 0 is the whole.
// `order_id`: of call.order. Goods come to a warehouse, nine of ten are for sale again.
returns::v1::ReceiveReturnRequest return_request(const Plan& plan, const ReturnPlan& returns,
                                                 const ReturnCall& call,
                                                 const std::vector<ComingBack>& goods, int attempt,
                                                 const std::string& order_id);

}  // namespace oms::replay
