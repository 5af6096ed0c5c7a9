#include "services/common/call.hpp"

#include "services/common/call_state.hpp"

namespace oms::rpc {

Call::Call(CallState* state) noexcept : state_(state) {}

Call::Call(const Call& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) state_->acquire();
}

Call::~Call() {
    if (state_ != nullptr) state_->release();
}

const Actor& Call::actor() const {
    return state_->actor();
}

std::string_view Call::method() const {
    return state_->method();
}

std::string Call::log_id() const {
    return state_->log_id();
}

std::chrono::steady_clock::time_point Call::deadline() const {
    return state_->deadline();
}

std::string_view Call::body() const {
    return state_->body();
}

Result<void> Call::parse_into(google::protobuf::MessageLite& message) const {
    return state_->parse_into(message);
}

void Call::finish(std::string bytes) const {
    state_->finish(std::move(bytes));
}

void Call::finish(const google::protobuf::MessageLite& message) const {
    state_->finish(message);
}

void Call::fail(const Error& error) const {
    state_->fail(error);
}

}  // namespace oms::rpc
