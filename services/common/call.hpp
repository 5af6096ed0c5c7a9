#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/message_lite.h>

#include "domain/actor.hpp"
#include "domain/result.hpp"

namespace oms::rpc {

class CallState;

// One unary call, as a cheap handle that may be copied to wherever the answer is made. It is
// answered once, from any thread: the first of finish(), fail(), its deadline and the end of a
// drain wins, later answers are dropped. When the last handle goes without an answer, the call
// fails with INTERNAL and is logged, so no call hangs. Handles may outlive the server.
//
// This is the only place that maps errors to gRPC codes, logs, counts and times.
class Call {
public:
    // By the poller only.
    explicit Call(CallState* state) noexcept;
    Call(const Call& other) noexcept;
    Call(Call&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
    Call& operator=(Call other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~Call();

    // Who asks. Health checks have no actor and must not ask.
    const Actor& actor() const;
    // "/package.Service/Method"
    std::string_view method() const;
    // Under which the log has this call: the caller's x-request-id if it sent a proper one, else
    // ours.
    std::string log_id() const;
    // When the caller stops waiting: its deadline, at most the method's longest, 10 s if it gave
    // none. Past it the call is answered DEADLINE_EXCEEDED; work that was committed stays
    // committed.
    std::chrono::steady_clock::time_point deadline() const;
    // The request as it came. Stays valid as long as a handle does; from one thread at a time.
    std::string_view body() const;

    // Fails with Reason::malformed_request when the body is no such message or holds text that is
    // not UTF-8.
    template <class Message>
    Result<Message> parse() const {
        Message message;
        OMS_CHECK(parse_into(message));
        return message;
    }
    // The same into a message of the caller's, such as one on an arena.
    Result<void> parse_into(google::protobuf::MessageLite& message) const;

    // Answers with a message that is serialized already.
    void finish(std::string bytes) const;
    void finish(const google::protobuf::MessageLite& message) const;
    void fail(const Error& error) const;

private:
    friend class CallState;
    CallState* state_;
};

}  // namespace oms::rpc
