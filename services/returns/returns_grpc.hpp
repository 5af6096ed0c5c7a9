#pragma once

#include <oms/returns/v1/return_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"

namespace oms::returns {

// oms.returns.v1.ReturnService: requests into commands and queries, and their answers back. All it
// is given must outlive it, and it the server.
class ReturnsGrpc {
public:
    ReturnsGrpc(const wire::Submitter& submitter, ReadPool& reads)
        : submitter_(submitter), reads_(reads) {}
    void add_to(rpc::Server& server);

private:
    void add_reads_to(rpc::Server& server);
    void add_commands_to(rpc::Server& server);
    void add_money_to(rpc::Server& server);
    Result<void> check_return(const rpc::Call& call, const v1::CheckReturnRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
};

}  // namespace oms::returns
