#include "services/common/unknown_method.hpp"

#include "services/common/poller.hpp"
#include "services/common/status.hpp"

namespace oms::rpc {

void UnknownMethodCall::arm(Poller& poller, grpc::AsyncGenericService& service) {
    // The completion queue owns it from here on.
    auto* call = new UnknownMethodCall(poller);
    service.RequestCall(&call->context_, &call->writer_, poller.queue(), poller.queue(), call);
}

void UnknownMethodCall::proceed(bool ok) {
    if (!ok || answered_) {
        poller_.retired();
        delete this;
        return;
    }
    poller_.arm_unknown();
    answered_ = true;
    auto& runtime = poller_.runtime();
    runtime.metrics->method("unknown").record(grpc::StatusCode::UNIMPLEMENTED, {});
    runtime.log->write(LogLevel::debug, "unknown method called",
                       {
                           {"method", context_.method()}
    });
    writer_.Finish(to_status(Error{Reason::method_unknown, {}, {}, {}, {}, false}, {}), this);
}

}  // namespace oms::rpc
