#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"
#include "tools/oms/text.hpp"

// What is shown of tasks: lists, one task, waves, and what orders tell of them.
using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::Terminal;
namespace fulfillment = oms::fulfillment::v1;
namespace orders = oms::orders::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr std::int64_t nine_o_clock = 1'772'528'400;  // 2026-03-03 09:00

fulfillment::FulfillmentOrder task(const std::string& id) {
    fulfillment::FulfillmentOrder made;
    made.set_fulfillment_order_id(id);
    made.set_order_id("ord_1");
    made.set_order_number("7KQ2M9XD4T");
    made.set_location_id("S1");
    made.set_method(fulfillment::FULFILLMENT_METHOD_SHIP_TO_STORE);
    made.set_state(fulfillment::FULFILLMENT_STATE_RELEASED);
    made.mutable_accept_by()->set_seconds(nine_o_clock);
    made.mutable_promised_by()->set_seconds(nine_o_clock + 3600);
    made.set_attempt(2);
    made.add_offered_to("S2");
    auto& line = *made.add_lines();
    line.set_line_no(1);
    line.set_sku("TEE");
    line.set_quantity(2);
    return made;
}

struct Fixture {
    FakeServer server;
    Terminal terminal;
    fulfillment::ListFulfillmentOrdersRequest seen;
    Fixture() {
        terminal.variables["OMS_SERVER"] = server.address();
        server.tasks.list = [this](const auto& request, auto& response) {
            seen = request;
            *response.add_fulfillment_orders() = task("ful_1");
            return grpc::Status::OK;
        };
    }
};

}  // namespace

TEST_CASE("the tasks of a location are listed as asked, with what is due") {
    Fixture f;
    CHECK(f.terminal.run({"task", "list", "S1"}) == ExitCode::ok);
    CHECK(f.seen.location_id() == "S1");
    CHECK_FALSE(f.seen.incoming());
    CHECK_FALSE(f.seen.has_due_before());
    const std::string out = f.terminal.out();
    for (const char* const part : {"ful_1", "7KQ2M9XD4T", "released, offered", "ship to store",
                                   "TEE 2", "accept by 2026-03-03 09:00:00Z"})
        CHECK(contains(out, part));

    CHECK(f.terminal.run({"task", "list", "S1", "--incoming", "--ended", "--state", "picking",
                          "--state", "cancel-requested", "--overdue"}) == ExitCode::ok);
    CHECK(f.seen.incoming());
    CHECK(f.seen.ended());
    REQUIRE(f.seen.states_size() == 2);
    CHECK(f.seen.states(0) == fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK(f.seen.states(1) == fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED);
    CHECK(f.seen.due_before().seconds() > 0);
}

TEST_CASE("the tasks of an order are listed with their locations, also as JSON") {
    Fixture f;
    CHECK(f.terminal.run({"task", "list", "--order", "ord_1"}) == ExitCode::ok);
    CHECK(f.seen.order_id() == "ord_1");
    CHECK(f.seen.location_id().empty());
    CHECK(contains(f.terminal.out(), "S1"));
    CHECK(f.terminal.run({"task", "list", "--order", "ord_1", "-o", "json"}) == ExitCode::ok);
    const auto told = nlohmann::json::parse(f.terminal.out());
    CHECK(told["fulfillmentOrders"][0]["fulfillmentOrderId"] == "ful_1");
    f.server.tasks.list = [](const auto&, auto&) { return grpc::Status::OK; };
    CHECK(f.terminal.run({"task", "list", "S1"}) == ExitCode::ok);
    CHECK(contains(f.terminal.out(), "No tasks."));
}

TEST_CASE("a list of tasks is of a location or of an order, with states that there are") {
    Fixture f;
    for (const char* const wrong : {
             "task list",
             "task list S1 --order ord_1",
             "task list --order ord_1 --ended",
             "task list S1 --state lost",
             "task get",
             "wave release S1 --limit 0",
             "wave release",
         })
        CHECK(f.terminal.run(split_text(wrong, ' ')) == ExitCode::usage);
    CHECK(f.seen.location_id().empty());
}

TEST_CASE("one task tells its lines, its parcels and what can be done, by the verbs that do it") {
    Fixture f;
    f.server.tasks.get = [](const auto& request, auto& response) {
        auto& told = *response.mutable_fulfillment_order() = task(request.fulfillment_order_id());
        told.set_state(fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED);
        told.add_allowed_actions(fulfillment::FULFILLMENT_ACTION_GRANT_CANCEL);
        told.add_allowed_actions(fulfillment::FULFILLMENT_ACTION_RESUME_PACKED);
        told.add_allowed_actions(fulfillment::FULFILLMENT_ACTION_GIVE_UP);
        told.add_allowed_actions(static_cast<fulfillment::FulfillmentAction>(99));
        auto& wanted = *told.add_cancel_units();
        wanted.set_line_no(1);
        wanted.set_quantity(2);
        told.mutable_lines(0)->set_picked(2);
        auto& parcel = *told.add_parcels();
        parcel.set_parcel_id("shp_1");
        parcel.set_state(fulfillment::PARCEL_STATE_LOST);
        parcel.set_weight_g(350);
        parcel.set_tracking_number("1Z\x1b[2J");
        *parcel.add_units() = wanted;
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"task", "get", "ful_7"}) == ExitCode::ok);
    const std::string out = f.terminal.out();
    for (const char* const part :
         {"Task ful_7", "7KQ2M9XD4T (ord_1)", "cancel requested", "give-back, keep", "wanted back",
          "1=2", "shp_1", "lost", "350", "\\x1b[2J", "attempt"})
        CHECK(contains(out, part));
    CHECK_FALSE(contains(out, "give up"));
    CHECK_FALSE(contains(out, "\x1b"));
}

