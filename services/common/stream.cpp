#include "services/common/stream.hpp"

#include "services/common/stream_state.hpp"

namespace oms::rpc {

Stream::Stream(StreamState* state) noexcept : state_(state) {}

Stream::Stream(const Stream& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) state_->acquire();
}

Stream::~Stream() {
    if (state_ != nullptr) state_->release();
}

const Actor& Stream::actor() const {
    return state_->actor();
}

std::string_view Stream::method() const {
    return state_->method();
}

std::string Stream::log_id() const {
    return state_->log_id();
}

Result<void> Stream::parse_into(google::protobuf::MessageLite& message) const {
    return state_->parse_into(message);
}

bool Stream::write(const std::string& bytes, std::function<void(bool)> written) const {
    return state_->write(bytes, std::move(written));
}

bool Stream::ended() const {
    return state_->ended();
}

void Stream::on_done(std::function<void()> done) const {
    state_->on_done(std::move(done));
}

void Stream::finish() const {
    state_->finish();
}

void Stream::fail(const Error& error) const {
    state_->fail(error);
}

}  // namespace oms::rpc
