#pragma once

#include <oms/catalog/v1/catalog_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"

namespace oms::catalog {

// oms.catalog.v1.CatalogService: requests into commands and queries, and their answers back. All it
// is given must outlive it, and it the server.
class CatalogGrpc {
public:
    CatalogGrpc(const wire::Submitter& submitter, ReadPool& reads)
        : submitter_(submitter), reads_(reads) {}
    void add_to(rpc::Server& server);

private:
    Result<void> create_item(const rpc::Call& call, const v1::CreateItemRequest& request);
    Result<void> create_location(const rpc::Call& call, const v1::CreateLocationRequest& request);
    Result<void> create_channel(const rpc::Call& call, const v1::CreateChannelRequest& request);
    Result<void> get_item(const rpc::Call& call, const v1::GetItemRequest& request);
    Result<void> get_location(const rpc::Call& call, const v1::GetLocationRequest& request);
    Result<void> get_channel(const rpc::Call& call, const v1::GetChannelRequest& request);
    Result<void> list_items(const rpc::Call& call, const v1::ListItemsRequest& request);
    Result<void> list_locations(const rpc::Call& call, const v1::ListLocationsRequest& request);
    Result<void> close_location(const rpc::Call& call, const v1::CloseLocationRequest& request);
    Result<void> reopen_location(const rpc::Call& call, const v1::ReopenLocationRequest& request);
    Result<void> list_channels(const rpc::Call& call, const v1::ListChannelsRequest& request);

    // In import_grpc.cpp.
    void add_imports(rpc::Server& server);
    Result<void> import_items(const rpc::Call& call, const v1::ImportItemsRequest& request);
    Result<void> import_locations(const rpc::Call& call, const v1::ImportLocationsRequest& request);
    Result<void> import_channels(const rpc::Call& call, const v1::ImportChannelsRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
};

}  // namespace oms::catalog
