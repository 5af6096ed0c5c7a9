#pragma once

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/fulfillment/fulfillment_wire.hpp"

namespace oms::fulfilling {

// oms.fulfillment.v1.FulfillmentService: requests into commands and queries, and their answers
// back. All it is given must outlive it, and it the server.
class FulfillmentGrpc {
public:
    FulfillmentGrpc(const wire::Submitter& submitter, ReadPool& reads)
        : submitter_(submitter), reads_(reads) {}
    void add_to(rpc::Server& server);

private:
    void add_work_to(rpc::Server& server);
    Result<void> get_task(const rpc::Call& call, const v1::GetFulfillmentOrderRequest& request);
    Result<void> list_tasks(const rpc::Call& call, const v1::ListFulfillmentOrdersRequest& request);
    Result<void> release_wave(const rpc::Call& call, const v1::ReleaseWaveRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
};

}  // namespace oms::fulfilling