TEST_CASE("a wave makes tasks, a dry run only tells them") {
    Fixture f;
    fulfillment::ReleaseWaveRequest seen;
    f.server.tasks.release_wave = [&](const auto& request, auto& response) {
        seen = request;
        if (request.location_id() == "W1") *response.add_fulfillment_orders() = task("ful_1");
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"wave", "release", "W1", "--limit", "20"}) == ExitCode::ok);
    CHECK(seen.location_id() == "W1");
    CHECK(seen.limit() == 20);
    CHECK_FALSE(seen.validate_only());
    CHECK(contains(f.terminal.out(), "ful_1"));
    CHECK(f.terminal.run({"wave", "release", "W2", "--dry-run"}) == ExitCode::ok);
    CHECK(seen.validate_only());
    CHECK(seen.limit() == 0);
    CHECK(contains(f.terminal.out(), "Nothing to release."));
}

TEST_CASE("an order tells which task each of its parcels has become") {
    Fixture f;
    f.server.get_order = [](const auto&, auto& response) {
        auto& order = *response.mutable_order();
        order.set_number("7KQ2M9XD4T");
        auto& planned = *order.add_parcels();
        planned.set_location_id("W1");
        planned.set_pickup_location_id("S2");
        planned.set_carriage(orders::CARRIAGE_SHUTTLE);
        auto& released = *order.add_parcels();
        released.set_location_id("S1");
        released.set_service_id("express");
        released.set_fulfillment_order_id("ful_9");
        auto& units = *released.add_units();
        units.set_line_no(3);
        units.set_quantity(4);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"order", "get", "ord_1"}) == ExitCode::ok);
    for (const char* const part : {"ful_9", "not released", "3=4", "express", "shuttle", "S2"})
        CHECK(contains(f.terminal.out(), part));
}

TEST_CASE("a cancellation tells what locations were asked to give back") {
    Fixture f;
    f.terminal.environment.in_is_terminal = true;
    f.terminal.input = "y\n";
    f.server.get_order = [](const auto&, auto& response) {
        response.mutable_order()->set_number("7KQ2M9XD4T");
        return grpc::Status::OK;
    };
    f.server.cancel_order = [](const auto&, auto& response) {
        auto& asked = *response.add_asked();
        asked.set_line_no(2);
        asked.set_quantity(5);
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"order", "cancel", "ord_1", "--reason", "customer-request"}) ==
          ExitCode::ok);
    CHECK(contains(f.terminal.err(), "asked back of locations"));
    CHECK(contains(f.terminal.out(), "the locations were asked to give back"));
}

