#include "services/common/stream_state.hpp"

#include <exception>
#include <utility>

#include <grpc/grpc.h>

#include "domain/contract.hpp"
#include "services/common/poller.hpp"
#include "services/common/status.hpp"
#include "services/common/wire.hpp"

namespace oms::rpc {
namespace {

Error error_of(Reason reason, std::string detail = {}) {
    return {reason, std::move(detail), {}, {}, {}, false};
}

}  // namespace

StreamState::StreamState()
    : requested_step_(*this, &StreamState::on_requested),
      written_step_(*this, &StreamState::on_written),
      finished_step_(*this, &StreamState::on_finished),
      over_step_(*this, &StreamState::on_over) {}

void StreamState::arm(Poller& poller, Method& method) {
    pool_ = poller.streams();
    poller_ = &poller;
    method_ = &method;
    transport_.emplace();
    transport_->context.AsyncNotifyWhenDone(static_cast<Tag*>(&over_step_));
    method.service->RequestAsyncServerStreaming(method.index, &transport_->context, &request_,
                                                &transport_->writer, poller.queue(), poller.queue(),
                                                static_cast<Tag*>(&requested_step_));
}

void StreamState::on_requested(bool ok) {
    owners_.store(1, std::memory_order_relaxed);
    if (!ok) return retire();  // gRPC does not announce the end of what never began
    poller_->arm(*method_);
    start_ = std::chrono::steady_clock::now();
    number_ = runtime().next_call.fetch_add(1, std::memory_order_relaxed);
    given_log_id_ = given_log_id(transport_->context);
    bytes_ = request_.Length();
    {
        const std::lock_guard lock(mutex_);
        begun_ = true;
        writing_ = sending_end_ = over_ = end_sent_ = false;
        end_.reset();
    }
    const auto admitted = admit(runtime(), *method_, transport_->context, bytes_, start_,
                                poller_->principals(), principal_);
    in_flight_ = admitted.has_value();
    if (!admitted) return fail(admitted.error());
    serve();
}

void StreamState::serve() {
    owners_.store(2, std::memory_order_relaxed);
    // One for the handler, one for this function: a throwing handler drops its own first.
    handles_.store(2, std::memory_order_relaxed);
    try {
        method_->handle_stream(Stream(this));
    } catch (const std::exception& error) {
        fail(error_of(Reason::internal_fault, std::string("the handler threw: ") + error.what()));
    } catch (...) {
        fail(error_of(Reason::internal_fault, "the handler threw something unknown"));
    }
    release();
}

bool StreamState::write(const std::string& bytes, std::function<void(bool)> written) {
    const auto buffer = to_buffer(bytes);
    const std::lock_guard lock(mutex_);
    if (!begun_ || over_ || end_) return false;
    OMS_REQUIRE(!writing_);
    writing_ = true;
    written_ = std::move(written);
    transport_->writer.Write(buffer, static_cast<Tag*>(&written_step_));
    return true;
}

void StreamState::on_written(bool ok) {
    std::function<void(bool)> written;
    {
        const std::lock_guard lock(mutex_);
        writing_ = false;
        written = std::exchange(written_, nullptr);
        if (end_ && !end_sent_ && !over_) send_end();
    }
    try {
        if (written) written(ok);
    } catch (const std::exception& error) {
        fail(error_of(Reason::internal_fault, std::string("a callback threw: ") + error.what()));
    }
    written = nullptr;  // with the handles it holds, before the stream may go
    retire_if_idle(std::unique_lock(mutex_));
}

void StreamState::on_finished(bool /*ok*/) {
    std::unique_lock lock(mutex_);
    sending_end_ = false;
    retire_if_idle(std::move(lock));
}

void StreamState::on_over(bool /*ok*/) {
    std::function<void()> done;
    bool gone = false;
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        done = std::exchange(done_, nullptr);
        gone = !end_;
        if (gone) end_ = grpc::Status::CANCELLED;
    }
    if (gone) {
        const auto id = will_log(runtime(), nullptr) ? log_id() : std::string{};
        record(runtime(), {*method_, principal_.get(), grpc::StatusCode::CANCELLED, nullptr, id,
                           std::chrono::steady_clock::now() - start_});
    }
    try {
        if (done) done();
    } catch (const std::exception& error) {
        runtime().log->write(LogLevel::error, "a callback threw",
                             {
                                 {"method", method_->name},
                                 {"detail", error.what() }
        });
    }
    done = nullptr;
    retire_if_idle(std::unique_lock(mutex_));
}

