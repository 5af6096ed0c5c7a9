#include "services/orders/handling_wire.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "services/orders/orders_reply.hpp"
#include "services/orders/orders_wire.hpp"
#include "tests/services/wire/orders_requests.hpp"
#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::orders;
using oms::tests::Example;
using oms::tests::refused;

namespace {

constexpr const char* card = "4111111111111111";

v1::HoldOrderRequest good_hold() {
    v1::HoldOrderRequest request;
    request.set_request_id("hold-1");
    request.set_order_id("ord_1");
    request.set_etag("v3");
    request.set_type(v1::HOLD_TYPE_ADDRESS_REVIEW);
    request.add_line_nos(2);
    request.add_line_nos(1);
    request.set_owner("fraud-team");
    request.set_reason("The street is\nnot known");
    request.mutable_expire_time()->set_seconds(1'800'000'000);
    return request;
}

v1::ReleaseHoldRequest good_release() {
    v1::ReleaseHoldRequest request;
    request.set_request_id("release-1");
    request.set_order_id("ord_1");
    request.set_hold_id("hld_1");
    return request;
}

v1::AddNoteRequest good_note() {
    v1::AddNoteRequest request;
    request.set_request_id("note-1");
    request.set_order_id("ord_1");
    request.set_text("Rang twice");
    return request;
}

v1::UpdateTagsRequest good_tags() {
    v1::UpdateTagsRequest request;
    request.set_request_id("tags-1");
    request.set_order_id("ord_1");
    request.add_add("vip");
    request.add_remove("new");
    return request;
}

// Each example's one change must be refused at its field, or accepted.
template <class Request, class Parse>
void check_examples(const Request& good, Parse parse, const std::vector<Example<Request>>& list) {
    CHECK(parse(good).has_value());
    for (const Example<Request>& example : list) {
        CAPTURE(std::string(example.title));
        Request request = good;
        example.change(request);
        CHECK(refused(parse(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
}

// The good order as it is once placed, with a released hold and an active one.
Order held_order() {
    Order order = order_request(oms::tests::good_order())->draft;
    order.order_id = OrderId::trusted("ord_1");
    order.number = make_order_number(1, 0);
    order.head.sequence = 4;
    OrderHold first;
    first.hold_id = HoldId::trusted("hld_1");
    first.type = HoldType::grace;
    first.create_time = from_unix_micros(1'000'000);
    first.expire_time = from_unix_micros(5'000'000);
    first.state = HoldState::released;
    first.end_time = from_unix_micros(2'000'000);
    first.end_reason_id = PersonalId::trusted("per_2");
    OrderHold second;
    second.hold_id = HoldId::trusted("hld_2");
    second.type = HoldType::duplicate_suspect;
    second.owner = "fraud-team";
    second.line_nos = {1};
    second.reason_id = PersonalId::trusted("per_1");
    second.about = OrderId::trusted("ord_0");
    order.holds = {first, second};
    order.tags = {"new", "vip"};
    return order;
}

PersonalRecord reason(const char* id, const char* text) {
    PersonalRecord record;
    record.personal_id = PersonalId::trusted(id);
    record.kind = PersonalKind::hold_reason;
    record.text = text;
    return record;
}

}  // namespace

TEST_CASE("a hold is taken as it is asked for") {
    const auto hold = hold_request(good_hold());
    REQUIRE(hold);
    CHECK(hold->order_id.str() == "ord_1");
    CHECK(hold->version == 3);
    CHECK(hold->type == HoldType::address_review);
    CHECK(hold->line_nos == std::vector<std::int64_t>{1, 2});
    CHECK(hold->owner == "fraud-team");
    CHECK(hold->reason == "The street is\nnot known");
    CHECK(hold->expire_time == from_unix_micros(1'800'000'000'000'000));
}

TEST_CASE("a hold is checked field by field") {
    using Request = v1::HoldOrderRequest;
    check_examples<Request>(
        good_hold(), hold_request,
        {
            {"no request id",           [](Request& r) { r.clear_request_id(); },                     "request_id" },
            {"no order",                [](Request& r) { r.clear_order_id(); },                       "order_id"   },
            {"an etag of others",       [](Request& r) { r.set_etag("x"); },                          "etag"       },
            {"no etag",                 [](Request& r) { r.clear_etag(); },                           ""           },
            {"no type",                 [](Request& r) { r.clear_type(); },                           "type"       },
            {"an unknown type",         [](Request& r) { r.set_type(static_cast<v1::HoldType>(9)); },
             "type"                                                                                                },
            {"line 0",                  [](Request& r) { r.set_line_nos(0, 0); },                     "line_nos[0]"},
            {"line 2001",               [](Request& r) { r.set_line_nos(1, 2001); },                  "line_nos[1]"},
            {"a line twice",            [](Request& r) { r.set_line_nos(1, 2); },                     "line_nos[1]"},
            {"no lines",                [](Request& r) { r.clear_line_nos(); },                       ""           },
            {"a long owner",            [](Request& r) { r.set_owner(std::string(65, 'o')); },        "owner"      },
            {"an owner that is a card", [](Request& r) { r.set_owner(card); },                        "owner"      },
            {"no owner",                [](Request& r) { r.clear_owner(); },                          ""           },
            {"a long reason",           [](Request& r) { r.set_reason(std::string(501, 'r')); },      "reason"     },
            {"a reason with a card",    [](Request& r) { r.set_reason("card 4111 1111 1111 1111"); },
             "reason"                                                                                              },
            {"no time",                 [](Request& r) { r.clear_expire_time(); },                    ""           },
            {"a time of 1970",          [](Request& r) { r.mutable_expire_time()->set_seconds(1); },
             "expire_time"                                                                                         },
    });
    v1::HoldOrderRequest many = good_hold();
    many.clear_line_nos();
    for (int line_no = 1; line_no <= 2001; ++line_no)
        many.add_line_nos(line_no);
    CHECK(refused(hold_request(many)) == std::vector<std::string>{"line_nos"});
    CHECK(refused(hold_request({})) == std::vector<std::string>{"order_id", "request_id", "type"});
}

TEST_CASE("a release and a note are checked field by field") {
    using Release = v1::ReleaseHoldRequest;
    check_examples<Release>(
        good_release(), release_request,
        {
            {"no hold",              [](Release& r) { r.clear_hold_id(); },                   "hold_id"},
            {"a hold with a space",  [](Release& r) { r.set_hold_id("a b"); },                "hold_id"},
            {"a long reason",        [](Release& r) { r.set_reason(std::string(501, 'r')); }, "reason" },
            {"a reason with a card", [](Release& r) { r.set_reason(card); },                  "reason" },
    });
    using Note = v1::AddNoteRequest;
    check_examples<Note>(
        good_note(), note_request,
        {
            {"no text",     [](Note& r) { r.clear_text(); },                     "text"},
            {"2,000 bytes", [](Note& r) { r.set_text(std::string(2000, 'n')); }, ""    },
            {"2,001 bytes", [](Note& r) { r.set_text(std::string(2001, 'n')); }, "text"},
            {"a card",      [](Note& r) { r.set_text(card); },                   "text"},
            {"an escape",   [](Note& r) { r.set_text("\x1b[31m"); },             "text"},
    });
}

TEST_CASE("tags are checked one by one") {
    using Request = v1::UpdateTagsRequest;
    check_examples<Request>(
        good_tags(), tags_request,
        {
            {"only to add",    [](Request& r) { r.clear_remove(); },                   ""         },
            {"only to remove", [](Request& r) { r.clear_add(); },                      ""         },
            {"upper case",     [](Request& r) { r.set_add(0, "VIP"); },                "add[0]"   },
            {"an empty one",   [](Request& r) { r.add_remove(""); },                   "remove[1]"},
            {"33 bytes",       [](Request& r) { r.set_add(0, std::string(33, 'x')); }, "add[0]"   },
            {"a card",         [](Request& r) { r.set_add(0, card); },                 "add[0]"   },
            {"one in both",    [](Request& r) { r.add_remove("vip"); },                "remove"   },
    });
    v1::UpdateTagsRequest request = good_tags();
    request.clear_add();
    request.clear_remove();
    CHECK(refused(tags_request(request)) == std::vector<std::string>{"add"});
    for (int i = 0; i < 51; ++i)
        request.add_add(fmt::format("t{}", i));
    CHECK(refused(tags_request(request)) == std::vector<std::string>{"add"});
}

TEST_CASE("receipts tell holds and tags, and never a text") {
    v1::HoldOrderResponse reply;
    REQUIRE(reply.ParseFromString(hold_order_reply(held_order(), HoldId::trusted("hld_2"))));
    CHECK(reply.hold_id() == "hld_2");
    REQUIRE(reply.order().holds_size() == 2);
    CHECK(reply.order().holds(0).state() == v1::HOLD_STATE_RELEASED);
    CHECK(reply.order().holds(0).expire_time().seconds() == 5);
    CHECK(reply.order().holds(1).type() == v1::HOLD_TYPE_DUPLICATE_SUSPECT);
    CHECK(reply.order().holds(1).state() == v1::HOLD_STATE_ACTIVE);
    CHECK_FALSE(reply.order().holds(1).has_expire_time());
    CHECK(reply.order().holds(1).about() == "ord_0");
    REQUIRE(reply.order().holds(1).line_nos_size() == 1);
    CHECK(reply.order().holds(1).line_nos(0) == 1);
    REQUIRE(reply.order().tags_size() == 2);
    CHECK(reply.order().tags(1) == "vip");
    v1::ReleaseHoldResponse released;
    REQUIRE(released.ParseFromString(release_hold_reply(held_order(), HoldId::trusted("hld_1"))));
    CHECK(released.hold_id() == "hld_1");
    CHECK(released.order().holds_size() == 2);
    v1::AddNoteResponse noted;
    REQUIRE(noted.ParseFromString(add_note_reply(held_order())));
    CHECK(noted.order().etag() == "v4");
    v1::UpdateTagsResponse tagged;
    REQUIRE(tagged.ParseFromString(update_tags_reply(held_order())));
    CHECK(tagged.order().tags(0) == "new");
}

TEST_CASE("an order shows the reason of each hold only when the query gave it") {
    OrderDetails details{held_order(), {}};
    v1::GetOrderResponse reply;
    REQUIRE(reply.ParseFromString(get_order_reply(details)));
    REQUIRE(reply.order().holds_size() == 2);
    CHECK(reply.order().holds(0).end_time().seconds() == 2);
    CHECK(reply.order().holds(0).end_reason().empty());
    CHECK(reply.order().holds(1).reason().empty());
    CHECK(reply.order().holds(1).owner() == "fraud-team");
    details.personal = {reason("per_1", "Odd address"), reason("per_2", "Rang the customer")};
    REQUIRE(reply.ParseFromString(get_order_reply(details)));
    CHECK(reply.order().holds(0).reason().empty());
    CHECK(reply.order().holds(0).end_reason() == "Rang the customer");
    CHECK(reply.order().holds(1).reason() == "Odd address");
    CHECK(reply.order().notes_size() == 0);
}
