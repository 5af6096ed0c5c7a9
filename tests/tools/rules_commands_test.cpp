#include <doctest/doctest.h>
#include <google/protobuf/util/message_differencer.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace routing = oms::routing::v1;

namespace {

constexpr const char* good_file = R"({
  "currency_code": "EUR",
  "shuttles": [{"shuttle_id": "night", "from": "W1", "arrives_after_days": 0}],
  "profiles": [{"name": "every order", "costs": {"split_penalty": 300, "unfilledPerUnit": "5"}}]
})";

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A planner at a desk, whose server has version 2 in force.
struct Desk {
    Desk() {
        terminal.variables["OMS_SERVER"] = server.address();
        terminal.input = good_file;
        server.create_rules = [this](const auto& request, auto& response) {
            drafted.push_back(request);
            response.mutable_version()->set_version(3);
            response.mutable_version()->set_state(routing::RULES_STATE_DRAFT);
            response.mutable_version()->set_author("ada");
            return grpc::Status::OK;
        };
        server.list_rules = [](const auto&, auto& response) {
            response.set_etag("p7");
            for (const std::int64_t number : {3, 2}) {
                auto& version = *response.add_versions();
                version.set_version(number);
                version.set_state(number == 2 ? routing::RULES_STATE_PUBLISHED
                                              : routing::RULES_STATE_DRAFT);
                version.set_in_force(number == 2);
                version.set_comment("for spring");
            }
            return grpc::Status::OK;
        };
        server.publish_rules = [this](const auto& request, auto& response) {
            published.push_back(request);
            response.mutable_version()->set_version(request.version());
            response.mutable_version()->set_state(routing::RULES_STATE_PUBLISHED);
            response.mutable_version()->set_in_force(true);
            response.set_version_before(2);
            response.set_etag("p8");
            return grpc::Status::OK;
        };
    }
    FakeServer server;
    Terminal terminal;
    std::vector<routing::CreateRulesRequest> drafted;
    std::vector<routing::PublishRulesRequest> published;
};

}  // namespace

TEST_CASE("a file of rules is drafted as it is, by either spelling of its names") {
    Desk desk;
    CHECK(desk.terminal.run({"rules", "draft", "-", "--comment", "for spring"}) == ExitCode::ok);
    REQUIRE(desk.drafted.size() == 1);
    const routing::CreateRulesRequest& seen = desk.drafted[0];
    CHECK(seen.comment() == "for spring");
    CHECK_FALSE(seen.validate_only());
    CHECK(seen.request_id().starts_with("oms-"));
    CHECK(seen.rules().profiles(0).costs().split_penalty() == 300);
    CHECK(seen.rules().profiles(0).costs().unfilled_per_unit() == 5);
    CHECK(seen.rules().shuttles(0).has_arrives_after_days());
    CHECK(contains(desk.terminal.out(), "Version 3 of the rules"));
    CHECK(desk.terminal.run({"rules", "draft", "-", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(desk.terminal.out())["version"]["version"] == "3");
}

TEST_CASE("a file with a field that is none is refused here, and the field is named") {
    Desk desk;
    desk.terminal.input = R"({"currency_code": "EUR", "profiles": [{"nmae": "every order"}]})";
    for (const char* const verb : {"check", "draft"}) {
        CHECK(desk.terminal.run({"rules", verb, "-"}) == ExitCode::usage);
        CHECK(contains(desk.terminal.err(), "nmae"));
    }
    desk.terminal.input = "currency: EUR";
    CHECK(desk.terminal.run({"rules", "draft", "-"}) == ExitCode::usage);
    CHECK(contains(desk.terminal.err(), "no RoutingRules in protobuf JSON"));
    CHECK(desk.terminal.run({"rules", "draft", "/nowhere/rules.json"}) == ExitCode::usage);
    CHECK(contains(desk.terminal.err(), "/nowhere/rules.json"));
    CHECK(desk.drafted.empty());
}

TEST_CASE("a check tells of every problem and keeps nothing") {
    Desk desk;
    CHECK(desk.terminal.run({"rules", "check", "-", "--request-id", "mine"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "The rules fit"));
    CHECK(desk.drafted[0].validate_only());
    CHECK(desk.drafted[0].request_id() != "mine");
    desk.server.create_rules = [](const auto& request, auto& response) {
        CHECK(request.validate_only());
        for (int i = 0; i < 30; ++i) {
            auto& problem = *response.add_problems();
            problem.set_field("rules.settings[" + std::to_string(i) + "].location_id");
            problem.set_description("is no location of the network");
        }
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"rules", "check", "-"}) == ExitCode::refused);
    CHECK(contains(desk.terminal.out(), "30 problems:"));
    CHECK(contains(desk.terminal.out(),
                   "rules.settings[29].location_id  is no location of the network"));
    CHECK(desk.terminal.run({"rules", "check", "-", "-o", "json"}) == ExitCode::refused);
    CHECK(nlohmann::json::parse(desk.terminal.out())["problems"].size() == 30);
    CHECK(desk.terminal.run({"--dry-run", "rules", "draft", "-"}) == ExitCode::refused);
    CHECK(contains(desk.terminal.err(), "nothing was changed"));
}

TEST_CASE("a draft that is refused lists the fields") {
    Desk desk;
    desk.server.create_rules = [](const auto&, auto&) {
        google::rpc::BadRequest bad;
        bad.add_field_violations()->set_field("rules.stock[0].name");
        bad.mutable_field_violations(0)->set_description("must be given");
        return refusal(grpc::StatusCode::INVALID_ARGUMENT, "wrong", "MALFORMED_REQUEST",
                       {
                           {"total", "1"}
        },
                       {&bad});
    };
    CHECK(desk.terminal.run({"rules", "draft", "-"}) == ExitCode::usage);
    CHECK(contains(desk.terminal.err(), "rules.stock[0].name: must be given"));
}

TEST_CASE("publishing asks first, and then does what was agreed to or nothing") {
    Desk desk;
    desk.terminal.environment.in_is_terminal = true;
    desk.terminal.input = "n\n";
    CHECK(desk.terminal.run({"rules", "publish", "3"}) == ExitCode::refused);
    REQUIRE(desk.published.size() == 1);
    CHECK(desk.published[0].validate_only());
    CHECK(contains(desk.terminal.err(), "every order from now on  rules       2      3"));
    CHECK(contains(desk.terminal.err(), "nothing was changed"));
    desk.terminal.input = "y\n";
    CHECK(desk.terminal.run({"rules", "publish", "3"}) == ExitCode::ok);
    REQUIRE(desk.published.size() == 3);
    CHECK_FALSE(desk.published[2].validate_only());
    CHECK(desk.published[2].version() == 3);
    CHECK(desk.published[2].etag() == "p7");
    CHECK(contains(desk.terminal.out(), "To go back: oms rules publish 2"));
}

TEST_CASE("publishing without a terminal needs --yes, and --dry-run only tells") {
    Desk desk;
    CHECK(desk.terminal.run({"rules", "publish", "3"}) == ExitCode::usage);
    CHECK(contains(desk.terminal.err(), "--yes"));
    CHECK(desk.published.empty());
    CHECK(desk.terminal.run({"rules", "publish", "3", "--yes", "--etag", "p5"}) == ExitCode::ok);
    REQUIRE(desk.published.size() == 1);
    CHECK(desk.published[0].etag() == "p5");
    CHECK(desk.terminal.run({"--dry-run", "rules", "publish", "3", "-o", "json"}) == ExitCode::ok);
    CHECK(desk.published.back().validate_only());
    CHECK(nlohmann::json::parse(desk.terminal.out())["versionBefore"] == "2");
    for (const char* const version : {"0", "-1", "latest"})
        CHECK(desk.terminal.run({"rules", "publish", version, "--yes"}) == ExitCode::usage);
    desk.server.publish_rules = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::ABORTED, "version 4 is in force now", "VERSION_MISMATCH",
                       {
                           {"version_in_force", "4"}
        });
    };
    CHECK(desk.terminal.run({"rules", "publish", "3", "--yes"}) == ExitCode::refused);
    CHECK(contains(desk.terminal.err(), "version_in_force = 4"));
}

