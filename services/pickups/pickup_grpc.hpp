#pragma once

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/pickups/code_book.hpp"
#include "services/pickups/pickup_wire.hpp"

namespace oms::pickups {

// oms.pickups.v1.PickupService: requests into commands and queries, and their answers back. All it
// is given must outlive it, and it the server.
class PickupGrpc {
public:
    PickupGrpc(const wire::Submitter& submitter, ReadPool& reads, const CodeBook& codes)
        : submitter_(submitter), reads_(reads), codes_(codes) {}
    void add_to(rpc::Server& server);

private:
    void add_commands_to(rpc::Server& server);
    Result<void> get_pickup(const rpc::Call& call, const v1::GetPickupRequest& request);
    Result<void> list_pickups(const rpc::Call& call, const v1::ListPickupsRequest& request);
    Result<void> find_pickup(const rpc::Call& call, const v1::FindPickupRequest& request);
    Result<void> get_code(const rpc::Call& call, const v1::GetPickupCodeRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const CodeBook& codes_;
};

}  // namespace oms::pickups
