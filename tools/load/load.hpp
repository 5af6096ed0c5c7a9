#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

namespace oms::load {

// What one run measured.
struct Outcome {
    std::int64_t calls = 0;
    std::int64_t failures = 0;
    std::string first_failure;
    double seconds = 0;
    // Latencies of all calls, sorted, in microseconds.
    std::vector<std::int64_t> latencies_us;

    double rate() const { return seconds > 0 ? static_cast<double>(calls) / seconds : 0; }
    // `share` of 1: 0.5 is the median.
    std::int64_t latency_us(double share) const;
};

// A connection of its own to a server, without limits on what it receives. Does not wait.
std::shared_ptr<grpc::Channel> connect(const std::string& address);
// Says who calls: `principal` as an admin of all channels and locations.
void identify(grpc::ClientContext& context, const std::string& principal);

// A reply's message. Throws std::runtime_error when it is not one.
template <class Message>
Message parse(const grpc::ByteBuffer& bytes) {
    Message message;
    grpc::ByteBuffer copy(bytes);
    if (!grpc::SerializationTraits<Message>::Deserialize(&copy, &message).ok())
        throw std::runtime_error("unreadable reply");
    return message;
}

// Calls of one method on one connection, from one thread.
class Load {
public:
    // Makes the next request's bytes; false when there is no more.
    using Next = std::function<bool(std::string& bytes)>;
    // Sees each reply's bytes; may be empty.
    using Seen = std::function<void(const grpc::ByteBuffer& reply)>;

    Load(const std::string& address, std::string method, std::string principal = "bench");

    // Keeps `in_flight` calls going for `duration`.
    Outcome closed_loop(int in_flight, std::chrono::milliseconds duration, const Next& next,
                        const Seen& seen = {});
    // Starts `per_second` calls a second, whatever comes back; latency counts from the planned
    // start.
    Outcome open_loop(double per_second, std::chrono::milliseconds duration, const Next& next);

private:
    struct InFlight;
    void start(InFlight& call, const Next& next);
    void collect(InFlight& call, Outcome& outcome, const Seen& seen);

    std::shared_ptr<grpc::Channel> channel_;
    grpc::GenericStub stub_;
    grpc::CompletionQueue queue_;
    std::string method_;
    std::string principal_;
    bool exhausted_ = false;
};

// Sends every request, 64 at a time. Throws std::runtime_error on a refusal.
void send_all(const std::string& address, const std::string& method, const Load::Next& next,
              const std::string& principal = "bench");

}  // namespace oms::load
