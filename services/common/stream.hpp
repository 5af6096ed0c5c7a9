#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/message_lite.h>

#include "domain/actor.hpp"
#include "domain/result.hpp"

namespace oms::rpc {

class StreamState;

// One call that is answered with a stream, as a cheap handle that may be copied. Any thread may
// call; callbacks come from a poller thread and must not wait. A drain ends the stream with
// SHUTTING_DOWN. When the last handle goes without finish() or fail(), the stream fails with
// INTERNAL and is logged; note that a handle inside a callback given to write() or on_done() counts
// until that was called. Streams have no deadline of ours. Handles may outlive the server.
class Stream {
public:
    // By the poller only.
    explicit Stream(StreamState* state) noexcept;
    Stream(const Stream& other) noexcept;
    Stream(Stream&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
    Stream& operator=(Stream other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~Stream();

    const Actor& actor() const;
    std::string_view method() const;
    std::string log_id() const;

    // As Call::parse.
    template <class Message>
    Result<Message> parse() const {
        Message message;
        OMS_CHECK(parse_into(message));
        return message;
    }
    Result<void> parse_into(google::protobuf::MessageLite& message) const;

    // Sends one message; `written` is called once with true when the transport took it, with false
    // when the stream is over. At most one write is under way: the next comes after `written`.
    // Returns false, without ever calling `written`, when the stream has ended already.
    bool write(const std::string& bytes, std::function<void(bool)> written) const;

    // True once the caller went away or the stream was ended from here.
    bool ended() const;
    // `done` is called once, when nothing will be sent any more, whatever the cause; at once if
    // that is so already. At most one, set before the handler returns.
    void on_done(std::function<void()> done) const;

    // Ends the stream well, or with an error. The first end wins. A write that is under way gets a
    // few seconds to complete, so that a caller who reads again sees the typed reason after what
    // was sent; then the stream is reset with the bare code and message. Nothing to wait for.
    void finish() const;
    void fail(const Error& error) const;

private:
    StreamState* state_;
};

}  // namespace oms::rpc
