#include "tools/oms/order_lookup.hpp"

#include <utility>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/order_key.hpp"

namespace oms::cli {

namespace orders = oms::orders::v1;

Outcome<orders::Order> fetch_order(Session& session, const std::string& key) {
    OMS_TRY(const auto request, parse_order_key(key));
    OMS_TRY(auto response, session.call(&orders::OrderService::Stub::GetOrder, request));
    return std::move(*response.mutable_order());
}

Outcome<std::string> order_id_of(Session& session, const std::string& key) {
    OMS_TRY(const auto request, parse_order_key(key));
    if (request.key_case() == orders::GetOrderRequest::kOrderId) return request.order_id();
    OMS_TRY(const orders::Order order, fetch_order(session, key));
    return order.order_id();
}

}  // namespace oms::cli
