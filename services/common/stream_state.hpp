#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>
#include <grpcpp/grpcpp.h>

#include "services/common/runtime.hpp"
#include "services/common/slot_pool.hpp"
#include "services/common/stream.hpp"

namespace oms::rpc {

class Poller;

// A server-streaming call. Owned twice while it is served: by gRPC, until nothing is under way any
// more and the call is over, and by the handles. The mutex guards everything that writers and the
// poller share; callbacks run outside it.
class StreamState {
public:
    StreamState();

    // From the poller's thread.
    void arm(Poller& poller, Method& method);
    void tick(std::chrono::steady_clock::time_point now);

    // From any thread.
    void acquire() noexcept { handles_.fetch_add(1, std::memory_order_relaxed); }
    void release();
    const Actor& actor() const;
    std::string_view method() const noexcept { return method_->name; }
    std::string log_id() const;
    Result<void> parse_into(google::protobuf::MessageLite& message) const;
    bool write(const std::string& bytes, std::function<void(bool)> written);
    bool ended();
    void on_done(std::function<void()> done);
    void finish();
    void fail(const Error& error);

private:
    // Each operation under way has a tag of its own.
    class Step final : public Tag {
    public:
        Step(StreamState& stream, void (StreamState::*next)(bool)) : stream_(stream), next_(next) {}
        void proceed(bool ok) override { (stream_.*next_)(ok); }

    private:
        StreamState& stream_;
        void (StreamState::*next_)(bool);
    };
    struct Transport {
        // A default of `writer` instead would be unknown to clang where the class is not complete.
        Transport() : writer(&context) {}
        grpc::ServerContext context;
        grpc::ServerAsyncWriter<grpc::ByteBuffer> writer;
    };

    void on_requested(bool ok);
    void on_written(bool ok);
    void on_finished(bool ok);
    void on_over(bool ok);
    void serve();
    void end(const grpc::Status& status, const Error* error);
    void send_end();
    void retire_if_idle(std::unique_lock<std::mutex> lock);
    void retire();
    void drop_owner();
    Runtime& runtime() const noexcept { return pool_->runtime(); }

    std::shared_ptr<SlotPool<StreamState>> pool_;  // while in use
    Poller* poller_ = nullptr;                     // valid until retired
    Method* method_ = nullptr;
    grpc::ByteBuffer request_;
    std::shared_ptr<const Principal> principal_;
    std::string given_log_id_;
    std::uint64_t number_ = 0;
    std::chrono::steady_clock::time_point start_;
    std::size_t bytes_ = 0;   // of the request; poller only
    bool in_flight_ = false;  // poller only

    std::mutex mutex_;
    std::optional<Transport> transport_;
    bool begun_ = false;
    bool writing_ = false;             // a write is under way
    bool sending_end_ = false;         // the end is under way
    bool over_ = false;                // gRPC says that the call is over
    std::optional<grpc::Status> end_;  // the end, once there is one
    bool end_sent_ = false;
    std::chrono::steady_clock::time_point reset_at_;  // of an end that waits for a write
    std::function<void(bool)> written_;
    std::function<void()> done_;

    Step requested_step_;
    Step written_step_;
    Step finished_step_;
    Step over_step_;
    std::atomic<int> handles_{0};
    std::atomic<int> owners_{0};
};

}  // namespace oms::rpc
