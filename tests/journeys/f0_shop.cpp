#include "tests/journeys/f0_shop.hpp"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/chrono.h>

#include "domain/time.hpp"

namespace oms::e2e::journeys {
namespace {

struct Place {
    const char* id;
    const char* postal_code;
    std::int32_t latitude;
    std::int32_t longitude;
};
constexpr std::array<Place, 5> places{
    {{"S1", "75001", 48'856'600, 2'352'200},
     {"S2", "69003", 45'764'000, 4'835'700},
     {"S3", "59000", 50'629'200, 3'057'300},
     {"S4", "13008", 43'296'500, 5'369'800},
     {"W1", "45000", 47'902'700, 1'908'600}}
};

// Before the last Sunday of March Paris is one hour ahead of UTC; the journeys end before it.
constexpr std::int64_t paris_ahead_s = 3'600;

bool is_store(const Place& place) {
    return place.id[0] == 'S';
}

void create_place(const Client& client, const Place& place) {
    catalog::CreateLocationRequest request;
    request.set_request_id(next_id());
    catalog::Location& location = *request.mutable_location();
    location.set_location_id(place.id);
    location.set_name(place.id);
    location.set_type(is_store(place) ? catalog::LOCATION_TYPE_STORE
                                      : catalog::LOCATION_TYPE_WAREHOUSE);
    location.set_time_zone("Europe/Paris");
    location.mutable_address()->set_country_code("FR");
    location.mutable_address()->set_postal_code(place.postal_code);
    auto& position = *location.mutable_address()->mutable_position();
    position.set_latitude_microdegrees(place.latitude);
    position.set_longitude_microdegrees(place.longitude);
    location.add_capabilities(catalog::CAPABILITY_SHIP);
    location.add_capabilities(catalog::CAPABILITY_RETURNS);
    if (is_store(place)) location.add_capabilities(catalog::CAPABILITY_PICKUP);
    for (int day = 1; day <= (is_store(place) ? 6 : 5); ++day) {
        auto& hours = *location.add_weekly_hours();
        hours.set_weekday(static_cast<catalog::Weekday>(day));
        hours.set_opens_minute(is_store(place) ? 600 : 0);
        hours.set_closes_minute(is_store(place) ? 1200 : 1440);
    }
    get<catalog::CreateLocationResponse>(client, request);
}

template <class Owner>
void leave_daily(Owner& owner, int days, std::int64_t cut_off, std::int64_t leaves) {
    for (int day = 1; day <= days; ++day) {
        auto& departure = *owner.add_departures();
        departure.set_weekday(static_cast<catalog::Weekday>(day));
        departure.set_cut_off_minute(cut_off);
        departure.set_leaves_minute(leaves);
    }
}

void add_settings(routing::RoutingRules& rules, const Place& place) {
    auto& settings = *rules.add_settings();
    settings.set_location_id(place.id);
    settings.add_services(is_store(place) ? "parcel-store" : "parcel-warehouse");
    settings.add_services("express");
    if (std::string_view(place.id) == "S1") settings.add_services("courier");
    const std::string id = place.id;
    if (is_store(place)) {
        settings.add_groups("stores");
        leave_daily(settings, 6, 15 * 60, 17 * 60);
        settings.set_pickup_preparation_minutes(120);
        settings.mutable_shipping()->set_per_parcel(200);
        settings.mutable_shipping()->set_per_unit(60);
        settings.mutable_pickup()->set_per_unit(40);
        settings.mutable_ship_capacity()->set_measure(routing::CAPACITY_MEASURE_PARCELS);
        settings.mutable_ship_capacity()->set_limit(id == "S1" || id == "S2" ? 20 : 10);
    } else {
        leave_daily(settings, 5, 16 * 60, 17 * 60);
        settings.mutable_shipping()->set_per_parcel(110);
        settings.mutable_shipping()->set_per_unit(25);
        settings.mutable_transfer()->set_per_parcel(30);
        settings.mutable_transfer()->set_per_unit(25);
        settings.mutable_ship_capacity()->set_measure(routing::CAPACITY_MEASURE_LINES);
        settings.mutable_ship_capacity()->set_limit(2000);
    }
}

void add_region(routing::Carriers& carriers, const char* name, std::vector<const char*> prefixes) {
    auto& region = *carriers.add_regions();
    region.set_name(name);
    for (const char* prefix : prefixes) {
        auto& area = *region.add_areas();
        area.set_country_code("FR");
        area.set_postal_prefix(prefix);
    }
}

void add_zone(routing::CarrierService& service, const char* zone, bool within_region,
              std::int64_t days, std::int64_t price) {
    auto& rule = *service.add_zones();
    rule.set_zone(zone);
    rule.set_within_region(within_region);
    for (const char* prefix :
         {"0", "1", "2", "3", "4", "5", "6", "7", "8", "90", "91", "92", "93", "94", "95"}) {
        auto& area = *rule.add_to();
        area.set_country_code("FR");
        area.set_postal_prefix(prefix);
    }
    auto& tariff = *service.add_tariffs();
    tariff.set_zone(zone);
    tariff.set_transit_days(days);
    auto& step = *tariff.add_steps();
    step.set_up_to_weight_g(30'000);
    step.set_price(price);
}

routing::CarrierService& add_service(routing::Carriers& carriers, const char* id,
                                     const char* level) {
    auto& service = *carriers.add_services();
    service.set_service_id(id);
    service.set_level(level);
    for (int day = 1; day <= 6; ++day)
        service.mutable_collects()->add_weekdays(static_cast<catalog::Weekday>(day));
    return service;
}

// Within 10 km on the same day, 16-18 and 18-20, five places each.
void add_courier(routing::Carriers& carriers) {
    auto& courier = add_service(carriers, "courier", "same_day");
    auto& near = *courier.add_zones();
    near.set_zone("near");
    near.set_up_to_m(10'000);
    near.add_to()->set_country_code("FR");
    near.mutable_to(0)->set_postal_prefix("75");
    auto& tariff = *courier.add_tariffs();
    tariff.set_zone("near");
    tariff.set_transit_days(0);
    auto& step = *tariff.add_steps();
    step.set_up_to_weight_g(30'000);
    step.set_price(690);
    for (const int from : {16, 18}) {
        auto& slot = *courier.add_slots();
        slot.set_from_minute(from * 60);
        slot.set_until_minute(from * 60 + 120);
        slot.set_order_by_minute(from * 60 - 60);
        slot.set_places(5);
    }
}

routing::RoutingRules rules() {
    routing::RoutingRules rules;
    rules.set_currency_code("EUR");
    for (const Place& place : places)
        add_settings(rules, place);
    auto& shuttle = *rules.add_shuttles();
    shuttle.set_shuttle_id("night");
    shuttle.set_from("W1");
    for (const char* store : {"S1", "S2", "S3", "S4"})
        shuttle.add_to(store);
    leave_daily(shuttle, 5, 16 * 60, 18 * 60);
    shuttle.set_arrives_after_days(1);
    shuttle.set_arrives_minute(11 * 60);
    auto& carriers = *rules.mutable_carriers();
    add_region(carriers, "paris", {"75", "77", "78", "9"});
    add_region(carriers, "lyon", {"69", "01", "42"});
    add_region(carriers, "lille", {"59", "62"});
    add_region(carriers, "marseille", {"13", "83"});
    add_zone(add_service(carriers, "parcel-warehouse", "standard"), "france", false, 2, 520);
    auto& store = add_service(carriers, "parcel-store", "standard");
    add_zone(store, "region", true, 2, 590);
    add_zone(store, "france", false, 2, 740);
    add_zone(add_service(carriers, "express", "express"), "france", false, 1, 990);
    add_courier(carriers);
    auto& profile = *rules.add_profiles();
    profile.set_name("every order");
    profile.mutable_costs()->set_split_penalty(300);
    auto& safety = *rules.add_stock();
    safety.set_name("stores keep one");
    safety.mutable_locations()->add_types(catalog::LOCATION_TYPE_STORE);
    safety.set_safety_stock(1);
    return rules;
}

void publish_rules(const Client& client) {
    routing::CreateRulesRequest draft;
    draft.set_request_id(next_id());
    *draft.mutable_rules() = rules();
    routing::PublishRulesRequest publish;
    publish.set_request_id(next_id());
    publish.set_version(get<routing::CreateRulesResponse>(client, draft).version().version());
    get<routing::PublishRulesResponse>(client, publish);
}

void create_goods(const Client& client, const char* sku, std::int64_t weight_g) {
    catalog::CreateItemRequest request;
    request.set_request_id(next_id());
    request.mutable_item()->set_sku(sku);
    request.mutable_item()->set_title(sku);
    request.mutable_item()->set_weight_g(weight_g);
    get<catalog::CreateItemResponse>(client, request);
}

std::vector<std::string> with_clock(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--clock-start", "2026-03-03T09:00:00Z"});
    return arguments;
}

constexpr std::int64_t delivery_fee = 490;
// Cents a unit; what a journey adds of its own costs as much as a TEE.
std::int64_t price_of(const std::string& sku) {
    if (sku == "JEAN") return 6'000;
    if (sku == "COAT") return 15'000;
    if (sku == "SHOE") return 9'000;
    return 2'000;
}

void set_cents(oms::common::v1::Money& money, std::int64_t cents) {
    money.set_currency_code("EUR");
    money.set_minor_units(cents);
}

void add_to_total(orders::PlaceOrderRequest& order, std::int64_t cents) {
    set_cents(*order.mutable_expected_total(), order.expected_total().minor_units() + cents);
}

orders::OrderLineInput& add_line(orders::PlaceOrderRequest& order, const std::string& sku,
                                 std::int64_t quantity) {
    orders::OrderLineInput& line = *order.add_lines();
    line.set_sku(sku);
    line.set_quantity(quantity);
    set_cents(*line.mutable_unit_price(), price_of(sku));
    add_to_total(order, price_of(sku) * quantity);
    return line;
}

std::string local_text(const google::protobuf::Timestamp& time, const char* format) {
    const std::chrono::sys_seconds local{std::chrono::seconds{time.seconds() + paris_ahead_s}};
    return fmt::format(fmt::runtime(format), local);
}

}  // namespace

F0Shop::F0Shop(std::vector<std::string> arguments)
    : server(with_clock(std::move(arguments))), client(server.address()) {
    create_channel(client, "web");
    for (const Place& place : places)
        create_place(client, place);
    create_goods(client, "TEE", 200);
    create_goods(client, "JEAN", 700);
    create_goods(client, "COAT", 1'500);
    create_goods(client, "SHOE", 1'200);
    publish_rules(client);
}

void F0Shop::at(const std::string& paris) const {
    get<oms::testing::v1::AdvanceResponse>(client, clock_at(paris));
}

void F0Shop::stock(const std::string& location, const std::string& sku, std::int64_t units) const {
    receive(client, sku, location, units);
}

std::string F0Shop::deliver_to(const std::string& postal_code,
                               std::vector<std::pair<std::string, std::int64_t>> lines) const {
    return place(client, delivery_of(postal_code, lines)).order_id();
}

std::string F0Shop::collect_at(const std::string& location,
                               std::vector<std::pair<std::string, std::int64_t>> lines) const {
    return place(client, pickup_at(location, lines)).order_id();
}

fulfillment::FulfillmentOrder F0Shop::open_task(const std::string& order_id) const {
    const auto ended = [](fulfillment::FulfillmentState state) {
        return state == fulfillment::FULFILLMENT_STATE_DELIVERED ||
               state == fulfillment::FULFILLMENT_STATE_COLLECTED ||
               state == fulfillment::FULFILLMENT_STATE_RECEIVED ||
               state == fulfillment::FULFILLMENT_STATE_REJECTED ||
               state == fulfillment::FULFILLMENT_STATE_CANCELED;
    };
    std::vector<fulfillment::FulfillmentOrder> open;
    for (const auto& task : tasks_of(client, order_id)) {
        if (!ended(task.state())) open.push_back(task);
    }
    if (open.size() != 1)
        throw std::runtime_error(fmt::format("{} open tasks of {}", open.size(), order_id));
    return open.front();
}

void F0Shop::wave() const {
    fulfillment::ReleaseWaveRequest request;
    request.set_request_id(next_id());
    request.set_location_id("W1");
    get<fulfillment::ReleaseWaveResponse>(client, request);
}

std::int64_t F0Shop::promisable(const std::string& sku, const std::string& location) const {
    const auto level = stock_at(client, sku, location);
    const std::int64_t safety = location.front() == 'S' ? 1 : 0;
    return std::max<std::int64_t>(0, level.on_hand() - level.reserved() - safety);
}

orders::PlaceOrderRequest delivery_of(const std::string& postal_code, const Goods& goods) {
    orders::PlaceOrderRequest request = new_order();
    request.mutable_ship_to()->set_country_code("FR");
    request.mutable_ship_to()->set_postal_code(postal_code);
    for (const auto& [sku, quantity] : goods)
        add_line(request, sku, quantity).mutable_delivery()->set_service_level("standard");
    orders::Charge& fee = *request.add_charges();
    fee.set_type(orders::CHARGE_TYPE_SHIPPING);
    set_cents(*fee.mutable_amount(), delivery_fee);
    add_to_total(request, delivery_fee);
    return request;
}

orders::PlaceOrderRequest pickup_at(const std::string& location, const Goods& goods) {
    orders::PlaceOrderRequest request = new_order();
    for (const auto& [sku, quantity] : goods)
        add_line(request, sku, quantity).mutable_pickup()->set_location_id(location);
    return request;
}

testing::v1::AdvanceRequest clock_at(const std::string& paris) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    if (std::sscanf(paris.c_str(), "%d-%u-%u %d:%d", &year, &month, &day, &hour, &minute) != 5)
        throw std::runtime_error("no time: " + paris);
    const std::chrono::sys_days date{std::chrono::year{year} / std::chrono::month{month} /
                                     std::chrono::day{day}};
    testing::v1::AdvanceRequest request;
    request.mutable_to()->set_seconds(
        std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch()).count() +
        hour * 3'600 + minute * 60 - paris_ahead_s);
    return request;
}

std::vector<std::string> payments_due(const orders::Order& order) {
    std::vector<std::string> due;
    for (const auto& one : order.payments_due()) {
        const std::string kind = one.kind() == orders::DUE_KIND_CAPTURE     ? "capture"
                                 : one.kind() == orders::DUE_KIND_REFUND    ? "refund"
                                 : one.kind() == orders::DUE_KIND_AUTHORIZE ? "authorize"
                                 : one.kind() == orders::DUE_KIND_CREDIT    ? "credit"
                                                                            : "void";
        due.push_back(fmt::format("{} {}.{:02}", kind, one.amount().minor_units() / 100,
                                  one.amount().minor_units() % 100));
    }
    return due;
}

std::string paris_time(const google::protobuf::Timestamp& time) {
    return local_text(time, "{:%Y-%m-%d %H:%M}");
}

std::string paris_date(const google::protobuf::Timestamp& time) {
    return local_text(time, "{:%Y-%m-%d}");
}

}  // namespace oms::e2e::journeys
