#include <fstream>

#include <doctest/doctest.h>
#include <fmt/format.h>
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

}  // namespace

TEST_CASE("a command line with a mistake ends with 2, on the error stream") {
    Terminal terminal;
    const std::vector<std::vector<std::string>> wrong{
        {         },
        {             "order"   },
        {                   "odrer",              "get", "x"},
        {       "order", "get"},
        {          "order",      "get", "ord_1", "extra"},
        { "item",                   "get", "TEE", "-o", "yaml"},
        {                      "item",           "get", "TEE", "--color", "sometimes"},
        {                   "item",         "get", "TEE", "--timeout", "soon"},
        {                           "item",    "get", "TEE", "--principal", "caf\xc3\xa9"},
        {          "item",   "create", "--sku", "TEE", "--title", "T", "--request-id", "with space"},
        {            "item",  "create", "--sku", "TEE", "--file", "-"},
        {                    "stock",          "move", "TEE", "received", "1"},
        {                    "stock",     "move", "TEE@W1", "stolen", "1"},
        {   "stock",            "move", "TEE@W1", "received", "one"},
        {          "order",                    "cancel", "ord_1", "--reason", "because"},
        {                             "admin",        "backup", "x", "--dry-run"},
    };
    for (const auto& arguments : wrong) {
        CAPTURE(fmt::format("{}", fmt::join(arguments, " ")));
        CHECK(terminal.run(arguments) == ExitCode::usage);
        CHECK(terminal.out().empty());
        CHECK(terminal.err().starts_with("error: USAGE: "));
    }
}

TEST_CASE("help tells the exit codes, and verbs tell where the rest is") {
    Terminal terminal;
    CHECK(terminal.run({"--help"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "130  interrupted"));
    CHECK(terminal.err().empty());
    CHECK(terminal.run({"order", "place", "--help"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "oms --help"));
    CHECK_FALSE(contains(terminal.out(), "Excludes"));
    CHECK(terminal.run({"--version"}) == ExitCode::ok);
    CHECK(terminal.out().starts_with("oms "));
}

TEST_CASE("global options may stand anywhere, and names of nouns may be values") {
    FakeServer server;
    Terminal terminal;
    server.get_item = [](const auto& request, auto& response) {
        response.mutable_item()->set_sku(request.sku());
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"item", "get", "order", "--server", server.address(), "-o", "json"}) ==
          ExitCode::ok);
    CHECK(nlohmann::json::parse(terminal.out())["item"]["sku"] == "order");
    CHECK(terminal.run({"--server", server.address(), "item", "get", "item"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "Item item"));
}

TEST_CASE("the actor travels with every call") {
    FakeServer server;
    Terminal terminal;
    server.get_item = [](const auto&, auto&) { return grpc::Status::OK; };
    REQUIRE(terminal.run({"item", "get", "TEE", "--server", server.address(), "--principal", "ada",
                          "--roles", "agent,reader", "--channels", "web", "--locations", "*"}) ==
            ExitCode::ok);
    CHECK(server.metadata["oms-principal"] == "ada");
    CHECK(server.metadata["oms-roles"] == "agent,reader");
    CHECK(server.metadata["oms-channels"] == "web");
    CHECK(server.metadata["oms-locations"] == "*");
}

TEST_CASE("each kind of refusal has its exit code") {
    struct Example {
        grpc::StatusCode code;
        const char* reason;
        ExitCode exit_code;
    };
    const Example examples[] = {
        {grpc::StatusCode::INVALID_ARGUMENT,    "MALFORMED_REQUEST",  ExitCode::usage        },
        {grpc::StatusCode::NOT_FOUND,           "ITEM_NOT_FOUND",     ExitCode::refused      },
        {grpc::StatusCode::ALREADY_EXISTS,      "ITEM_EXISTS",        ExitCode::refused      },
        {grpc::StatusCode::FAILED_PRECONDITION, "ILLEGAL_TRANSITION", ExitCode::refused      },
        {grpc::StatusCode::ABORTED,             "STOCK_CONTENTION",   ExitCode::refused      },
        {grpc::StatusCode::RESOURCE_EXHAUSTED,  "OVERLOADED",         ExitCode::unavailable  },
        {grpc::StatusCode::RESOURCE_EXHAUSTED,  "MESSAGE_TOO_LARGE",  ExitCode::refused      },
        {grpc::StatusCode::UNAVAILABLE,         "SHUTTING_DOWN",      ExitCode::unavailable  },
        {grpc::StatusCode::DEADLINE_EXCEEDED,   "DEADLINE_PASSED",    ExitCode::unavailable  },
        {grpc::StatusCode::UNAUTHENTICATED,     "PRINCIPAL_MISSING",  ExitCode::not_permitted},
        {grpc::StatusCode::PERMISSION_DENIED,   "NOT_PERMITTED",      ExitCode::not_permitted},
        {grpc::StatusCode::INTERNAL,            "INTERNAL",           ExitCode::fault        },
        {grpc::StatusCode::UNIMPLEMENTED,       "METHOD_UNKNOWN",     ExitCode::fault        },
    };
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    for (const Example& example : examples) {
        CAPTURE(example.reason);
        server.get_item = [&](const auto&, auto&) {
            return refusal(example.code, "no", example.reason);
        };
        CHECK(terminal.run({"item", "get", "TEE"}) == example.exit_code);
        CHECK(terminal.err().starts_with(fmt::format("error: {}: no\nhint: ", example.reason)));
        CHECK(terminal.out().empty());
    }
}

TEST_CASE("a server that is not there ends with 3 and says where it was looked for") {
    std::string address;
    {
        FakeServer server;
        address = server.address();
    }
    Terminal terminal;
    CHECK(terminal.run({"item", "get", "TEE", "--server", address}) == ExitCode::unavailable);
    CHECK(contains(terminal.err(), "error: UNAVAILABLE: "));
    CHECK(contains(terminal.err(), "Is a server running at " + address));
}

TEST_CASE(
    "a failed change tells the request id when repeating it is the way on, and then uses it") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    std::vector<std::string> request_ids;
    server.create_item = [&](const auto& request, auto&) {
        request_ids.push_back(request.request_id());
        return refusal(grpc::StatusCode::UNAVAILABLE, "stopping", "SHUTTING_DOWN");
    };
    const std::vector<std::string> create{"item", "create", "--sku", "TEE", "--title", "T-shirt"};
    CHECK(terminal.run(create) == ExitCode::unavailable);
    REQUIRE(request_ids.size() == 1);
    CHECK(contains(terminal.err(), "--request-id " + request_ids[0]));
    CHECK(terminal.run(create) == ExitCode::unavailable);
    CHECK(request_ids[1] != request_ids[0]);
    std::vector<std::string> again = create;
    again.insert(again.end(), {"--request-id", request_ids[0]});
    CHECK(terminal.run(again) == ExitCode::unavailable);
    CHECK(request_ids[2] == request_ids[0]);
    server.create_item = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::ALREADY_EXISTS, "TEE", "ITEM_EXISTS");
    };
    CHECK(terminal.run(create) == ExitCode::refused);
    CHECK_FALSE(contains(terminal.err(), "--request-id"));
}

