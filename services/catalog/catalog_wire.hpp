#pragma once

#include <string>
#include <vector>

#include <oms/catalog/v1/catalog_service.pb.h>

#include "domain/catalog.hpp"
#include "domain/result.hpp"
#include "services/common/field_check.hpp"
#include "services/common/page_wire.hpp"

namespace oms::catalog {

// From the wire to the domain, every field checked; output-only fields are not read. Each fails
// with Reason::malformed_request and all field violations at once.
Result<Item> new_item(const v1::CreateItemRequest& request);
Result<Location> new_location(const v1::CreateLocationRequest& request);
Result<Channel> new_channel(const v1::CreateChannelRequest& request);
Result<Sku> wanted_item(const v1::GetItemRequest& request);
Result<LocationId> wanted_location(const v1::GetLocationRequest& request);
Result<ChannelId> wanted_channel(const v1::GetChannelRequest& request);

// From the domain to the wire, as the bytes that are sent.
std::string create_item_reply(const Item& item);
std::string create_location_reply(const Location& location);
std::string create_channel_reply(const Channel& channel);
std::string get_item_reply(const Item& item);
std::string get_location_reply(const Location& location);
std::string get_channel_reply(const Channel& channel);

void encode(const Location& location, v1::Location& out);

// The fields of one row, checked where `check` is at.
Item item_fields(wire::FieldCheck& check, const v1::Item& given);
Location location_fields(wire::FieldCheck& check, const v1::Location& given);
Channel channel_fields(wire::FieldCheck& check, const v1::Channel& given);

using ItemPage = wire::PageQuestion<Sku>;
using LocationPage = wire::PageQuestion<LocationId>;
using ChannelPage = wire::PageQuestion<ChannelId>;
Result<ItemPage> item_page(const v1::ListItemsRequest& request);
Result<LocationPage> location_page(const v1::ListLocationsRequest& request);
Result<ChannelPage> channel_page(const v1::ListChannelsRequest& request);
// Each is given one row more than the page holds, if there is one.
std::string list_items_reply(std::vector<Item> items, const ItemPage& page);
std::string list_locations_reply(std::vector<Location> locations, const LocationPage& page);
std::string list_channels_reply(std::vector<Channel> channels, const ChannelPage& page);

}  // namespace oms::catalog
