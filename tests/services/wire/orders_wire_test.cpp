#include "services/orders/orders_wire.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/services/wire/orders_requests.hpp"
#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::orders;
using oms::tests::eur;
using oms::tests::Example;
using oms::tests::good_order;
using oms::tests::refused;

namespace {

using Request = v1::PlaceOrderRequest;

std::vector<Example<Request>> head_examples() {
    return {
        {"no request id",                     [](Request& o) { o.clear_request_id(); },                            "request_id"        },
        {"request id of 65 bytes",            [](Request& o) { o.set_request_id(std::string(65, 'r')); },
         "request_id"                                                                                                                  },
        {"request id with a tab",             [](Request& o) { o.set_request_id("a\tb"); },                        "request_id"        },
        {"request id with a space",           [](Request& o) { o.set_request_id("a b"); },                         ""                  },
        {"no channel",                        [](Request& o) { o.clear_channel_id(); },                            "channel_id"        },
        {"channel with a slash",              [](Request& o) { o.set_channel_id("we/b"); },                        "channel_id"        },
        {"no external id",                    [](Request& o) { o.clear_external_id(); },                           "external_id"       },
        {"external id that is a card",        [](Request& o) { o.set_external_id("4111111111111111"); },
         "external_id"                                                                                                                 },
        {"external id of 64 bytes",           [](Request& o) { o.set_external_id(std::string(64, 'x')); },
         ""                                                                                                                            },
        {"external id of 65 bytes",           [](Request& o) { o.set_external_id(std::string(65, 'x')); },
         "external_id"                                                                                                                 },
        {"cart id with a space",              [](Request& o) { o.set_cart_id("a b"); },                            "cart_id"           },
        {"long customer reference",
         [](Request& o) { o.set_customer_reference(std::string(65, 'c')); },                                       "customer_reference"},
        {"customer reference that is a card",
         [](Request& o) { o.set_customer_reference("4111 1111 1111 1111"); },                                      "customer_reference"},
        {"long gift message",                 [](Request& o) { o.set_gift_message(std::string(1'001, 'g')); },
         "gift_message"                                                                                                                },
        {"gift message of two lines",         [](Request& o) { o.set_gift_message("Bon\nanniversaire"); },
         ""                                                                                                                            },
        {"gift message with an escape",       [](Request& o) { o.set_gift_message("\x1b[31m"); },
         "gift_message"                                                                                                                },
        {"long note",                         [](Request& o) { o.set_note(std::string(2'001, 'n')); },             "note"              },
        {"note with a card number",
         [](Request& o) { o.set_note("card 4111 1111 1111 1111 please"); },                                        "note"              },
        {"no expected total",                 [](Request& o) { o.clear_expected_total(); },                        "expected_total"    },
        {"total below 0",                     [](Request& o) { o.mutable_expected_total()->set_minor_units(-1); },
         "expected_total.minor_units"                                                                                                  },
        {"total of no currency",
         [](Request& o) { o.mutable_expected_total()->clear_currency_code(); },
         "expected_total.currency_code"                                                                                                },
        {"total in lower case",
         [](Request& o) { o.mutable_expected_total()->set_currency_code("eur"); },
         "expected_total.currency_code"                                                                                                },
        {"unknown on_shortage",
         [](Request& o) { o.set_on_shortage(static_cast<v1::OnShortage>(9)); },                                    "on_shortage"       },
        {"negative on_shortage",
         [](Request& o) { o.set_on_shortage(static_cast<v1::OnShortage>(-1)); },                                   "on_shortage"       },
        {"no lines",                          [](Request& o) { o.clear_lines(); },                                 "lines"             },
        {"no address",                        [](Request& o) { o.clear_ship_to(); },                               "ship_to"           },
        {"no address, but all collected",
         [](Request& o) {
             o.clear_ship_to();
             o.mutable_lines(0)->mutable_pickup()->set_location_id("S1");
         },                                                                                                        ""                  },
    };
}

std::vector<Example<Request>> people_examples() {
    return {
        {"long name",              [](Request& o) { o.mutable_contact()->set_name(std::string(201, 'n')); },
         "contact.name"                                                                                                                                   },
        {"name with a line break", [](Request& o) { o.mutable_contact()->set_name("A\nB"); },
         "contact.name"                                                                                                                                   },
        {"e-mail without @",       [](Request& o) { o.mutable_contact()->set_email("ada"); },
         "contact.email"                                                                                                                                  },
        {"e-mail with two @",      [](Request& o) { o.mutable_contact()->set_email("a@b@c"); },
         "contact.email"                                                                                                                                  },
        {"local phone",            [](Request& o) { o.mutable_contact()->set_phone("0123456789"); },
         "contact.phone"                                                                                                                                  },
        {"six street lines",
         [](Request& o) {
             for (int i = 0; i < 5; ++i)
                 o.mutable_ship_to()->add_lines("x");
         },                                                                                                      "ship_to.lines"                          },
        {"long street line",
         [](Request& o) { o.mutable_ship_to()->set_lines(0, std::string(201, 'l')); },
         "ship_to.lines[0]"                                                                                                                               },
        {"long recipient",
         [](Request& o) { o.mutable_ship_to()->set_recipient(std::string(201, 'r')); },
         "ship_to.recipient"                                                                                                                              },
        {"long town",              [](Request& o) { o.mutable_ship_to()->set_locality(std::string(101, 't')); },
         "ship_to.locality"                                                                                                                               },
        {"long region",
         [](Request& o) { o.mutable_ship_to()->set_administrative_area(std::string(101, 'a')); },
         "ship_to.administrative_area"                                                                                                                    },
        {"long postal code",
         [](Request& o) { o.mutable_ship_to()->set_postal_code(std::string(21, '1')); },
         "ship_to.postal_code"                                                                                                                            },
        {"country in lower case",  [](Request& o) { o.mutable_ship_to()->set_country_code("fr"); },
         "ship_to.country_code"                                                                                                                           },
        {"no country",             [](Request& o) { o.mutable_ship_to()->clear_country_code(); },
         "ship_to.country_code"                                                                                                                           },
        {"beyond the pole",
         [](Request& o) {
             o.mutable_ship_to()->mutable_position()->set_latitude_microdegrees(90'000'001);
         },                                                                                                      "ship_to.position.latitude_microdegrees" },
        {"beyond the date line",
         [](Request& o) {
             o.mutable_ship_to()->mutable_position()->set_longitude_microdegrees(-180'000'001);
         },                                                                                                      "ship_to.position.longitude_microdegrees"},
    };
}

std::vector<Example<Request>> line_examples() {
    return {
        {"no SKU",                         [](Request& o) { o.mutable_lines(0)->clear_sku(); },              "lines[0].sku"                          },
        {"SKU with a slash",               [](Request& o) { o.mutable_lines(0)->set_sku("TEE/RED"); },       ""                                      },
        {"SKU with a space",               [](Request& o) { o.mutable_lines(0)->set_sku("TEE RED"); },
         "lines[0].sku"                                                                                                                              },
        {"no quantity",                    [](Request& o) { o.mutable_lines(0)->clear_quantity(); },
         "lines[0].quantity"                                                                                                                         },
        {"negative quantity",              [](Request& o) { o.mutable_lines(0)->set_quantity(-1); },
         "lines[0].quantity"                                                                                                                         },
        {"a million and one",              [](Request& o) { o.mutable_lines(0)->set_quantity(1'000'001); },
         "lines[0].quantity"                                                                                                                         },
        {"no price",                       [](Request& o) { o.mutable_lines(0)->clear_unit_price(); },
         "lines[0].unit_price"                                                                                                                       },
        {"negative price",
         [](Request& o) { o.mutable_lines(0)->mutable_unit_price()->set_minor_units(-1); },
         "lines[0].unit_price.minor_units"                                                                                                           },
        {"price beyond all money",
         [](Request& o) {
             o.mutable_lines(0)->mutable_unit_price()->set_minor_units(1'000'000'000'000'001);
         },                                                                                                  "lines[0].unit_price.minor_units"       },
        {"price in an old currency",
         [](Request& o) { o.mutable_lines(0)->mutable_unit_price()->set_currency_code("FRF"); },
         "lines[0].unit_price.currency_code"                                                                                                         },
        {"negative tax",                   [](Request& o) { *o.mutable_lines(0)->mutable_tax() = eur(-1); },
         "lines[0].tax.minor_units"                                                                                                                  },
        {"long tax code",
         [](Request& o) { o.mutable_lines(0)->set_tax_code(std::string(33, 't')); },
         "lines[0].tax_code"                                                                                                                         },
        {"no fulfillment",                 [](Request& o) { o.mutable_lines(0)->clear_fulfillment(); },
         "lines[0].fulfillment"                                                                                                                      },
        {"no service level",
         [](Request& o) { o.mutable_lines(0)->mutable_delivery()->clear_service_level(); },
         "lines[0].delivery.service_level"                                                                                                           },
        {"pickup at any of two",
         [](Request& o) {
             for (const char* id : {"S1", "S2"})
                 o.mutable_lines(0)->mutable_pickup()->add_any_of_location_ids(id);
         },                                                                                                  ""                                      },
        {"pickup at one and any",
         [](Request& o) {
             o.mutable_lines(0)->mutable_pickup()->set_location_id("S1");
             o.mutable_lines(0)->mutable_pickup()->add_any_of_location_ids("S2");
         },                                                                                                  "lines[0].pickup.location_id"           },
        {"pickup at one of a place twice",
         [](Request& o) {
             for (const char* id : {"S1", "S1"})
                 o.mutable_lines(0)->mutable_pickup()->add_any_of_location_ids(id);
         },                                                                                                  "lines[0].pickup.any_of_location_ids[1]"},
        {"pickup at any of 21",
         [](Request& o) {
             for (int i = 0; i < 21; ++i)
                 o.mutable_lines(0)->mutable_pickup()->add_any_of_location_ids(
                     fmt::format("S{}", i));
         },                                                                                                  "lines[0].pickup.any_of_location_ids"   },
        {"pickup nowhere",                 [](Request& o) { o.mutable_lines(0)->mutable_pickup(); },
         "lines[0].pickup.location_id"                                                                                                               },
        {"promised in 1999",
         [](Request& o) { o.mutable_lines(0)->mutable_promised_by()->set_seconds(946'684'799); },
         "lines[0].promised_by"                                                                                                                      },
        {"promised in 2200",
         [](Request& o) { o.mutable_lines(0)->mutable_promised_by()->set_seconds(7'258'118'400); },
         "lines[0].promised_by"                                                                                                                      },
        {"promised at no time",
         [](Request& o) {
             o.mutable_lines(0)->mutable_promised_by()->set_seconds(1'000'000'000);
             o.mutable_lines(0)->mutable_promised_by()->set_nanos(1'000'000'000);
         },                                                                                                  "lines[0].promised_by"                  },
    };
}

std::vector<Example<Request>> money_examples() {
    const auto discount = [](v1::Discount& d, v1::DiscountScope scope, std::int64_t amount) {
        d.set_promotion_id("SPRING");
        d.set_scope(scope);
        *d.mutable_amount() = eur(amount);
    };
    return {
        {"line discount of the order",
         [=](Request& o) {
             discount(*o.mutable_lines(0)->add_discounts(), v1::DISCOUNT_SCOPE_ORDER, 1);
         },                                                                                                "lines[0].discounts[0].scope"},
        {"order discount of no scope",
         [=](Request& o) { discount(*o.add_discounts(), v1::DISCOUNT_SCOPE_UNSPECIFIED, 1); },
         "discounts[0].scope"                                                                                                           },
        {"discount of nothing",
         [=](Request& o) { discount(*o.add_discounts(), v1::DISCOUNT_SCOPE_ORDER, 0); },
         "discounts[0].amount.minor_units"                                                                                              },
        {"discount of no promotion",
         [=](Request& o) {
             discount(*o.add_discounts(), v1::DISCOUNT_SCOPE_ORDER, 1);
             o.mutable_discounts(0)->clear_promotion_id();
         },                                                                                                "discounts[0].promotion_id"  },
        {"unknown on_return",
         [=](Request& o) {
             discount(*o.add_discounts(), v1::DISCOUNT_SCOPE_ORDER, 1);
             o.mutable_discounts(0)->set_on_return(static_cast<v1::OnReturn>(77));
         },                                                                                                "discounts[0].on_return"     },
        {"eleven line discounts",
         [=](Request& o) {
             for (int i = 0; i < 11; ++i)
                 discount(*o.mutable_lines(0)->add_discounts(), v1::DISCOUNT_SCOPE_LINE, 1);
         },                                                                                                "lines[0].discounts"         },
        {"21 charges",
         [](Request& o) {
             for (int i = 0; i < 21; ++i)
                 o.add_charges();
         },                                                                                                "charges"                    },
        {"charge of no type",          [](Request& o) { *o.add_charges()->mutable_amount() = eur(1); },
         "charges[0].type"                                                                                                              },
        {"charge of no amount",        [](Request& o) { o.add_charges()->set_type(v1::CHARGE_TYPE_FEE); },
         "charges[0].amount"                                                                                                            },
        {"tender of no type",          [](Request& o) { *o.add_tenders()->mutable_amount() = eur(1); },
         "tenders[0].type"                                                                                                              },
        {"tender with a card number",
         [](Request& o) {
             o.add_tenders()->set_type("card");
             *o.mutable_tenders(0)->mutable_amount() = eur(1);
             o.mutable_tenders(0)->set_reference("4111-1111-1111-1111");
         },                                                                                                "tenders[0].reference"       },
    };
}

}  // namespace

TEST_CASE("each field of an order is checked, and only what is wrong is refused") {
    for (const auto& examples :
         {head_examples(), people_examples(), line_examples(), money_examples()}) {
        for (const Example<Request>& example : examples) {
            CAPTURE(example.title);
            Request request = good_order();
            example.change(request);
            const std::vector<std::string> expected{example.field.empty() ? "accepted"
                                                                          : example.field};
            CHECK(refused(order_request(request)) == expected);
        }
    }
}

TEST_CASE("everything wrong with an order is told at once") {
    Request request = good_order();
    request.clear_external_id();
    request.mutable_lines(0)->set_quantity(0);
    request.mutable_ship_to()->set_country_code("FRA");
    request.mutable_contact()->set_phone("12");
    const auto result = order_request(request);
    CHECK(refused(result) == std::vector<std::string>{"contact.phone", "external_id",
                                                      "lines[0].quantity", "ship_to.country_code"});
    CHECK(result.error().reason == Reason::malformed_request);
    CHECK(result.error().detail ==
          "external_id: 1 to 64 bytes of printable ASCII without space (4 fields in all)");
}

TEST_CASE("a violation never quotes what a person wrote") {
    Request request = good_order();
    request.mutable_contact()->set_email("secret");
    request.set_note("secret 4111111111111111");
    const auto result = order_request(request);
    REQUIRE_FALSE(result);
    CHECK(result.error().detail.find("secret") == std::string::npos);
    for (const auto& violation : result.error().fields) {
        CHECK(violation.description.find("secret") == std::string::npos);
        CHECK(violation.description.find("4111") == std::string::npos);
    }
}

TEST_CASE("an order has one currency") {
    Request request = good_order();
    request.mutable_lines(0)->mutable_unit_price()->set_currency_code("USD");
    const auto result = order_request(request);
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == Reason::currency_mismatch);

    request = good_order();
    request.add_tenders()->set_type("card");
    *request.mutable_tenders(0)->mutable_amount() = eur(1);
    request.mutable_tenders(0)->mutable_amount()->set_currency_code("GBP");
    CHECK(order_request(request).error().reason == Reason::currency_mismatch);
}

TEST_CASE("an order arrives in the domain as it was sent, priced") {
    const auto result = order_request(good_order());
    REQUIRE(result);
    const oms::Order& draft = result->draft;
    CHECK(draft.channel_id.str() == "web");
    CHECK(draft.external_id.str() == "WEB-1");
    REQUIRE(draft.lines.size() == 1);
    CHECK(draft.lines[0].line_no == 1);
    CHECK(draft.lines[0].quantities.in(UnitState::unallocated) == 3);
    CHECK(draft.lines[0].service_level == "standard");
    REQUIRE(result->priced);
    CHECK(draft.totals.total == result->expected_total);
    CHECK(draft.lines[0].totals.goods.minor_units() == 6000);
    REQUIRE(result->ship_to);
    CHECK(result->ship_to->locality == "Paris");
    CHECK(draft.on_shortage == OnShortage::refuse);
}

TEST_CASE("what does not add up is kept for later, because other refusals come first") {
    Request request = good_order();
    v1::Discount& discount = *request.add_discounts();
    discount.set_promotion_id("ALL");
    discount.set_scope(v1::DISCOUNT_SCOPE_ORDER);
    *discount.mutable_amount() = eur(6001);
    const auto result = order_request(request);
    REQUIRE(result);
    CHECK(result->priced.error().reason == Reason::malformed_request);
}

TEST_CASE("an order may have 2,000 lines and no more") {
    Request request = good_order();
    const v1::OrderLineInput line = request.lines(0);
    while (request.lines_size() < most_lines)
        *request.add_lines() = line;
    CHECK(order_request(request).has_value());
    *request.add_lines() = line;
    CHECK(refused(order_request(request)) == std::vector<std::string>{"lines"});
}

TEST_CASE("an order is limited in its units as a whole") {
    Request request = good_order();
    request.mutable_lines(0)->set_quantity(1'000'000);
    request.mutable_lines(0)->mutable_unit_price()->set_minor_units(0);
    const v1::OrderLineInput line = request.lines(0);
    while (request.lines_size() < 1'001)
        *request.add_lines() = line;
    CHECK(refused(order_request(request)) == std::vector<std::string>{"lines"});
}

TEST_CASE("a cancellation is checked field by field") {
    using Cancel = v1::CancelOrderRequest;
    Cancel good;
    good.set_request_id("c-1");
    good.set_order_id("ord_1");
    good.set_reason(v1::CANCEL_REASON_DUPLICATE);
    const std::vector<Example<Cancel>> examples{
        {"good",                    [](Cancel&) {},                                                    ""                 },
        {"no request id",           [](Cancel& c) { c.clear_request_id(); },                           "request_id"       },
        {"no order",                [](Cancel& c) { c.clear_order_id(); },                             "order_id"         },
        {"no reason",               [](Cancel& c) { c.clear_reason(); },                               "reason"           },
        {"unknown reason",          [](Cancel& c) { c.set_reason(static_cast<v1::CancelReason>(7)); },
         "reason"                                                                                                         },
        {"our etag",                [](Cancel& c) { c.set_etag("v12"); },                              ""                 },
        {"foreign etag",            [](Cancel& c) { c.set_etag("12"); },                               "etag"             },
        {"etag of version 0",       [](Cancel& c) { c.set_etag("v0"); },                               "etag"             },
        {"etag beyond all numbers", [](Cancel& c) { c.set_etag("v99999999999999999999"); },            "etag"             },
        {"line 0",                  [](Cancel& c) { c.add_lines()->set_quantity(1); },                 "lines[0].line_no" },
        {"no units",                [](Cancel& c) { c.add_lines()->set_line_no(1); },                  "lines[0].quantity"},
        {"line named twice",
         [](Cancel& c) {
             for (int i = 0; i < 2; ++i) {
                 c.add_lines()->set_line_no(2);
                 c.mutable_lines(i)->set_quantity(1);
             }
         },                                                                                            "lines[1].line_no" },
        {"long comment",            [](Cancel& c) { c.set_comment(std::string(501, 'c')); },           "comment"          },
    };
    for (const auto& example : examples) {
        CAPTURE(example.title);
        Cancel request = good;
        example.change(request);
        CHECK(refused(cancel_request(request)) ==
              std::vector<std::string>{example.field.empty() ? "accepted" : example.field});
    }
}

TEST_CASE("an order is looked up by one of three keys") {
    v1::GetOrderRequest request;
    CHECK(refused(order_lookup(request)) == std::vector<std::string>{"key"});
    request.set_number("0000000001");
    CHECK(refused(order_lookup(request)) == std::vector<std::string>{"number"});
    const OrderNumber number = make_order_number(7, 0);
    request.set_number(number.str());
    CHECK(std::get<OrderNumber>(*order_lookup(request)) == number);
    request.mutable_external()->set_channel_id("web");
    CHECK(refused(order_lookup(request)) == std::vector<std::string>{"external.external_id"});
    request.set_order_id("ord_1");
    CHECK(std::get<OrderId>(*order_lookup(request)).str() == "ord_1");
}
