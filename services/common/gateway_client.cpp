#include "services/common/gateway_client.hpp"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/client_unary_call.h>

#include "services/common/wire.hpp"

namespace oms::rpc {
namespace {

constexpr int longest_message = 2 * 1024 * 1024;
constexpr std::size_t longest_detail = 200;

bool may_help_later(grpc::StatusCode code) {
    switch (code) {
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::DEADLINE_EXCEEDED:
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
        case grpc::StatusCode::ABORTED:
        case grpc::StatusCode::INTERNAL:
        case grpc::StatusCode::CANCELLED:
            return true;
        default:
            return false;
    }
}

}  // namespace

struct GatewayClient::Impl {
    std::shared_ptr<grpc::Channel> channel;
    std::chrono::milliseconds deadline;
};

GatewayClient::GatewayClient(const ListenAddress& address, std::chrono::milliseconds deadline)
    : impl_(std::make_unique<Impl>()) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // Whoever has the operation id repeats it.
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
    arguments.SetMaxReceiveMessageSize(longest_message);
    impl_->channel =
        grpc::CreateCustomChannel(address.text(), grpc::InsecureChannelCredentials(), arguments);
    impl_->deadline = deadline;
}

GatewayClient::~GatewayClient() = default;

Result<void> GatewayClient::call(std::string_view method,
                                 const google::protobuf::MessageLite& request,
                                 google::protobuf::MessageLite& reply) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + impl_->deadline);
    const std::string name(method);
    const grpc::internal::RpcMethod rpc(name.c_str(), grpc::internal::RpcMethod::NORMAL_RPC,
                                        impl_->channel);
    grpc::ByteBuffer answer;
    const grpc::Status status =
        grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
            impl_->channel.get(), rpc, &context, to_buffer(request), &answer);
    if (!status.ok()) {
        const Reason reason = may_help_later(status.error_code()) ? Reason::gateway_unavailable
                                                                  : Reason::gateway_refused;
        return fail(
            reason,
            fmt::format("code {}: {}", static_cast<int>(status.error_code()),
                        std::string_view(status.error_message()).substr(0, longest_detail)));
    }
    if (!parse_message(answer, reply))
        return fail(Reason::gateway_refused, "the gateway's answer cannot be read");
    return {};
}

}  // namespace oms::rpc
