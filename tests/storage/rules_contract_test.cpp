// Versions of the routing rules, through the ports of a store.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "services/routing/rules_commands.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

// "version/version_before/publications".
std::string encode_rules(const routing::RulesOutcome& outcome) {
    return fmt::format("{}/{}/{}", outcome.version.version, outcome.version_before,
                       outcome.head.publications);
}

Actor actor_as(Role role) {
    Actor actor = system_actor("planner");
    actor.roles = {role};
    return actor;
}

struct SqliteStore : StoreFixture {
    Result<std::string> draft(Command::Header head, std::string body,
                              std::optional<Error> refusal = std::nullopt) {
        return run(std::make_unique<routing::CreateRules>(
            std::move(head), routing::CheckedRules{std::move(body), "a comment", refusal},
            encode_rules));
    }
    Result<std::string> draft(std::string body) { return draft(header("draft"), std::move(body)); }
    Result<std::string> publish(Command::Header head, std::int64_t version,
                                std::optional<std::int64_t> expected = std::nullopt,
                                std::optional<Error> refusal = std::nullopt) {
        return run(std::make_unique<routing::PublishRules>(
            std::move(head), routing::Publication{version, expected, refusal}, encode_rules));
    }
    Result<std::string> publish(std::int64_t version,
                                std::optional<std::int64_t> expected = std::nullopt) {
        return publish(header("publish"), version, expected);
    }
    Result<RulesRead> rules(std::int64_t version, Role role = Role::admin) {
        return read<Result<RulesRead>>(
            [&](ReadSession& session) { return session.rules(version, actor_as(role)); });
    }
    std::int64_t in_force() {
        return read<Result<RoutingSource>>(
                   [](ReadSession& session) { return session.routing_source(0); })
            .value()
            .head.in_force;
    }
    std::vector<LoggedEvent> events(Role role) {
        EventQuery query;
        query.limit = 200;
        return read<Result<EventPage>>(
                   [&](ReadSession& session) { return session.events(query, actor_as(role)); })
            .value()
            .events;
    }
    void alter(const std::string& sql) {
        sqlite3* handle = nullptr;
        REQUIRE(sqlite3_open((folder.path() + "/data/oms.db").c_str(), &handle) == SQLITE_OK);
        REQUIRE(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(handle);
    }
};

}  // namespace