TEST_CASE("errors are one JSON object when JSON is asked for") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    google::rpc::BadRequest bad;
    auto& violation = *bad.add_field_violations();
    violation.set_field("item.sku");
    violation.set_description("1 to 64 bytes\x1b[31m");
    server.get_item = [&](const auto&, auto&) {
        return refusal(grpc::StatusCode::INVALID_ARGUMENT, "1 field", "MALFORMED_REQUEST",
                       {
                           {"total", "1"}
        },
                       {&bad});
    };
    CHECK(terminal.run({"item", "get", "TEE", "-o", "json"}) == ExitCode::usage);
    const auto error = nlohmann::json::parse(terminal.err())["error"];
    CHECK(error["reason"] == "MALFORMED_REQUEST");
    CHECK(error["code"] == "INVALID_ARGUMENT");
    CHECK(error["fieldViolations"][0]["field"] == "item.sku");
    CHECK(error["exitCode"] == 2);
    CHECK_FALSE(contains(terminal.err(), "\x1b"));
    CHECK(terminal.run({"order", "get", "-o", "json"}) == ExitCode::usage);
    CHECK(nlohmann::json::parse(terminal.err())["error"]["reason"] == "USAGE");
}

TEST_CASE("nothing that a server sends reaches the terminal raw") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_item = [](const auto&, auto& response) {
        response.mutable_item()->set_sku("TEE\x1b[2J");
        response.mutable_item()->set_title("a\nb\xc2\x9b");
        response.mutable_item()->set_etag("\x07");
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"item", "get", "TEE"}) == ExitCode::ok);
    CHECK(contains(terminal.out(), "Item TEE\\x1b[2J\n"));
    CHECK(contains(terminal.out(), "a\\nb\\x9b"));
    CHECK_FALSE(contains(terminal.out(), "\x07"));
    CHECK(terminal.run({"item", "get", "TEE", "-o", "json"}) == ExitCode::ok);
    CHECK_FALSE(contains(terminal.out(), "\x1b"));
    CHECK_FALSE(contains(terminal.out(), "\xc2\x9b"));
    server.get_item = [](const auto&, auto&) {
        return grpc::Status(grpc::StatusCode::NOT_FOUND, "\x1b]0;gone\x07");
    };
    CHECK(terminal.run({"item", "get", "TEE"}) == ExitCode::refused);
    CHECK(contains(terminal.err(), "\\x1b]0;gone\\x07"));
}

TEST_CASE("colors follow the terminal, NO_COLOR and --color") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.get_item = [](const auto&, auto&) { return grpc::Status::OK; };
    const auto colored = [&](const std::vector<std::string>& arguments) {
        REQUIRE(terminal.run(arguments) == ExitCode::ok);
        return contains(terminal.out(), "\x1b[");
    };
    CHECK_FALSE(colored({"item", "get", "TEE"}));
    CHECK(colored({"item", "get", "TEE", "--color", "always"}));
    terminal.environment.out_is_terminal = true;
    CHECK(colored({"item", "get", "TEE"}));
    CHECK_FALSE(colored({"item", "get", "TEE", "--color", "never"}));
    terminal.variables["NO_COLOR"] = "1";
    CHECK_FALSE(colored({"item", "get", "TEE"}));
}

TEST_CASE("output that cannot be written is an error, not silence") {
    std::ofstream full("/dev/full");
    Terminal terminal;
    Environment environment{terminal.environment.in,       full,
                            terminal.environment.err,      terminal.interrupt,
                            terminal.environment.variable, terminal.environment.now};
    CHECK(run_command_line({"version"}, environment) == ExitCode::fault);
    CHECK(contains(terminal.err(), "error: OUTPUT: "));
}
