#include "tools/oms/session.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "domain/ids.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

constexpr std::chrono::seconds usual_time{10};
constexpr std::chrono::minutes long_time{10};
// A server reply holds at most 5,000 stock rows or 2,000 order lines; well below this.
constexpr int largest_reply_bytes = 16 << 20;
// The server takes pings once a minute; a dead connection under a watch shows after this.
constexpr int keepalive_ms = 90'000;

std::shared_ptr<grpc::Channel> make_channel(const std::string& server) {
    grpc::ChannelArguments arguments;
    // The server is named, not found: an HTTP proxy of the environment is for something else.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
    arguments.SetMaxReceiveMessageSize(largest_reply_bytes);
    arguments.SetUserAgentPrefix("oms/" OMS_VERSION);
    return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

// Metadata values are printable ASCII; anything else would fail inside gRPC without a name.
Outcome<void> check_metadata(const std::string& what, const std::string& text) {
    const bool clean =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!clean) return usage_error(what + ": only printable ASCII is possible");
    return {};
}

}  // namespace

Outcome<Session> Session::open(Environment& environment, const GlobalOptions& options) {
    OMS_TRY(const Configuration configuration, load_configuration(environment));
    OMS_TRY(Settings settings, resolve_settings(options, configuration, environment));
    return open(environment, options, std::move(settings));
}

Outcome<Session> Session::open(Environment& environment, const GlobalOptions& options,
                               Settings settings) {
    OMS_CHECK(check_metadata("--principal", settings.principal));
    OMS_CHECK(check_metadata("--roles", settings.roles));
    OMS_CHECK(check_metadata("--channels", settings.channels));
    OMS_CHECK(check_metadata("--locations", settings.locations));
    Session session(environment, options, std::move(settings));
    if (options.timeout) {
        OMS_TRY(session.timeout_, parse_duration(*options.timeout, "--timeout"));
    }
    if (options.request_id && !is_identifier(*options.request_id)) {
        return usage_error("--request-id: it is 1 to 64 bytes of printable ASCII without space");
    }
    session.request_id_ = options.request_id ? *options.request_id : make_request_id();
    session.channel_ = make_channel(session.settings_.server);
    return session;
}

Session::Session(Environment& environment, GlobalOptions options, Settings settings)
    : environment_(&environment), options_(std::move(options)), settings_(std::move(settings)) {}

void Session::add_actor(grpc::ClientContext& context) const {
    const auto add = [&context](const char* key, const std::string& value) {
        if (!value.empty()) context.AddMetadata(key, value);
    };
    add("oms-principal", settings_.principal);
    add("oms-roles", settings_.roles);
    add("oms-channels", settings_.channels);
    add("oms-locations", settings_.locations);
}

std::chrono::milliseconds Session::time_for(Patience patience) const {
    if (timeout_) return *timeout_;
    if (patience == Patience::long_running) return long_time;
    return usual_time;
}

Failure Session::failed(const grpc::Status& status) const {
    if (environment_->interrupt.triggered()) return interrupted();
    return failure_of(status, settings_.server);
}

Failure Session::keep_request_id(Failure failure, const std::string& request_id) {
    const bool unknown_outcome = failure.exit_code == ExitCode::unavailable ||
                                 failure.exit_code == ExitCode::fault ||
                                 failure.exit_code == ExitCode::interrupted;
    if (unknown_outcome || failure.code == "ABORTED") failure.request_id = request_id;
    return failure;
}

Page Session::page() const {
    return Page(environment_->out,
                style_for(*environment_, options_, environment_->out_is_terminal),
                environment_->out_columns);
}

void Session::print_json(const google::protobuf::Message& message, JsonLayout layout) const {
    environment_->out << to_json(message, layout) << '\n';
}

void Session::note(const std::string& text) const {
    if (!json()) environment_->err << printable(text) << '\n';
}

Style style_for(const Environment& environment, const GlobalOptions& options, bool is_terminal) {
    if (options.color == "always") return Style{true};
    if (options.color == "never" || environment.variable("NO_COLOR")) return Style{false};
    return Style{is_terminal && environment.variable("TERM").value_or("") != "dumb"};
}

std::string make_request_id() {
    std::random_device source;
    std::string id = "oms-";
    for (int word = 0; word < 4; ++word)
        id += fmt::format("{:08x}", source());
    return id;
}

}  // namespace oms::cli
