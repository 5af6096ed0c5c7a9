#pragma once

#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "domain/queries.hpp"
#include "services/common/call.hpp"
#include "services/common/common_wire.hpp"

namespace oms::wire {

// The frame of a unary handler: parses the request and answers with what `handle` refuses.
// `handle(call, request)` returns Result<void>; when that is good, it answers itself, now or later.
template <class Request, class Handle>
std::function<void(rpc::Call)> handler(Handle handle) {
    return [handle = std::move(handle)](const rpc::Call& call) {
        Scratch<Request> request;
        Result<void> done = call.parse_into(*request);
        if (done) done = handle(call, std::as_const(*request));
        if (!done) call.fail(done.error());
    };
}

inline Error no_session() {
    return {Reason::shutting_down, "the store is closing", {}, {}, {}, false};
}

// Answers `call` with what `read(session)`, a Result<std::string>, says on a thread of the pool.
template <class Read>
std::function<void(ReadSession*)> answer_with(const rpc::Call& call, Read read) {
    return [call, read = std::move(read)](ReadSession* session) noexcept {
        if (session == nullptr) return call.fail(no_session());
        try {
            Result<std::string> reply = read(*session);
            if (reply) return call.finish(*std::move(reply));
            call.fail(reply.error());
        } catch (const std::exception& fault) {
            call.fail({Reason::internal_fault, fault.what(), {}, {}, {}, false});
        }
    };
}

// The same for what is not answered yet: `then(session)`, a Result<void>, sees to the answer when
// it is good.
template <class Then>
std::function<void(ReadSession*)> continue_with(const rpc::Call& call, Then then) {
    return [call, then = std::move(then)](ReadSession* session) noexcept {
        if (session == nullptr) return call.fail(no_session());
        try {
            if (const Result<void> done = then(*session); !done) call.fail(done.error());
        } catch (const std::exception& fault) {
            call.fail({Reason::internal_fault, fault.what(), {}, {}, {}, false});
        }
    };
}

}  // namespace oms::wire
