#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "domain/command.hpp"
#include "services/common/body_hash.hpp"
#include "services/common/call.hpp"
#include "services/common/random_source.hpp"

namespace oms::wire {

// Answers `call` with what a command answers.
inline Completion answer_of(const rpc::Call& call) {
    return [call](Result<std::string> answer) {
        if (answer) {
            call.finish(*std::move(answer));
        } else {
            call.fail(answer.error());
        }
    };
}

// How adapters hand commands to the executor. Any thread.
class Submitter {
public:
    // `executor` must outlive this.
    Submitter(Executor& executor, const BodyHashKey& key, RandomSource random)
        : executor_(executor), hasher_(key), random_(std::move(random)) {}

    // The header of the command that `request` becomes; `method` is the scope of its request id.
    template <class Request>
    Command::Header header(const rpc::Call& call, std::string_view method,
                           const Request& request) const {
        Command::Header header;
        header.actor = call.actor();
        header.method = method;
        header.request_id = request.request_id();
        header.body_hash = hasher_.hash(request);
        header.deadline = call.deadline();
        header.seed = random_();
        header.validate_only = request.validate_only();
        return header;
    }
    template <class Request>
    Command::Header header(const rpc::Call& call, const Request& request) const {
        return header(call, call.method(), request);
    }

    // The header of a command that only tells what it would do.
    Command::Header question(const rpc::Call& call) const {
        Command::Header header;
        header.actor = call.actor();
        header.method = call.method();
        header.deadline = call.deadline();
        header.seed = random_();
        header.validate_only = true;
        return header;
    }

    // Answers `call` with what the command answers.
    void submit(std::unique_ptr<Command> command, const rpc::Call& call) const {
        executor_.submit(std::move(command), answer_of(call));
    }
    void submit(std::unique_ptr<Command> command, Completion completion) const {
        executor_.submit(std::move(command), std::move(completion));
    }

private:
    Executor& executor_;
    BodyHasher hasher_;
    RandomSource random_;
};

}  // namespace oms::wire
