#pragma once

#include <functional>
#include <memory>

#include <oms/fulfillment/v1/fulfillment_service.pb.h>

#include "services/carriers/carrier.hpp"
#include "services/common/server.hpp"
#include "services/effects/effect_worker.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::carriers {

// What FulfillmentService prints: labels and packing slips. All it is given must outlive it, and it
// the server.
class PapersGrpc {
public:
    PapersGrpc(ReadPool& reads, std::shared_ptr<CarrierGateway> carrier,
               std::shared_ptr<effects::EffectWorker> worker, documents::Fonts& fonts)
        : reads_(reads), carrier_(std::move(carrier)), worker_(std::move(worker)), fonts_(fonts) {}
    void add_to(rpc::Server& server);

private:
    Result<void> get_label(const rpc::Call& call,
                           const fulfillment::v1::GetParcelLabelRequest& request);
    Result<void> get_slip(const rpc::Call& call,
                          const fulfillment::v1::GetPackingSlipRequest& request);

    ReadPool& reads_;
    std::shared_ptr<CarrierGateway> carrier_;
    std::shared_ptr<effects::EffectWorker> worker_;
    documents::Fonts& fonts_;
};

}  // namespace oms::carriers
