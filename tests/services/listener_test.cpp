#include "services/common/listener.hpp"

#include <bit>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;

// A folder that goes with the test.
struct TemporaryFolder {
    TemporaryFolder() {
        std::string pattern = "/tmp/oms-rpc-test-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~TemporaryFolder() {
        unlink((path + "/socket").c_str());
        rmdir(path.c_str());
    }
    std::string path;
};

Fd connect_to(std::uint16_t port) {
    Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(fd.valid());
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd.get(), std::bit_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval patience{20, 0};
    REQUIRE(setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    return fd;
}

// True when the other side closes without having said anything.
bool is_turned_away(const Fd& fd) {
    char byte = 0;
    const auto got = read(fd.get(), &byte, 1);
    return got == 0 || (got < 0 && errno == ECONNRESET);
}

// True when the other side reacts at all: takes the connection or closes it.
bool is_answered(const Fd& fd) {
    char byte = 0;
    return read(fd.get(), &byte, 1) >= 0 || errno == ECONNRESET;
}

// Lowers the limit of descriptors and uses all of them up, until it goes.
class DescriptorFamine {
public:
    DescriptorFamine() {
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
        auto lowered = before_;
        lowered.rlim_cur = 256;
        REQUIRE(setrlimit(RLIMIT_NOFILE, &lowered) == 0);
        while (true) {
            Fd fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
            if (!fd.valid()) break;
            taken_.push_back(std::move(fd));
        }
        REQUIRE(errno == EMFILE);
    }
    ~DescriptorFamine() { setrlimit(RLIMIT_NOFILE, &before_); }
    void give_back_one() { taken_.pop_back(); }

private:
    rlimit before_{};
    std::vector<Fd> taken_;
};

TEST_CASE(
    "listen address: loopback and Unix sockets are taken, anything else is refused in one line") {
    CHECK(parse_listen_address("127.0.0.1:0")->port == 0);
    CHECK(parse_listen_address("127.0.0.1:7070")->text() == "127.0.0.1:7070");
    CHECK(parse_listen_address("[::1]:7070")->text() == "[::1]:7070");
    CHECK(parse_listen_address("unix:/run/oms/socket")->path == "/run/oms/socket");
    const std::string too_long = "unix:/" + std::string(120, 'x');
    for (const std::string& bad : std::vector<std::string>{
             "", "0.0.0.0:7070", "[::]:7070", "localhost:7070", "127.0.0.1",
             "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:1x", "10.0.0.1:80",
             "unix:", "unix:/", "unix:relative", "unix-abstract:x", too_long}) {
        const auto parsed = parse_listen_address(bad);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().reason == Reason::malformed_field);
        CHECK(parsed.error().detail.starts_with("cannot listen on \"" + bad));
        CHECK(parsed.error().detail.find('\n') == std::string::npos);
    }
}

TEST_CASE("listener: bad and occupied addresses are reported, not thrown") {
    TestServer first;
    first.on_echo(echo_back);
    first.start();
    TestServer second;
    second.options.listen = first.target;
    const auto occupied = second.server->start(second.options);
    REQUIRE_FALSE(occupied);
    CHECK(occupied.error().detail.find("Address already in use") != std::string::npos);
    TestServer outside;
    outside.options.listen = "0.0.0.0:0";
    CHECK(outside.server->start(outside.options).error().reason == Reason::malformed_field);
    TestServer metrics;
    metrics.options.metrics_listen = "0.0.0.0:0";
    CHECK(metrics.server->start(metrics.options).error().reason == Reason::malformed_field);
}

TEST_CASE("listener: IPv6 loopback is served") {
    TestServer test;
    test.on_echo(echo_back);
    test.options.listen = "[::1]:0";
    const auto port = test.server->start(test.options);
    if (!port) {
        MESSAGE("no IPv6 here: " << port.error().detail);
        return;
    }
    CHECK(echo(TestServer::new_channel("[::1]:" + std::to_string(*port)), "six").payload == "six");
}

TEST_CASE("listener: a Unix socket is served, guarded, and removed at the end") {
    const TemporaryFolder folder;
    const auto path = folder.path + "/socket";
    struct stat file {};
    {
        TestServer test;
        test.on_echo(echo_back);
        test.options.listen = "unix:" + path;
        test.start();
        CHECK(echo(test.channel, "local").payload == "local");
        REQUIRE(stat(path.c_str(), &file) == 0);
        CHECK((file.st_mode & 0777U) == 0660U);
        TestServer other;
        other.options.listen = test.options.listen;
        CHECK(other.server->start(other.options).error().detail.find("another server") !=
              std::string::npos);
        CHECK(echo(test.channel, "still").payload == "still");
    }
    CHECK(stat(path.c_str(), &file) != 0);
}

TEST_CASE("listener: a socket file left behind is replaced, any other file is left alone") {
    const TemporaryFolder folder;
    const auto path = folder.path + "/socket";
    {
        const Fd left_behind(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(bind(left_behind.get(), std::bit_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    {
        TestServer test;
        test.on_echo(echo_back);
        test.options.listen = "unix:" + path;
        test.start();
        CHECK(echo(test.channel, "new").payload == "new");
    }
    std::ofstream(path) << "precious";
    TestServer test;
    test.options.listen = "unix:" + path;
    CHECK_FALSE(test.server->start(test.options));
    std::string text;
    std::ifstream(path) >> text;
    CHECK(text == "precious");
}

TEST_CASE(
    "listener: connections beyond the limit are closed, and there is room again when others go") {
    TestServer test;
    test.on_echo(echo_back);
    test.options.most_connections = 3;
    test.start();
    const auto port =
        static_cast<std::uint16_t>(std::stoi(test.target.substr(test.target.find(':') + 1)));
    auto& refused = test.metrics->counter("oms_connections_refused_total", "");
    auto& accepted = test.metrics->counter("oms_connections_accepted_total", "");
    {
        // A server speaks first (SETTINGS), so a byte means that it took the connection.
        std::vector<Fd> open;
        for (int i = 0; i < 3; ++i) {
            open.push_back(connect_to(port));
            CHECK_FALSE(is_turned_away(open.back()));
        }
        CHECK(is_turned_away(connect_to(port)));
        CHECK(refused.value() == 1);
        CHECK(accepted.value() == 3);
        CHECK(test.metrics->text().find("oms_connections_open 3") != std::string::npos);
    }
    // The server closes its side as soon as it sees that ours is closed.
    while (test.metrics->text().find("oms_connections_open 0") == std::string::npos) {
    }
    CHECK(echo(test.channel).status.ok());
}

TEST_CASE("listener: it lives through a lack of file descriptors") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    const auto port =
        static_cast<std::uint16_t>(std::stoi(test.target.substr(test.target.find(':') + 1)));
    {
        DescriptorFamine famine;
        famine.give_back_one();  // for our own end of the connection
        // What other threads close meanwhile may let one in, but nobody is left waiting.
        for (int i = 0; i < 50; ++i) {
            REQUIRE(is_answered(connect_to(port)));
        }
    }
    CHECK(test.metrics->counter("oms_connections_refused_total", "").value() > 0);
    CHECK(echo(TestServer::new_channel(test.target), "alive").payload == "alive");
}

}  // namespace
}  // namespace oms::rpc
