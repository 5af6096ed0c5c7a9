#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "tools/replay/driving.hpp"

namespace oms::replay {

// Calls that may be repeated are, with their request id, while the server has no time for them.
// Throws std::runtime_error when it has none for long, or refuses.
class Caller {
public:
    explicit Caller(Session& session) : session_(session) {}

    template <class Stub, class Request, class Response>
    grpc::Status try_call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request, Response& response) {
        grpc::Status status;
        for (int attempt = 1; attempt <= most_attempts; ++attempt) {
            ++calls_;
            status = session_.call(method, request, response);
            if (status.ok() || !may_pass(status)) return status;
            std::this_thread::sleep_for(pause * attempt);
        }
        return status;
    }
    template <class Response, class Stub, class Request>
    Response get(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request) {
        Response response;
        const grpc::Status status = try_call(method, request, response);
        if (!status.ok()) throw refused(request, status);
        return response;
    }
    static std::runtime_error refused(const google::protobuf::Message& request,
                                      const grpc::Status& status) {
        return std::runtime_error(
            fmt::format("{} {}: {} {}", request.GetDescriptor()->name(), request.ShortDebugString(),
                        static_cast<int>(status.error_code()), status.error_message()));
    }
    std::int64_t calls() const { return calls_; }

private:
    static constexpr int most_attempts = 20;
    static constexpr std::chrono::milliseconds pause{50};
    static bool may_pass(const grpc::Status& status) {
        return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
               status.error_code() == grpc::StatusCode::ABORTED ||
               status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
    }

    Session& session_;
    std::atomic<std::int64_t> calls_{0};
};

// Works on one task after the other as the staff of its location and its carrier do. Any thread.
class TaskDriver {
public:
    TaskDriver(Caller& caller, const Plan& plan, const OrderIndex& index)
        : caller_(caller), plan_(plan), index_(index) {}

    // As far as it goes: refused, ready for its customer, or delivered.
    void drive(fulfillment::v1::FulfillmentOrder task);
    // By kind.
    std::map<std::string, std::int64_t> refused() const;

private:
    using Task = fulfillment::v1::FulfillmentOrder;

    // One call; the task afterwards. False: nothing is left to do.
    bool step(Task& task);
    bool answer(Task& task, Refused refused);
    bool pick(Task& task, Refused refused);
    void report_short(Task& task, const fulfillment::v1::FulfillmentLine& line);
    void deliver(Task& task);
    template <class Response, class Request, class Method>
    void act(Method method, Request request, Task& task, const std::string& verb);
    Refused refusal_of_task(const Task& task) const;
    void count(Refused refused);

    Caller& caller_;
    const Plan& plan_;
    const OrderIndex& index_;
    mutable std::mutex mutex_;
    std::map<std::string, std::int64_t> refused_;
};

}  // namespace oms::replay
