#include "tests/e2e/client.hpp"

#include <future>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

namespace oms::e2e {
namespace {

void read_details(const std::string& bytes, Answer& answer) {
    google::rpc::Status status;
    if (!status.ParseFromString(bytes)) return;
    for (const auto& any : status.details()) {
        google::rpc::ErrorInfo info;
        google::rpc::BadRequest bad;
        google::rpc::PreconditionFailure failure;
        if (any.UnpackTo(&info)) {
            ++answer.error_infos;
            answer.reason = info.reason();
            answer.domain = info.domain();
            answer.facts.insert(info.metadata().begin(), info.metadata().end());
        } else if (any.UnpackTo(&bad)) {
            for (const auto& one : bad.field_violations())
                answer.fields.push_back({one.field(), one.description()});
        } else if (any.UnpackTo(&failure)) {
            for (const auto& one : failure.violations())
                answer.preconditions.push_back({one.subject(), one.description()});
        }
    }
}

std::string flat(const grpc::ByteBuffer& buffer) {
    std::vector<grpc::Slice> slices;
    if (!buffer.Dump(&slices).ok()) return {};
    std::string bytes;
    for (const grpc::Slice& slice : slices)
        bytes.append(slice.begin(), slice.end());
    return bytes;
}

void add_metadata(grpc::ClientContext& context, const Caller& caller, const CallOptions& options) {
    const auto add = [&](const char* key, const std::string& value) {
        if (!value.empty()) context.AddMetadata(key, value);
    };
    add("oms-principal", caller.principal);
    add("oms-roles", caller.roles);
    add("oms-channels", caller.channels);
    add("oms-locations", caller.locations);
    for (const auto& [key, value] : options.metadata)
        context.AddMetadata(key, value);
}

}  // namespace

std::string Answer::text() const {
    std::string text = fmt::format("{} {} {}", code, reason, message);
    for (const Violation& one : fields)
        text += fmt::format(" [{}: {}]", one.subject, one.description);
    for (const Violation& one : preconditions)
        text += fmt::format(" [{}: {}]", one.subject, one.description);
    return text;
}

std::string method_of(const google::protobuf::Descriptor& request) {
    namespace pb = google::protobuf;
    std::vector<std::string> files;
    pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    for (const std::string& name : files) {
        const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(name);
        for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
            for (int m = 0; m < file->service(s)->method_count(); ++m) {
                const pb::MethodDescriptor& method = *file->service(s)->method(m);
                if (method.input_type() == &request)
                    return fmt::format("/{}/{}", file->service(s)->full_name(), method.name());
            }
        }
    }
    throw std::runtime_error(request.full_name() + " is no request");
}

struct Client::Connection {
    explicit Connection(const std::string& address)
        : channel([&] {
              grpc::ChannelArguments arguments;
              arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
              arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
              arguments.SetMaxReceiveMessageSize(-1);
              return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                               arguments);
          }()),
          stub(channel) {}
    std::shared_ptr<grpc::Channel> channel;
    grpc::GenericStub stub;
};

Client::Client(const std::string& address, Caller caller)
    : connection_(std::make_unique<Connection>(address)), caller_(std::move(caller)) {}
void Client::connect() const {
    const auto limit = std::chrono::system_clock::now() + std::chrono::seconds{30};
    if (!connection_->channel->WaitForConnected(limit))
        throw std::runtime_error("no connection within 30 s");
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

Answer Client::send(const std::string& method, const std::string& bytes,
                    const CallOptions& options) const {
    grpc::ClientContext context;
    add_metadata(context, caller_, options);
    if (options.deadline)
        context.set_deadline(std::chrono::system_clock::now() + *options.deadline);
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer reply;
    std::promise<grpc::Status> done;
    connection_->stub.UnaryCall(&context, method, {}, &request, &reply,
                                [&](grpc::Status status) { done.set_value(std::move(status)); });
    const grpc::Status status = done.get_future().get();
    Answer answer;
    answer.code = status.error_code();
    answer.message = status.error_message();
    if (status.ok()) {
        answer.bytes = flat(reply);
    } else {
        answer.details = status.error_details();
        read_details(answer.details, answer);
    }
    return answer;
}

Answer Client::call(const google::protobuf::Message& request, const CallOptions& options) const {
    return send(method_of(*request.GetDescriptor()), request.SerializeAsString(), options);
}

void read_reply(const Answer& answer, google::protobuf::Message& reply) {
    if (!answer.ok()) throw std::runtime_error("refused: " + answer.text());
    if (!reply.ParseFromString(answer.bytes))
        throw std::runtime_error("the answer is no " + reply.GetTypeName());
}

}  // namespace oms::e2e
