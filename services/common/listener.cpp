#include "services/common/listener.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace oms::rpc {
namespace {

constexpr int backlog = 511;
constexpr int pause_ms = 50;

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

tl::unexpected<Error> cannot_listen(const ListenAddress& address, std::string_view why) {
    return fail(Reason::store_unavailable,
                fmt::format("cannot listen on {}: {}", address.text(), why));
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    sockaddr* get() { return std::bit_cast<sockaddr*>(&storage); }
};

template <class Family>
SocketAddress pack(const Family& address, std::size_t length) {
    SocketAddress result;
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = static_cast<socklen_t>(length);
    return result;
}

SocketAddress socket_address(const ListenAddress& address) {
    switch (address.family) {
        case ListenAddress::Family::ipv4_loopback: {
            sockaddr_in in{};
            in.sin_family = AF_INET;
            in.sin_port = htons(address.port);
            in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            return pack(in, sizeof in);
        }
        case ListenAddress::Family::ipv6_loopback: {
            sockaddr_in6 in{};
            in.sin6_family = AF_INET6;
            in.sin6_port = htons(address.port);
            in.sin6_addr = in6addr_loopback;
            return pack(in, sizeof in);
        }
        case ListenAddress::Family::unix_socket:
            break;
    }
    sockaddr_un un{};
    un.sun_family = AF_UNIX;
    address.path.copy(un.sun_path, sizeof un.sun_path - 1);
    return pack(un, sizeof un);
}

// Removes the socket file of a server that is gone: nobody answers on it. Leaves anything else.
bool remove_stale(const ListenAddress& address) {
    struct stat file {};
    if (lstat(address.path.c_str(), &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
    const Fd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto target = socket_address(address);
    if (!probe.valid() || connect(probe.get(), target.get(), target.length) == 0 ||
        errno != ECONNREFUSED)
        return false;
    return unlink(address.path.c_str()) == 0;
}

std::uint16_t bound_port(int fd, const ListenAddress& address) {
    if (address.family == ListenAddress::Family::unix_socket) return 0;
    sockaddr_in6 any{};  // the port is at the same place in both families
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    socklen_t length = sizeof any;
    if (getsockname(fd, std::bit_cast<sockaddr*>(&any), &length) != 0) return 0;
    return ntohs(any.sin6_port);
}

Fd open_spare() {
    return Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

void Fd::reset(int fd) noexcept {
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
}

Result<std::unique_ptr<Listener>> Listener::open(const ListenAddress& address, Options options) {
    const bool is_unix = address.family == ListenAddress::Family::unix_socket;
    auto target = socket_address(address);
    Fd fd(socket(target.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.valid()) return cannot_listen(address, reason_of(errno));
    const int on = 1;
    if (!is_unix) setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int bound = bind(fd.get(), target.get(), target.length);
    if (bound != 0 && errno == EADDRINUSE && is_unix) {
        if (!remove_stale(address))
            return cannot_listen(address, "another server listens there, or it is not a socket");
        bound = bind(fd.get(), target.get(), target.length);
    }
    if (bound != 0) return cannot_listen(address, reason_of(errno));
    // Nobody can connect before listen(), so there is no moment with a wider mode.
    if (is_unix && chmod(address.path.c_str(), 0660) != 0)
        return cannot_listen(address, reason_of(errno));
    if (listen(fd.get(), backlog) != 0) return cannot_listen(address, reason_of(errno));
    const auto port = bound_port(fd.get(), address);
    std::unique_ptr<Listener> listener(
        new Listener(address, std::move(options), std::move(fd), port));
    if (!listener->wake_.valid() || !listener->spare_.valid())
        return cannot_listen(address, "no file descriptor left");
    return listener;
}

Listener::Listener(ListenAddress address, Options options, Fd socket, std::uint16_t port)
    : address_(std::move(address)),
      options_(std::move(options)),
      socket_(std::move(socket)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      spare_(open_spare()),
      port_(port),
      accepted_(options_.metrics->counter("oms_connections_accepted_total", "Connections taken.")),
      refused_(options_.metrics->counter(
          "oms_connections_refused_total",
          "Connections closed at once: too many, or no file descriptor left.")) {
    struct stat file {};
    if (!address_.path.empty() && lstat(address_.path.c_str(), &file) == 0)
        socket_file_ = file.st_ino;
    open_gauge_ = options_.metrics->watch("oms_connections_open", "Connections open now.",
                                          [this] { return static_cast<double>(connections()); });
}

Listener::~Listener() {
    stop();
}

void Listener::start() {
    thread_ = std::thread([this] { run(); });
}

void Listener::stop() {
    if (thread_.joinable()) {
        eventfd_write(wake_.get(), 1);
        thread_.join();
    }
    if (!socket_.valid()) return;
    socket_.reset();
    struct stat file {};
    if (!address_.path.empty() && lstat(address_.path.c_str(), &file) == 0 &&
        file.st_ino == socket_file_) {
        unlink(address_.path.c_str());
    }
}

void Listener::run() {
    std::array<pollfd, 2> waiting{
        pollfd{wake_.get(),   POLLIN, 0},
        pollfd{socket_.get(), POLLIN, 0}
    };
    while (true) {
        if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            // Out of memory for a moment; wait on the wake-up alone.
            poll(waiting.data(), 1, pause_ms);
        }
        if ((waiting[0].revents & POLLIN) != 0) return;
        while (accept_one()) {
        }
    }
}

bool Listener::accept_one() {
    Fd connection(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.valid()) {
        take(std::move(connection));
        return true;
    }
    switch (errno) {
        case EAGAIN:
            return false;
        case EMFILE:
        case ENFILE:
            turn_one_away();
            return false;  // poll again, so that stop() is seen
        case ENOBUFS:
        case ENOMEM: {
            pollfd wake{wake_.get(), POLLIN, 0};
            poll(&wake, 1, pause_ms);
            return false;
        }
        default:
            return true;  // the caller is gone already, or its network failed: the next one
    }
}

void Listener::turn_one_away() {
    spare_.reset();
    Fd connection(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const bool turned_away = connection.valid();
    if (turned_away) refused_.add();
    connection.reset();
    spare_ = open_spare();
    if (turned_away) return;
    // Somebody else took the spare descriptor. Wait for one instead of spinning.
    pollfd wake{wake_.get(), POLLIN, 0};
    poll(&wake, 1, pause_ms);
}

void Listener::take(Fd connection) {
    struct stat file {};
    bool fits = fstat(connection.get(), &file) == 0;
    {
        const std::lock_guard lock(mutex_);
        if (handed_.size() >= options_.most_connections)
            fits = fits && count_open() < options_.most_connections;
        if (fits) handed_.push_back({connection.get(), file.st_ino});
    }
    if (!fits) {
        refused_.add();
        return;
    }
    accepted_.add();
    const int on = 1;
    if (address_.path.empty())
        setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    options_.take(connection.release());
}

std::size_t Listener::count_open() {
    std::erase_if(handed_, [](const Handed& handed) {
        struct stat file {};
        return fstat(handed.fd, &file) != 0 || !S_ISSOCK(file.st_mode) ||
               file.st_ino != handed.inode;
    });
    return handed_.size();
}

std::size_t Listener::connections() {
    const std::lock_guard lock(mutex_);
    return count_open();
}

}  // namespace oms::rpc
