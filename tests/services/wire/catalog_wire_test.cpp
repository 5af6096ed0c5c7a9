#include "services/catalog/catalog_wire.hpp"

#include <doctest/doctest.h>

#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::catalog;
using oms::tests::Example;
using oms::tests::refused;

namespace {

using CreateLocation = v1::CreateLocationRequest;

v1::CreateItemRequest good_item() {
    v1::CreateItemRequest request;
    request.set_request_id("i-1");
    request.mutable_item()->set_sku("TEE");
    request.mutable_item()->set_title("T-shirt");
    return request;
}

CreateLocation good_location() {
    CreateLocation request;
    request.set_request_id("l-1");
    v1::Location& location = *request.mutable_location();
    location.set_location_id("S1");
    location.set_name("Store");
    location.set_type(v1::LOCATION_TYPE_STORE);
    location.set_time_zone("Europe/Paris");
    location.add_capabilities(v1::CAPABILITY_PICKUP);
    return request;
}

void add_hours(CreateLocation& request, v1::Weekday weekday, std::int32_t opens,
               std::int32_t closes) {
    v1::OpeningHours& hours = *request.mutable_location()->add_weekly_hours();
    hours.set_weekday(weekday);
    hours.set_opens_minute(opens);
    hours.set_closes_minute(closes);
}

v1::HoursException& add_exception(CreateLocation& request, const char* date, std::int32_t opens,
                                  std::int32_t closes) {
    v1::HoursException& hours = *request.mutable_location()->add_hours_exceptions();
    hours.set_date(date);
    hours.set_opens_minute(opens);
    hours.set_closes_minute(closes);
    return hours;
}

template <class Request, class Parse>
void check_examples(const Request& good, const std::vector<Example<Request>>& examples,
                    Parse parse) {
    CHECK(refused(parse(good)) == std::vector<std::string>{"accepted"});
    for (const auto& example : examples) {
        CAPTURE(example.title);
        Request request = good;
        example.change(request);
        CHECK(refused(parse(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
}

}  // namespace

TEST_CASE("an item is checked field by field") {
    using Create = v1::CreateItemRequest;
    check_examples<Create>(
        good_item(),
        {
            {"no request id",                 [](Create& r) { r.clear_request_id(); },                          "request_id"         },
            {"no SKU",                        [](Create& r) { r.mutable_item()->clear_sku(); },                 "item.sku"           },
            {"no title",                      [](Create& r) { r.mutable_item()->clear_title(); },               "item.title"         },
            {"title of 201 bytes",
             [](Create& r) { r.mutable_item()->set_title(std::string(201, 't')); },                             "item.title"         },
            {"title with a bell",             [](Create& r) { r.mutable_item()->set_title("\a"); },
             "item.title"                                                                                                            },
            {"title with an EAN",
             [](Create& r) { r.mutable_item()->set_title("Pen 4006381333931"); },                               ""                   },
            {"GTIN-13",                       [](Create& r) { r.mutable_item()->set_gtin("4006381333931"); },   ""                   },
            {"GTIN with a wrong check digit",
             [](Create& r) { r.mutable_item()->set_gtin("4006381333932"); },                                    "item.gtin"          },
            {"GTIN of 9 digits",              [](Create& r) { r.mutable_item()->set_gtin("123456784"); },
             "item.gtin"                                                                                                             },
            {"negative weight",               [](Create& r) { r.mutable_item()->set_weight_g(-1); },
             "item.weight_g"                                                                                                         },
            {"too heavy",                     [](Create& r) { r.mutable_item()->set_weight_g(1'000'000'001); },
             "item.weight_g"                                                                                                         },
            {"too long",                      [](Create& r) { r.mutable_item()->set_length_mm(1'000'001); },
             "item.length_mm"                                                                                                        },
            {"too wide",                      [](Create& r) { r.mutable_item()->set_width_mm(1'000'001); },
             "item.width_mm"                                                                                                         },
            {"too high",                      [](Create& r) { r.mutable_item()->set_height_mm(-1); },           "item.height_mm"     },
            {"unknown handling",
             [](Create& r) {
                 r.mutable_item()->set_handling_class(static_cast<v1::HandlingClass>(7));
             },                                                                                                 "item.handling_class"},
            {"tags",
             [](Create& r) {
                 r.mutable_item()->add_tags("summer");
                 r.mutable_item()->add_tags("new-in.2026");
             },                                                                                                 ""                   },
            {"a tag that is none",            [](Create& r) { r.mutable_item()->add_tags("Summer"); },
             "item.tags[0]"                                                                                                          },
            {"a tag twice",
             [](Create& r) {
                 r.mutable_item()->add_tags("new");
                 r.mutable_item()->add_tags("new");
             },                                                                                                 "item.tags[1]"       },
            {"21 tags",
             [](Create& r) {
                 for (char c = 'a'; c < 'a' + 21; ++c)
                     r.mutable_item()->add_tags(std::string(1, c));
             },                                                                                                 "item.tags"          },
    },
        new_item);
}

TEST_CASE("a location is checked field by field") {
    using Create = CreateLocation;
    check_examples<Create>(
        good_location(),
        {
            {"no id",                     [](Create& r) { r.mutable_location()->clear_location_id(); },
             "location.location_id"                                                                                         },
            {"id with a slash",           [](Create& r) { r.mutable_location()->set_location_id("a/b"); },
             "location.location_id"                                                                                         },
            {"no name",                   [](Create& r) { r.mutable_location()->clear_name(); },             "location.name"},
            {"no type",                   [](Create& r) { r.mutable_location()->clear_type(); },             "location.type"},
            {"right GLN",                 [](Create& r) { r.mutable_location()->set_gln("4006381333931"); }, ""             },
            {"wrong GLN",                 [](Create& r) { r.mutable_location()->set_gln("4006381333930"); },
             "location.gln"                                                                                                 },
            {"no zone",                   [](Create& r) { r.mutable_location()->clear_time_zone(); },
             "location.time_zone"                                                                                           },
            {"zone outside the database",
             [](Create& r) { r.mutable_location()->set_time_zone("../../../etc/passwd"); },
             "location.time_zone"                                                                                           },
            {"unknown zone",
             [](Create& r) { r.mutable_location()->set_time_zone("Europe/Atlantis"); },
             "location.time_zone"                                                                                           },
            {"address without country",
             [](Create& r) { r.mutable_location()->mutable_address()->add_lines("1 rue"); },
             "location.address.country_code"                                                                                },
            {"unspecified capability",
             [](Create& r) { r.mutable_location()->add_capabilities(v1::CAPABILITY_UNSPECIFIED); },
             "location.capabilities[1]"                                                                                     },
            {"capability twice",
             [](Create& r) { r.mutable_location()->add_capabilities(v1::CAPABILITY_PICKUP); },
             "location.capabilities[1]"                                                                                     },
    },
        new_location);
}

TEST_CASE("opening hours of one day do not overlap") {
    using Create = CreateLocation;
    check_examples<Create>(
        good_location(),
        {
            {"two openings that touch",
             [](Create& r) {
                 add_hours(r, v1::WEEKDAY_MONDAY, 780, 1140);
                 add_hours(r, v1::WEEKDAY_MONDAY, 540, 780);
             },                                                                                             ""                                  },
            {"two openings that overlap",
             [](Create& r) {
                 add_hours(r, v1::WEEKDAY_MONDAY, 700, 1140);
                 add_hours(r, v1::WEEKDAY_TUESDAY, 540, 780);
                 add_hours(r, v1::WEEKDAY_MONDAY, 540, 780);
             },                                                                                             "location.weekly_hours[2]"          },
            {"no weekday",                  [](Create& r) { add_hours(r, v1::WEEKDAY_UNSPECIFIED, 1, 2); },
             "location.weekly_hours[0].weekday"                                                                                                 },
            {"all day",                     [](Create& r) { add_hours(r, v1::WEEKDAY_SUNDAY, 0, 1440); },   ""                                  },
            {"closes when it opens",        [](Create& r) { add_hours(r, v1::WEEKDAY_SUNDAY, 60, 60); },
             "location.weekly_hours[0].closes_minute"                                                                                           },
            {"closes tomorrow",             [](Create& r) { add_hours(r, v1::WEEKDAY_SUNDAY, 60, 1441); },
             "location.weekly_hours[0].closes_minute"                                                                                           },
            {"opens yesterday",             [](Create& r) { add_hours(r, v1::WEEKDAY_SUNDAY, -1, 60); },
             "location.weekly_hours[0].opens_minute"                                                                                            },
            {"30 February",                 [](Create& r) { add_exception(r, "2026-02-30", 1, 2); },
             "location.hours_exceptions[0].date"                                                                                                },
            {"closed at Christmas",
             [](Create& r) { add_exception(r, "2026-12-25", 0, 0).set_closed(true); },                      ""                                  },
            {"closed with hours",
             [](Create& r) { add_exception(r, "2026-12-25", 0, 60).set_closed(true); },
             "location.hours_exceptions[0].closes_minute"                                                                                       },
            {"open and closed on one date",
             [](Create& r) {
                 add_exception(r, "2026-12-24", 540, 780);
                 add_exception(r, "2026-12-24", 0, 0).set_closed(true);
             },                                                                                             "location.hours_exceptions[1]"      },
            {"long label",
             [](Create& r) {
                 add_exception(r, "2026-12-24", 1, 2).set_label(std::string(201, 'l'));
             },                                                                                             "location.hours_exceptions[0].label"},
    },
        new_location);
}

TEST_CASE("a channel is checked field by field") {
    using Create = v1::CreateChannelRequest;
    Create good;
    good.set_request_id("c-1");
    good.mutable_channel()->set_channel_id("web");
    good.mutable_channel()->set_name("Web");
    good.mutable_channel()->set_type(v1::CHANNEL_TYPE_WEB);
    good.mutable_channel()->set_brand("Comptoir");
    check_examples<Create>(
        good,
        {
            {"id with a slash",     [](Create& r) { r.mutable_channel()->set_channel_id("a/b"); },
             "channel.channel_id"                                                                                      },
            {"no name",             [](Create& r) { r.mutable_channel()->clear_name(); },               "channel.name" },
            {"no type",             [](Create& r) { r.mutable_channel()->clear_type(); },               "channel.type" },
            {"no brand",            [](Create& r) { r.mutable_channel()->clear_brand(); },              "channel.brand"},
            {"brand of 101 bytes",
             [](Create& r) { r.mutable_channel()->set_brand(std::string(101, 'b')); },
             "channel.brand"                                                                                           },
            {"grace of a day",      [](Create& r) { r.mutable_channel()->set_grace_window_s(86'400); },
             ""                                                                                                        },
            {"grace of more",       [](Create& r) { r.mutable_channel()->set_grace_window_s(86'401); },
             "channel.grace_window_s"                                                                                  },
            {"grace below 0",       [](Create& r) { r.mutable_channel()->set_grace_window_s(-1); },
             "channel.grace_window_s"                                                                                  },
            {"duplicates of a day",
             [](Create& r) { r.mutable_channel()->set_duplicate_window_s(86'400); },                    ""             },
            {"duplicates of more",
             [](Create& r) { r.mutable_channel()->set_duplicate_window_s(86'401); },
             "channel.duplicate_window_s"                                                                              },
    },
        new_channel);
}

TEST_CASE("a channel looks ten minutes back for duplicates unless it is told otherwise") {
    v1::CreateChannelRequest request;
    request.set_request_id("c-1");
    v1::Channel& channel = *request.mutable_channel();
    channel.set_channel_id("web");
    channel.set_name("Web");
    channel.set_type(v1::CHANNEL_TYPE_WEB);
    channel.set_brand("Comptoir");
    CHECK(new_channel(request)->duplicate_window_s == 600);
    CHECK(new_channel(request)->grace_window_s == 0);
    channel.set_duplicate_window_s(0);
    channel.set_grace_window_s(900);
    const auto made = new_channel(request);
    REQUIRE(made);
    CHECK(made->duplicate_window_s == 0);
    v1::GetChannelResponse reply;
    REQUIRE(reply.ParseFromString(get_channel_reply(*made)));
    CHECK(reply.channel().has_duplicate_window_s());
    CHECK(reply.channel().duplicate_window_s() == 0);
    CHECK(reply.channel().grace_window_s() == 900);
}

TEST_CASE("a request without its message is refused for every required field") {
    v1::CreateItemRequest request;
    CHECK(refused(new_item(request)) ==
          std::vector<std::string>{"item.sku", "item.title", "request_id"});
}
