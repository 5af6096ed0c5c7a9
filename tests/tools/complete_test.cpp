#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;

namespace {

using Words = std::vector<std::string>;

struct Shell {
    // What is proposed for the last of the words.
    Words tab(Words words) {
        words.insert(words.begin(), "complete");
        CHECK(terminal.run(words) == ExitCode::ok);
        CHECK(terminal.err().empty());
        Words found;
        std::istringstream lines(terminal.out());
        for (std::string line; std::getline(lines, line);)
            found.push_back(line);
        return found;
    }
    bool proposes(const Words& words, const std::string& wanted) {
        const Words found = tab(words);
        return std::find(found.begin(), found.end(), wanted) != found.end();
    }
    Terminal terminal;
};

}  // namespace

TEST_CASE("nouns, verbs, options and their choices are completed without a server") {
    Shell shell;
    CHECK(shell.tab({"ord"}) == Words{"order"});
    CHECK(shell.proposes({""}, "stock"));
    CHECK(shell.tab({"--dry-run", "-y", "ord"}) == Words{"order"});
    CHECK_FALSE(shell.proposes({""}, "manual"));
    CHECK(shell.tab({"order", "ca"}) == Words{"cancel"});
    CHECK(shell.tab({"-o", "json", "order", "time"}) == Words{"timeline"});
    CHECK(shell.proposes({"order", "cancel", "ord_1", "--"}, "--reason"));
    CHECK(shell.proposes({"order", "cancel", "ord_1", "--"}, "--dry-run"));
    CHECK(shell.tab({"order", "cancel", "ord_1", "--reason", "cust"}) == Words{"customer-request"});
    CHECK(shell.tab({"--output", ""}) == Words{"table", "json"});
    CHECK(shell.tab({"--color", "n"}) == Words{"never"});
    CHECK(shell.tab({"stock", "move", "TEE@W1", "dam"}) == Words{"damaged"});
    CHECK(shell.tab({"completion", ""}) == Words{"bash", "zsh"});
    CHECK(shell.tab({"no", "such", "thing"}).empty());
    CHECK(shell.tab({}).empty());
}

TEST_CASE("ids are asked of the server that the words name") {
    FakeServer server;
    Shell shell;
    std::vector<std::string> asked;
    const Words ids{"ab-1", "ab-2", "cd-3", "ab $(x)", "ab\x1b[2J"};
    server.search_orders = [&](const auto&, auto& response) {
        asked.emplace_back("orders");
        for (const std::string& id : ids)
            response.add_orders()->set_order_id("ord_" + id);
        return grpc::Status::OK;
    };
    server.list_items = [&](const auto&, auto& response) {
        asked.emplace_back("items");
        for (const std::string& id : ids)
            response.add_items()->set_sku(id);
        return grpc::Status::OK;
    };
    server.list_locations = [&](const auto& request, auto& response) {
        asked.emplace_back("locations");
        if (request.page_token().empty()) {  // the first page has none that fits
            response.add_locations()->set_location_id("cd-3");
            response.set_next_page_token("more");
            return grpc::Status::OK;
        }
        for (const std::string& id : ids)
            response.add_locations()->set_location_id(id);
        return grpc::Status::OK;
    };
    server.list_channels = [&](const auto&, auto& response) {
        asked.emplace_back("channels");
        for (const std::string& id : ids)
            response.add_channels()->set_channel_id(id);
        return grpc::Status::OK;
    };
    server.list_events = [&](const auto& request, auto& response) {
        asked.push_back(request.filter().types(0));
        for (const char* const id : {"ab-1", "ab-2", "cd-3", "ab-1", "ab $(x)", "ab\x1b[2J"})
            response.add_events()->set_aggregate_id(id);
        return grpc::Status::OK;
    };
    const Words found{"ab-1", "ab-2"};
    CHECK(shell.tab({"--server", server.address(), "order", "get", "ord_ab"}) ==
          Words{"ord_ab-1", "ord_ab-2"});
    // No order id begins so: nobody is asked.
    CHECK(shell.tab({"--server", server.address(), "order", "get", "ab"}).empty());
    CHECK(shell.tab({"--server=" + server.address(), "--principal", "ada", "item", "get", "ab"}) ==
          found);
    CHECK(server.metadata["oms-principal"] == "ada");
    shell.terminal.variables["OMS_SERVER"] = server.address();
    CHECK(shell.tab({"stock", "get", "TEE", "--location", "ab"}) == found);
    CHECK(shell.tab({"channel", "get", "ab"}) == found);
    CHECK(shell.tab({"cart", "get", "ab"}) == found);
    server.list_rules = [&](const auto&, auto& response) {
        for (const std::int64_t version : {12, 11, 2})
            response.add_versions()->set_version(version);
        return grpc::Status::OK;
    };
    CHECK(shell.tab({"rules", "publish", "1"}) == Words{"12", "11"});
    CHECK(asked ==
          Words{"orders", "items", "locations", "locations", "channels", "cart_hold.placed"});
    CHECK(shell.tab({"order", "get", "ord_1", "ab"}).empty());  // it takes one only
}

TEST_CASE("a server that refuses or is not there proposes nothing, quietly") {
    Shell shell;
    {
        FakeServer server;
        shell.terminal.variables["OMS_SERVER"] = server.address();
        server.search_orders = [](const auto&, auto&) {
            return refusal(grpc::StatusCode::PERMISSION_DENIED, "no", "NOT_PERMITTED");
        };
        CHECK(shell.tab({"order", "get", ""}).empty());
    }
    CHECK(shell.tab({"order", "get", ""}).empty());
    shell.terminal.variables["OMS_PROFILE"] = "nowhere";
    CHECK(shell.tab({"order", "get", ""}).empty());
}

TEST_CASE("each shell gets its script") {
    Terminal terminal;
    CHECK(terminal.run({"completion", "bash"}) == ExitCode::ok);
    CHECK(terminal.out().find("complete -o default -F _oms oms\n") != std::string::npos);
    CHECK(terminal.run({"completion", "zsh"}) == ExitCode::ok);
    CHECK(terminal.out().starts_with("#compdef oms\n"));
    CHECK(terminal.run({"completion", "fish"}) == ExitCode::usage);
}
