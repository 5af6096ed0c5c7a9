#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"
#include "tools/oms/text.hpp"

// What `oms task` changes.
using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace fulfillment = oms::fulfillment::v1;

namespace {

using Words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A store that has one task, of two lines.
struct Store {
    FakeServer server;
    Terminal terminal;
    fulfillment::FulfillmentOrder task;
    // What went out to be done and not only tried.
    int done = 0;
    std::string etag;  // of the last request
    Store() {
        terminal.variables["OMS_SERVER"] = server.address();
        task.set_fulfillment_order_id("ful_1");
        task.set_order_number("7KQ2M9XD4T");
        task.set_state(fulfillment::FULFILLMENT_STATE_PICKING);
        task.set_etag("v7");
        add_line(1, "TEE", 3, 1);
        add_line(2, "JEAN", 1, 0);
        server.tasks.get = [this](const auto&, auto& response) {
            *response.mutable_fulfillment_order() = task;
            return grpc::Status::OK;
        };
    }
    void add_line(std::int32_t line_no, const char* sku, std::int64_t quantity,
                  std::int64_t picked) {
        auto& line = *task.add_lines();
        line.set_line_no(line_no);
        line.set_sku(sku);
        line.set_quantity(quantity);
        line.set_picked(picked);
    }
    // Answers with the task in `state`, and keeps the request in `seen`.
    template <class Request, class Response>
    void answer(oms::cli::testing::Handler<Request, Response>& handler, Request& seen,
                fulfillment::FulfillmentState state) {
        handler = [this, &seen, state](const Request& request, Response& response) {
            seen = request;
            etag = request.etag();
            done += request.validate_only() ? 0 : 1;
            *response.mutable_fulfillment_order() = task;
            response.mutable_fulfillment_order()->set_state(state);
            return grpc::Status::OK;
        };
    }
    ExitCode run(const Words& words) { return terminal.run(words); }
    void agree(const std::string& words) {
        terminal.environment.in_is_terminal = true;
        terminal.input = words;
    }
};

}  // namespace

