// The program itself, as people and scripts meet it: in a terminal of a width, and in pipes.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "tests/tools/child.hpp"
#include "tests/tools/fake_server.hpp"
#include "tools/oms/text.hpp"

using namespace oms::cli;
using namespace oms::cli::testing;
namespace events = oms::events::v1;

namespace {

using Words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Words program(Words words) {
    words.insert(words.begin(), OMS_CLI);
    return words;
}

Ended run(const Words& words, const Child::Setup& setup) {
    return Child(program(words), setup).wait();
}

Words lines_of(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    Words lines = split_text(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

// A store with findings whose words are wide, combining, or long.
void serve_findings(FakeServer& server) {
    server.verify_store = [](const auto&, auto& response) {
        const auto add = [&](const char* about, const char* text) {
            auto& finding = *response.add_findings();
            finding.set_invariant("S1");
            finding.set_subject(about);
            finding.set_description(text);
        };
        add("TEE@W1",
            "on hand 1, ledger 2, and that is a longer story than eighty columns have "
            "room for, so that it has to be cut somewhere");
        add("茶碗@東京",
            "在庫数が台帳と一致しません。在庫数が台帳と一致しません。在庫数が台帳と一致"
            "しません。在庫数が台帳と一致しません。");
        add("cafe\xcc\x81@W2", "on hand 1");
        return grpc::Status::OK;
    };
}

// The column at which `part` begins.
int column_of(const std::string& line, const std::string& part) {
    return display_width(line.substr(0, line.find(part)));
}

}  // namespace

TEST_CASE("tables keep to the width of the terminal, in columns that are as wide as they look") {
    FakeServer server;
    serve_findings(server);
    const auto shown = [&](unsigned short columns) {
        const Child::Setup setup{
            {{"OMS_SERVER", server.address()}, {"NO_COLOR", "1"}},
            columns
        };
        const Ended ended = run({"admin", "verify"}, setup);
        CHECK(ended.exit_code == 1);
        return lines_of(ended.out);
    };
    const Words narrow = shown(80);
    REQUIRE(narrow.size() >= 5);
    for (const std::string& line : narrow)
        CHECK(display_width(line) <= 80);
    CHECK(contains(narrow[2], "…"));
    CHECK(contains(narrow[3], "…"));
    CHECK(display_width(narrow[3]) >= 78);  // a cut wastes less than one wide character
    const int column = column_of(narrow[1], "what is wrong");
    CHECK(column_of(narrow[2], "on hand") == column);
    CHECK(column_of(narrow[3], "在庫") == column);
    CHECK(column_of(narrow[4], "on hand") == column);

    const Words wide = shown(200);
    REQUIRE(wide.size() == narrow.size());
    CHECK(contains(wide[2], "has to be cut somewhere"));
    CHECK_FALSE(contains(wide[3], "…"));
    for (const std::string& line : wide)
        CHECK(display_width(line) <= 200);
    CHECK(std::any_of(wide.begin(), wide.end(),
                      [](const std::string& line) { return display_width(line) > 100; }));
}

TEST_CASE("in a pipe lines are as long as they are") {
    FakeServer server;
    serve_findings(server);
    const Ended ended = run({"admin", "verify"}, {{{"OMS_SERVER", server.address()}}, {}});
    CHECK(contains(ended.out, "has to be cut somewhere"));
    CHECK_FALSE(contains(ended.out, "…"));
}

TEST_CASE("colors are for terminals that want them") {
    FakeServer server;
    serve_findings(server);
    const auto colored = [&](std::map<std::string, std::string> variables,
                             std::optional<unsigned short> columns, Words more = {}) {
        variables.emplace("OMS_SERVER", server.address());
        Words words{"admin", "verify"};
        words.insert(words.end(), more.begin(), more.end());
        const Ended ended = run(words, {variables, columns});
        return contains(ended.out + ended.err, "\x1b[");
    };
    CHECK(colored({}, 80));
    CHECK_FALSE(colored(
        {
            {"NO_COLOR", "1"}
    },
        80));
    CHECK_FALSE(colored(
        {
            {"TERM", "dumb"}
    },
        80));
    CHECK_FALSE(colored({}, 80, {"--color", "never"}));
    CHECK_FALSE(colored({}, std::nullopt));
    CHECK_FALSE(colored(
        {
            {"NO_COLOR", "1"}
    },
        std::nullopt));
    CHECK(colored({}, std::nullopt, {"--color", "always"}));
    server.stop();
    CHECK_FALSE(colored({}, std::nullopt));  // nor are failures
    CHECK(colored({}, 80));
}

TEST_CASE("the exit code tells a script what kind of end it was") {
    struct Example {
        grpc::StatusCode code;
        const char* reason;
        int exit_code;
    };
    constexpr Example examples[] = {
        {grpc::StatusCode::OK,                "",                  0},
        {grpc::StatusCode::NOT_FOUND,         "ITEM_NOT_FOUND",    1},
        {grpc::StatusCode::INVALID_ARGUMENT,  "MALFORMED_REQUEST", 2},
        {grpc::StatusCode::UNAVAILABLE,       "SHUTTING_DOWN",     3},
        {grpc::StatusCode::PERMISSION_DENIED, "NOT_PERMITTED",     4},
        {grpc::StatusCode::INTERNAL,          "INTERNAL",          5},
    };
    FakeServer server;
    const Child::Setup setup{{{"OMS_SERVER", server.address()}}, {}};
    for (const Example& example : examples) {
        CAPTURE(example.exit_code);
        server.get_item = [&](const auto&, auto&) {
            return example.code == grpc::StatusCode::OK
                       ? grpc::Status::OK
                       : refusal(example.code, "no", example.reason);
        };
        const Ended ended = run({"item", "get", "TEE"}, setup);
        CHECK(ended.exit_code == example.exit_code);
        CHECK(ended.err.empty() == (example.exit_code == 0));
        CHECK(ended.out.empty() == (example.exit_code != 0));
    }
    CHECK(run({"item", "fetch"}, setup).exit_code == 2);
}

TEST_CASE("no server, and a wrong profile, are each said in one clear line") {
    FakeServer server;
    server.stop();
    const Ended nobody = run({"item", "get", "TEE"}, {{{"OMS_SERVER", server.address()}}, {}});
    CHECK(nobody.exit_code == 3);
    CHECK(contains(nobody.err, "Is a server running at " + server.address()));
    CHECK(lines_of(nobody.err).size() == 2);

    std::string folder = (std::filesystem::temp_directory_path() / "oms_cli_XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    const Child::Setup setup{{{"XDG_CONFIG_HOME", folder}}, {}};
    const std::string file = folder + "/oms/config.toml";
    const Words words{"item", "get", "TEE", "--profile", "till"};
    const auto refused = [&](const std::string& part) {
        const Ended ended = run(words, setup);
        CHECK(ended.exit_code == 2);
        CHECK(ended.out.empty());
        CHECK(ended.err.starts_with("error: CONFIG: "));
        CHECK(contains(ended.err, file));
        CHECK(contains(ended.err, part));
        CHECK(lines_of(ended.err).size() <= 2);
    };
    refused("no profile 'till': there is no file");
    std::filesystem::create_directories(folder + "/oms");
    std::ofstream(file) << "[profiles.desk]\nserver = \"127.0.0.1:1\"\n";
    refused("no profile 'till' in");
    refused("there are: desk");
    std::ofstream(file) << "[profiles.till\n";
    refused(":1: ");
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    refused("cannot be read");
    std::filesystem::remove_all(folder);
}

TEST_CASE("a reader that has seen enough ends the program without a word") {
    FakeServer server;
    server.list_events = [](const auto& request, auto& response) {
        for (int i = 0; i < request.page_size(); ++i) {
            response.add_events()->set_type("order.placed");
            response.mutable_events(i)->set_aggregate_id(std::string(1'000, 'x'));
        }
        response.set_more(true);
        response.set_next_cursor("c");
        return grpc::Status::OK;
    };
    Child child(program({"event", "list", "--limit", "1000"}),
                {{{"OMS_SERVER", server.address()}}, {}});
    child.read_until("order.placed");
    child.close_out();
    const Ended ended = child.wait();
    CHECK(ended.exit_code == 128 + SIGPIPE);
    CHECK(ended.err.empty());
}

TEST_CASE("Ctrl-C ends a watch with 130 and tells where to go on") {
    FakeServer server;
    server.watch_events = [](const auto&, auto& writer) -> grpc::Status {
        events::WatchEventsResponse message;
        message.mutable_event()->set_type("order.placed");
        message.set_cursor("c41");
        writer.Write(message);
        message.clear_event();
        message.set_cursor("c42");
        while (writer.Write(message)) {
        }
        return grpc::Status::OK;
    };
    Child child(program({"event", "tail"}), {{{"OMS_SERVER", server.address()}}, 80});
    child.read_until("order.placed");
    child.type("\x03");
    const Ended ended = child.wait();
    CHECK(ended.exit_code == 130);
    CHECK(contains(ended.out, "Resume with: oms event tail --from c4"));
}

TEST_CASE("a person at a terminal is asked before harm, a script must say --yes") {
    FakeServer server;
    int released = 0;
    server.get_cart_hold = [](const auto&, auto& response) {
        response.mutable_cart_hold()->set_state(oms::inventory::v1::CART_HOLD_STATE_HELD);
        return grpc::Status::OK;
    };
    server.release_cart_hold = [&](const auto& request, auto& response) {
        released += request.validate_only() ? 0 : 1;
        response.mutable_cart_hold()->set_state(oms::inventory::v1::CART_HOLD_STATE_RELEASED);
        return grpc::Status::OK;
    };
    const std::map<std::string, std::string> variables{
        {"OMS_SERVER", server.address()}
    };
    const Words words = program({"cart", "release", "web/C-1"});
    const auto answer = [&](const char* text) {
        Child child(words, {variables, 80});
        child.read_until("Go on? [y/N] ");
        child.type(text);
        return child.wait().exit_code;
    };
    CHECK(answer("n\n") == 1);
    CHECK(released == 0);
    CHECK(answer("\x03") == 130);
    CHECK(released == 0);
    CHECK(answer("y\n") == 0);
    CHECK(released == 1);
    const Ended script = Child(words, {variables, {}}).wait();
    CHECK(script.exit_code == 2);
    CHECK(contains(script.err, "--yes"));
    CHECK(released == 1);
}

TEST_CASE("bash completes with the program's own script") {
    FakeServer server;
    server.search_orders = [](const auto&, auto& response) {
        response.add_orders()->set_order_id("ord_1");
        return grpc::Status::OK;
    };
    const auto tab = [&](const std::string& line) {
        const std::string script =
            "source <(\"$OMS\" completion bash) || exit 9; COMP_LINE=$LINE; COMP_POINT=${#LINE}; "
            "COMP_WORDS=(${LINE//:/ : }); [[ $LINE == *' ' ]] && COMP_WORDS+=(''); "
            "COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); _oms; echo \"${COMPREPLY[@]}\"";
        const Ended ended = Child(
                                {
                                    "/bin/bash", "-c", script
        },
                                {{{"OMS", OMS_CLI}, {"LINE", OMS_CLI + (" " + line)}}, {}})
                                .wait();
        CHECK(ended.exit_code == 0);
        CHECK(ended.err.empty());
        return ended.out;
    };
    CHECK(tab("order can") == "cancel\n");
    CHECK(tab("completion ") == "bash zsh\n");
    CHECK(tab("--server " + server.address() + " order get o") == "ord_1\n");
    CHECK(tab("order get nothing like that ") == "\n");
}
