#include "services/catalog/catalog_grpc.hpp"

#include <memory>
#include <utility>

#include "services/catalog/catalog_wire.hpp"
#include "services/catalog/close_location.hpp"
#include "services/catalog/closing_wire.hpp"
#include "services/catalog/create_catalog.hpp"
#include "services/common/handlers.hpp"

namespace oms::catalog {

void CatalogGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.catalog.v1.CatalogService/") + name, std::move(handler)});
    };
    add("CreateItem", wire::handler<v1::CreateItemRequest>([this](const auto& call, const auto& r) {
            return create_item(call, r);
        }));
    add("GetItem", wire::handler<v1::GetItemRequest>(
                       [this](const auto& call, const auto& r) { return get_item(call, r); }));
    add("CreateLocation",
        wire::handler<v1::CreateLocationRequest>(
            [this](const auto& call, const auto& r) { return create_location(call, r); }));
    add("GetLocation",
        wire::handler<v1::GetLocationRequest>(
            [this](const auto& call, const auto& r) { return get_location(call, r); }));
    add("CreateChannel",
        wire::handler<v1::CreateChannelRequest>(
            [this](const auto& call, const auto& r) { return create_channel(call, r); }));
    add("GetChannel", wire::handler<v1::GetChannelRequest>([this](const auto& call, const auto& r) {
            return get_channel(call, r);
        }));
    add("ListItems", wire::handler<v1::ListItemsRequest>(
                         [this](const auto& call, const auto& r) { return list_items(call, r); }));
    add("ListLocations",
        wire::handler<v1::ListLocationsRequest>(
            [this](const auto& call, const auto& r) { return list_locations(call, r); }));
    add("ListChannels",
        wire::handler<v1::ListChannelsRequest>(
            [this](const auto& call, const auto& r) { return list_channels(call, r); }));
    add("CloseLocation",
        wire::handler<v1::CloseLocationRequest>(
            [this](const auto& call, const auto& r) { return close_location(call, r); }));
    add("ReopenLocation",
        wire::handler<v1::ReopenLocationRequest>(
            [this](const auto& call, const auto& r) { return reopen_location(call, r); }));
    add_imports(server);
}

Result<void> CatalogGrpc::create_item(const rpc::Call& call, const v1::CreateItemRequest& request) {
    OMS_TRY(Item item, new_item(request));
    submitter_.submit(std::make_unique<CreateItem>(submitter_.header(call, request),
                                                   std::move(item), create_item_reply),
                      call);
    return {};
}

Result<void> CatalogGrpc::create_location(const rpc::Call& call,
                                          const v1::CreateLocationRequest& request) {
    OMS_TRY(Location location, new_location(request));
    submitter_.submit(std::make_unique<CreateLocation>(submitter_.header(call, request),
                                                       std::move(location), create_location_reply),
                      call);
    return {};
}

Result<void> CatalogGrpc::create_channel(const rpc::Call& call,
                                         const v1::CreateChannelRequest& request) {
    OMS_TRY(Channel channel, new_channel(request));
    submitter_.submit(std::make_unique<CreateChannel>(submitter_.header(call, request),
                                                      std::move(channel), create_channel_reply),
                      call);
    return {};
}

Result<void> CatalogGrpc::close_location(const rpc::Call& call,
                                         const v1::CloseLocationRequest& request) {
    OMS_TRY(ClosureRequest closure, closure_request(request));
    submitter_.submit(std::make_unique<CloseLocation>(submitter_.header(call, request),
                                                      std::move(closure), close_location_reply),
                      call);
    return {};
}

Result<void> CatalogGrpc::reopen_location(const rpc::Call& call,
                                          const v1::ReopenLocationRequest& request) {
    OMS_TRY(LocationRequest location, reopen_request(request));
    submitter_.submit(std::make_unique<ReopenLocation>(submitter_.header(call, request),
                                                       std::move(location), reopen_location_reply),
                      call);
    return {};
}

Result<void> CatalogGrpc::get_item(const rpc::Call& call, const v1::GetItemRequest& request) {
    OMS_TRY(Sku sku, wanted_item(request));
    reads_.submit(wire::answer_with(
        call, [call, sku = std::move(sku)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Item item, session.item(sku, call.actor()));
            return get_item_reply(item);
        }));
    return {};
}

Result<void> CatalogGrpc::get_location(const rpc::Call& call,
                                       const v1::GetLocationRequest& request) {
    OMS_TRY(LocationId id, wanted_location(request));
    reads_.submit(wire::answer_with(
        call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Location location, session.location(id, call.actor()));
            return get_location_reply(location);
        }));
    return {};
}

Result<void> CatalogGrpc::get_channel(const rpc::Call& call, const v1::GetChannelRequest& request) {
    OMS_TRY(ChannelId id, wanted_channel(request));
    reads_.submit(wire::answer_with(
        call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Channel channel, session.channel(id, call.actor()));
            return get_channel_reply(channel);
        }));
    return {};
}

Result<void> CatalogGrpc::list_items(const rpc::Call& call, const v1::ListItemsRequest& request) {
    OMS_TRY(ItemPage page, item_page(request));
    reads_.submit(wire::answer_with(
        call, [call, page = std::move(page)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(std::vector<Item> found,
                    session.items(page.after, page.limit + 1, call.actor()));
            return list_items_reply(std::move(found), page);
        }));
    return {};
}

Result<void> CatalogGrpc::list_locations(const rpc::Call& call,
                                         const v1::ListLocationsRequest& request) {
    OMS_TRY(LocationPage page, location_page(request));
    reads_.submit(wire::answer_with(
        call, [call, page = std::move(page)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(std::vector<Location> found,
                    session.locations(page.after, page.limit + 1, call.actor()));
            return list_locations_reply(std::move(found), page);
        }));
    return {};
}

Result<void> CatalogGrpc::list_channels(const rpc::Call& call,
                                        const v1::ListChannelsRequest& request) {
    OMS_TRY(ChannelPage page, channel_page(request));
    reads_.submit(wire::answer_with(
        call, [call, page = std::move(page)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(std::vector<Channel> found,
                    session.channels(page.after, page.limit + 1, call.actor()));
            return list_channels_reply(std::move(found), page);
        }));
    return {};
}

}  // namespace oms::catalog