bool StreamState::ended() {
    const std::lock_guard lock(mutex_);
    return !begun_ || over_ || end_.has_value();
}

void StreamState::on_done(std::function<void()> done) {
    {
        const std::lock_guard lock(mutex_);
        if (begun_ && !over_) {
            done_ = std::move(done);
            return;
        }
    }
    done();
}

void StreamState::finish() {
    end(grpc::Status::OK, nullptr);
}

void StreamState::fail(const Error& error) {
    end(to_status(error, log_id()), &error);
}

void StreamState::end(const grpc::Status& status, const Error* error) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (!begun_ || over_ || end_) return;
    end_ = status;
    const auto id = will_log(runtime(), error) ? log_id() : std::string{};
    record(runtime(), {*method_, principal_.get(), status.error_code(), error, id, now - start_});
    if (writing_) {
        reset_at_ = now + runtime().grace_for_write;
    } else {
        send_end();
    }
}

void StreamState::send_end() {
    end_sent_ = true;
    sending_end_ = true;
    transport_->writer.Finish(*end_, static_cast<Tag*>(&finished_step_));
    // An end behind messages that the caller does not read waits for them as well.
    reset_at_ = std::chrono::steady_clock::now() + runtime().grace_for_write;
}

void StreamState::tick(std::chrono::steady_clock::time_point now) {
    bool drain = false;
    {
        const std::lock_guard lock(mutex_);
        if (!begun_ || over_) return;
        if (end_ && (writing_ || sending_end_) && now >= reset_at_) {
            // Code and message go out past what is not read; the details cannot.
            const auto code = end_->ok() ? grpc::StatusCode::CANCELLED : end_->error_code();
            grpc_call_cancel_with_status(transport_->context.c_call(),
                                         static_cast<grpc_status_code>(code),
                                         end_->error_message().c_str(), nullptr);
            reset_at_ = now + runtime().grace_for_write;
        }
        drain = !end_ && runtime().draining.load(std::memory_order_relaxed);
    }
    if (drain) fail(error_of(Reason::shutting_down));
}

void StreamState::release() {
    if (handles_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (!ended()) fail(error_of(Reason::internal_fault, "the handler dropped the stream"));
    drop_owner();
}

void StreamState::retire_if_idle(std::unique_lock<std::mutex> lock) {
    if (!begun_ || !over_ || writing_ || sending_end_) return;
    begun_ = false;
    lock.unlock();
    retire();
}

void StreamState::retire() {
    {
        const std::lock_guard lock(mutex_);
        transport_.reset();
    }
    if (in_flight_) runtime().leave(static_cast<std::int64_t>(bytes_));
    in_flight_ = false;
    poller_->retired();
    drop_owner();
}

void StreamState::drop_owner() {
    if (owners_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    principal_.reset();
    request_.Clear();
    given_log_id_.clear();
    end_.reset();
    const auto pool = std::move(pool_);
    pool->give_back(*this);
}

const Actor& StreamState::actor() const {
    OMS_REQUIRE(principal_ != nullptr);
    return principal_->actor;
}

std::string StreamState::log_id() const {
    return given_log_id_.empty() ? own_log_id(runtime(), number_) : given_log_id_;
}

Result<void> StreamState::parse_into(google::protobuf::MessageLite& message) const {
    return parse_message(request_, message);
}

}  // namespace oms::rpc
