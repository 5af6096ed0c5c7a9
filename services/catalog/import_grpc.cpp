#include <memory>
#include <utility>

#include "services/catalog/catalog_grpc.hpp"
#include "services/catalog/catalog_wire.hpp"
#include "services/catalog/import_catalog.hpp"
#include "services/common/handlers.hpp"
#include "services/common/import_wire.hpp"

namespace oms::catalog {

void CatalogGrpc::add_imports(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.catalog.v1.CatalogService/") + name, std::move(handler),
                    wire::longest_import});
    };
    add("ImportItems",
        wire::handler<v1::ImportItemsRequest>(
            [this](const auto& call, const auto& r) { return import_items(call, r); }));
    add("ImportLocations",
        wire::handler<v1::ImportLocationsRequest>(
            [this](const auto& call, const auto& r) { return import_locations(call, r); }));
    add("ImportChannels",
        wire::handler<v1::ImportChannelsRequest>(
            [this](const auto& call, const auto& r) { return import_channels(call, r); }));
}

Result<void> CatalogGrpc::import_items(const rpc::Call& call,
                                       const v1::ImportItemsRequest& request) {
    const auto read = [&](wire::FieldCheck& check, const v1::Item& row) {
        check.require(!request.keep_tags() || row.tags().empty(), "tags", "none with keep_tags");
        return item_fields(check, row);
    };
    OMS_TRY(auto given, wire::import_rows<Item>({}, request, "sku", read,
                                                [](const Item& item) { return item.sku.str(); }));
    submitter_.submit(
        std::make_unique<ImportItems>(
            wire::import_header(submitter_.header(call, request), request), std::move(given.rows),
            std::move(given.problems), wire::import_reply<v1::ImportItemsResponse>,
            KeptFields{request.keep_tags()}),
        call);
    return {};
}

Result<void> CatalogGrpc::import_locations(const rpc::Call& call,
                                           const v1::ImportLocationsRequest& request) {
    OMS_TRY(auto given, wire::import_rows<Location>(
                            {}, request, "location_id", location_fields,
                            [](const Location& location) { return location.location_id.str(); }));
    submitter_.submit(
        std::make_unique<ImportLocations>(
            wire::import_header(submitter_.header(call, request), request), std::move(given.rows),
            std::move(given.problems), wire::import_reply<v1::ImportLocationsResponse>),
        call);
    return {};
}

Result<void> CatalogGrpc::import_channels(const rpc::Call& call,
                                          const v1::ImportChannelsRequest& request) {
    OMS_TRY(auto given, wire::import_rows<Channel>(
                            {}, request, "channel_id", channel_fields,
                            [](const Channel& channel) { return channel.channel_id.str(); }));
    submitter_.submit(
        std::make_unique<ImportChannels>(
            wire::import_header(submitter_.header(call, request), request), std::move(given.rows),
            std::move(given.problems), wire::import_reply<v1::ImportChannelsResponse>),
        call);
    return {};
}

}  // namespace oms::catalog
