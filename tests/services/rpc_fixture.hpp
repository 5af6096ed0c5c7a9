#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/grpcpp.h>

#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "oms/testing/v1/testing_service.grpc.pb.h"
#include "services/common/server.hpp"

namespace oms::rpc::test {

// Whole milliseconds, for options.
using std::chrono::milliseconds;

// A place where one thread leaves a value for another.
template <class T>
class Mailbox {
public:
    void put(T value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        changed_.notify_all();
    }
    // Waits for the next value; fails the test when none comes within 20 s.
    T take() {
        std::unique_lock lock(mutex_);
        const bool came =
            changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return !values_.empty(); });
        REQUIRE(came);
        T value = std::move(values_.front());
        values_.erase(values_.begin());
        return value;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<T> values_;
};

// Log lines of one server.
class LogLines {
public:
    void add(std::string_view line) {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(line);
    }
    bool contains(std::string_view text) const {
        const std::lock_guard lock(mutex_);
        for (const auto& line : lines_) {
            if (line.find(text) != std::string::npos) return true;
        }
        return false;
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return lines_.size();
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

// A server on a free loopback port and a channel to it.
struct TestServer {
    std::shared_ptr<LogLines> lines = std::make_shared<LogLines>();
    std::shared_ptr<Log> log = std::make_shared<Log>(
        LogLevel::info, [lines = lines](std::string_view line) { lines->add(line); });
    std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();
    ServerOptions options;
    std::unique_ptr<Server> server = std::make_unique<Server>(log, metrics);
    std::shared_ptr<grpc::Channel> channel;

    void start() {
        const auto port = server->start(options);
        REQUIRE_MESSAGE(port.has_value(), (port ? std::string{} : port.error().detail));
        const bool is_unix = options.listen.starts_with("unix:");
        channel = new_channel(is_unix ? options.listen : "127.0.0.1:" + std::to_string(*port));
        target = is_unix ? options.listen : "127.0.0.1:" + std::to_string(*port);
    }
    // A channel with a connection of its own.
    static std::shared_ptr<grpc::Channel> new_channel(const std::string& to) {
        grpc::ChannelArguments arguments;
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        // Keeps the flow-control window at 64 KiB, so that a reader who does not read is noticed.
        arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
        return grpc::CreateCustomChannel(to, grpc::InsecureChannelCredentials(), arguments);
    }
    void on_echo(std::function<void(Call)> handler) {
        server->add({"/oms.testing.v1.EchoService/Echo", std::move(handler)});
    }
    void on_watch(std::function<void(Stream)> handler) {
        server->add_stream({"/oms.events.v1.EventService/WatchEvents", std::move(handler)});
    }

    std::string target;
};

inline void call_as(grpc::ClientContext& context, const std::string& roles) {
    context.AddMetadata("oms-principal", "tester");
    context.AddMetadata("oms-roles", roles);
    context.AddMetadata("oms-channels", "*");
    context.AddMetadata("oms-locations", "*");
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{20});
}

struct EchoReply {
    grpc::Status status;
    std::string payload;
};

inline EchoReply echo(const std::shared_ptr<grpc::Channel>& channel,
                      const std::string& payload = "hello", const std::string& roles = "admin") {
    grpc::ClientContext context;
    call_as(context, roles);
    testing::v1::EchoRequest request;
    request.set_payload(payload);
    testing::v1::EchoResponse response;
    const auto stub = testing::v1::EchoService::NewStub(channel);
    auto status = stub->Echo(&context, request, &response);
    return {std::move(status), response.payload()};
}

inline void echo_back(const Call& call) {
    const auto request = call.parse<testing::v1::EchoRequest>();
    if (!request) return call.fail(request.error());
    testing::v1::EchoResponse response;
    response.set_payload(request->payload());
    call.finish(response);
}

inline grpc::health::v1::HealthCheckResponse::ServingStatus health(
    const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{20});
    grpc::health::v1::HealthCheckResponse response;
    const auto status = grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &response);
    REQUIRE_MESSAGE(status.ok(), status.error_message());
    return response.status();
}

// The detail of type `Detail` of a failed call; absent if there is none.
template <class Detail>
std::optional<Detail> detail_of(const grpc::Status& status) {
    google::rpc::Status details;
    REQUIRE(details.ParseFromString(status.error_details()));
    for (const auto& any : details.details()) {
        Detail detail;
        if (any.UnpackTo(&detail)) return detail;
    }
    return std::nullopt;
}

// The reason a call failed with; empty if it was not told.
inline std::string reason_of(const grpc::Status& status) {
    const auto detail = detail_of<google::rpc::ErrorInfo>(status);
    return detail ? detail->reason() : std::string{};
}

}  // namespace oms::rpc::test
