#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string own_version() {
    Terminal terminal;
    terminal.run({"version"});
    return terminal.out().substr(4, terminal.out().size() - 5);
}

// A server that is well, a little ahead of the terminal's clock.
void make_well(FakeServer& server) {
    server.check_health = [](const auto&, auto& response) {
        response.set_status(grpc::health::v1::HealthCheckResponse::SERVING);
        return grpc::Status::OK;
    };
    server.get_status = [](const auto&, auto& response) {
        response.set_version(own_version());
        response.mutable_now()->set_seconds(1'772'528'401);
        return grpc::Status::OK;
    };
}

}  // namespace

TEST_CASE("all is well with a healthy server") {
    FakeServer server;
    make_well(server);
    Terminal terminal;
    CHECK(terminal.run({"doctor", "--server", server.address(), "--principal", "ada"}) ==
          ExitCode::ok);
    CHECK_FALSE(contains(terminal.out(), "FAIL"));
    CHECK(contains(terminal.out(), "the server is 1000 ms ahead"));
    CHECK(contains(terminal.out(), "ada () is accepted"));
}

TEST_CASE("each thing that is wrong fails by itself, with a hint") {
    FakeServer server;
    make_well(server);
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    SUBCASE("not serving") {
        server.check_health = [](const auto&, auto& response) {
            response.set_status(grpc::health::v1::HealthCheckResponse::NOT_SERVING);
            return grpc::Status::OK;
        };
        CHECK(terminal.run({"doctor"}) == ExitCode::refused);
        CHECK(contains(terminal.out(), "FAIL  health         NOT_SERVING\n      hint: "));
    }
    SUBCASE("another version, and a clock that is off") {
        server.get_status = [](const auto&, auto& response) {
            response.set_version("9.9.9");
            response.mutable_now()->set_seconds(1'772'528'400 - 60);
            return grpc::Status::OK;
        };
        CHECK(terminal.run({"doctor"}) == ExitCode::refused);
        CHECK(contains(terminal.out(), "FAIL  version        server 9.9.9"));
        CHECK(contains(terminal.out(), "FAIL  clock          the server is 60000 ms behind"));
    }
    SUBCASE("an unknown actor") {
        server.get_status = [](const auto&, auto&) {
            return refusal(grpc::StatusCode::UNAUTHENTICATED, "who?", "PRINCIPAL_MISSING");
        };
        CHECK(terminal.run({"doctor"}) == ExitCode::refused);
        CHECK(contains(terminal.out(), "FAIL  actor          PRINCIPAL_MISSING: who?"));
        CHECK(contains(terminal.out(), "skip  version"));
    }
    SUBCASE("no server") {
        server.stop();
        CHECK(terminal.run({"doctor", "-o", "json"}) == ExitCode::refused);
        const auto checks = nlohmann::json::parse(terminal.out())["checks"];
        REQUIRE(checks.size() == 7);
        CHECK(checks[2]["name"] == "server");
        CHECK(checks[2]["result"] == "FAIL");
        CHECK(checks[3]["result"] == "skip");
    }
    SUBCASE("a profile that is not there") {
        CHECK(terminal.run({"doctor", "--profile", "nope"}) == ExitCode::refused);
        CHECK(contains(terminal.out(), "FAIL  profile"));
    }
}

TEST_CASE("an actor without the admin's rights is still accepted") {
    FakeServer server;
    make_well(server);
    server.get_status = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::PERMISSION_DENIED, "no", "NOT_PERMITTED");
    };
    Terminal terminal;
    CHECK(terminal.run({"doctor", "--server", server.address(), "--principal", "till-7"}) ==
          ExitCode::ok);
    CHECK(contains(terminal.out(), "is accepted, but may not read the server's status"));
}

TEST_CASE("findings in the store end with 1") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.verify_store = [](const auto&, auto& response) {
        response.set_orders_checked(12);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"admin", "verify"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "Every invariant holds."));
    server.verify_store = [](const auto&, auto& response) {
        auto& finding = *response.add_findings();
        finding.set_invariant("S2");
        finding.set_subject("TEE@W1");
        finding.set_description("reserved 3, the rows say 2");
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"admin", "verify"}) == ExitCode::refused);
    CHECK(contains(terminal.out(), "S2         TEE@W1  reserved 3, the rows say 2"));
}

TEST_CASE("a backup that is there already is refused, and one that timed out may be repeated") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.backup_store = [](const auto& request, auto&) {
        CHECK(request.request_id() == "b-1");
        return refusal(grpc::StatusCode::DEADLINE_EXCEEDED, "slow disk", "DEADLINE_PASSED");
    };
    CHECK(terminal.run({"admin", "backup", "monday", "--request-id", "b-1"}) ==
          ExitCode::unavailable);
    CHECK(contains(terminal.err(), "add: --request-id b-1"));
}
