#pragma once

#include <oms/orders/v1/order_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"
#include "services/orders/cancel_order.hpp"
#include "services/orders/place_order.hpp"

namespace oms::orders {

// Limits of the contract, proto/oms/orders/v1/order_service.proto.
inline constexpr int most_lines = 2'000;
inline constexpr std::int64_t most_units_of_line = 1'000'000;
inline constexpr int most_batch_requests = 200;

// From the wire to the domain, every field checked. Each fails with Reason::malformed_request and
// all field violations at once.

// The order asked for, priced; `priced` has what pricing says. Also fails with
// Reason::currency_mismatch, when no field is refused.
Result<OrderRequest> order_request(const v1::PlaceOrderRequest& request);
// A line that is to be ordered, without its number; `pickup_any_of` of `order` has the places of
// one that says no other.
void fill_line(wire::FieldCheck& check, wire::MoneyCheck& money, const v1::OrderLineInput& given,
               OrderLine& line, OrderRequest& order);
// How it is paid: up to 10.
std::vector<Tender> tenders(wire::FieldCheck& check, wire::MoneyCheck& money,
                            const google::protobuf::RepeatedPtrField<v1::Tender>& given);
// The number of requests only: each is checked on its own.
Result<void> check_batch(const v1::BatchPlaceOrdersRequest& request);
Result<OrderLookup> order_lookup(const v1::GetOrderRequest& request);
Result<CancelRequest> cancel_request(const v1::CancelOrderRequest& request);

// What a watcher asks for. `after_position` 0: the state now first.
struct OrderWatch {
    OrderId order_id;
    std::int64_t after_position = 0;
};
Result<OrderWatch> order_watch(const v1::WatchOrderRequest& request);

}  // namespace oms::orders
