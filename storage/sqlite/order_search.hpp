#pragma once

#include "domain/actor.hpp"
#include "domain/order_search.hpp"
#include "storage/sqlite/order_repository.hpp"

namespace oms::storage::sqlite {

// See ReadSession::search_orders. Requires: a read transaction is open.
Result<OrderSearchPage> search_orders(Connection& connection, OrderRepository& orders,
                                      const OrderSearch& search, const Actor& actor);

}  // namespace oms::storage::sqlite
