#include "services/routing/active_routing.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/routing/rules_wire.hpp"
#include "tests/services/wire/fakes.hpp"
#include "tests/support/f0_network.hpp"

namespace oms::routing {
namespace {

using tests::FakeCommits;
using tests::FakeReads;
using tests::FakeSession;

class FakeView final : public StockViewReader {
public:
    void read(const std::function<void(const StockView&)>& reader) const override { reader(view); }
    StockView view;
};

// Keeps queries until it is told to answer them.
class SlowReads final : public ReadPool {
public:
    void submit(std::function<void(ReadSession*)> query) override {
        waiting.push_back(std::move(query));
    }
    void submit_long(std::function<void(ReadSession*)> query) override { submit(std::move(query)); }
    std::vector<std::function<void(ReadSession*)>> waiting;
};

fulfillment::RulesDocument document() {
    const testing::F0 f0;
    return {"EUR",
            f0.network_draft.settings,
            f0.network_draft.shuttles,
            f0.network_draft.carriers,
            f0.rule_draft.profiles,
            f0.rule_draft.stock};
}

RoutingSource source_of(std::int64_t version, std::int64_t position) {
    RoutingSource source;
    source.head = {version, version, 1};
    RulesVersion& rules = source.rules.emplace();
    rules.version = version;
    rules.body = body_of(document());
    source.locations = testing::F0().network_draft.locations;
    source.position = position;
    return source;
}

struct World {
    FakeSession session;
    FakeCommits commits;
    FakeView view;
    std::vector<std::string> told;

    std::shared_ptr<ActiveRouting> follow(ReadPool& reads) {
        return ActiveRouting::follow(std::make_shared<SetupMaker>(nullptr), reads, commits, view,
                                     [this](const std::string& line) { told.push_back(line); });
    }
};

}  // namespace

TEST_CASE("without rules in force there is no setup, and with them there is") {
    World world;
    FakeReads reads(world.session);
    const auto routing = world.follow(reads);
    CHECK(routing->load());
    CHECK(routing->current() == nullptr);
    world.session.routing = [] { return source_of(3, 10); };
    bool done = false;
    routing->refresh([&] { done = true; });
    CHECK(done);
    REQUIRE(routing->current() != nullptr);
    CHECK(routing->current()->version == 3);
    CHECK(world.told.empty());
}

TEST_CASE("a commit that changes locations is followed, any other costs nothing") {
    World world;
    FakeReads reads(world.session);
    const auto routing = world.follow(reads);
    world.session.routing = [] { return source_of(3, 10); };
    REQUIRE(routing->load());
    const int before = reads.queries;
    world.commits.commit(world.session, "stock.posted");
    CHECK(reads.queries == before);
    world.view.view.put_place(testing::F0().network_draft.locations[0]);
    world.session.routing = [] {
        RoutingSource source = source_of(3, 11);
        source.locations.push_back(source.locations[0]);
        source.locations.back().location_id = LocationId::trusted("S9");
        return source;
    };
    world.commits.commit(world.session, "location.created");
    CHECK(reads.queries == before + 1);
    CHECK(routing->current()->network.size() == 6);
}

TEST_CASE("many commits of locations wait for one read, and none is missed") {
    World world;
    SlowReads reads;
    const auto routing = world.follow(reads);
    const auto change = [&] {
        world.view.view.put_place(testing::F0().network_draft.locations[0]);
        world.commits.commit(world.session, "location.updated");
    };
    change();
    change();
    CHECK(reads.waiting.size() == 1);
    // It has begun to read: what comes now may come too late for it.
    world.session.routing = [&] {
        world.session.routing = [] { return source_of(3, 10); };
        change();
        return source_of(3, 9);
    };
    const auto first = reads.waiting.front();
    first(&world.session);
    CHECK(reads.waiting.size() == 2);
}

TEST_CASE("of two reads the one of the later moment stays") {
    World world;
    FakeReads reads(world.session);
    const auto routing = world.follow(reads);
    world.session.routing = [] { return source_of(4, 20); };
    REQUIRE(routing->load());
    world.session.routing = [] { return source_of(3, 10); };
    REQUIRE(routing->load());
    CHECK(routing->current()->version == 4);
}

TEST_CASE("a location that cannot be used is set aside, and the others are decided for") {
    World world;
    FakeReads reads(world.session);
    const auto routing = world.follow(reads);
    world.session.routing = [] {
        RoutingSource source = source_of(3, 10);
        source.locations[1].time_zone = "Europe/Atlantis";
        source.locations[4].weekly_hours.at(0).closes_minute = 2'000;
        return source;
    };
    REQUIRE(routing->load());
    REQUIRE(routing->load());
    const auto setup = routing->current();
    REQUIRE(setup != nullptr);
    const auto ships = [&](const char* id) {
        return setup->network.location(setup->network.find(LocationId::trusted(id)).value()).ships;
    };
    CHECK(ships("S1"));
    CHECK_FALSE(ships("S2"));
    CHECK_FALSE(ships("W1"));
    CHECK(setup->network.shuttles()[0].departures.empty());
    CHECK(setup->network.shuttles()[0].to.size() == 3);
    REQUIRE(world.told.size() == 1);
    CHECK(world.told[0].find("location S2: Europe/Atlantis") != std::string::npos);
}

TEST_CASE("rules that cannot be followed refuse the start, and change nothing later") {
    World world;
    FakeReads reads(world.session);
    const auto routing = world.follow(reads);
    const auto broken = [](const char* body) {
        return [body] {
            RoutingSource source = source_of(5, 30);
            if (body != nullptr) {
                source.rules->body = body;
            } else {
                source.locations.erase(source.locations.begin());
            }
            return source;
        };
    };
    for (const char* body : {"{", R"({"currency_code": "EUR"})"}) {
        world.session.routing = broken(body);
        const auto loaded = routing->load();
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().detail.find("version 5 of the routing rules") != std::string::npos);
        CHECK(loaded.error().detail.find('\n') == std::string::npos);
    }
    world.session.routing = [] { return source_of(3, 10); };
    REQUIRE(routing->load());
    world.session.routing = broken(nullptr);
    bool done = false;
    routing->refresh([&] { done = true; });
    routing->refresh([] {});
    CHECK(done);
    CHECK(routing->current()->version == 3);
    CHECK(world.told.size() == 1);
    reads.closed = true;
    CHECK(routing->load().error().reason == Reason::shutting_down);
}

}  // namespace oms::routing
