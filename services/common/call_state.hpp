#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>
#include <grpcpp/grpcpp.h>

#include "services/common/call.hpp"
#include "services/common/runtime.hpp"
#include "services/common/slot_pool.hpp"

namespace oms::rpc {

class Poller;

// A unary call. Owned twice while it is served: by gRPC, until its answer is sent, and by the
// handles; it goes back to its pool when both have let go. gRPC's own objects go as soon as the
// answer is sent, because a server cannot shut down while they are there.
class CallState final : public Tag {
public:
    static CallState& of(const Call& call) { return *call.state_; }

    // From the poller's thread.
    void arm(Poller& poller, Method& method);
    void proceed(bool ok) override;
    void tick(std::chrono::steady_clock::time_point now);

    // From any thread.
    void acquire() noexcept { handles_.fetch_add(1, std::memory_order_relaxed); }
    void release();
    const Actor& actor() const;
    std::string_view method() const noexcept { return method_->name; }
    std::string log_id() const;
    std::chrono::steady_clock::time_point deadline() const noexcept { return deadline_; }
    std::string_view body();
    Result<void> parse_into(google::protobuf::MessageLite& message) const;
    void finish(std::string bytes);
    void finish(const google::protobuf::MessageLite& message);
    void fail(const Error& error);
    // For protocols with codes of their own.
    void answer(const grpc::Status& status);

private:
    struct Transport {
        // A default of `writer` instead would be unknown to clang where the class is not complete.
        Transport() : writer(&context) {}
        grpc::ServerContext context;
        grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer;
    };

    void begin();
    void serve();
    // True for the one who answers.
    bool claim() noexcept { return !answered_.exchange(true, std::memory_order_acq_rel); }
    void deliver(const grpc::ByteBuffer& reply);
    void deliver(const grpc::Status& status, const Error* error);
    void retire();
    void drop_owner();
    Runtime& runtime() const noexcept { return pool_->runtime(); }

    std::shared_ptr<SlotPool<CallState>> pool_;  // while in use
    Poller* poller_ = nullptr;                   // valid until retired
    Method* method_ = nullptr;
    std::optional<Transport> transport_;
    grpc::ByteBuffer request_;
    std::string flat_body_;
    std::shared_ptr<const Principal> principal_;
    std::string given_log_id_;
    std::uint64_t number_ = 0;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point deadline_;
    // Only touched by the poller.
    std::chrono::steady_clock::time_point stalled_since_;
    bool begun_ = false;
    bool in_flight_ = false;
    std::size_t bytes_ = 0;

    std::atomic<bool> answered_{false};
    std::atomic<int> handles_{0};
    std::atomic<int> owners_{0};
};

}  // namespace oms::rpc
