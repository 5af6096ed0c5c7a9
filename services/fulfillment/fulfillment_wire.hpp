#pragma once

#include <string>
#include <vector>

#include <oms/fulfillment/v1/fulfillment_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"
#include "services/fulfillment/refusing.hpp"
#include "services/fulfillment/task_commands.hpp"

// Messages of FulfillmentService, from the wire to the domain and back. Every parse fails with
// Reason::malformed_request and all violations at once.
namespace oms::fulfilling {

namespace v1 = oms::fulfillment::v1;

// What every mutation of a task begins with.
template <class Request>
TaskRequest task_request(wire::FieldCheck& check, const Request& request) {
    TaskRequest task;
    check.request_id(request.request_id());
    task.fulfillment_order_id =
        check.id<FulfillmentOrderId>("fulfillment_order_id", request.fulfillment_order_id());
    if (!request.etag().empty())
        task.version = wire::version_of_etag(check, "etag", request.etag());
    task.associate = check.reference("associate", request.associate(), 0, 64);
    return task;
}

Result<FulfillmentOrderId> task_id(const v1::GetFulfillmentOrderRequest& request);
Result<TaskQuery> task_query(const v1::ListFulfillmentOrdersRequest& request);

struct WaveRequest {
    LocationId location_id;
    std::int64_t limit = 0;
};
Result<WaveRequest> wave_request(const v1::ReleaseWaveRequest& request);

// `cascade` goes with not_found only.
void check_cascade(wire::FieldCheck& check, RefusalReason reason, bool cascade);
Refusal refusal(wire::FieldCheck& check, const v1::RejectFulfillmentOrderRequest& request);
std::vector<Scan> scans(wire::FieldCheck& check, const v1::RecordPicksRequest& request);
ParcelUnits short_units(wire::FieldCheck& check, const v1::ReportShortPickRequest& request);
std::vector<PackedParcel> parcels(wire::FieldCheck& check,
                                  const v1::PackFulfillmentOrderRequest& request);
std::vector<TrackingNumber> trackings(wire::FieldCheck& check,
                                      const v1::ShipFulfillmentOrderRequest& request);
ParcelAction parcel_action(wire::FieldCheck& check, const v1::TrackParcelRequest& request);
std::vector<ParcelUnits> arrived_units(wire::FieldCheck& check,
                                       const v1::ReceiveTransferRequest& request);

void encode(const FulfillmentOrder& task, v1::FulfillmentOrder& out);
template <class Reply>
std::string task_reply(const FulfillmentOrder& task) {
    return wire::bytes_of<Reply>(
        [&](auto& reply) { encode(task, *reply.mutable_fulfillment_order()); });
}
std::string task_list_reply(std::vector<FulfillmentOrder> tasks, const TaskQuery& query);
std::string wave_reply(const std::vector<FulfillmentOrder>& tasks);

}  // namespace oms::fulfilling