TEST_CASE("a location is created with how it fulfills") {
    Fixture f;
    oms::catalog::v1::Location seen;
    f.server.create_location = [&](const auto& request, auto& response) {
        seen = request.location();
        *response.mutable_location() = seen;
        return grpc::Status::OK;
    };
    std::vector<std::string> words{"location", "create", "--id",   "S9",
                                   "--type",   "store",  "--zone", "Europe/Paris"};
    CHECK(f.terminal.run(words) == ExitCode::ok);
    CHECK_FALSE(seen.has_fulfillment());
    words.insert(words.end(), {"--release", "in-waves", "--acceptance-minutes", "-1",
                               "--pickup-hold-days", "14"});
    CHECK(f.terminal.run(words) == ExitCode::ok);
    CHECK(seen.fulfillment().release() == oms::catalog::v1::RELEASE_MODE_IN_WAVES);
    CHECK(seen.fulfillment().acceptance_minutes() == -1);
    CHECK(seen.fulfillment().pickup_hold_days() == 14);
    for (const char* const part : {"in waves", "without limit", "14 days"})
        CHECK(contains(f.terminal.out(), part));
    words.back() = "91";
    CHECK(f.terminal.run(words) == ExitCode::usage);
}

TEST_CASE("ids of tasks are completed from the locations of the actor") {
    Fixture f;
    std::vector<std::string> asked;
    f.server.tasks.list = [&](const auto& request, auto& response) {
        asked.push_back(request.location_id());
        *response.add_fulfillment_orders() = task("ful_" + request.location_id());
        return grpc::Status::OK;
    };
    f.server.list_locations = [](const auto&, auto& response) {
        response.add_locations()->set_location_id("W1");
        return grpc::Status::OK;
    };
    CHECK(f.terminal.run({"complete", "--locations", "S1,S2", "task", "pick", "ful"}) ==
          ExitCode::ok);
    CHECK(f.terminal.out() == "ful_S1\nful_S2\n");
    CHECK(f.terminal.run({"complete", "--locations", "*", "task", "reject", ""}) == ExitCode::ok);
    CHECK(f.terminal.out() == "ful_W1\n");
    // No task's id begins so: nobody is asked.
    CHECK(f.terminal.run({"complete", "--locations", "S1", "task", "get", "ord"}) == ExitCode::ok);
    CHECK(f.terminal.out().empty());
    CHECK(asked == std::vector<std::string>{"S1", "S2", "W1"});
    CHECK(f.terminal.run({"complete", "task", "short", "ful_1", "1=2", "--reason", "not"}) ==
          ExitCode::ok);
    CHECK(f.terminal.out() == "not-found\n");
}

TEST_CASE("a file of locations may say how they fulfill, column by column") {
    Fixture f;
    std::vector<oms::catalog::v1::Location> seen;
    f.server.import_locations = [&](const auto& request, auto& response) {
        seen.assign(request.rows().begin(), request.rows().end());
        response.set_created(request.rows_size());
        return grpc::Status::OK;
    };
    const std::string headings =
        "location_id,name,type,gln,time_zone,capabilities,address_line1,address_line2,postal_code,"
        "locality,administrative_area,country_code,position,mon,tue,wed,thu,fri,sat,sun,exceptions";
    const std::string store = "S1,Rivoli,store,,Europe/Paris,ship,,,,,,FR,,,,,,,,,";
    f.terminal.input = headings + ",release,acceptance_minutes,pickup_hold_days\n" + store +
                       ",in-waves,-1,14\nS2" + store.substr(2) + ",,,\n";
    CHECK(f.terminal.run({"location", "import", "-"}) == ExitCode::ok);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].fulfillment().release() == oms::catalog::v1::RELEASE_MODE_IN_WAVES);
    CHECK(seen[0].fulfillment().acceptance_minutes() == -1);
    CHECK(seen[0].fulfillment().pickup_hold_days() == 14);
    CHECK_FALSE(seen[1].has_fulfillment());
    f.terminal.input = headings + "\n" + store + "\n";
    CHECK(f.terminal.run({"location", "import", "-"}) == ExitCode::ok);
    CHECK_FALSE(seen.at(0).has_fulfillment());
    seen.clear();
    f.terminal.input = headings + ",release,pickup_hold_days\n" + store + ",sometimes,91\n";
    CHECK(f.terminal.run({"location", "import", "-"}) == ExitCode::usage);
    CHECK(contains(f.terminal.err(), "column release: 'sometimes' is none of"));
    CHECK(contains(f.terminal.err(), "column pickup_hold_days: 91 is not 0 to 90"));
    CHECK(seen.empty());
}
