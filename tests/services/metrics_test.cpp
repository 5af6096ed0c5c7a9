#include "services/common/metrics.hpp"

#include <bit>
#include <chrono>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "services/common/listener.hpp"
#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;
using std::chrono::microseconds;

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("metrics: counters, gauges and calls are told in Prometheus' format") {
    Metrics metrics;
    metrics.counter("oms_batches_total", "Batches.").add(3);
    metrics
        .counter("oms_rows_total", "Rows.",
                 {
                     {"table", "a\"b\n"}
    })
        .add();
    metrics.gauge("oms_queue", "Waiting.").set(-2);
    metrics.method("/a/B").record(0, microseconds{50});
    metrics.method("/a/B").record(5, microseconds{65});
    const auto text = metrics.text();
    CHECK(has_line(text, "oms_batches_total 3"));
    CHECK(has_line(text, "oms_rows_total{table=\"a\\\"b\\n\"} 1"));
    CHECK(has_line(text, "oms_queue -2"));
    CHECK(has_line(text, "oms_rpc_calls_total{method=\"/a/B\",code=\"NOT_FOUND\"} 1"));
    CHECK(has_line(text, "oms_rpc_duration_seconds_count{method=\"/a/B\"} 2"));
    CHECK(has_line(text, "# TYPE oms_rpc_duration_seconds histogram"));
}

TEST_CASE("metrics: the same name and labels give the same counter") {
    Metrics metrics;
    CHECK(&metrics.counter("oms_a_total", "A.") == &metrics.counter("oms_a_total", "A."));
    CHECK(&metrics.counter("oms_a_total", "A.") != &metrics.counter("oms_a_total", "A.",
                                                                    {
                                                                        {"x", "y"}
    }));
    CHECK(&metrics.method("/a/B") == &metrics.method("/a/B"));
}

TEST_CASE("metrics: a duration is counted in the first bucket that holds it") {
    Metrics metrics;
    auto& durations = metrics.durations("oms_wait_seconds", "Waited.");
    durations.record(microseconds{64});
    durations.record(microseconds{65});
    durations.record(std::chrono::hours{1});
    const auto text = metrics.text();
    CHECK(has_line(text, "oms_wait_seconds_bucket{le=\"6.4e-05\"} 1"));
    CHECK(has_line(text, "oms_wait_seconds_bucket{le=\"0.000128\"} 2"));
    CHECK(has_line(text, "oms_wait_seconds_bucket{le=\"33.554432\"} 2"));
    CHECK(has_line(text, "oms_wait_seconds_bucket{le=\"+Inf\"} 3"));
}

TEST_CASE("metrics: a watched gauge is there as long as its handle") {
    auto metrics = std::make_unique<Metrics>();
    auto handle = metrics->watch("oms_watched", "Watched.", [] { return 7.0; });
    CHECK(has_line(metrics->text(), "oms_watched 7"));
    handle.reset();
    CHECK(metrics->text().find("oms_watched") == std::string::npos);
    auto outliving = metrics->watch("oms_watched", "Watched.", [] { return 7.0; });
    metrics.reset();
}

std::string http_get(std::uint16_t port, const std::string& path) {
    const Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd.get(), std::bit_cast<sockaddr*>(&to), sizeof to) == 0);
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    REQUIRE(write(fd.get(), request.data(), request.size()) ==
            static_cast<ssize_t>(request.size()));
    std::string answer(1 << 16, '\0');
    std::size_t length = 0;
    ssize_t got = 0;
    while (length < answer.size() &&
           (got = read(fd.get(), answer.data() + length, answer.size() - length)) > 0) {
        length += static_cast<std::size_t>(got);
    }
    answer.resize(length);
    return answer;
}

TEST_CASE("metrics: the operator's port tells figures and health, and nothing else") {
    TestServer test;
    test.on_echo(echo_back);
    test.options.metrics_listen = "127.0.0.1:0";
    test.start();
    const auto port = test.server->metrics_port();
    REQUIRE(port != 0);
    REQUIRE(echo(test.channel).status.ok());
    const auto figures = http_get(port, "/metrics");
    CHECK(figures.starts_with("HTTP/1.1 200 OK"));
    CHECK(figures.find(
              "oms_rpc_calls_total{method=\"/oms.testing.v1.EchoService/Echo\",code=\"OK\"} 1\n") !=
          std::string::npos);
    CHECK(figures.find("oms_rpc_in_flight ") != std::string::npos);
    CHECK(http_get(port, "/healthz").starts_with("HTTP/1.1 200 OK"));
    test.server->set_serving(false);
    CHECK(http_get(port, "/healthz").starts_with("HTTP/1.1 503"));
    for (const auto* path : {"/", "/etc/passwd", "/../../etc/passwd", "/metrics/x"}) {
        CHECK(http_get(port, path).find(" 404 ") != std::string::npos);
    }
}

}  // namespace
}  // namespace oms::rpc