TEST_CASE("what `rules get` prints is a file that can be drafted again as it is") {
    Desk desk;
    routing::RoutingRules kept;
    kept.set_currency_code("EUR");
    auto& shuttle = *kept.add_shuttles();
    shuttle.set_shuttle_id("night \x1b[2J");
    shuttle.set_arrives_after_days(0);
    auto& profile = *kept.add_profiles();
    profile.set_name("every order");
    profile.mutable_split()->set_lines(routing::LINE_SPLIT_NEVER);
    auto& filter = *profile.add_filters();
    filter.set_name("far away");
    filter.set_kind(routing::FILTER_KIND_MAX_DISTANCE);
    filter.set_max_distance_m(50'000);
    filter.mutable_from()->set_seconds(1'772'528'400);
    filter.set_penalty(0);
    std::int64_t asked = -1;
    desk.server.get_rules = [&](const auto& request, auto& response) {
        asked = request.version();
        response.mutable_version()->set_version(2);
        response.mutable_version()->set_in_force(true);
        response.mutable_version()->set_author("ada");
        *response.mutable_rules() = kept;
        return grpc::Status::OK;
    };
    CHECK(desk.terminal.run({"rules", "get", "2"}) == ExitCode::ok);
    CHECK(asked == 2);
    CHECK(contains(desk.terminal.err(), "version 2, in force, by ada"));
    CHECK(contains(desk.terminal.out(), "\"max_distance_m\": \"50000\""));
    CHECK_FALSE(contains(desk.terminal.out(), "\x1b"));
    desk.terminal.input = desk.terminal.out();
    CHECK(desk.terminal.run({"rules", "draft", "-"}) == ExitCode::ok);
    REQUIRE(desk.drafted.size() == 1);
    CHECK(google::protobuf::util::MessageDifferencer::Equals(desk.drafted[0].rules(), kept));
    CHECK(desk.terminal.run({"rules", "get", "-o", "json"}) == ExitCode::ok);
    CHECK(asked == 0);
    CHECK(nlohmann::json::parse(desk.terminal.out())["version"]["inForce"] == true);
    desk.server.get_rules = [](const auto&, auto&) {
        return refusal(grpc::StatusCode::NOT_FOUND, "no version of the rules is in force",
                       "RULES_NOT_FOUND");
    };
    CHECK(desk.terminal.run({"rules", "get"}) == ExitCode::refused);
}

TEST_CASE("a list shows which version is in force") {
    Desk desk;
    CHECK(desk.terminal.run({"rules", "list"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "3  draft"));
    CHECK(contains(desk.terminal.out(), "2  in force"));
    CHECK(contains(desk.terminal.out(), "for spring"));
    CHECK(desk.terminal.run({"rules", "list", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(desk.terminal.out())["versions"].size() == 2);
    desk.server.list_rules = [](const auto&, auto&) { return grpc::Status::OK; };
    CHECK(desk.terminal.run({"rules", "list"}) == ExitCode::ok);
    CHECK(contains(desk.terminal.out(), "No rules."));
}
