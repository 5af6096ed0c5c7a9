#pragma once

#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/payments/payments_wire.hpp"

namespace oms::payments {

// oms.payments.v1.PaymentService: requests into commands and queries, and their answers back. All
// it is given must outlive it, and it the server.
class PaymentsGrpc {
public:
    PaymentsGrpc(const wire::Submitter& submitter, ReadPool& reads, const Clock& clock)
        : submitter_(submitter), reads_(reads), clock_(clock) {}
    void add_to(rpc::Server& server);

private:
    void add_commands_to(rpc::Server& server);
    void add_settling_to(rpc::Server& server);
    Result<void> get_payments(const rpc::Call& call, const v1::GetPaymentsRequest& request);
    Result<void> list_operations(const rpc::Call& call, const v1::ListOperationsRequest& request);

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const Clock& clock_;
};

}  // namespace oms::payments
