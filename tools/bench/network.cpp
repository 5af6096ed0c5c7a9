#include "tools/bench/network.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "oms/catalog/v1/catalog_service.pb.h"
#include "oms/inventory/v1/inventory_service.pb.h"
#include "oms/routing/v1/routing_service.pb.h"
#include "tools/bench/rules.hpp"
#include "tools/load/load.hpp"

namespace oms::bench {
namespace {

namespace catalog = oms::catalog::v1;
namespace inventory = oms::inventory::v1;
namespace orders = oms::orders::v1;

using load::send_all;

constexpr int lines_of_an_order = 3;
constexpr int movements_of_a_call = 500;
constexpr std::int64_t unit_price = 1999;
constexpr std::int64_t shipping = 490;

void set_euro(oms::common::v1::Money* money, std::int64_t cents) {
    money->set_currency_code("EUR");
    money->set_minor_units(cents);
}

void send_one(const std::string& address, const std::string& method,
              const google::protobuf::Message& request) {
    bool sent = false;
    send_all(address, method, [&](std::string& bytes) {
        return std::exchange(sent, true) ? false : request.SerializeToString(&bytes);
    });
}

}  // namespace

std::string location_name(int index) {
    return fmt::format("L{:04}", index);
}

std::string customer_name(std::uint64_t customer) {
    constexpr auto given =
        std::to_array<std::string_view>({"Camille", "André", "Zoé", "Jean-Pierre", "Inès", "Loïc",
                                         "Maëlle", "Noé", "Élodie", "Yann"});
    // Two thousand family names, so that some fifty of a million customers share a whole name.
    return fmt::format("{} Exemple{}", given[customer % given.size()],
                       customer / given.size() % 2'000);
}

std::string customer_email(std::uint64_t customer) {
    return fmt::format("camille.{}@example.com", customer);
}

std::string sku_name(std::uint64_t index) {
    return fmt::format("SKU-{:06}", index);
}

// splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t Network::random(std::uint64_t below) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31U)) % below;
}

// The less of two draws squared over the range: the first tenth of the items has about 45 % of the
// lines.
std::string Network::random_sku() {
    const auto items = static_cast<std::uint64_t>(size_.items);
    const std::uint64_t a = random(items);
    const std::uint64_t b = random(items);
    return sku_name(a * b / items);
}

void Network::create(const std::string& address) {
    catalog::CreateChannelRequest channel;
    channel.set_request_id("channel-web");
    channel.mutable_channel()->set_channel_id("web");
    channel.mutable_channel()->set_name("Web shop");
    channel.mutable_channel()->set_type(catalog::CHANNEL_TYPE_WEB);
    channel.mutable_channel()->set_brand("Bench");
    send_one(address, "/oms.catalog.v1.CatalogService/CreateChannel", channel);
    create_items(address);
    create_locations(address);
    create_stock(address);
    if (size_.rules) publish_rules(address);
}

void Network::publish_rules(const std::string& address) {
    oms::routing::v1::CreateRulesRequest draft;
    draft.set_request_id("rules-draft");
    *draft.mutable_rules() = routing_rules(size_.locations);
    send_one(address, "/oms.routing.v1.RoutingService/CreateRules", draft);
    oms::routing::v1::PublishRulesRequest publish;
    publish.set_request_id("rules-publish");
    publish.set_version(1);
    send_one(address, "/oms.routing.v1.RoutingService/PublishRules", publish);
}

void Network::create_items(const std::string& address) {
    int index = 0;
    send_all(address, "/oms.catalog.v1.CatalogService/CreateItem", [&](std::string& bytes) {
        if (index == size_.items) return false;
        catalog::CreateItemRequest request;
        request.set_request_id(fmt::format("item-{}", index));
        request.mutable_item()->set_sku(sku_name(static_cast<std::uint64_t>(index++)));
        request.mutable_item()->set_title("An item of the benchmark");
        request.mutable_item()->set_weight_g(300);
        return request.SerializeToString(&bytes);
    });
}

void Network::create_locations(const std::string& address) {
    int index = 0;
    send_all(address, "/oms.catalog.v1.CatalogService/CreateLocation", [&](std::string& bytes) {
        if (index == size_.locations) return false;
        catalog::CreateLocationRequest request;
        request.set_request_id(fmt::format("location-{}", index));
        catalog::Location& location = *request.mutable_location();
        location.set_location_id(location_name(index));
        location.set_name("A location of the benchmark");
        location.set_type(index % 10 == 0 ? catalog::LOCATION_TYPE_WAREHOUSE
                                          : catalog::LOCATION_TYPE_STORE);
        location.set_time_zone("Europe/Paris");
        location.add_capabilities(catalog::CAPABILITY_SHIP);
        if (index % 10 != 0) location.add_capabilities(catalog::CAPABILITY_PICKUP);
        location.mutable_address()->set_country_code("FR");
        auto& position = *location.mutable_address()->mutable_position();
        position.set_latitude_microdegrees(
            static_cast<std::int32_t>(43'000'000 + random(7'000'000)));
        position.set_longitude_microdegrees(static_cast<std::int32_t>(random(7'000'000)));
        ++index;
        return request.SerializeToString(&bytes);
    });
}

void Network::create_stock(const std::string& address) {
    const std::int64_t rows = std::int64_t{size_.items} * size_.locations;
    std::int64_t row = 0;
    send_all(
        address, "/oms.inventory.v1.InventoryService/PostStockMovements", [&](std::string& bytes) {
            if (row == rows) return false;
            inventory::PostStockMovementsRequest request;
            request.set_request_id(fmt::format("stock-{}", row));
            for (int i = 0; i < movements_of_a_call && row < rows; ++i, ++row) {
                inventory::StockMovement& movement = *request.add_movements();
                movement.set_sku(sku_name(static_cast<std::uint64_t>(row / size_.locations)));
                movement.set_location_id(location_name(static_cast<int>(row % size_.locations)));
                movement.set_kind(inventory::MOVEMENT_KIND_RECEIVED);
                movement.set_quantity(size_.units);
            }
            return request.SerializeToString(&bytes);
        });
}

void Network::create_hot(const std::string& address, const std::string& sku) {
    catalog::CreateItemRequest item;
    item.set_request_id("item-" + sku);
    item.mutable_item()->set_sku(sku);
    item.mutable_item()->set_title("What everybody wants");
    send_one(address, "/oms.catalog.v1.CatalogService/CreateItem", item);
    inventory::PostStockMovementsRequest stock;
    stock.set_request_id("stock-" + sku);
    inventory::StockMovement& movement = *stock.add_movements();
    movement.set_sku(sku);
    movement.set_location_id(location_name(0));
    movement.set_kind(inventory::MOVEMENT_KIND_RECEIVED);
    movement.set_quantity(100'000'000);
    send_one(address, "/oms.inventory.v1.InventoryService/PostStockMovements", stock);
}

orders::PlaceOrderRequest Network::blank_order() {
    orders::PlaceOrderRequest order;
    const std::int64_t number = ++orders_;
    order.set_request_id(fmt::format("{:016x}-{}", random(UINT64_MAX), number));
    order.set_channel_id("web");
    order.set_external_id(fmt::format("W-{:09}", number));
    const std::uint64_t customer = random(customers);
    order.set_customer_reference(fmt::format("customer-{}", customer));
    order.mutable_contact()->set_name(customer_name(customer));
    order.mutable_contact()->set_email(customer_email(customer));
    order.mutable_contact()->set_phone(fmt::format("+331{:08}", customer));
    auto& address = *order.mutable_ship_to();
    address.set_recipient(customer_name(customer));
    address.add_lines("12 rue de l'Exemple");
    address.set_locality("Paris");
    address.set_postal_code("75001");
    address.set_country_code("FR");
    address.mutable_position()->set_latitude_microdegrees(
        static_cast<std::int32_t>(43'000'000 + random(7'000'000)));
    address.mutable_position()->set_longitude_microdegrees(
        static_cast<std::int32_t>(random(7'000'000)));
    auto& charge = *order.add_charges();
    charge.set_type(orders::CHARGE_TYPE_SHIPPING);
    set_euro(charge.mutable_amount(), shipping);
    set_euro(charge.mutable_tax(), 0);
    order.set_tax_included(true);
    return order;
}

void Network::add_line(orders::PlaceOrderRequest& order, const std::string& sku) {
    auto& line = *order.add_lines();
    line.set_sku(sku);
    line.set_quantity(1);
    set_euro(line.mutable_unit_price(), unit_price);
    set_euro(line.mutable_tax(), 333);
    line.mutable_delivery()->set_service_level("standard");
}

void Network::set_total(orders::PlaceOrderRequest& order) {
    set_euro(order.mutable_expected_total(), order.lines_size() * unit_price + shipping);
}

orders::PlaceOrderRequest Network::next_order() {
    orders::PlaceOrderRequest order = blank_order();
    for (int i = 0; i < lines_of_an_order; ++i)
        add_line(order, random_sku());
    set_total(order);
    return order;
}

orders::PlaceOrderRequest Network::large_order(int lines) {
    orders::PlaceOrderRequest order = blank_order();
    const auto items = static_cast<std::uint64_t>(size_.items);
    const std::uint64_t first = random(items);
    for (std::uint64_t i = 0; i < std::min(items, static_cast<std::uint64_t>(lines)); ++i)
        add_line(order, sku_name((first + i) % items));
    set_total(order);
    return order;
}

orders::PlaceOrderRequest Network::next_order_of(const std::string& sku) {
    orders::PlaceOrderRequest order = blank_order();
    add_line(order, sku);
    set_total(order);
    return order;
}

}  // namespace oms::bench
