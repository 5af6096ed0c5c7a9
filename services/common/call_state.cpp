#include "services/common/call_state.hpp"

#include <exception>
#include <utility>

#include "domain/contract.hpp"
#include "services/common/poller.hpp"
#include "services/common/status.hpp"
#include "services/common/wire.hpp"

namespace oms::rpc {
namespace {

// An answer that the caller does not read for so long is given up.
constexpr std::chrono::seconds longest_stall{30};

Error fault(std::string detail) {
    return {Reason::internal_fault, std::move(detail), {}, {}, {}, false};
}

}  // namespace

void CallState::arm(Poller& poller, Method& method) {
    pool_ = poller.calls();
    poller_ = &poller;
    method_ = &method;
    transport_.emplace();
    method.service->RequestAsyncUnary(method.index, &transport_->context, &request_,
                                      &transport_->writer, poller.queue(), poller.queue(),
                                      static_cast<Tag*>(this));
}

void CallState::proceed(bool ok) {
    if (begun_) return retire();
    owners_.store(1, std::memory_order_relaxed);
    if (!ok) return retire();
    poller_->arm(*method_);
    begin();
}

void CallState::begin() {
    begun_ = true;
    answered_.store(false, std::memory_order_relaxed);
    stalled_since_ = {};
    start_ = std::chrono::steady_clock::now();
    number_ = runtime().next_call.fetch_add(1, std::memory_order_relaxed);
    given_log_id_ = given_log_id(transport_->context);
    bytes_ = request_.Length();
    const auto admitted = admit(runtime(), *method_, transport_->context, bytes_, start_,
                                poller_->principals(), principal_);
    in_flight_ = admitted.has_value();
    if (!admitted) return fail(admitted.error());
    deadline_ = *admitted;
    serve();
}

void CallState::serve() {
    owners_.store(2, std::memory_order_relaxed);
    // One for the handler, one for this function: a throwing handler drops its own first.
    handles_.store(2, std::memory_order_relaxed);
    try {
        method_->handle_call(Call(this));
    } catch (const std::exception& error) {
        fail(fault(std::string("the handler threw: ") + error.what()));
    } catch (...) {
        fail(fault("the handler threw something unknown"));
    }
    release();
}

void CallState::tick(std::chrono::steady_clock::time_point now) {
    if (!begun_) return;
    if (!answered_.load(std::memory_order_acquire)) {
        if (runtime().ending.load())
            return fail(Error{Reason::shutting_down, {}, {}, {}, {}, false});
        if (now >= deadline_) fail(Error{Reason::deadline_passed, {}, {}, {}, {}, false});
        return;
    }
    if (stalled_since_ == std::chrono::steady_clock::time_point{}) {
        stalled_since_ = now;
    } else if (now - stalled_since_ > longest_stall) {
        transport_->context.TryCancel();
        stalled_since_ = now;
    }
}

void CallState::release() {
    if (handles_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (!answered_.load(std::memory_order_acquire)) fail(fault("the handler dropped the call"));
    drop_owner();
}

void CallState::retire() {
    transport_.reset();
    if (begun_ && in_flight_) runtime().leave(static_cast<std::int64_t>(bytes_));
    begun_ = false;
    in_flight_ = false;
    poller_->retired();
    drop_owner();
}

void CallState::drop_owner() {
    if (owners_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    principal_.reset();
    request_.Clear();
    flat_body_.clear();
    flat_body_.shrink_to_fit();
    given_log_id_.clear();
    const auto pool = std::move(pool_);
    pool->give_back(*this);
}

const Actor& CallState::actor() const {
    OMS_REQUIRE(principal_ != nullptr);
    return principal_->actor;
}

std::string CallState::log_id() const {
    return given_log_id_.empty() ? own_log_id(runtime(), number_) : given_log_id_;
}

std::string_view CallState::body() {
    return flatten(request_, flat_body_);
}

Result<void> CallState::parse_into(google::protobuf::MessageLite& message) const {
    return parse_message(request_, message);
}

// Answers are made before they are claimed: if making one throws, another can still be given.
void CallState::finish(std::string bytes) {
    const auto reply = to_buffer(std::move(bytes));
    if (claim()) deliver(reply);
}

void CallState::finish(const google::protobuf::MessageLite& message) {
    const auto reply = to_buffer(message);
    if (claim()) deliver(reply);
}

void CallState::fail(const Error& error) {
    const auto status = to_status(error, log_id());
    if (claim()) deliver(status, &error);
}

void CallState::answer(const grpc::Status& status) {
    if (claim()) deliver(status, nullptr);
}

void CallState::deliver(const grpc::ByteBuffer& reply) {
    const auto duration = std::chrono::steady_clock::now() - start_;
    const auto id = will_log(runtime(), nullptr) ? log_id() : std::string{};
    record(runtime(), {*method_, principal_.get(), grpc::StatusCode::OK, nullptr, id, duration});
    transport_->writer.Finish(reply, grpc::Status::OK, static_cast<Tag*>(this));
}

void CallState::deliver(const grpc::Status& status, const Error* error) {
    const auto duration = std::chrono::steady_clock::now() - start_;
    const auto id = will_log(runtime(), error) ? log_id() : std::string{};
    record(runtime(), {*method_, principal_.get(), status.error_code(), error, id, duration});
    transport_->writer.FinishWithError(status, static_cast<Tag*>(this));
}

}  // namespace oms::rpc
