# The gRPC adapter of every service and what adapters share: everything of the server but main().
# Included by services/CMakeLists.txt.
find_package(Boost 1.81 REQUIRED)

add_library(oms_services STATIC
    admin/admin_grpc.cpp
    admin/admin_wire.cpp
    catalog/catalog_grpc.cpp
    catalog/catalog_wire.cpp
    catalog/closing_wire.cpp
    catalog/import_grpc.cpp
    catalog/opening_hours_wire.cpp
    common/background.cpp
    common/body_hash.cpp
    common/card_number.cpp
    common/common_wire.cpp
    common/field_check.cpp
    common/random_source.cpp
    common/time_zone.cpp
    common/timer_runner.cpp
    common/zone_cache.cpp
    effects/effect_runner.cpp
    effects/effect_worker.cpp
    effects/effects_grpc.cpp
    effects/effects_wire.cpp
    events/events_grpc.cpp
    events/events_wire.cpp
    events/watching.cpp
    fulfillment/fulfillment_grpc.cpp
    fulfillment/fulfillment_wire.cpp
    fulfillment/location_hours.cpp
    fulfillment/pick_list_grpc.cpp
    inventory/inventory_grpc.cpp
    inventory/inventory_wire.cpp
    inventory/receipts_grpc.cpp
    inventory/receipts_wire.cpp
    inventory/shelves_grpc.cpp
    inventory/stock_wire.cpp
    orders/choice_link.cpp
    orders/choice_wire.cpp
    orders/choices_grpc.cpp
    orders/edit_wire.cpp
    orders/handling_wire.cpp
    orders/follow_order.cpp
    orders/large_orders.cpp
    orders/orders_grpc.cpp
    orders/orders_reply.cpp
    orders/orders_wire.cpp
    orders/search_wire.cpp
    payments/payments_grpc.cpp
    payments/payments_wire.cpp
    pickups/code_book.cpp
    pickups/pickup_grpc.cpp
    pickups/pickup_wire.cpp
    returns/policy_wire.cpp
    returns/return_wire.cpp
    returns/returns_grpc.cpp
    routing/active_routing.cpp
    routing/decisions_grpc.cpp
    routing/decisions_wire.cpp
    routing/plan_wire.cpp
    routing/quotes_grpc.cpp
    routing/quotes_wire.cpp
    routing/copied_routing.cpp
    routing/copy_quote_source.cpp
    routing/replica_grpc.cpp
    routing/routing_grpc.cpp
    routing/rules_wire.cpp
    routing/setup_maker.cpp
    routing/simulate.cpp
    routing/view_copy.cpp
    routing/view_follower.cpp
    routing/view_grpc.cpp
    routing/view_source.cpp
    routing/view_wire.cpp
)
target_link_libraries(oms_services
    PUBLIC oms_flags oms_domain oms_fulfillment oms_quoting oms_secrets oms_use_cases oms_rpc oms_proto protobuf::libprotobuf Boost::headers
    PRIVATE oms_zone_reader OpenSSL::Crypto fmt::fmt)

# What needs the machinery of effects and a gateway.
add_library(oms_effect_handlers STATIC
    carriers/gateway_carrier.cpp
    carriers/label_handler.cpp
    carriers/redirect_handler.cpp
    carriers/papers_grpc.cpp
    notifications/gateway_sender.cpp
    payments/grpc_gateway.cpp
    notifications/notice_handler.cpp
    notifications/notice_values.cpp
)
target_link_libraries(oms_effect_handlers
    PUBLIC oms_flags oms_services oms_carriers oms_notifications PRIVATE fmt::fmt)

# The settable clock and the echo: linked by the test server only.
add_library(oms_testing_service STATIC
    testing/clock_advance.cpp
    testing/testing_grpc.cpp
    testing/testing_wire.cpp
)
target_link_libraries(oms_testing_service PUBLIC oms_services)
oms_precompile(grpc oms_services oms_testing_service oms_effect_handlers)
