#include "services/catalog/catalog_wire.hpp"

#include <algorithm>

#include "domain/order_tags.hpp"
#include "domain/stock.hpp"
#include "domain/text.hpp"
#include "services/catalog/closing_wire.hpp"
#include "services/catalog/opening_hours_wire.hpp"
#include "services/common/common_wire.hpp"
#include "services/common/time_zone.hpp"

namespace oms::catalog {
namespace {

using wire::FieldCheck;

constexpr std::int64_t most_weight_g = 1'000'000'000;
constexpr std::int64_t most_length_mm = 1'000'000;
constexpr std::int64_t usual_duplicate_window_s = 600;

// Names of things in the catalog: digits are no cause for suspicion there.
constexpr wire::TextRule title_rule{
    .shortest = 1, .longest = 200, .multiline = false, .any_digits = true};
constexpr wire::TextRule brand_rule{
    .shortest = 1, .longest = 100, .multiline = false, .any_digits = true};

bool is_gtin(const std::string& text) {
    const std::size_t size = text.size();
    return (size == 8 || size == 12 || size == 13 || size == 14) && has_gs1_check_digit(text);
}

FulfillmentSettings fulfillment_settings(FieldCheck& check, const v1::FulfillmentSettings& given) {
    const auto at = check.inside("fulfillment");
    FulfillmentSettings settings;
    settings.release =
        wire::enumeration_or(check, "release", given.release(), ReleaseMode::by_type);
    const std::int64_t minutes =
        check.number("acceptance_minutes", given.acceptance_minutes(), -1, most_acceptance_minutes);
    if (minutes != 0) settings.acceptance_minutes = minutes;
    const std::int64_t days =
        check.number("pickup_hold_days", given.pickup_hold_days(), 0, most_pickup_hold_days);
    if (days != 0) settings.pickup_hold_days = days;
    return settings;
}

std::vector<Capability> capabilities(FieldCheck& check, const v1::Location& given) {
    std::vector<Capability> list;
    // Each once: more entries than there are values cannot be right.
    if (!check.count("capabilities", given.capabilities_size(), 0,
                     static_cast<int>(EnumText<Capability>::names.size()))) {
        return list;
    }
    for (int i = 0; i < given.capabilities_size(); ++i) {
        const auto at = check.inside("capabilities", i);
        const std::size_t refused = check.refused();
        const auto capability = wire::enumeration<Capability>(check, "", given.capabilities(i));
        if (check.refused() > refused) continue;
        check.require(std::find(list.begin(), list.end(), capability) == list.end(), "",
                      "named twice");
        list.push_back(capability);
    }
    return list;
}

std::vector<std::string> tags(FieldCheck& check, const v1::Item& given) {
    std::vector<std::string> list;
    if (!check.count("tags", given.tags_size(), 0, static_cast<int>(most_item_tags))) return list;
    for (int i = 0; i < given.tags_size(); ++i) {
        const auto at = check.inside("tags", i);
        const std::string& tag = given.tags(i);
        check.require(is_tag(tag), "",
                      "1 to 32 bytes of lower-case letters, digits, '_', '.' and '-'");
        check.require(std::find(list.begin(), list.end(), tag) == list.end(), "", "named twice");
        list.push_back(tag);
    }
    std::sort(list.begin(), list.end());
    return list;
}

void encode(const Item& item, v1::Item& out) {
    out.set_sku(item.sku.str());
    out.set_title(item.title);
    out.set_gtin(item.gtin);
    out.set_weight_g(item.weight_g);
    out.set_backorder_limit(item.backorder_limit);
    out.set_length_mm(item.length_mm);
    out.set_width_mm(item.width_mm);
    out.set_height_mm(item.height_mm);
    out.set_handling_class(wire::to_proto<v1::HandlingClass>(item.handling_class));
    out.mutable_tags()->Add(item.tags.begin(), item.tags.end());
    out.set_etag(wire::etag(item.head));
    wire::encode(item.create_time, *out.mutable_create_time());
    wire::encode(item.update_time, *out.mutable_update_time());
}

void encode(const Channel& channel, v1::Channel& out) {
    out.set_channel_id(channel.channel_id.str());
    out.set_name(channel.name);
    out.set_type(wire::to_proto<v1::ChannelType>(channel.type));
    out.set_brand(channel.brand);
    out.set_grace_window_s(static_cast<std::int32_t>(channel.grace_window_s));
    out.set_duplicate_window_s(static_cast<std::int32_t>(channel.duplicate_window_s));
    out.set_etag(wire::etag(channel.head));
    wire::encode(channel.create_time, *out.mutable_create_time());
    wire::encode(channel.update_time, *out.mutable_update_time());
}

}  // namespace

void encode(const Location& location, v1::Location& out) {
    out.set_location_id(location.location_id.str());
    out.set_name(location.name);
    out.set_type(wire::to_proto<v1::LocationType>(location.type));
    out.set_gln(location.gln);
    if (location.address != Address{}) wire::encode(location.address, *out.mutable_address());
    out.set_time_zone(location.time_zone);
    for (const OpeningHours& hours : location.weekly_hours)
        encode_hours(hours, *out.add_weekly_hours());
    for (const HoursException& hours : location.hours_exceptions)
        encode_hours(hours, *out.add_hours_exceptions());
    out.mutable_fulfillment()->set_release(
        wire::to_proto<v1::ReleaseMode>(location.fulfillment.release));
    out.mutable_fulfillment()->set_acceptance_minutes(
        static_cast<std::int32_t>(location.fulfillment.acceptance_minutes.value_or(0)));
    out.mutable_fulfillment()->set_pickup_hold_days(
        static_cast<std::int32_t>(location.fulfillment.pickup_hold_days));
    if (location.closure) encode(*location.closure, *out.mutable_closure());
    for (const Capability capability : location.capabilities) {
        out.add_capabilities(wire::to_proto<v1::Capability>(capability));
    }
    out.set_etag(wire::etag(location.head));
    wire::encode(location.create_time, *out.mutable_create_time());
    wire::encode(location.update_time, *out.mutable_update_time());
}

Item item_fields(FieldCheck& check, const v1::Item& given) {
    Item item;
    item.sku = check.id<Sku>("sku", given.sku());
    item.title = check.text("title", given.title(), title_rule);
    check.require(given.gtin().empty() || is_gtin(given.gtin()), "gtin",
                  "8, 12, 13 or 14 digits with the right check digit");
    item.gtin = given.gtin();
    item.weight_g = check.number("weight_g", given.weight_g(), 0, most_weight_g);
    item.backorder_limit =
        check.number("backorder_limit", given.backorder_limit(), 0, quantity_limit);
    item.length_mm = check.number("length_mm", given.length_mm(), 0, most_length_mm);
    item.width_mm = check.number("width_mm", given.width_mm(), 0, most_length_mm);
    item.height_mm = check.number("height_mm", given.height_mm(), 0, most_length_mm);
    item.handling_class = wire::enumeration_or(check, "handling_class", given.handling_class(),
                                               HandlingClass::standard);
    item.tags = tags(check, given);
    return item;
}

Location location_fields(FieldCheck& check, const v1::Location& given) {
    Location location;
    location.location_id = check.id<LocationId>("location_id", given.location_id(), false);
    location.name = check.text("name", given.name(), title_rule);
    location.type = wire::enumeration<LocationType>(check, "type", given.type());
    check.require(
        given.gln().empty() || (given.gln().size() == 13 && has_gs1_check_digit(given.gln())),
        "gln", "13 digits with the right check digit");
    location.gln = given.gln();
    if (given.has_address()) location.address = wire::address(check, "address", given.address());
    check.require(wire::is_known_zone(given.time_zone()), "time_zone",
                  "an IANA zone, such as Europe/Paris");
    location.time_zone = given.time_zone();
    location.weekly_hours = weekly_hours(check, given.weekly_hours());
    location.hours_exceptions = hours_exceptions(check, given.hours_exceptions());
    location.capabilities = capabilities(check, given);
    location.fulfillment = fulfillment_settings(check, given.fulfillment());
    return location;
}

Channel channel_fields(FieldCheck& check, const v1::Channel& given) {
    Channel channel;
    channel.channel_id = check.id<ChannelId>("channel_id", given.channel_id(), false);
    channel.name = check.text("name", given.name(), title_rule);
    channel.type = wire::enumeration<ChannelType>(check, "type", given.type());
    channel.brand = check.text("brand", given.brand(), brand_rule);
    channel.grace_window_s =
        check.number("grace_window_s", given.grace_window_s(), 0, most_channel_window_s);
    channel.duplicate_window_s =
        given.has_duplicate_window_s()
            ? check.number("duplicate_window_s", given.duplicate_window_s(), 0,
                           most_channel_window_s)
            : usual_duplicate_window_s;
    return channel;
}

Result<Item> new_item(const v1::CreateItemRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    const auto at = check.inside("item");
    return checked(check, item_fields(check, request.item()));
}

Result<Location> new_location(const v1::CreateLocationRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    const auto at = check.inside("location");
    return checked(check, location_fields(check, request.location()));
}

Result<Channel> new_channel(const v1::CreateChannelRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    const auto at = check.inside("channel");
    return checked(check, channel_fields(check, request.channel()));
}

Result<Sku> wanted_item(const v1::GetItemRequest& request) {
    FieldCheck check;
    return checked(check, check.id<Sku>("sku", request.sku()));
}

Result<LocationId> wanted_location(const v1::GetLocationRequest& request) {
    FieldCheck check;
    return checked(check, check.id<LocationId>("location_id", request.location_id(), false));
}

Result<ChannelId> wanted_channel(const v1::GetChannelRequest& request) {
    FieldCheck check;
    return checked(check, check.id<ChannelId>("channel_id", request.channel_id(), false));
}

std::string create_item_reply(const Item& item) {
    return wire::bytes_of<v1::CreateItemResponse>(
        [&](auto& reply) { encode(item, *reply.mutable_item()); });
}

std::string create_location_reply(const Location& location) {
    return wire::bytes_of<v1::CreateLocationResponse>(
        [&](auto& reply) { encode(location, *reply.mutable_location()); });
}

std::string create_channel_reply(const Channel& channel) {
    return wire::bytes_of<v1::CreateChannelResponse>(
        [&](auto& reply) { encode(channel, *reply.mutable_channel()); });
}

std::string get_item_reply(const Item& item) {
    return wire::bytes_of<v1::GetItemResponse>(
        [&](auto& reply) { encode(item, *reply.mutable_item()); });
}

std::string get_location_reply(const Location& location) {
    return wire::bytes_of<v1::GetLocationResponse>(
        [&](auto& reply) { encode(location, *reply.mutable_location()); });
}

std::string get_channel_reply(const Channel& channel) {
    return wire::bytes_of<v1::GetChannelResponse>(
        [&](auto& reply) { encode(channel, *reply.mutable_channel()); });
}

Result<ItemPage> item_page(const v1::ListItemsRequest& request) {
    FieldCheck check;
    return checked(check, wire::page_question<Sku>(check, request));
}

Result<LocationPage> location_page(const v1::ListLocationsRequest& request) {
    FieldCheck check;
    return checked(check, wire::page_question<LocationId>(check, request));
}

Result<ChannelPage> channel_page(const v1::ListChannelsRequest& request) {
    FieldCheck check;
    return checked(check, wire::page_question<ChannelId>(check, request));
}

std::string list_items_reply(std::vector<Item> items, const ItemPage& page) {
    return wire::bytes_of<v1::ListItemsResponse>([&](auto& reply) {
        if (wire::cut_to_page(items, page))
            reply.set_next_page_token(wire::page_token(items.back().sku));
        for (const Item& one : items)
            encode(one, *reply.add_items());
    });
}

std::string list_locations_reply(std::vector<Location> locations, const LocationPage& page) {
    return wire::bytes_of<v1::ListLocationsResponse>([&](auto& reply) {
        if (wire::cut_to_page(locations, page))
            reply.set_next_page_token(wire::page_token(locations.back().location_id));
        for (const Location& one : locations)
            encode(one, *reply.add_locations());
    });
}

std::string list_channels_reply(std::vector<Channel> channels, const ChannelPage& page) {
    return wire::bytes_of<v1::ListChannelsResponse>([&](auto& reply) {
        if (wire::cut_to_page(channels, page))
            reply.set_next_page_token(wire::page_token(channels.back().channel_id));
        for (const Channel& one : channels)
            encode(one, *reply.add_channels());
    });
}

}  // namespace oms::catalog
