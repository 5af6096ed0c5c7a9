#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include "tools/load/load.hpp"

namespace oms::replay {

// Who the replay says it is.
inline constexpr const char* principal = "replay";

// One connection to the server, for one call at a time. Several threads may use one.
class Session {
public:
    explicit Session(const std::string& address)
        : address_(address), channel_(load::connect(address)) {}

    const std::string& address() const { return address_; }

    //     session.call(&OrderService::Stub::GetOrder, request, reply)
    template <class Stub, class Request, class Response>
    grpc::Status call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, Response& response,
                      std::chrono::seconds patience = std::chrono::seconds{60}) {
        grpc::ClientContext context;
        load::identify(context, principal);
        context.set_deadline(std::chrono::system_clock::now() + patience);
        context.set_wait_for_ready(true);
        Stub stub(channel_);
        return (stub.*method)(&context, request, &response);
    }

    // The same, and throws std::runtime_error when it fails.
    template <class Stub, class Request, class Response>
    Response get(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, std::chrono::seconds patience = std::chrono::seconds{60}) {
        Response response;
        const grpc::Status status = call(method, request, response, patience);
        if (!status.ok())
            throw std::runtime_error(fmt::format("{}: {} {}", Request::descriptor()->full_name(),
                                                 static_cast<int>(status.error_code()),
                                                 status.error_message()));
        return response;
    }

private:
    std::string address_;
    std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace oms::replay