TEST_CASE_TEMPLATE("versions of the rules count from 1 and outlive a restart unchanged", Store,
                   SqliteStore) {
    Store shop;
    CHECK(shop.rules(0).error().reason == Reason::rules_not_found);
    CHECK(shop.draft("one").value() == "1/0/0");
    CHECK(shop.draft("two").value() == "2/0/0");
    CHECK(shop.in_force() == 0);
    shop.clock.advance(std::chrono::hours{1});
    CHECK(shop.publish(2).value() == "2/0/1");
    shop.reopen();
    CHECK(shop.in_force() == 2);
    const RulesRead second = shop.rules(0).value();
    CHECK(second.version.body == "two");
    CHECK(second.version.state == RulesState::published);
    CHECK(second.version.comment == "a comment");
    CHECK_FALSE(second.version.author.empty());
    CHECK(second.version.create_time == noon);
    CHECK(second.version.publish_time == noon + std::chrono::hours{1});
    const RulesRead first = shop.rules(1).value();
    CHECK(first.version.state == RulesState::draft);
    CHECK_FALSE(first.version.publish_time);
    CHECK(shop.rules(3).error().reason == Reason::rules_not_found);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("rolling back is publishing an earlier version again", Store, SqliteStore) {
    Store shop;
    for (const char* body : {"one", "two"})
        REQUIRE(shop.draft(body));
    REQUIRE(shop.publish(1));
    CHECK(shop.publish(2).value() == "2/1/2");
    shop.clock.advance(std::chrono::hours{1});
    CHECK(shop.publish(1).value() == "1/2/3");
    CHECK(shop.in_force() == 1);
    CHECK(shop.rules(1).value().version.publish_time == shop.clock.now());
    CHECK(shop.rules(1).value().version.body == "one");
    // What is in force already stays, and nothing is told.
    const std::size_t told = shop.events(Role::admin).size();
    CHECK(shop.publish(1).value() == "1/1/3");
    CHECK(shop.events(Role::admin).size() == told);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("of two planners who saw the same rules in force one is refused", Store,
                   SqliteStore) {
    Store shop;
    for (const char* body : {"one", "two", "three"})
        REQUIRE(shop.draft(body));
    REQUIRE(shop.publish(1, 0));
    CHECK(shop.publish(2, 1));
    const auto late = shop.publish(3, 1);
    REQUIRE_FALSE(late);
    CHECK(late.error().reason == Reason::version_mismatch);
    CHECK(late.error().metadata.at(0) ==
          std::pair<std::string, std::string>("version_in_force", "2"));
    // The same version in force, but not since they looked.
    REQUIRE(shop.publish(1));
    REQUIRE(shop.publish(2));
    CHECK(shop.publish(3, 2).error().reason == Reason::version_mismatch);
    CHECK(shop.publish(3, 4).value() == "3/2/5");
    CHECK(shop.publish(9, 1).error().reason == Reason::rules_not_found);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("a repeated draft or publication has one effect and one answer", Store,
                   SqliteStore) {
    Store shop;
    const Command::Header drafted = shop.header("draft");
    const Command::Header published = shop.header("publish");
    const Error refusal{Reason::malformed_request, "no longer", {}, {}, {}, false};
    REQUIRE(shop.draft(drafted, "one").value() == "1/0/0");
    REQUIRE(shop.publish(published, 1).value() == "1/0/1");
    REQUIRE(shop.draft("two"));
    REQUIRE(shop.publish(2));
    shop.reopen();
    // Also when the check of the repeat comes to another end.
    CHECK(shop.draft(drafted, "one", refusal).value() == "1/0/0");
    CHECK(shop.publish(published, 1, {}, refusal).value() == "1/0/1");
    CHECK(shop.in_force() == 2);
    Command::Header other = drafted;
    other.body_hash[0] = 1;
    CHECK(shop.draft(other, "other").error().reason == Reason::request_id_reused);
}

TEST_CASE_TEMPLATE("what is refused or only tried out leaves no trace", Store, SqliteStore) {
    Store shop;
    const Error refusal{Reason::rules_do_not_fit, "no", {{"rules.stock", "wrong"}}, {}, {}, false};
    CHECK(shop.draft(shop.header("draft"), "bad", refusal).error().fields.size() == 1);
    Command::Header trial = shop.header("draft");
    trial.validate_only = true;
    CHECK(shop.draft(trial, "one").value() == "1/0/0");
    REQUIRE(shop.draft("one").value() == "1/0/0");
    Command::Header dry = shop.header("publish");
    dry.validate_only = true;
    CHECK(shop.publish(dry, 1).value() == "1/0/1");
    CHECK(shop.publish(shop.header("publish"), 1, {}, refusal).error().reason ==
          Reason::rules_do_not_fit);
    CHECK(shop.in_force() == 0);
    CHECK(shop.events(Role::admin).size() == 1);
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("drafts of one batch get one number each", Store, SqliteStore) {
    Store shop;
    std::vector<std::future<Result<std::string>>> answers;
    for (int i = 0; i < 50; ++i) {
        std::optional<Error> refusal;
        if (i % 5 == 4) refusal = Error{Reason::malformed_request, "no", {}, {}, {}, false};
        answers.push_back(shop.submit(std::make_unique<routing::CreateRules>(
            shop.header("draft"), routing::CheckedRules{"body", "", refusal}, encode_rules)));
    }
    std::vector<std::string> given;
    for (auto& answer : answers) {
        if (auto made = answer.get()) given.push_back(*made);
    }
    std::sort(given.begin(), given.end());
    CHECK(given.size() == 40);
    CHECK(std::unique(given.begin(), given.end()) == given.end());
    CHECK(shop.rules(40));
    CHECK_FALSE(shop.rules(41));
    CHECK(shop.verify().empty());
}

TEST_CASE_TEMPLATE("lists go from the newest version down, without the documents", Store,
                   SqliteStore) {
    Store shop;
    for (int i = 0; i < 5; ++i)
        REQUIRE(shop.draft("body"));
    const auto page = [&](std::int64_t before, Role role) {
        const RulesPage found = shop.template read<Result<RulesPage>>([&](ReadSession& session) {
                                        return session.rules_versions(before, 3, actor_as(role));
                                    })
                                    .value();
        std::string text;
        for (const RulesVersion& version : found.versions)
            text += fmt::format("{}{} ", version.version, version.body);
        return text;
    };
    CHECK(page(0, Role::reader) == "5 4 3 ");
    CHECK(page(3, Role::inventory) == "2 1 ");
    CHECK(page(1, Role::agent) == "");
    CHECK(page(0, Role::store) == "");
    CHECK(shop.rules(1, Role::agent));
    CHECK(shop.rules(1, Role::checkout).error().reason == Reason::rules_not_found);
}

TEST_CASE_TEMPLATE("events tell of versions without their documents", Store, SqliteStore) {
    Store shop;
    REQUIRE(shop.draft("a secret price"));
    REQUIRE(shop.publish(1));
    for (const Role role : {Role::admin, Role::store}) {
        const auto events = shop.events(role);
        REQUIRE(events.size() == 2);
        CHECK(events[0].type == "rules.created");
        CHECK(events[0].aggregate == AggregateRef{AggregateType::rules, "1"});
        CHECK(events[0].data_json.find("\"version\":1") != std::string::npos);
        CHECK(events[0].data_json.find("secret") == std::string::npos);
        CHECK(events[1].type == "rules.published");
        CHECK(events[1].data_json == R"({"version":1,"publication":1,"version_before":0})");
    }
}

TEST_CASE("verify finds rules that their events do not tell of") {
    struct Damage {
        const char* what;
        const char* invariant;
        const char* sql;
    };
    constexpr Damage damages[] = {
        {"a document changed",        "E2", "UPDATE routing_rules SET body = 'x'"               },
        {"a lost version",            "E2", "DELETE FROM routing_rules WHERE rules_version = 2" },
        {"another one in force",      "E2", "UPDATE rules_head SET version_in_force = 2"        },
        {"a publication not counted", "E2", "UPDATE rules_head SET publications = 0"            },
        {"a draft called published",  "E2",
         "UPDATE routing_rules SET state = 'published', publish_time_us = 1 WHERE rules_version = "
         "2"                                                                                    },
        {"the end of its chain",      "E5", "UPDATE routing_rules SET event_hash = zeroblob(32)"},
        {"an event rewritten",        "E5",
         "UPDATE events SET data = replace(data, 'one', 'two') WHERE type = 'rules.created'"    },
    };
    for (const Damage& damage : damages) {
        INFO(damage.what);
        SqliteStore shop;
        REQUIRE(shop.draft("one"));
        REQUIRE(shop.draft("one"));
        REQUIRE(shop.publish(1));
        REQUIRE(shop.verify().empty());
        shop.alter(damage.sql);
        std::string found;
        for (const Finding& finding : shop.verify())
            found += finding.invariant + " ";
        CHECK(found.find(damage.invariant) != std::string::npos);
    }
}
