#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "services/common/slot_pool.hpp"

namespace oms::rpc {

class Poller;

// Answers calls of methods that this server does not have with METHOD_UNKNOWN.
class UnknownMethodCall final : public Tag {
public:
    static void arm(Poller& poller, grpc::AsyncGenericService& service);
    void proceed(bool ok) override;

private:
    UnknownMethodCall(Poller& poller) : poller_(poller) {}

    Poller& poller_;
    grpc::GenericServerContext context_;
    grpc::GenericServerAsyncReaderWriter writer_{&context_};
    bool answered_ = false;
};

}  // namespace oms::rpc
