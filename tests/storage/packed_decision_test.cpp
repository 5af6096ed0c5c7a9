// Decisions are kept packed; those of before are JSON, and read as ever.
#include <string>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "storage/json_archive.hpp"
#include "storage/packed_archive.hpp"
#include "tests/support/routing_shop.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

RoutingRecord full_record() {
    RoutingRecord record;
    record.cause = DecisionCause::rerouted;
    record.time = from_unix_micros(1'772'000'000'000'001);
    record.rules_version = 3;
    record.position = 300;
    record.command_index = 2;
    record.duration_us = 17;
    RecordedChoice& choice = record.choices.emplace_back();
    choice.service_level = "standard";
    choice.lines = {
        {1, 2},
        {2, 1}
    };
    choice.profile = "every order";
    choice.chosen.cost = -910;
    choice.chosen.costs.carriage = 590;
    choice.chosen.parcels.push_back(
        {LocationId::trusted("S2"), "parcel", from_unix_micros(1'772'100'000'000'000), 3});
    choice.runner_up = choice.chosen;
    choice.runner_up->unfilled_units = 1;
    choice.bound = -910;
    choice.proven = true;
    choice.engine = "one_parcel";
    choice.rejections.push_back({LocationId::trusted("W1"), "cost", "", 1'000});
    choice.rejections.push_back({LocationId::trusted("W2"), "excluded", "not abroad", {}});
    choice.rejected = {
        {"cost",     1},
        {"excluded", 1}
    };
    record.choices.emplace_back().pickup_location = LocationId::trusted("S1");
    return record;
}

std::string packed(const RoutingRecord& record) {
    storage::PackedWriter writer;
    return std::string(storage::pack(writer, record));
}

// What the store at `dir`, closed, does with `sql`.
void change(const std::string& dir, const std::string& sql) {
    sqlite3* store = nullptr;
    REQUIRE(sqlite3_open((dir + "/oms.db").c_str(), &store) == SQLITE_OK);
    REQUIRE_MESSAGE(sqlite3_exec(store, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                    sqlite3_errmsg(store));
    sqlite3_close(store);
}

}  // namespace

TEST_CASE("a packed decision is read as it was written, in a third of the bytes of its JSON") {
    const RoutingRecord record = full_record();
    const auto read = storage::unpack<RoutingRecord>(packed(record));
    REQUIRE(read);
    CHECK(*read == record);
    CHECK(packed(record).size() * 3 < storage::to_json(record).size());
    CHECK(*storage::unpack<RoutingRecord>(packed({})) == RoutingRecord{});
}

// Stores are full of them: whoever changes the form must still read this one.
TEST_CASE("the packed form of a decision does not change") {
    RoutingRecord record;
    record.time = from_unix_micros(100);
    record.position = -1;
    record.choices.emplace_back().proven = true;
    record.choices[0].engine = "branch";
    const std::string bytes = packed(record);
    const std::string kept = std::string("\x01", 1) +                  // the form
                             "\x06\x06placed" +                        // six fields; the cause
                             std::string("\xc8\x01\x00\x01\x00", 5) +  // time to command
                             std::string("\x01\x0a", 2) +              // a choice of ten fields
                             std::string("\x00\x00\x00\x00\x00", 5) +  // place to profile
                             std::string("\x02\x00\x00", 3) +          // the plan
                             std::string("\x00\x00\x02\x06", 4) + "branch";
    CHECK(bytes == kept);
    CHECK(*storage::unpack<RoutingRecord>(bytes) == record);
}

TEST_CASE("a packed decision that was cut short or changed is a corrupt row, never a crash") {
    const std::string whole = packed(full_record());
    for (std::size_t length = 0; length < whole.size(); ++length)
        CHECK_FALSE(storage::unpack<RoutingRecord>(whole.substr(0, length)));
    CHECK_FALSE(storage::unpack<RoutingRecord>(whole + "x"));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = '\x7f';
        const auto read = storage::unpack<RoutingRecord>(changed);
        if (!read) CHECK(read.error().reason == Reason::corrupt_row);
    }
    CHECK_FALSE(storage::unpack<RoutingRecord>("\x02" + whole.substr(1)));
}

SCENARIO("decisions of before they were packed are told as ever") {
    RoutingShop shop;
    shop.stock("W1", "TEE", 5);
    const auto answer = shop.route(to_france(OrderRequestBuilder{}.line("TEE", 1), "69003"));
    REQUIRE(answer);
    const OrderId id = shop.order(*answer).order_id;
    const auto before = shop.decisions(id);
    REQUIRE(before.size() == 1);
    GIVEN("a store that has its decisions as JSON") {
        shop.store.reset();
        change(shop.options.data_dir, "UPDATE routing_decisions SET packed = NULL, body = '" +
                                          storage::to_json(before[0]) + "'");
        shop.reopen();
        THEN("they read the same") {
            CHECK(shop.decisions(id) == before);
        }
    }
}
