#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "services/common/call.hpp"
#include "services/common/log.hpp"
#include "services/common/metrics.hpp"
#include "services/common/stream.hpp"

namespace oms::rpc {

// A unary RPC. The handler runs on a poller thread and must not wait: it parses, hands work on and
// returns. What it throws is logged and answered INTERNAL.
struct MethodSpec {
    std::string name;  // "/package.Service/Method"
    std::function<void(Call)> handler;
    // Longer deadlines are cut to this.
    std::chrono::milliseconds longest_deadline{60'000};
};

// An RPC that is answered with a stream.
struct StreamSpec {
    std::string name;
    std::function<void(Stream)> handler;
};

struct ServerOptions {
    // See listen_address.hpp: loopback or a Unix socket.
    std::string listen = "127.0.0.1:0";
    // Where /metrics and /healthz are; empty: nowhere.
    std::string metrics_listen;
    // One thread each. Measured: one is fastest on two cores.
    std::size_t pollers = 1;
    // Beyond these, calls are refused with OVERLOADED.
    std::size_t most_in_flight = 10'000;
    std::size_t most_bytes_in_flight = std::size_t{128} * 1024 * 1024;
    std::size_t most_connections = 1'000;
    // What a stream's end waits for a write that the caller does not read, before the stream is
    // reset.
    std::chrono::milliseconds grace_for_write{5'000};
    // Also serves gRPC reflection, without access control and with threads of its own.
    bool development = false;
};

// The gRPC server: register methods, start, drain. Health (grpc.health.v1) is there by itself.
// Handlers may be called from start() until drain() returns. One thread uses it.
class Server {
public:
    Server(std::shared_ptr<Log> log, std::shared_ptr<Metrics> metrics);
    // Drains without grace.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Before start(). A method without a row in the access table, of the other kind, or registered
    // twice, is a contract violation.
    void add(MethodSpec method);
    void add_stream(StreamSpec stream);

    // Once. Returns the port, 0 for a Unix socket. Fails with Reason::malformed_field (an address
    // that is not served) or store_unavailable (it cannot be had), with one line as detail.
    Result<std::uint16_t> start(const ServerOptions& options);
    // 0 without metrics_listen.
    std::uint16_t metrics_port() const noexcept;
    // Health and /healthz say so while true, once started and not draining. Default: true.
    void set_serving(bool serving);

    // Stops in good order: health says NOT_SERVING, new calls and streams end with SHUTTING_DOWN,
    // unary calls in flight have `grace` to be answered, then end with SHUTTING_DOWN too. Returns
    // when no call is left. Idempotent.
    void drain(std::chrono::milliseconds grace);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::rpc
