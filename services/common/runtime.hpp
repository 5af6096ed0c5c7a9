#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <grpc/grpc.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

#include "services/common/access.hpp"
#include "services/common/call.hpp"
#include "services/common/log.hpp"
#include "services/common/metrics.hpp"
#include "services/common/principal.hpp"
#include "services/common/stream.hpp"

namespace oms::rpc {

// One proto service, made of methods at run time. Requests and replies are bytes.
class ServiceTable final : public grpc::Service {
public:
    // `full_name` must outlive this. Returns the index to request calls with.
    int add(const char* full_name, bool streams) {
        using grpc::internal::RpcMethod;
        const int index = next_++;
        AddMethod(new grpc::internal::RpcServiceMethod(
            full_name, streams ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC, nullptr));
        MarkMethodRaw(index);
        return index;
    }
    using grpc::Service::RequestAsyncServerStreaming;
    using grpc::Service::RequestAsyncUnary;

private:
    int next_ = 0;
};

// One registered RPC.
struct Method {
    std::string name;
    const AccessRow* access = nullptr;
    MethodMetrics* metrics = nullptr;
    std::function<void(Call)> handle_call;
    std::function<void(Stream)> handle_stream;
    std::chrono::milliseconds longest_deadline{};
    ServiceTable* service = nullptr;
    int index = 0;
};

// What all calls of one server share. Lives until the last call handle is gone.
struct Runtime {
    Runtime() { grpc_init(); }  // stays initialized as long as this
    ~Runtime() { grpc_shutdown(); }
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    std::shared_ptr<Log> log;
    std::shared_ptr<Metrics> metrics;
    std::vector<std::unique_ptr<Method>> methods;
    std::int64_t most_in_flight = 0;
    std::int64_t most_bytes_in_flight = 0;
    std::chrono::milliseconds grace_for_write{};
    std::uint64_t log_id_salt = 0;

    std::atomic<std::uint64_t> next_call{0};
    std::atomic<std::int64_t> in_flight{0};
    std::atomic<std::int64_t> bytes_in_flight{0};
    std::atomic<bool> draining{false};  // refuse new calls, end streams
    std::atomic<bool> ending{false};    // answer everything now
    std::atomic<bool> stopping{false};  // the gRPC server is gone; pollers return when idle
    std::mutex idle_mutex;
    std::condition_variable idle;

    // False: too much is in flight; nothing to give back then.
    bool enter(std::int64_t bytes) noexcept {
        const auto calls = in_flight.fetch_add(1) + 1;
        const auto total = bytes_in_flight.fetch_add(bytes) + bytes;
        if (calls <= most_in_flight && total <= most_bytes_in_flight) return true;
        leave(bytes);
        return false;
    }
    void leave(std::int64_t bytes) noexcept {
        bytes_in_flight.fetch_sub(bytes);
        if (in_flight.fetch_sub(1) == 1 && draining.load()) {
            const std::lock_guard lock(idle_mutex);
            idle.notify_all();
        }
    }
};

// Decides on a request in this order: drain, caller, role, size, deadline, load. `principal` is who
// called, as soon as that is known, also of a refused request; null for anonymous methods. Returns
// the deadline. On success the request is in flight and must leave() with its bytes.
Result<std::chrono::steady_clock::time_point> admit(Runtime& runtime, const Method& method,
                                                    const grpc::ServerContext& context,
                                                    std::size_t bytes,
                                                    std::chrono::steady_clock::time_point now,
                                                    PrincipalCache& principals,
                                                    std::shared_ptr<const Principal>& principal);

// How one call ended, for counters and log.
struct Outcome {
    const Method& method;
    const Principal* principal;
    int code;
    const Error* error;  // null: no Error was involved
    std::string_view log_id;
    std::chrono::nanoseconds duration;
};
void record(Runtime& runtime, const Outcome& outcome) noexcept;
// True if record() will write a line, so that a log id is worth making.
bool will_log(const Runtime& runtime, const Error* error) noexcept;

// The caller's x-request-id if it is an identifier, else empty.
std::string given_log_id(const grpc::ServerContext& context);
// 16 hex digits that tell calls apart, also those of different runs.
std::string own_log_id(const Runtime& runtime, std::uint64_t call_number);

}  // namespace oms::rpc
