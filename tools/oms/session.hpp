#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "tools/oms/environment.hpp"
#include "tools/oms/failure.hpp"
#include "tools/oms/json.hpp"
#include "tools/oms/page.hpp"
#include "tools/oms/settings.hpp"
#include "tools/oms/status.hpp"

namespace oms::cli {

// How long a call may take unless --timeout says otherwise.
enum class Patience { usual, long_running };

// What a verb works with: the world, the global options, and a server to call as an actor. No
// connection is made before the first call.
class Session {
public:
    // Fails with USAGE or CONFIG for options, configuration or actor that cannot be used.
    static Outcome<Session> open(Environment& environment, const GlobalOptions& options);
    // The same, with settings that are resolved already.
    static Outcome<Session> open(Environment& environment, const GlobalOptions& options,
                                 Settings settings);

    Environment& environment() const { return *environment_; }
    const GlobalOptions& options() const { return options_; }
    const Settings& settings() const { return settings_; }
    const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

    // One unary call:
    //     session.call(&OrderService::Stub::GetOrder, request)
    template <class Stub, class Request, class Response>
    Outcome<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const Request& request, Patience patience = Patience::usual) {
        grpc::ClientContext context;
        add_actor(context);
        context.set_deadline(std::chrono::system_clock::now() + time_for(patience));
        const Interrupt::Listener listener(environment_->interrupt,
                                           [&context] { context.TryCancel(); });
        Stub stub(channel_);
        Response response;
        const grpc::Status status = (stub.*method)(&context, request, &response);
        if (!status.ok()) return tl::unexpected<Failure>(failed(status));
        return response;
    }

    // The same for what changes something: fills request_id and validate_only. A failure that a
    // retry may cure carries the request id.
    template <class Stub, class Request, class Response>
    Outcome<Response> mutate(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                             Request request) {
        if (options_.request_id || request.request_id().empty())
            request.set_request_id(request_id_);
        if (options_.dry_run) request.set_validate_only(true);
        auto response = call(method, request);
        if (!response)
            return tl::unexpected<Failure>(
                keep_request_id(std::move(response).error(), request.request_id()));
        if (request.validate_only()) note("dry run: nothing was changed");
        return response;
    }

    // Puts the actor of the settings on a call.
    void add_actor(grpc::ClientContext& context) const;
    std::chrono::milliseconds time_for(Patience patience) const;
    const std::string& request_id() const { return request_id_; }
    Failure failed(const grpc::Status& status) const;
    // Adds the request id to a failed mutation if sending it again may help.
    static Failure keep_request_id(Failure failure, const std::string& request_id);

    bool json() const { return options_.json; }
    Page page() const;
    void print_json(const google::protobuf::Message& message,
                    JsonLayout layout = JsonLayout::indented) const;
    // A remark on the error stream, for people only.
    void note(const std::string& text) const;

private:
    Session(Environment& environment, GlobalOptions options, Settings settings);
    Environment* environment_;
    GlobalOptions options_;
    Settings settings_;
    std::optional<std::chrono::milliseconds> timeout_;
    std::string request_id_;
    std::shared_ptr<grpc::Channel> channel_;
};

// Colors by --color, NO_COLOR (https://no-color.org) and whether that stream is a terminal.
Style style_for(const Environment& environment, const GlobalOptions& options, bool is_terminal);

// 128 random bits: no two commands ever share one.
std::string make_request_id();

}  // namespace oms::cli
