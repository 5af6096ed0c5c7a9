#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/message.h>

namespace oms::e2e {

// Who calls: what the metadata says. An empty text is not sent.
struct Caller {
    std::string principal = "admin";
    std::string roles = "admin";
    std::string channels = "*";
    std::string locations = "*";
};

// A field that was refused, or a precondition that did not hold.
struct Violation {
    // The field's path, or the precondition's subject.
    std::string subject;
    std::string description;
};

// What a call was answered, taken apart.
struct Answer {
    // A gRPC status code.
    int code = 0;
    std::string message;
    // The reply as it came, when the code is OK.
    std::string bytes;
    // The google.rpc.Status as it came, when the code is not OK.
    std::string details;

    // Of the details:
    int error_infos = 0;
    std::string reason;
    std::string domain;
    std::map<std::string, std::string> facts;
    std::vector<Violation> fields;
    std::vector<Violation> preconditions;

    bool ok() const { return code == 0; }
    // For messages of tests: code, reason and message.
    std::string text() const;
};

// How one call is made.
struct CallOptions {
    // None: without a deadline.
    std::optional<std::chrono::milliseconds> deadline = std::chrono::seconds{60};
    // Beside the caller's.
    std::multimap<std::string, std::string> metadata;
};

// "/oms.orders.v1.OrderService/PlaceOrder" for oms.orders.v1.PlaceOrderRequest: every RPC has its
// own request type.
std::string method_of(const google::protobuf::Descriptor& request);

// A connection of its own to a server. Calls send and get bytes, so that a test sees exactly what
// travels. Any thread may call.
class Client {
public:
    explicit Client(const std::string& address, Caller caller = {});
    ~Client();
    Client(Client&&) noexcept;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Waits for the connection, which the first call otherwise makes, and which may then fail:
    // of many connects at the same moment gRPC 1.51 now and then gives one up. Throws after 30 s.
    void connect() const;

    Answer send(const std::string& method, const std::string& bytes,
                const CallOptions& options = {}) const;
    Answer call(const google::protobuf::Message& request, const CallOptions& options = {}) const;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
    Caller caller_;
};

// The reply in `answer`. Throws std::runtime_error, with its text, when there is none.
void read_reply(const Answer& answer, google::protobuf::Message& reply);
template <class Reply>
Reply reply_of(const Answer& answer) {
    Reply reply;
    read_reply(answer, reply);
    return reply;
}
// Calls and reads the reply.
template <class Reply>
Reply get(const Client& client, const google::protobuf::Message& request) {
    return reply_of<Reply>(client.call(request));
}

}  // namespace oms::e2e
