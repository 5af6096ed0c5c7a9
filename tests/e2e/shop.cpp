#include "tests/e2e/shop.hpp"

#include <atomic>

#include <fmt/format.h>

#include "oms/admin/v1/admin_service.pb.h"

namespace oms::e2e {
namespace {

void set_euro(oms::common::v1::Money& money, std::int64_t cents) {
    money.set_currency_code("EUR");
    money.set_minor_units(cents);
}

orders::OrderLineInput& add_line(orders::PlaceOrderRequest& order, const std::string& sku,
                                 std::int64_t quantity) {
    orders::OrderLineInput& line = *order.add_lines();
    line.set_sku(sku);
    line.set_quantity(quantity);
    set_euro(*line.mutable_unit_price(), unit_price);
    set_euro(*order.mutable_expected_total(),
             order.expected_total().minor_units() + unit_price * quantity);
    return line;
}

}  // namespace

std::string next_id(const std::string& prefix) {
    static std::atomic<std::int64_t> last{0};
    return fmt::format("{}-{}", prefix, ++last);
}

void create_channel(const Client& client, const std::string& channel_id,
                    std::int32_t grace_window_s) {
    catalog::CreateChannelRequest request;
    request.set_request_id(next_id());
    request.mutable_channel()->set_channel_id(channel_id);
    request.mutable_channel()->set_name(channel_id);
    request.mutable_channel()->set_type(catalog::CHANNEL_TYPE_WEB);
    request.mutable_channel()->set_brand("Comptoir");
    request.mutable_channel()->set_grace_window_s(grace_window_s);
    get<catalog::CreateChannelResponse>(client, request);
}

void create_location(const Client& client, const std::string& location_id, bool store) {
    catalog::CreateLocationRequest request;
    request.set_request_id(next_id());
    catalog::Location& location = *request.mutable_location();
    location.set_location_id(location_id);
    location.set_name(location_id);
    location.set_type(store ? catalog::LOCATION_TYPE_STORE : catalog::LOCATION_TYPE_WAREHOUSE);
    location.set_time_zone("Europe/Paris");
    location.mutable_address()->set_country_code("FR");
    location.add_capabilities(catalog::CAPABILITY_SHIP);
    if (store) location.add_capabilities(catalog::CAPABILITY_PICKUP);
    location.mutable_fulfillment()->set_release(catalog::RELEASE_MODE_IN_WAVES);
    get<catalog::CreateLocationResponse>(client, request);
}

void release_at_once(const Client& client, const std::string& location_id, bool at_once) {
    catalog::GetLocationRequest wanted;
    wanted.set_location_id(location_id);
    catalog::Location location = get<catalog::GetLocationResponse>(client, wanted).location();
    location.mutable_fulfillment()->set_release(at_once ? catalog::RELEASE_MODE_AT_ONCE
                                                        : catalog::RELEASE_MODE_IN_WAVES);
    for (const char* const output : {"etag", "create_time", "update_time"})
        location.GetReflection()->ClearField(&location,
                                             location.GetDescriptor()->FindFieldByName(output));
    catalog::ImportLocationsRequest request;
    request.set_request_id(next_id());
    request.set_import_id(next_id("import"));
    *request.add_rows() = std::move(location);
    get<catalog::ImportLocationsResponse>(client, request);
}

void create_network(const Client& client) {
    create_channel(client, "web");
    create_channel(client, "market");
    create_location(client, "W1", false);
    create_location(client, "S1", true);
    create_location(client, "S2", true);
}

void create_item(const Client& client, const std::string& sku) {
    catalog::CreateItemRequest request;
    request.set_request_id(next_id());
    request.mutable_item()->set_sku(sku);
    request.mutable_item()->set_title("An item to test with");
    get<catalog::CreateItemResponse>(client, request);
}

void receive(const Client& client, const std::string& sku, const std::string& location_id,
             std::int64_t quantity) {
    inventory::PostStockMovementsRequest request;
    request.set_request_id(next_id());
    inventory::StockMovement& movement = *request.add_movements();
    movement.set_sku(sku);
    movement.set_location_id(location_id);
    movement.set_kind(inventory::MOVEMENT_KIND_RECEIVED);
    movement.set_quantity(quantity);
    get<inventory::PostStockMovementsResponse>(client, request);
}

void stock_item(const Client& client, const std::string& sku, const std::string& location_id,
                std::int64_t quantity) {
    create_item(client, sku);
    receive(client, sku, location_id, quantity);
}

orders::PlaceOrderRequest new_order() {
    orders::PlaceOrderRequest order;
    order.set_request_id(next_id());
    order.set_channel_id("web");
    order.set_external_id(next_id("W"));
    order.mutable_contact()->set_name(canary_name);
    order.mutable_contact()->set_email(canary_email);
    order.mutable_contact()->set_phone(canary_phone);
    order.mutable_ship_to()->set_recipient(canary_name);
    order.mutable_ship_to()->add_lines(canary_street);
    order.mutable_ship_to()->set_locality("Paris");
    order.mutable_ship_to()->set_postal_code("75001");
    order.mutable_ship_to()->set_country_code("FR");
    order.set_note(canary_note);
    set_euro(*order.mutable_expected_total(), 0);
    return order;
}

void add_delivery(orders::PlaceOrderRequest& order, const std::string& sku, std::int64_t quantity) {
    add_line(order, sku, quantity).mutable_delivery()->set_service_level("standard");
}

void add_pickup(orders::PlaceOrderRequest& order, const std::string& sku, std::int64_t quantity,
                const std::string& location_id) {
    add_line(order, sku, quantity).mutable_pickup()->set_location_id(location_id);
}

orders::PlaceOrderRequest delivery_order(const std::string& sku, std::int64_t quantity) {
    orders::PlaceOrderRequest order = new_order();
    add_delivery(order, sku, quantity);
    return order;
}

orders::OrderReceipt place(const Client& client, const orders::PlaceOrderRequest& order) {
    return get<orders::PlaceOrderResponse>(client, order).order();
}

orders::Order get_order(const Client& client, const std::string& order_id) {
    orders::GetOrderRequest request;
    request.set_order_id(order_id);
    return get<orders::GetOrderResponse>(client, request).order();
}

orders::CancelOrderRequest cancel_of(const std::string& order_id) {
    orders::CancelOrderRequest request;
    request.set_request_id(next_id());
    request.set_order_id(order_id);
    request.set_reason(orders::CANCEL_REASON_CUSTOMER_REQUEST);
    return request;
}

inventory::PlaceCartHoldRequest hold_of(const std::string& cart_id, const std::string& sku,
                                        std::int64_t quantity) {
    inventory::PlaceCartHoldRequest request;
    request.set_request_id(next_id());
    request.set_channel_id("web");
    request.set_cart_id(cart_id);
    inventory::CartHoldLine& line = *request.add_lines();
    line.set_sku(sku);
    line.set_quantity(quantity);
    return request;
}

inventory::StockLevel stock_at(const Client& client, const std::string& sku,
                               const std::string& location_id) {
    inventory::GetStockRequest request;
    request.set_sku(sku);
    request.set_location_id(location_id);
    const auto reply = get<inventory::GetStockResponse>(client, request);
    return reply.levels_size() == 0 ? inventory::StockLevel() : reply.levels(0);
}

std::int64_t available(const Client& client, const std::string& sku) {
    inventory::GetAvailabilityRequest request;
    request.set_channel_id("web");
    request.add_skus(sku);
    return get<inventory::GetAvailabilityResponse>(client, request).skus(0).total();
}

std::string verify_store(const Client& client) {
    const auto reply =
        get<oms::admin::v1::VerifyStoreResponse>(client, oms::admin::v1::VerifyStoreRequest());
    std::string found;
    for (const auto& finding : reply.findings())
        found += fmt::format("{} {}: {}\n", finding.invariant(), finding.subject(),
                             finding.description());
    return found;
}

}  // namespace oms::e2e
