#pragma once

#include <string>
#include <utility>

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/fulfillment/fulfillment_wire.hpp"

namespace oms::fulfilling {

// oms.fulfillment.v1.FulfillmentService: requests into commands and queries, and their answers
// back. All it is given must outlive it, and it the server.
class FulfillmentGrpc {
public:
    // `gs1_prefix`: of the company, by which parcels are numbered.
    FulfillmentGrpc(const wire::Submitter& submitter, ReadPool& reads, std::string gs1_prefix)
        : submitter_(submitter), reads_(reads), gs1_prefix_(std::move(gs1_prefix)) {}
    void add_to(rpc::Server& server);

private:
    void add_work_to(rpc::Server& server);
    Result<void> get_task(const rpc::Call& call, const v1::GetFulfillmentOrderRequest& request);
    Result<void> list_tasks(const rpc::Call& call, const v1::ListFulfillmentOrdersRequest& request);
    Result<void> release_wave(const rpc::Call& call, const v1::ReleaseWaveRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    std::string gs1_prefix_;
};

}  // namespace oms::fulfilling
