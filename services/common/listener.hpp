#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <sys/types.h>

#include "domain/result.hpp"
#include "services/common/listen_address.hpp"
#include "services/common/log.hpp"
#include "services/common/metrics.hpp"

namespace oms::rpc {

// A file descriptor that is closed with its owner.
class Fd {
public:
    explicit Fd(int fd = -1) noexcept : fd_(fd) {}
    ~Fd() { reset(); }
    Fd(Fd&& other) noexcept : fd_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }
    int get() const noexcept { return fd_; }
    bool valid() const noexcept { return fd_ >= 0; }
    int release() noexcept { return std::exchange(fd_, -1); }
    void reset(int fd = -1) noexcept;

private:
    int fd_;
};

// Accepts connections in a thread of its own and hands them on. gRPC 1.51's listener stops for ever
// when the process runs out of descriptors (CVE-2023-4785); this one keeps a spare descriptor, with
// which it turns callers away until there are descriptors again.
class Listener {
public:
    struct Options {
        // Beyond that many open connections, new ones are closed at once.
        std::size_t most_connections = 1000;
        // Takes over the connected, non-blocking socket. Called from the listener's thread.
        std::function<void(int)> take;
        std::shared_ptr<Log> log;
        std::shared_ptr<Metrics> metrics;
    };

    // Binds and listens; connections wait until start(). The socket file of a Unix address gets
    // mode 0660; one left behind by a server that is gone is replaced. Fails with
    // Reason::store_unavailable and one line saying what and why.
    static Result<std::unique_ptr<Listener>> open(const ListenAddress& address, Options options);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // The port bound; 0 for a Unix socket.
    std::uint16_t port() const noexcept { return port_; }
    void start();
    // Stops accepting, closes the socket and removes its file. Idempotent.
    void stop();
    // How many accepted connections are still open.
    std::size_t connections();

private:
    // A connection handed on. Its descriptor belongs to whoever took it; while the inode is the
    // same, it is still open.
    struct Handed {
        int fd;
        ino_t inode;
    };

    Listener(ListenAddress address, Options options, Fd socket, std::uint16_t port);
    void run();
    // False: nothing to accept now.
    bool accept_one();
    void turn_one_away();
    void take(Fd connection);
    std::size_t count_open();

    ListenAddress address_;
    Options options_;
    Fd socket_;
    Fd wake_;
    Fd spare_;
    std::uint16_t port_;
    ino_t socket_file_ = 0;
    std::mutex mutex_;
    std::vector<Handed> handed_;
    Counter& accepted_;
    Counter& refused_;
    std::shared_ptr<void> open_gauge_;
    std::thread thread_;
};

}  // namespace oms::rpc
