#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <thread>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "services/common/principal.hpp"
#include "services/common/runtime.hpp"
#include "services/common/slot_pool.hpp"

namespace oms::rpc {

class CallState;
class StreamState;

// One thread on one completion queue: it reads and writes sockets, starts handlers and ends calls.
class Poller {
public:
    Poller(std::shared_ptr<Runtime> runtime, std::unique_ptr<grpc::ServerCompletionQueue> queue,
           grpc::AsyncGenericService& unknown);
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // Once the gRPC server is up.
    void start();
    // Returns when Runtime::stopping is set and no call is left.
    void join();

    // The rest is for calls, from this thread only.
    grpc::ServerCompletionQueue* queue() const noexcept { return queue_.get(); }
    Runtime& runtime() const noexcept { return *runtime_; }
    PrincipalCache& principals() noexcept { return principals_; }
    const std::shared_ptr<SlotPool<CallState>>& calls() const noexcept { return calls_; }
    const std::shared_ptr<SlotPool<StreamState>>& streams() const noexcept { return streams_; }
    // Asks gRPC for one more call of the method.
    void arm(Method& method);
    void arm_unknown();
    // An armed or begun call is over as far as gRPC goes.
    void retired() noexcept { --live_; }

private:
    void run();
    void tick(std::chrono::steady_clock::time_point now);

    std::shared_ptr<Runtime> runtime_;
    std::unique_ptr<grpc::ServerCompletionQueue> queue_;
    grpc::AsyncGenericService& unknown_;
    std::shared_ptr<SlotPool<CallState>> calls_;
    std::shared_ptr<SlotPool<StreamState>> streams_;
    PrincipalCache principals_;
    std::size_t live_ = 0;
    std::thread thread_;
};

}  // namespace oms::rpc
