#include "services/orders/search_wire.hpp"

#include <doctest/doctest.h>

#include "domain/id_source.hpp"
#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::orders;
using oms::tests::Example;
using oms::tests::refused;
using Search = v1::SearchOrdersRequest;

TEST_CASE("a page token leads back to its place, for its own filter only") {
    const std::string token = page_token_text(4711, 0xabcd1234);
    CHECK(page_token_number(token, 0xabcd1234) == 4711);
    CHECK_FALSE(page_token_number(token, 0xabcd1235));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == '0' ? '1' : '0';
        CAPTURE(changed);
        CHECK_FALSE(page_token_number(changed, 0xabcd1234));
    }
    for (const std::string text : {"", "17", "p1.", "c1.00000000000000000000", "now"})
        CHECK_FALSE(page_token_number(text, 0));
    CHECK_FALSE(page_token_number(page_token_text(0, 7), 7));
    CHECK_FALSE(page_token_number(page_token_text(-5, 7), 7));
}

TEST_CASE("a search is checked field by field") {
    const auto filter = [](auto change) {
        return [change](Search& r) { change(*r.mutable_filter()); };
    };
    const std::vector<Example<Search>> examples{
        {"nothing given",              [](Search&) {},                                                         ""             },
        {"page of 200",                [](Search& r) { r.set_page_size(200); },                                ""             },
        {"page of 201",                [](Search& r) { r.set_page_size(201); },                                "page_size"    },
        {"page of -1",                 [](Search& r) { r.set_page_size(-1); },                                 "page_size"    },
        {"foreign token",              [](Search& r) { r.set_page_token("17"); },                              "page_token"   },
        {"number that is none",        filter([](auto& f) { f.set_number("7KQ2"); }),                          "filter.number"},
        {"external id with a space",   filter([](auto& f) { f.set_external_id("a b"); }),
         "filter.external_id"                                                                                                 },
        {"whatever e-mail",            filter([](auto& f) { f.set_email("ada"); }),                            ""             },
        {"long e-mail",                filter([](auto& f) { f.set_email(std::string(255, 'a')); }),
         "filter.email"                                                                                                       },
        {"phone",                      filter([](auto& f) { f.set_phone("+33123456789"); }),                   ""             },
        {"four digits",                filter([](auto& f) { f.set_phone("6789"); }),                           ""             },
        {"three digits",               filter([](auto& f) { f.set_phone("678"); }),                            "filter.phone" },
        {"phone with spaces",          filter([](auto& f) { f.set_phone("+33 1 23 45"); }),                    "filter.phone" },
        {"long name",                  filter([](auto& f) { f.set_name(std::string(201, 'a')); }),             "filter.name"  },
        {"name with a line break",     filter([](auto& f) { f.set_name("a\nb"); }),                            "filter.name"  },
        {"SKU with a space",           filter([](auto& f) { f.set_sku("a b"); }),                              "filter.sku"   },
        {"unknown status",             filter([](auto& f) { f.set_status(static_cast<v1::OrderStatus>(9)); }),
         "filter.status"                                                                                                      },
        {"unknown fulfillment status",
         filter([](auto& f) { f.set_fulfillment_status(static_cast<v1::FulfillmentStatus>(-1)); }),
         "filter.fulfillment_status"                                                                                          },
        {"channel with a slash",       filter([](auto& f) { f.set_channel_id("a/b"); }),
         "filter.channel_id"                                                                                                  },
        {"location with a space",      filter([](auto& f) { f.set_location_id("a b"); }),
         "filter.location_id"                                                                                                 },
        {"time before 2000",           filter([](auto& f) { f.mutable_created_from()->set_seconds(1); }),
         "filter.created_from"                                                                                                },
        {"time after 2199",
         filter([](auto& f) { f.mutable_created_before()->set_seconds(7'258'118'400); }),
         "filter.created_before"                                                                                              },
    };
    for (const auto& example : examples) {
        CAPTURE(example.title);
        Search request;
        example.change(request);
        CHECK(refused(search_request(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
    Search wrong;
    wrong.set_page_size(-1);
    wrong.set_page_token("x");
    wrong.mutable_filter()->set_phone("x");
    CHECK(refused(search_request(wrong)) ==
          std::vector<std::string>{"filter.phone", "page_size", "page_token"});
}

TEST_CASE("every field of a search reaches the domain") {
    Search request;
    const std::string number = make_order_number(7, 0).str();
    auto& filter = *request.mutable_filter();
    filter.set_number(number.substr(0, 4) + "-" + number.substr(4));
    filter.set_external_id("W-1");
    filter.set_email("ada@example.com");
    filter.set_phone("6789");
    filter.set_name("Ada");
    filter.set_sku("TEE");
    filter.set_status(v1::ORDER_STATUS_CANCELED);
    filter.set_fulfillment_status(v1::FULFILLMENT_STATUS_FULFILLED);
    filter.set_channel_id("web");
    filter.set_location_id("S1");
    filter.mutable_created_from()->set_seconds(1'000'000'000);
    filter.mutable_created_before()->set_seconds(2'000'000'000);
    const auto first = search_request(request);
    REQUIRE(first);
    const OrderSearch& search = first->search;
    CHECK(search.number->str() == number);
    CHECK(search.external_id->str() == "W-1");
    CHECK(search.email == "ada@example.com");
    CHECK(search.phone == "6789");
    CHECK(search.name == "Ada");
    CHECK(search.sku->str() == "TEE");
    CHECK(search.status == OrderStatus::canceled);
    CHECK(search.fulfillment_status == FulfillmentStatus::fulfilled);
    CHECK(search.channel_id->str() == "web");
    CHECK(search.location_id->str() == "S1");
    CHECK(to_unix_micros(*search.created_from) == 1'000'000'000'000'000);
    CHECK(to_unix_micros(*search.created_before) == 2'000'000'000'000'000);
    CHECK(search.limit == 50);

    OrderSearchPage page;
    page.next_no = 42;
    v1::SearchOrdersResponse reply;
    REQUIRE(reply.ParseFromString(search_reply(page, first->filter_mark)));
    request.set_page_token(reply.next_page_token());
    request.set_page_size(3);
    CHECK(search_request(request)->search.from_no == 42);
    filter.set_name("Zoe");
    CHECK(refused(search_request(request)) == std::vector<std::string>{"page_token"});
    page.next_no = 0;
    REQUIRE(reply.ParseFromString(search_reply(page, first->filter_mark)));
    CHECK(reply.next_page_token().empty());
}
