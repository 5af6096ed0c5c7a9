#pragma once

#include <string>

#include <oms/catalog/v1/catalog_service.pb.h>

#include "domain/catalog.hpp"
#include "domain/result.hpp"

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

}  // namespace oms::catalog
