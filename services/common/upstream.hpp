#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "services/common/listen_address.hpp"

namespace oms::rpc {

// Whoever reads the stream of another server. Called from one thread, never two calls at once.
class UpstreamReader {
public:
    virtual ~UpstreamReader() = default;
    // A stream begins; what an earlier one has said will not go on.
    virtual void begin() = 0;
    // One message of it. A failure drops the stream, and a new one is asked for.
    virtual Result<void> take(std::string_view bytes) = 0;
    // The stream is over, or could not be had. One line.
    virtual void lost(const std::string& why) = 0;
};

// Follows an RPC of another server that answers with a stream, for ever: on a thread of its own,
// and again after a while whenever the stream ends.
class Upstream {
public:
    struct Options {
        ListenAddress address{};  // loopback or a Unix socket, as of any server of ours
        std::string method;       // "/package.Service/Method"; its request is empty
        std::string principal;
        std::string roles;
        // The pause after an attempt: doubled each time, some of it left to chance. A stream that
        // has lasted longer than the longest pause begins with the shortest again.
        std::chrono::milliseconds shortest_pause{100};
        std::chrono::milliseconds longest_pause{5'000};
    };

    // `reader` must outlive this.
    Upstream(Options options, UpstreamReader& reader);
    ~Upstream();
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    // How often a stream was asked for. Any thread.
    std::int64_t attempts() const noexcept;
    // Returns when the reader is not called any more. Not from the reader. Idempotent.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::rpc
