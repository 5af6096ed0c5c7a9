#pragma once

#include <string>
#include <vector>

#include <oms/pickups/v1/pickup_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"
#include "services/pickups/pickup_commands.hpp"

// Messages of PickupService, from the wire to the domain and back. Every parse fails with
// Reason::malformed_request and all violations at once.
namespace oms::pickups {

// What every mutation of a pickup begins with.
template <class Request>
PickupRequest pickup_request(wire::FieldCheck& check, const Request& request) {
    PickupRequest pickup;
    check.request_id(request.request_id());
    pickup.pickup_id = check.id<PickupId>("pickup_id", request.pickup_id());
    if (!request.etag().empty())
        pickup.version = wire::version_of_etag(check, "etag", request.etag());
    return pickup;
}

Result<PickupId> pickup_id(const v1::GetPickupRequest& request);
Result<PickupQuery> pickup_query(const v1::ListPickupsRequest& request);

// Whose code is looked for, or wanted.
struct CodeQuestion {
    LocationId location_id;
    std::string code;
};
Result<CodeQuestion> code_question(const v1::FindPickupRequest& request);
struct HolderQuestion {
    PickupId pickup_id;
    std::int64_t holder_no = 1;
};
Result<HolderQuestion> holder_question(const v1::GetPickupCodeRequest& request);

HandoverRequest handover_request(wire::FieldCheck& check, const v1::CollectPickupRequest& request);

void encode(const Pickup& pickup, v1::Pickup& out);
template <class Reply>
std::string pickup_reply(const Pickup& pickup) {
    return wire::bytes_of<Reply>([&](auto& reply) { encode(pickup, *reply.mutable_pickup()); });
}
std::string pickup_list_reply(std::vector<Pickup> pickups, const PickupQuery& query);

}  // namespace oms::pickups
