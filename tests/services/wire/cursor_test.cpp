#include <cstdint>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "services/events/events_wire.hpp"
#include "tests/services/wire/support.hpp"

using namespace oms::events;
using oms::tests::Example;
using oms::tests::refused;

TEST_CASE("a cursor leads back to its position") {
    for (const std::int64_t position :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{255}, std::int64_t{123'456'789},
          std::numeric_limits<std::int64_t>::max()}) {
        CHECK(cursor_position(cursor_text(position)) == position);
    }
}

TEST_CASE("a cursor with any character changed is refused") {
    const std::string cursor = cursor_text(4711);
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string changed = cursor;
        changed[i] = changed[i] == '0' ? '1' : '0';
        CAPTURE(changed);
        CHECK_FALSE(cursor_position(changed).has_value());
    }
}

TEST_CASE("what is no cursor of ours is refused") {
    for (const std::string text :
         {"", "now", "42", "c1.", "c2.00000000000000000000", "c1.0000000000000000-001",
          "c1.ffffffffffffffff0000", "c1.000000000000000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(cursor_position(text).has_value());
    }
}

TEST_CASE("a request for events is checked field by field") {
    using List = v1::ListEventsRequest;
    const std::vector<Example<List>> examples{
        {"nothing given",       [](List&) {},                                                     ""                     },
        {"foreign cursor",      [](List& r) { r.set_cursor("17"); },                              "cursor"               },
        {"now is for watching", [](List& r) { r.set_cursor("now"); },                             "cursor"               },
        {"page of 201",         [](List& r) { r.set_page_size(201); },                            "page_size"            },
        {"page of -1",          [](List& r) { r.set_page_size(-1); },                             "page_size"            },
        {"id without type",     [](List& r) { r.mutable_filter()->set_aggregate_id("x"); },       "filter"               },
        {"type without id",     [](List& r) { r.mutable_filter()->set_aggregate_type("order"); },
         "filter"                                                                                                        },
        {"unknown type",
         [](List& r) {
             r.mutable_filter()->set_aggregate_type("customer");
             r.mutable_filter()->set_aggregate_id("x");
         },                                                                                       "filter.aggregate_type"},
        {"empty event type",    [](List& r) { r.mutable_filter()->add_types(""); },               "filter.types[0]"      },
        {"21 event types",
         [](List& r) {
             for (int i = 0; i < 21; ++i)
                 r.mutable_filter()->add_types("order.placed");
         },                                                                                       "filter.types"         },
    };
    for (const auto& example : examples) {
        CAPTURE(example.title);
        List request;
        example.change(request);
        CHECK(refused(list_request(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
    CHECK(list_request({})->limit == 50);
    v1::WatchEventsRequest watch;
    watch.set_cursor("now");
    CHECK(watch_request(watch)->from_now);
}
