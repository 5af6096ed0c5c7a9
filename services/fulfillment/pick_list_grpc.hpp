#pragma once

#include <oms/fulfillment/v1/fulfillment_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/server.hpp"

namespace oms::fulfilling {

// FulfillmentService.GetPickList. All it is given must outlive it, and it the server.
class PickListGrpc {
public:
    explicit PickListGrpc(ReadPool& reads) : reads_(reads) {}
    void add_to(rpc::Server& server);

private:
    Result<void> get(const rpc::Call& call, const fulfillment::v1::GetPickListRequest& request);

    ReadPool& reads_;
};

}  // namespace oms::fulfilling
