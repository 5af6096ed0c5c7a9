#pragma once

#include <oms/orders/v1/order_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/link_token.hpp"
#include "services/common/server.hpp"
#include "services/common/submitter.hpp"
#include "services/orders/choice_wire.hpp"

namespace oms::orders {

// What oms.orders.v1.OrderService does about choices. All it is given must outlive it, and it the
// server.
class ChoicesGrpc {
public:
    ChoicesGrpc(const wire::Submitter& submitter, ReadPool& reads, const Sourcing& sourcing,
                const Clock& clock, const SecretKey& secret)
        : submitter_(submitter),
          reads_(reads),
          sourcing_(sourcing),
          clock_(clock),
          tokens_(secret) {}
    void add_to(rpc::Server& server);

private:
    Result<void> get_choice(const rpc::Call& call, const v1::GetChoiceRequest& request);
    Result<void> make_choice(const rpc::Call& call, const v1::MakeChoiceRequest& request);
    Result<void> get_link(const rpc::Call& call, const v1::GetChoiceLinkRequest& request);
    // Reads the order and has it decided; again, when the order has changed in between.
    void attempt(const rpc::Call& call, const Command::Header& header, const ChoiceAnswer& answer,
                 int attempts_left) const;
    // Opens the token of the key, if that has one.
    Result<Link> open(ChoiceKey& key) const;

    const wire::Submitter& submitter_;
    ReadPool& reads_;
    const Sourcing& sourcing_;
    const Clock& clock_;
    const LinkTokens tokens_;
};

}  // namespace oms::orders
