#include "tools/replay/requests.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "tools/replay/collecting.hpp"
#include "tools/replay/people.hpp"
#include "tools/retail/choice.hpp"

namespace oms::replay {
namespace {

constexpr std::size_t movements_of_a_call = 500;
constexpr int minutes_of_an_hour = 60;

void set_pounds(oms::common::v1::Money& money, std::int64_t pence) {
    money.set_currency_code("GBP");
    money.set_minor_units(pence);
}

void set_position(oms::common::v1::Address& address, const Point& point) {
    address.mutable_position()->set_latitude_microdegrees(point.latitude);
    address.mutable_position()->set_longitude_microdegrees(point.longitude);
}

void add_hours(catalog::v1::Location& location, int first_day, int last_day, int opens,
               int closes) {
    for (int day = first_day; day <= last_day; ++day) {
        auto& hours = *location.add_weekly_hours();
        hours.set_weekday(static_cast<catalog::v1::Weekday>(day));
        hours.set_opens_minute(opens * minutes_of_an_hour);
        hours.set_closes_minute(closes * minutes_of_an_hour);
    }
}

// A warehouse is open until its cut-off: Monday to Friday 18:00, Saturday 12:00.
void set_hours(catalog::v1::Location& location, const Site& site) {
    // England's, within the data's year.
    constexpr std::array<std::string_view, 11> bank_holidays{
        "2010-12-27", "2010-12-28", "2011-01-03", "2011-04-22", "2011-04-25", "2011-04-29",
        "2011-05-02", "2011-05-30", "2011-08-29", "2011-12-26", "2011-12-27"};
    constexpr int monday = 1;
    constexpr int friday = 5;
    constexpr int saturday = 6;
    constexpr int sunday = 7;
    if (site.is_warehouse) {
        add_hours(location, monday, friday, 6, 18);
        add_hours(location, saturday, saturday, 6, 12);
    } else {
        add_hours(location, monday, saturday, 9, 18);
        if (!site.closes_on_sunday) add_hours(location, sunday, sunday, 10, 16);
    }
    for (const std::string_view date : bank_holidays) {
        auto& exception = *location.add_hours_exceptions();
        exception.set_date(date.data(), date.size());
        exception.set_closed(true);
        exception.set_label("bank holiday");
    }
}

// Descriptions of the source have blanks at their ends.
std::string title_of(const RetailItem& item) {
    const std::size_t first = item.title.find_first_not_of(' ');
    if (first == std::string::npos) return item.sku;
    return item.title.substr(first, item.title.find_last_not_of(' ') - first + 1);
}

// Names the stock of this selection: another one has other demand and so other stock.
std::uint64_t stock_id(const Plan& plan) {
    return retail::choice(fmt::format("{}:{}:{}:{}", plan.seed, profile_name(plan.profile),
                                      plan.orders.size(), plan.orders.back().external_id));
}

// Next day for 3 orders of 10, standard for the others.
std::string service_level(const Plan& plan, const ReplayOrder& order) {
    const auto draw =
        retail::choice(fmt::format("{}promise:{}", plan.seed, order.external_id)) % 10;
    return draw < 3 ? "next_day" : "standard";
}

void set_buyer(orders::v1::PlaceOrderRequest& request, const ReplayOrder& order,
               const Destination& destination) {
    const Person person = invent_person(order.person);
    request.set_customer_reference(order.customer_reference);
    request.mutable_contact()->set_name(person.name);
    request.mutable_contact()->set_email(person.email);
    request.mutable_contact()->set_phone(person.phone);
    auto& address = *request.mutable_ship_to();
    address.set_recipient(person.name);
    address.add_lines(person.street);
    address.set_locality(destination.locality);
    address.set_postal_code(destination.postal_code);
    address.set_country_code(destination.country_code);
    if (destination.position) set_position(address, *destination.position);
}

}  // namespace

Plan make_plan(const std::string& data_folder, const Selection& selection) {
    Plan plan;
    plan.profile = selection.profile;
    plan.seed = selection.seed;
    plan.retail = retail::clean(retail::read_source(data_folder));
    plan.orders = orders_of(plan.retail, selection.profile, selection.seed);
    keep_first(plan.orders, selection.limit, selection.largest);
    if (plan.orders.empty()) throw std::runtime_error("the data has no order to replay");
    const Places places = read_places(data_folder);
    for (const ReplayOrder& order : plan.orders)
        plan.destinations.push_back(places.destination_of(order));
    plan.customers = places.customers();
    plan.customers_by_rule = places.customers_by_rule();
    plan.sites = read_network(data_folder, selection.seed);
    plan.stock = plan_stock(selection.seed, plan.sites, plan.retail.items,
                            demand_of(plan.orders, plan.retail.items.size()));
    plan.pickups = choose_pickups(selection.seed, plan.orders, plan.sites, plan.stock);
    return plan;
}

std::string channel_of(Profile profile) {
    return fmt::format("retail-{}", profile_name(profile));
}

catalog::v1::CreateChannelRequest channel_request(const Plan& plan) {
    catalog::v1::CreateChannelRequest request;
    const std::string id = channel_of(plan.profile);
    request.set_request_id("replay:channel:" + id);
    request.mutable_channel()->set_channel_id(id);
    request.mutable_channel()->set_name("Gifts online");
    request.mutable_channel()->set_type(catalog::v1::CHANNEL_TYPE_WEB);
    request.mutable_channel()->set_brand("Online Retail");
    return request;
}

catalog::v1::CreateItemRequest item_request(const Plan& plan, std::size_t item) {
    const RetailItem& from = plan.retail.items[item];
    const Measures measures = measures_of(plan.seed, from.sku, from.price);
    catalog::v1::CreateItemRequest request;
    request.set_request_id("replay:item:" + from.sku);
    catalog::v1::Item& out = *request.mutable_item();
    out.set_sku(from.sku);
    out.set_title(title_of(from));
    out.set_weight_g(measures.weight_g);
    out.set_length_mm(measures.edge_mm);
    out.set_width_mm(measures.edge_mm);
    out.set_height_mm(measures.edge_mm);
    return request;
}

catalog::v1::CreateLocationRequest location_request(const Plan& plan, std::size_t site) {
    const Site& from = plan.sites[site];
    catalog::v1::CreateLocationRequest request;
    request.set_request_id("replay:location:" + from.location_id);
    catalog::v1::Location& out = *request.mutable_location();
    out.set_location_id(from.location_id);
    out.set_name(from.name);
    out.set_type(from.is_warehouse ? catalog::v1::LOCATION_TYPE_WAREHOUSE
                                   : catalog::v1::LOCATION_TYPE_STORE);
    out.set_time_zone("Europe/London");
    out.mutable_address()->set_postal_code(from.outcode);
    out.mutable_address()->set_country_code("GB");
    set_position(*out.mutable_address(), from.position);
    out.add_capabilities(catalog::v1::CAPABILITY_SHIP);
    if (!from.is_warehouse) out.add_capabilities(catalog::v1::CAPABILITY_PICKUP);
    out.add_capabilities(catalog::v1::CAPABILITY_RETURNS);
    set_hours(out, from);
    return request;
}

inventory::v1::PostStockMovementsRequest stock_request(const Plan& plan, std::size_t& first) {
    inventory::v1::PostStockMovementsRequest request;
    request.set_request_id(fmt::format("replay:stock:{:016x}:{}", stock_id(plan), first));
    const std::size_t end = std::min(plan.stock.size(), first + movements_of_a_call);
    for (; first < end; ++first) {
        const StockRow& row = plan.stock[first];
        inventory::v1::StockMovement& movement = *request.add_movements();
        movement.set_sku(plan.retail.items[row.item].sku);
        movement.set_location_id(plan.sites[row.site].location_id);
        movement.set_kind(inventory::v1::MOVEMENT_KIND_RECEIVED);
        movement.set_quantity(row.units);
    }
    return request;
}

orders::v1::PlaceOrderRequest order_request(const Plan& plan, std::size_t order) {
    const ReplayOrder& from = plan.orders[order];
    const std::string channel = channel_of(plan.profile);
    const std::string level = service_level(plan, from);
    const auto pickup = order < plan.pickups.size() ? plan.pickups[order] : std::nullopt;
    orders::v1::PlaceOrderRequest request;
    request.set_request_id(fmt::format("replay:{}:{}", channel, from.external_id));
    request.set_channel_id(channel);
    request.set_external_id(from.external_id);
    set_buyer(request, from, plan.destinations[order]);
    for (const InvoiceLine& line : from.lines) {
        orders::v1::OrderLineInput& out = *request.add_lines();
        out.set_sku(plan.retail.items[line.item].sku);
        out.set_quantity(line.units);
        set_pounds(*out.mutable_unit_price(), line.unit_price);
        set_pounds(*out.mutable_tax(), 0);
        if (pickup) {
            out.mutable_pickup()->set_location_id(plan.sites[*pickup].location_id);
        } else {
            out.mutable_delivery()->set_service_level(level);
        }
        if (line.discount == 0) continue;
        orders::v1::Discount& discount = *out.add_discounts();
        discount.set_promotion_id("source-price-difference");
        discount.set_scope(orders::v1::DISCOUNT_SCOPE_LINE);
        set_pounds(*discount.mutable_amount(), line.discount);
    }
    request.set_tax_included(true);
    set_pounds(*request.mutable_expected_total(), from.money);
    request.set_on_shortage(orders::v1::ON_SHORTAGE_BACKORDER);
    return request;
}

}  // namespace oms::replay
