#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <grpcpp/support/status_code_enum.h>
#include <sys/stat.h>

#include "grpc/health/v1/health.pb.h"
#include "tests/e2e/http.hpp"
#include "tests/e2e/shop.hpp"

// What an operator does to a running server.
namespace oms::e2e {
namespace {

int lines_of(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

grpc::health::v1::HealthCheckResponse::ServingStatus health(const Client& client,
                                                            const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    return get<grpc::health::v1::HealthCheckResponse>(client, request).status();
}

}  // namespace

TEST_CASE("a server told to stop answers what it has begun, and keeps what it has acknowledged") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 1'000'000);
    for (int round = 0; round < 5; ++round) {
        std::vector<std::vector<std::string>> acknowledged(8);
        std::atomic<int> answered{0};
        std::mutex mutex;
        std::string odd;
        std::vector<std::thread> threads;
        for (auto& own : acknowledged) {
            threads.emplace_back([&] {
                const Client client(shop.server.address());
                while (true) {
                    const Answer answer = client.call(delivery_order("TEE"));
                    if (!answer.ok()) {
                        const std::lock_guard lock(mutex);
                        if (answer.code != grpc::StatusCode::UNAVAILABLE)
                            odd += answer.text() + "\n";
                        return;
                    }
                    own.push_back(reply_of<orders::PlaceOrderResponse>(answer).order().order_id());
                    ++answered;
                }
            });
        }
        while (answered < 100)
            std::this_thread::yield();
        CHECK(shop.server.stop() == 0);
        for (std::thread& thread : threads)
            thread.join();
        CHECK(odd == "");
        shop.server.start();
        const Client client(shop.server.address());
        for (const auto& own : acknowledged) {
            for (const std::string& id : own)
                REQUIRE(get_order(client, id).order_id() == id);
        }
        CHECK(verify_store(client) == "");
    }
}

TEST_CASE("a second server on the same folder is refused with one line, and the first goes on") {
    const Shop shop;
    for (const std::string& program : {omsd(), omsd_test()}) {
        const Ended second =
            run({program, "--data-dir", shop.server.data_dir(), "--listen", "127.0.0.1:0"});
        INFO(second.err);
        CHECK(second.exit_code == 1);
        CHECK(second.out == "");
        CHECK(lines_of(second.err) == 1);
        CHECK(second.err.find("in use by another process") != std::string::npos);
    }
    for (const char* const command : {"migrate", "verify"})
        CHECK(run({omsd(), command, "--data-dir", shop.server.data_dir()}).exit_code == 1);
    stock_item(shop.client, "TEE", "W1", 1);
    CHECK(shop.client.call(delivery_order("TEE")).ok());
}

TEST_CASE("a server on a Unix socket serves those who may open the file, and removes it") {
    const TemporaryFolder folder;
    const std::string address = "unix:" + folder.file("omsd.sock");
    Shop shop({"--listen", address});
    CHECK(shop.server.address() == address);
    struct stat facts {};
    REQUIRE(::stat(folder.file("omsd.sock").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0007) == 0);
    stock_item(shop.client, "TEE", "W1", 1);
    CHECK(shop.client.call(delivery_order("TEE")).ok());
    shop.server.kill();
    shop.server.start();  // the file of the dead server is in the way
    CHECK(available(Client(address), "TEE") == 0);
    CHECK(shop.server.stop() == 0);
    CHECK(!std::filesystem::exists(folder.file("omsd.sock")));
}

TEST_CASE("metrics and health are where the admin port says") {
    const std::uint16_t port = free_port();
    Shop shop({"--admin-port", fmt::format("{}", port)});
    stock_item(shop.client, "TEE", "W1", 5);
    place(shop.client, delivery_order("TEE"));
    CHECK(http_get(port, "/healthz").find("200 OK") != std::string::npos);
    const std::string metrics = http_get(port, "/metrics");
    CHECK(metrics.find("200 OK") != std::string::npos);
    CHECK(metrics.find("oms_store_committed_commands") != std::string::npos);
    CHECK(metrics.find("PlaceOrder") != std::string::npos);
    CHECK(metrics.find(canary_name) == std::string::npos);
    CHECK(http_get(port, "/").find("404") != std::string::npos);
    CHECK(http_get(port, "/../../etc/passwd").find("root:") == std::string::npos);

    using Health = grpc::health::v1::HealthCheckResponse;
    const Client anybody(shop.server.address(), {"", "", "", ""});
    CHECK(health(anybody, "") == Health::SERVING);
    CHECK(health(anybody, "oms.orders.v1.OrderService") == Health::SERVING);
    grpc::health::v1::HealthCheckRequest unknown;
    unknown.set_service("oms.orders.v9.OrderService");
    CHECK(anybody.call(unknown).code == grpc::StatusCode::NOT_FOUND);
}

TEST_CASE("a server told which services to serve knows no others") {
    const Shop shop;
    const Server catalog_only({"--services", "catalog,admin"});
    const Client client(catalog_only.address());
    create_item(client, "TEE");
    const Answer answer = client.call(delivery_order("TEE"));
    CHECK(answer.code == grpc::StatusCode::UNIMPLEMENTED);
    CHECK(answer.reason == "METHOD_UNKNOWN");
}

TEST_CASE("the server for customers has no settable clock") {
    const Server server({}, omsd());
    const Client client(server.address());
    for (const char* const method :
         {"/oms.testing.v1.ClockService/Advance", "/oms.testing.v1.EchoService/Echo"})
        CHECK(client.send(method, "").reason == "METHOD_UNKNOWN");
    create_network(client);
    stock_item(client, "TEE", "W1", 1);
    CHECK(client.call(delivery_order("TEE")).ok());
}

TEST_CASE("the files of the store are its owner's only") {
    Shop shop;
    stock_item(shop.client, "TEE", "W1", 1);
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(shop.server.data_dir())) {
        struct stat facts {};
        REQUIRE(::stat(entry.path().c_str(), &facts) == 0);
        INFO(entry.path());
        CHECK((facts.st_mode & 0077) == 0);
    }
}

}  // namespace oms::e2e
