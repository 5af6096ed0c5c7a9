#include "services/inventory/inventory_wire.hpp"

#include <doctest/doctest.h>

#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::inventory;
using oms::tests::Example;
using oms::tests::refused;

namespace {

using Post = v1::PostStockMovementsRequest;

Post one_movement(v1::MovementKind kind, std::int64_t quantity) {
    Post request;
    request.set_request_id("m-1");
    v1::StockMovement& movement = *request.add_movements();
    movement.set_sku("TEE");
    movement.set_location_id("W1");
    movement.set_kind(kind);
    movement.set_quantity(quantity);
    if (kind == v1::MOVEMENT_KIND_MOVED) movement.set_to_location_id("S1");
    return request;
}

template <class Request, class Parse>
void check_examples(const Request& good, const std::vector<Example<Request>>& examples,
                    Parse parse) {
    for (const auto& example : examples) {
        CAPTURE(example.title);
        Request request = good;
        example.change(request);
        CHECK(refused(parse(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
}

}  // namespace

TEST_CASE("a movement is checked field by field") {
    check_examples<Post>(
        one_movement(v1::MOVEMENT_KIND_RECEIVED, 5),
        {
            {"good",                        [](Post&) {},                                                 ""                           },
            {"none",                        [](Post& r) { r.clear_movements(); },                         "movements"                  },
            {"501",
             [](Post& r) {
                 const v1::StockMovement movement = r.movements(0);
                 while (r.movements_size() < 501)
                     *r.add_movements() = movement;
             },                                                                                           "movements"                  },
            {"no SKU",                      [](Post& r) { r.mutable_movements(0)->clear_sku(); },         "movements[0].sku"           },
            {"no location",                 [](Post& r) { r.mutable_movements(0)->clear_location_id(); },
             "movements[0].location_id"                                                                                                },
            {"no kind",                     [](Post& r) { r.mutable_movements(0)->clear_kind(); },        "movements[0].kind"          },
            {"unknown kind",
             [](Post& r) { r.mutable_movements(0)->set_kind(static_cast<v1::MovementKind>(7)); },
             "movements[0].kind"                                                                                                       },
            {"no quantity",                 [](Post& r) { r.mutable_movements(0)->clear_quantity(); },
             "movements[0].quantity"                                                                                                   },
            {"negative quantity",           [](Post& r) { r.mutable_movements(0)->set_quantity(-1); },
             "movements[0].quantity"                                                                                                   },
            {"adjusted by less",
             [](Post& r) {
                 r.mutable_movements(0)->set_kind(v1::MOVEMENT_KIND_ADJUSTED);
                 r.mutable_movements(0)->set_quantity(-1);
             },                                                                                           ""                           },
            {"adjusted by nothing",
             [](Post& r) {
                 r.mutable_movements(0)->set_kind(v1::MOVEMENT_KIND_ADJUSTED);
                 r.mutable_movements(0)->set_quantity(0);
             },                                                                                           "movements[0].quantity"      },
            {"received somewhere else too",
             [](Post& r) { r.mutable_movements(0)->set_to_location_id("S1"); },
             "movements[0].to_location_id"                                                                                             },
            {"moved to nowhere",
             [](Post& r) { r.mutable_movements(0)->set_kind(v1::MOVEMENT_KIND_MOVED); },
             "movements[0].to_location_id"                                                                                             },
            {"moved to itself",
             [](Post& r) {
                 r.mutable_movements(0)->set_kind(v1::MOVEMENT_KIND_MOVED);
                 r.mutable_movements(0)->set_to_location_id("W1");
             },                                                                                           "movements[0].to_location_id"},
            {"reason of two words",
             [](Post& r) { r.mutable_movements(0)->set_reason_code("fell down"); },
             "movements[0].reason_code"                                                                                                },
    },
        ledger_entries);
}

TEST_CASE("each kind of movement changes the counters it should") {
    struct Row {
        v1::MovementKind kind;
        LedgerKind ledger;
        std::int64_t on_hand;
        std::int64_t damaged;
    };
    const Row rows[] = {
        {v1::MOVEMENT_KIND_RECEIVED, LedgerKind::received,  5,  0},
        {v1::MOVEMENT_KIND_ADJUSTED, LedgerKind::adjusted,  5,  0},
        {v1::MOVEMENT_KIND_DAMAGED,  LedgerKind::damaged,   -5, 5},
        {v1::MOVEMENT_KIND_MOVED,    LedgerKind::moved_out, -5, 0},
        {v1::MOVEMENT_KIND_SOLD,     LedgerKind::sold,      -5, 0},
        {v1::MOVEMENT_KIND_RETURNED, LedgerKind::returned,  5,  0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        const auto entries = ledger_entries(one_movement(row.kind, 5));
        REQUIRE(entries);
        CHECK(entries->size() == (row.kind == v1::MOVEMENT_KIND_MOVED ? 2 : 1));
        CHECK(entries->front().kind == row.ledger);
        CHECK(entries->front().on_hand_change == row.on_hand);
        CHECK(entries->front().damaged_change == row.damaged);
        CHECK(entries->front().reserved_change == 0);
    }
    const auto moved = ledger_entries(one_movement(v1::MOVEMENT_KIND_MOVED, 5));
    CHECK(moved->at(1).kind == LedgerKind::moved_in);
    CHECK(moved->at(1).key.location_id.str() == "S1");
    CHECK(moved->at(1).on_hand_change == 5);
}

TEST_CASE("a count, a hold and the questions are checked field by field") {
    v1::RecordStockCountRequest count;
    count.set_counted(-1);
    count.set_reason_code("a/b");
    CHECK(refused(count_request(count)) ==
          std::vector<std::string>{"counted", "location_id", "reason_code", "request_id", "sku"});

    v1::PlaceCartHoldRequest hold;
    hold.set_request_id("h-1");
    hold.set_channel_id("web");
    hold.set_cart_id("cart/1");
    CHECK(refused(hold_request(hold)) == std::vector<std::string>{"lines"});
    hold.add_lines()->set_sku("TEE");
    hold.mutable_lines(0)->set_pickup_location_id("S 1");
    hold.mutable_destination()->set_latitude_microdegrees(-90'000'001);
    CHECK(refused(hold_request(hold)) ==
          std::vector<std::string>{"destination.latitude_microdegrees",
                                   "lines[0].pickup_location_id", "lines[0].quantity"});

    v1::GetAvailabilityRequest availability;
    CHECK(refused(availability_question(availability)) ==
          std::vector<std::string>{"channel_id", "skus"});
    availability.set_channel_id("web");
    availability.add_skus("");
    CHECK(refused(availability_question(availability)) == std::vector<std::string>{"skus[0]"});

    v1::GetStockRequest stock;
    stock.set_location_id("S/1");
    CHECK(refused(stock_question(stock)) == std::vector<std::string>{"location_id", "sku"});
}

TEST_CASE("availability adds up the places that ship or offer pickup") {
    StockView view;
    const auto add = [&](const char* id, std::vector<Capability> capabilities, std::int64_t on_hand,
                         std::int64_t reserved) {
        Location location;
        location.location_id = LocationId::trusted(id);
        location.capabilities = std::move(capabilities);
        view.put_place(location);
        StockLevel level;
        level.on_hand = on_hand;
        level.reserved = reserved;
        view.put_level({Sku::trusted("TEE"), location.location_id}, level);
    };
    add("A", {Capability::ship}, 10, 4);
    add("B", {Capability::pickup}, 3, 0);
    add("C", {Capability::returns}, 100, 0);
    add("D", {Capability::ship}, 2, 5);
    AvailabilityQuestion question{
        ChannelId::trusted("web"), {Sku::trusted("NIL"), Sku::trusted("TEE")},
         false
    };
    v1::GetAvailabilityResponse reply;
    REQUIRE(reply.ParseFromString(availability_reply(question, view, oms::Timestamp{})));
    REQUIRE(reply.skus_size() == 2);
    CHECK(reply.skus(0).sku() == "NIL");
    CHECK(reply.skus(0).total() == 0);
    CHECK(reply.skus(1).total() == 9);
    REQUIRE(reply.skus(1).locations_size() == 2);
    CHECK(reply.skus(1).locations(0).location_id() == "A");
    CHECK(reply.skus(1).locations(0).available() == 6);
    question.totals_only = true;
    REQUIRE(reply.ParseFromString(availability_reply(question, view, oms::Timestamp{})));
    CHECK(reply.skus(1).total() == 9);
    CHECK(reply.skus(1).locations_size() == 0);
}
