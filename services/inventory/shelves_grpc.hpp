#pragma once

#include <oms/inventory/v1/inventory_service.pb.h>

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"

namespace oms::inventory {

// InventoryService.ShelveGoods. All it is given must outlive it, and it the server.
class ShelvesGrpc {
public:
    explicit ShelvesGrpc(const wire::Submitter& submitter) : submitter_(submitter) {}
    void add_to(rpc::Server& server);

private:
    Result<void> shelve(const rpc::Call& call, const v1::ShelveGoodsRequest& request);

    const wire::Submitter& submitter_;
};

}  // namespace oms::inventory
