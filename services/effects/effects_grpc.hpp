#pragma once

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/effects/effects_wire.hpp"

namespace oms::effects {

// What AdminService says of effects. All it is given must outlive it, and it the server.
class EffectsGrpc {
public:
    EffectsGrpc(const wire::Submitter& submitter, ReadPool& reads)
        : submitter_(submitter), reads_(reads) {}
    void add_to(rpc::Server& server);

private:
    Result<void> list(const rpc::Call& call, const v1::ListEffectsRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
};

}  // namespace oms::effects