TEST_CASE("what takes nothing away is done at once, by whom and against which version is told") {
    Store store;
    fulfillment::AcceptFulfillmentOrderRequest accepted;
    store.answer(store.server.tasks.accept, accepted, fulfillment::FULFILLMENT_STATE_ACCEPTED);
    CHECK(store.run({"task", "accept", "ful_1", "--etag", "v7", "--associate", "mia", "--location",
                     "S2"}) == ExitCode::ok);
    CHECK(accepted.fulfillment_order_id() == "ful_1");
    CHECK(accepted.etag() == "v7");
    CHECK(accepted.associate() == "mia");
    CHECK(accepted.location_id() == "S2");
    CHECK(accepted.request_id().starts_with("oms-"));
    CHECK(contains(store.terminal.out(), "Task ful_1"));
    CHECK(contains(store.terminal.out(), "accepted"));

    fulfillment::MarkReadyRequest ready;
    store.answer(store.server.tasks.mark_ready, ready, fulfillment::FULFILLMENT_STATE_READY);
    CHECK(store.run({"task", "ready", "ful_1", "--dry-run"}) == ExitCode::ok);
    CHECK(ready.validate_only());
    fulfillment::SendTransferRequest sent;
    store.answer(store.server.tasks.send, sent, fulfillment::FULFILLMENT_STATE_SENT);
    CHECK(store.run({"task", "send", "ful_1"}) == ExitCode::ok);
    fulfillment::RetryFulfillmentOrderRequest retried;
    store.answer(store.server.tasks.retry, retried, fulfillment::FULFILLMENT_STATE_REJECTED);
    CHECK(store.run({"task", "retry", "ful_1"}) == ExitCode::ok);
    fulfillment::AnswerCancelRequestRequest kept;
    store.answer(store.server.tasks.answer_cancel, kept, fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK(store.run({"task", "keep", "ful_1"}) == ExitCode::ok);
    CHECK_FALSE(kept.granted());
    CHECK(store.done == 4);
}

TEST_CASE("a task is taken by picking it, or from whoever picks it") {
    Store store;
    fulfillment::StartPickingRequest started;
    fulfillment::AssignFulfillmentOrderRequest assigned;
    store.answer(store.server.tasks.start_picking, started, fulfillment::FULFILLMENT_STATE_PICKING);
    store.answer(store.server.tasks.assign, assigned, fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK(store.run({"task", "take", "ful_1", "--associate", "mia"}) == ExitCode::ok);
    CHECK(started.associate() == "mia");
    CHECK(assigned.request_id().empty());

    std::string state = "picking";
    store.server.tasks.start_picking = [&](const auto&, auto&) {
        return refusal(grpc::StatusCode::FAILED_PRECONDITION, "no", "ILLEGAL_TRANSITION",
                       {
                           {"state",  state          },
                           {"action", "start_picking"}
        });
    };
    CHECK(store.run({"task", "take", "ful_1", "--associate", "bob", "--request-id", "again"}) ==
          ExitCode::ok);
    CHECK(assigned.associate() == "bob");
    CHECK(assigned.request_id() != "again");
    CHECK_FALSE(assigned.validate_only());
    CHECK(store.run({"task", "take", "ful_1", "--dry-run"}) == ExitCode::ok);
    CHECK(assigned.validate_only());

    assigned.Clear();
    state = "released";
    CHECK(store.run({"task", "take", "ful_1"}) == ExitCode::refused);
    CHECK(assigned.fulfillment_order_id().empty());
}

TEST_CASE("picks are scans; without any, all that is missing is shown and picked") {
    Store store;
    fulfillment::RecordPicksRequest seen;
    store.answer(store.server.tasks.record_picks, seen, fulfillment::FULFILLMENT_STATE_PICKING);
    CHECK(store.run({"task", "pick", "ful_1", "TEE=2", "4006381333931"}) == ExitCode::ok);
    REQUIRE(seen.scans_size() == 2);
    CHECK(seen.scans(0).code() == "TEE");
    CHECK(seen.scans(0).quantity() == 2);
    CHECK(seen.scans(1).code() == "4006381333931");
    CHECK(seen.scans(1).quantity() == 0);
    CHECK(seen.etag().empty());

    CHECK(store.run({"task", "pick", "ful_1"}) == ExitCode::ok);
    REQUIRE(seen.scans_size() == 2);
    CHECK(seen.scans(0).quantity() == 2);
    CHECK(seen.scans(1).code() == "JEAN");
    CHECK(seen.etag() == "v7");
    CHECK(contains(store.terminal.out(), "to pick"));
    CHECK(store.run({"task", "pick", "ful_1", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(store.terminal.out())["fulfillmentOrder"]["etag"] == "v7");
    CHECK(store.done == 3);

    store.task.mutable_lines(0)->set_picked(3);
    store.task.mutable_lines(1)->set_picked(1);
    CHECK(store.run({"task", "pick", "ful_1"}) == ExitCode::ok);
    CHECK(store.done == 3);
    CHECK(contains(store.terminal.err(), "everything is picked"));
    for (const char* const wrong : {"TEE=", "=2", "TEE=0", "TEE=two", "TEE=-1"})
        CHECK(store.run({"task", "pick", "ful_1", wrong}) == ExitCode::usage);
}

TEST_CASE("parcels are packed, shipped, tracked and received as told") {
    Store store;
    fulfillment::PackFulfillmentOrderRequest packed;
    store.answer(store.server.tasks.pack, packed, fulfillment::FULFILLMENT_STATE_PACKED);
    CHECK(store.run({"task", "pack", "ful_1", "--parcel", "1=2,2=1:350", "--parcel", "1=1"}) ==
          ExitCode::ok);
    REQUIRE(packed.parcels_size() == 2);
    CHECK(packed.parcels(0).weight_g() == 350);
    REQUIRE(packed.parcels(0).units_size() == 2);
    CHECK(packed.parcels(0).units(1).line_no() == 2);
    CHECK(packed.parcels(0).units(0).quantity() == 2);
    CHECK(packed.parcels(1).weight_g() == 0);
    CHECK(store.run({"task", "pack", "ful_1"}) == ExitCode::ok);
    CHECK(packed.parcels().empty());
    for (const char* const wrong :
         {"1", "1=2:", ":350", "1=2,", "1=x", "0=1", "2001=1", "1=2:-1", "1=2:3.5"})
        CHECK(store.run({"task", "pack", "ful_1", "--parcel", wrong}) == ExitCode::usage);

    fulfillment::ShipFulfillmentOrderRequest shipped;
    store.answer(store.server.tasks.ship, shipped, fulfillment::FULFILLMENT_STATE_SHIPPED);
    CHECK(store.run({"task", "ship", "ful_1", "--tracking", "shp_1=1Z=9"}) == ExitCode::ok);
    REQUIRE(shipped.trackings_size() == 1);
    CHECK(shipped.trackings(0).parcel_id() == "shp_1");
    CHECK(shipped.trackings(0).tracking_number() == "1Z=9");
    CHECK(store.run({"task", "ship", "ful_1", "--tracking", "shp_1"}) == ExitCode::usage);

    fulfillment::TrackParcelRequest tracked;
    store.answer(store.server.tasks.track, tracked, fulfillment::FULFILLMENT_STATE_DELIVERED);
    CHECK(store.run({"task", "delivered", "ful_1", "shp_1"}) == ExitCode::ok);
    CHECK(tracked.event() == fulfillment::PARCEL_EVENT_DELIVERED);
    CHECK(tracked.parcel_id() == "shp_1");
    CHECK(store.run({"task", "found", "ful_1", "shp_1"}) == ExitCode::ok);
    CHECK(tracked.event() == fulfillment::PARCEL_EVENT_FOUND);
    CHECK(store.run({"task", "redirected", "ful_1", "shp_1"}) == ExitCode::ok);
    CHECK(tracked.event() == fulfillment::PARCEL_EVENT_REDIRECTED);
    CHECK(store.run({"task", "redirect-refused", "ful_1", "shp_1"}) == ExitCode::ok);
    CHECK(tracked.event() == fulfillment::PARCEL_EVENT_REDIRECT_REFUSED);
    CHECK(store.run({"task", "delivered", "ful_1"}) == ExitCode::usage);

    fulfillment::ReceiveTransferRequest received;
    store.answer(store.server.tasks.receive, received, fulfillment::FULFILLMENT_STATE_RECEIVED);
    CHECK(store.run({"task", "receive", "ful_1"}) == ExitCode::ok);
    CHECK_FALSE(received.partial());
    CHECK(store.run({"task", "receive", "ful_1", "--arrived", "1=2"}) == ExitCode::ok);
    CHECK(received.partial());
    REQUIRE(received.arrived_size() == 1);
    CHECK(received.arrived(0).quantity() == 2);
    CHECK(store.run({"task", "receive", "ful_1", "--arrived", "1:2"}) == ExitCode::usage);
}

TEST_CASE("what takes something away asks first, and is done to what was shown only") {
    Store store;
    fulfillment::RejectFulfillmentOrderRequest rejected;
    fulfillment::ReportShortPickRequest lacking;
    fulfillment::TrackParcelRequest lost;
    fulfillment::AnswerCancelRequestRequest given;
    fulfillment::PutBackRequest shelved;
    store.answer(store.server.tasks.reject, rejected, fulfillment::FULFILLMENT_STATE_REJECTED);
    store.answer(store.server.tasks.report_short, lacking, fulfillment::FULFILLMENT_STATE_ACCEPTED);
    store.answer(store.server.tasks.track, lost, fulfillment::FULFILLMENT_STATE_SHIPPED);
    store.answer(store.server.tasks.answer_cancel, given, fulfillment::FULFILLMENT_STATE_CANCELED);
    store.answer(store.server.tasks.put_back, shelved, fulfillment::FULFILLMENT_STATE_CANCELED);
    for (const char* const harm : {
             "task reject ful_1 --reason not_found --line 2",
             "task short ful_1 1=2 --reason damaged",
             "task lost ful_1 shp_1",
             "task give-back ful_1",
             "task put-back ful_1",
         }) {
        Words words = split_text(harm, ' ');
        CAPTURE(words[1]);
        store.done = 0;
        store.terminal.environment.in_is_terminal = false;
        CHECK(store.run(words) == ExitCode::usage);  // nobody can be asked
        store.agree("n\n");
        CHECK(store.run(words) == ExitCode::refused);
        CHECK(contains(store.terminal.err(), "of task ful_1, order 7KQ2M9XD4T"));
        CHECK(contains(store.terminal.err(), "picking"));  // before
        CHECK(store.done == 0);
        store.agree("y\n");
        CHECK(store.run(words) == ExitCode::ok);
        CHECK(store.done == 1);
        CHECK(store.etag == "v7");
        words.emplace_back("--dry-run");
        CHECK(store.run(words) == ExitCode::ok);
        CHECK(contains(store.terminal.out(), "before"));
        CHECK(store.done == 1);
        words.back() = "--yes";
        CHECK(store.run(words) == ExitCode::ok);
        CHECK(store.done == 2);
        CHECK(store.etag.empty());
    }
    REQUIRE(rejected.line_nos_size() == 1);
    CHECK(rejected.line_nos(0) == 2);
    CHECK(store.run(split_text("task reject ful_1 --reason not-found --dry-run", ' ')) ==
          ExitCode::ok);
    CHECK(contains(store.terminal.out(), "none until it is counted"));
    CHECK(rejected.reason() == fulfillment::REFUSAL_REASON_NOT_FOUND);
    CHECK(lacking.reason() == fulfillment::REFUSAL_REASON_DAMAGED);
    CHECK(lacking.line_no() == 1);
    CHECK(lacking.quantity() == 2);
    CHECK(lost.event() == fulfillment::PARCEL_EVENT_LOST);
    CHECK(given.granted());
}

TEST_CASE("a refusal needs a reason that there is, and lines that there may be") {
    Store store;
    for (const char* const wrong : {
             "task reject ful_1 --yes",
             "task reject ful_1 --yes --reason bored",
             "task reject ful_1 --yes --reason closed --line 0",
             "task reject ful_1 --yes --reason closed --line x",
             "task short ful_1 --yes --reason damaged",
             "task short ful_1 --yes 1 --reason damaged",
             "task short ful_1 --yes 1=2",
             "task lost ful_1 --yes",
         })
        CHECK(store.run(split_text(wrong, ' ')) == ExitCode::usage);
}
