#include <random>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/util/message_differencer.h>
#include <rapidcheck.h>

#include "services/routing/described_message.hpp"
#include "services/routing/rules_wire.hpp"
#include "services/routing/setup_maker.hpp"
#include "tests/services/wire/support.hpp"
#include "tests/support/f0_network.hpp"

namespace oms::routing {
namespace {

using fulfillment::RulesDocument;
using google::protobuf::Descriptor;
using google::protobuf::util::MessageDifferencer;
using tests::Example;

// An archive that gives every field a value.
class RandomFill {
public:
    explicit RandomFill(std::uint64_t seed) : random_(seed) {}
    template <class T>
    void field(const char*, T& value) {
        fill(value);
    }
    template <class T>
    void optional_field(const char*, T& value) {
        fill(value);
    }

private:
    std::int64_t number(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }
    void fill(std::int64_t& value) { value = number(-5, 1'000'000'000'000); }
    void fill(std::int32_t& value) { value = static_cast<std::int32_t>(number(0, 1'000)); }
    void fill(bool& value) { value = number(0, 1) == 1; }
    void fill(std::chrono::minutes& value) { value = std::chrono::minutes{number(0, 100'000)}; }
    void fill(Timestamp& value) {
        value = from_unix_micros(number(1'000'000'000, 4'000'000'000) * 1'000'000 + 7);
    }
    void fill(fulfillment::LocalDate& value) {
        value = fulfillment::LocalDate{std::chrono::days{number(0, 40'000)}};
    }
    void fill(std::string& value) {
        value.clear();
        for (std::int64_t left = number(3, 9); left > 0; --left)
            value += static_cast<char>('A' + number(0, 25));
    }
    template <class Tag>
    void fill(Id<Tag>& value) {
        std::string text;
        fill(text);
        value = Id<Tag>::trusted(text);
    }
    template <TextEnum E>
    void fill(E& value) {
        value = static_cast<E>(number(0, static_cast<std::int64_t>(EnumText<E>::names.size()) - 1));
    }
    void fill(wire::WeekdayFlags& days) {
        for (bool& day : days)
            fill(day);
        days[0] = true;  // none at all is not said
    }
    template <class T>
    void fill(std::optional<T>& value) {
        value.reset();
        if (number(0, 1) == 1) fill(value.emplace());
    }
    template <class T>
    void fill(std::vector<T>& list) {
        list.resize(static_cast<std::size_t>(number(0, 3)));
        for (T& value : list)
            fill(value);
    }
    template <class T>
    requires wire::is_described<T>
    void fill(T& value) { describe(*this, value); }

    std::mt19937_64 random_;
};

// An archive that looks for every field in a message type, and the other way round.
class SameFields {
public:
    explicit SameFields(const Descriptor& message) : message_(message) {}
    template <class T>
    void field(const char* name, T&) {
        see<T>(name);
    }
    template <class T>
    void optional_field(const char* name, T&) {
        see<T>(name);
    }
    template <class T>
    static void check(const Descriptor& message) {
        INFO(message.full_name());
        T value{};
        SameFields fields(message);
        describe(fields, value);
        CHECK(static_cast<int>(fields.seen_.size()) == message.field_count());
    }

private:
    template <class T>
    struct Inner {
        using type = T;
    };
    template <class T>
    struct Inner<std::vector<T>> {
        using type = T;
    };
    template <class T>
    struct Inner<std::optional<T>> {
        using type = T;
    };
    template <class T>
    void see(const char* name) {
        INFO(name);
        const auto* const field = message_.FindFieldByName(name);
        REQUIRE(field != nullptr);
        CHECK(seen_.insert(name).second);
        using Value = typename Inner<T>::type;
        if constexpr (wire::is_described<Value>) check<Value>(*field->message_type());
    }
    const Descriptor& message_;
    std::set<std::string> seen_;
};

RulesDocument reference() {
    const testing::F0 f0;
    return {"EUR",
            f0.network_draft.settings,
            f0.network_draft.shuttles,
            f0.network_draft.carriers,
            f0.rule_draft.profiles,
            f0.rule_draft.stock};
}

v1::CreateRulesRequest good_request() {
    v1::CreateRulesRequest request;
    request.set_request_id("r-1");
    request.set_comment("Spring");
    encode(reference(), *request.mutable_rules());
    return request;
}

// The paths of everything that is wrong with a draft, as the caller is told; sorted.
std::vector<std::string> problems_of(const v1::CreateRulesRequest& request) {
    const auto draft = draft_request(request);
    if (!draft) return tests::refused(draft);
    SetupMaker maker(nullptr);
    const auto made = maker.make(1, draft->document, testing::F0().network_draft.locations);
    if (made) return {"accepted"};
    std::vector<std::string> paths;
    for (const FieldViolation& one : in_request(made.error().fields))
        paths.push_back(one.field);
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

TEST_CASE("the fields of the rules are those of their message, all of them") {
    SameFields::check<RulesDocument>(*v1::RoutingRules::descriptor());
}

TEST_CASE("any document comes back from the wire and from its stored form as it was") {
    CHECK(rc::check([](std::uint64_t seed) {
        RulesDocument document;
        RandomFill fill(seed);
        describe(fill, document);
        v1::RoutingRules message;
        encode(document, message);
        wire::FieldCheck check;
        RC_ASSERT(document_of(check, message) == document);
        RC_ASSERT(check.ok());
        RC_ASSERT(document_of_body(body_of(document)).value() == document);
    }));
}

TEST_CASE("what a document leaves out means the same as the defaults written out") {
    v1::RoutingRules bare;
    bare.set_currency_code("EUR");
    bare.add_profiles()->set_name("all");
    bare.add_shuttles()->set_shuttle_id("night");
    bare.mutable_shuttles(0)->set_from("W1");
    auto& service = *bare.mutable_carriers()->add_services();
    service.set_service_id("parcel");
    service.add_tariffs()->set_zone("all");
    wire::FieldCheck check;
    const RulesDocument document = document_of(check, bare);
    REQUIRE(check.ok());
    CHECK(document.profiles[0].costs.unfilled_per_unit == 100'000);
    CHECK(document.profiles[0].split.lines == fulfillment::LineSplit::when_needed);
    CHECK(document.profiles[0].split.max_parcels == 5);
    CHECK(document.profiles[0].expansion_budget == 200'000);
    CHECK(document.shuttles[0].arrives_after_days == 1);
    CHECK(document.carriers.services[0].arrives_by_minute == 1'200);
    CHECK(document.carriers.services[0].tariffs[0].transit_days == 1);
    CHECK(document.carriers.services[0].collects == fulfillment::WorkingDays{});
    v1::RoutingRules full;
    encode(document, full);
    CHECK(full.profiles(0).costs().unfilled_per_unit() == 100'000);
    CHECK(full.profiles(0).split().lines() == v1::LINE_SPLIT_WHEN_NEEDED);
    CHECK(full.carriers().services(0).collects().weekdays_size() == 5);
    CHECK_FALSE(full.profiles(0).has_match());
    CHECK(document_of(check, full) == document);
    // A default given as 0 is 0.
    bare.mutable_shuttles(0)->set_arrives_after_days(0);
    CHECK(document_of(check, bare).shuttles[0].arrives_after_days == 0);
}

TEST_CASE("postal prefixes are written as people write them") {
    v1::RoutingRules rules;
    auto& area = *rules.mutable_carriers()->add_regions()->add_areas();
    area.set_country_code("GB");
    area.set_postal_prefix("pa-2");
    wire::FieldCheck check;
    CHECK(document_of(check, rules).carriers.regions[0].areas[0].postal_prefix == "PA2");
}

TEST_CASE("a draft of the reference network is accepted, and says what it is for") {
    CHECK(problems_of(good_request()) == std::vector<std::string>{"accepted"});
    const testing::F0 f0;
    SetupMaker maker(nullptr);
    const auto made = maker.make(7, reference(), f0.network_draft.locations);
    REQUIRE(made);
    CHECK(made->setup->version == 7);
    CHECK(made->setup->rules.version() == 7);
    CHECK(made->setup->network.size() == 5);
    CHECK(made->setup->currency_code == "EUR");
    CHECK(made->setup->centroids == nullptr);
    CHECK(made->set_aside.empty());
}

TEST_CASE("each thing that is wrong with a draft is told by its path") {
    using R = v1::CreateRulesRequest;
    const auto rules = [](R& r) -> v1::RoutingRules& { return *r.mutable_rules(); };
    const auto settings = [&](R & r) -> auto& {
        return *rules(r).mutable_settings(0);
    };
    const auto service = [&](R & r) -> auto& {
        return *rules(r).mutable_carriers()->mutable_services(0);
    };
    const auto profile = [&](R & r) -> auto& {
        return *rules(r).mutable_profiles(0);
    };
    const auto filter = [&](R & r) -> auto& {
        auto& added = *profile(r).add_filters();
        added.set_name(fmt::format("filter {}", profile(r).filters_size()));
        added.set_kind(v1::FILTER_KIND_EXCLUDE);
        return added;
    };
    const auto stock = [&](R & r) -> auto& {
        return *rules(r).mutable_stock(0);
    };
    const Example<R> examples[] = {
        {"no request id",                       [&](R& r) { r.clear_request_id(); },                               "request_id"                                     },
        {"a long comment",                      [&](R& r) { r.set_comment(std::string(501, 'x')); },               "comment"                                        },
        {"a card number",                       [&](R& r) { r.set_comment("4111111111111111"); },                  "comment"                                        },
        {"no currency",                         [&](R& r) { rules(r).clear_currency_code(); },                     "rules.currency_code"                            },
        {"a made-up currency",                  [&](R& r) { rules(r).set_currency_code("EUX"); },
         "rules.currency_code"                                                                                                                                      },
        {"control characters",                  [&](R& r) { profile(r).set_name("a\nb"); },
         "rules.profiles[0].name"                                                                                                                                   },
        {"a long name",                         [&](R& r) { profile(r).set_name(std::string(201, 'x')); },
         "rules.profiles[0].name"                                                                                                                                   },

        {"a location that is none",             [&](R& r) { settings(r).set_location_id("S 9"); },
         "rules.settings[0].location_id"                                                                                                                            },
        {"an unknown location",                 [&](R& r) { settings(r).set_location_id("S9"); },
         "rules.settings[0].location_id"                                                                                                                            },
        {"two settings of one location",
         [&](R& r) { *rules(r).add_settings() = rules(r).settings(0); },
         "rules.settings[5].location_id"                                                                                                                            },
        {"a departure on no day",
         [&](R& r) {
             settings(r).mutable_departures(1)->set_weekday(catalog::v1::WEEKDAY_UNSPECIFIED);
         },                                                                                                        "rules.settings[0].departures[1].weekday"        },
        {"a departure before its cut-off",
         [&](R& r) { settings(r).mutable_departures(1)->set_leaves_minute(10); },
         "rules.settings[0].departures[1]"                                                                                                                          },
        {"an unknown service",                  [&](R& r) { settings(r).add_services("pigeon"); },
         "rules.settings[0].services[3]"                                                                                                                            },
        {"a preparation of weeks",
         [&](R& r) { settings(r).set_pickup_preparation_minutes(43'201); },
         "rules.settings[0].pickup_preparation_minutes"                                                                                                             },
        {"a preparation beyond counting",
         [&](R& r) {
             settings(r).set_ship_preparation_minutes(std::numeric_limits<std::int64_t>::max());
         },                                                                                                        "rules.settings[0].ship_preparation_minutes"     },
        {"a price below 0",                     [&](R& r) { settings(r).mutable_transfer()->set_per_line(-1); },
         "rules.settings[0].transfer.per_line"                                                                                                                      },
        {"a capacity below 0",                  [&](R& r) { settings(r).mutable_ship_capacity()->set_limit(-1); },
         "rules.settings[0].ship_capacity.limit"                                                                                                                    },
        {"a capacity of nothing",               [&](R& r) { settings(r).mutable_pickup_capacity(); },
         "rules.settings[0].pickup_capacity.measure"                                                                                                                },

        {"a shuttle from nowhere",              [&](R& r) { rules(r).mutable_shuttles(0)->set_from("W9"); },
         "rules.shuttles[0].from"                                                                                                                                   },
        {"a shuttle to itself",                 [&](R& r) { rules(r).mutable_shuttles(0)->add_to("W1"); },
         "rules.shuttles[0].to[4]"                                                                                                                                  },
        {"a shuttle without a name",
         [&](R& r) { rules(r).mutable_shuttles(0)->clear_shuttle_id(); },
         "rules.shuttles[0].shuttle_id"                                                                                                                             },
        {"a shuttle of a month",
         [&](R& r) { rules(r).mutable_shuttles(0)->set_arrives_after_days(31); },
         "rules.shuttles[0].arrives_after_days"                                                                                                                     },

        {"an area of no country",
         [&](R& r) {
             rules(r).mutable_carriers()->mutable_regions(0)->mutable_areas(1)->set_country_code(
                 "fr");
         },                                                                                                        "rules.carriers.regions[0].areas[1].country_code"},
        {"a zone without a tariff",             [&](R& r) { service(r).mutable_zones(0)->set_zone("moon"); },
         "rules.carriers.services[0].zones[0].zone"                                                                                                                 },
        {"a distance below 0",                  [&](R& r) { service(r).mutable_zones(0)->set_up_to_m(-1); },
         "rules.carriers.services[0].zones[0].up_to_m"                                                                                                              },
        {"a tariff without steps",              [&](R& r) { service(r).mutable_tariffs(0)->clear_steps(); },
         "rules.carriers.services[0].tariffs[0].steps"                                                                                                              },
        {"a step that costs too much",
         [&](R& r) { service(r).mutable_tariffs(0)->mutable_steps(0)->set_price(100'000'001); },
         "rules.carriers.services[0].tariffs[0].steps[0].price"                                                                                                     },
        {"carbon below 0",                      [&](R& r) { service(r).mutable_carbon()->set_g_per_parcel(-1); },
         "rules.carriers.services[0].carbon.g_per_parcel"                                                                                                           },
        {"a surcharge below 0",                 [&](R& r) { service(r).add_surcharges()->set_price(-1); },
         "rules.carriers.services[0].surcharges[0].price"                                                                                                           },
        {"a class that is none",
         [&](R& r) { service(r).add_refused_classes(catalog::v1::HANDLING_CLASS_UNSPECIFIED); },
         "rules.carriers.services[0].refused_classes[0]"                                                                                                            },
        {"a holiday that does not exist",
         [&](R& r) { service(r).mutable_collects()->add_holidays("2026-02-30"); },
         "rules.carriers.services[0].collects.holidays[0]"                                                                                                          },
        {"holidays out of order",
         [&](R& r) {
             service(r).mutable_delivers()->add_holidays("2026-12-25");
             service(r).mutable_delivers()->add_holidays("2026-05-01");
         },                                                                                                        "rules.carriers.services[0].delivers.holidays"   },
        {"a slot that ends before it begins",
         [&](R& r) {
             rules(r).mutable_carriers()->mutable_services(3)->mutable_slots(1)->set_until_minute(
                 60);
         },                                                                                                        "rules.carriers.services[3].slots[1]"            },
        {"an oversize below 0",
         [&](R& r) { rules(r).mutable_carriers()->mutable_oversize()->set_price_per_unit(-1); },
         "rules.carriers.oversize.price_per_unit"                                                                                                                   },

        {"endless lists",
         [&](R& r) {
             for (int i = 0; i < 10'001; ++i)
                 rules(r).add_stock();
         },                                                                                                        "rules.stock"                                    },
        {"more than can be read again",
         [&](R& r) {
             for (int i = 0; i < 9'000; ++i) {
                 settings(r).add_groups(fmt::format("{:0>199}", i));
                 stock(r).add_item_tags(fmt::format("{:0>199}", i));
             }
         },                                                                                                        "rules"                                          },
        {"no profile",                          [&](R& r) { rules(r).clear_profiles(); },                          "rules.profiles"                                 },
        {"no profile for every order",          [&](R& r) { profile(r).mutable_match()->add_tags("vip"); },
         "rules.profiles"                                                                                                                                           },
        {"a profile never reached",
         [&](R& r) {
             *rules(r).add_profiles() = rules(r).profiles(0);
             rules(r).mutable_profiles(1)->set_name("second");
         },                                                                                                        "rules.profiles[1]"                              },
        {"a method that is none",
         [&](R& r) {
             *rules(r).add_profiles() = rules(r).profiles(0);
             profile(r).mutable_match()->add_methods(v1::METHOD_UNSPECIFIED);
         },                                                                                                        "rules.profiles[0].match.methods[0]"             },
        {"a market that is none",
         [&](R& r) {
             auto last = rules(r).profiles(0);
             last.set_name("last");
             profile(r).mutable_match()->add_markets("France");
             *rules(r).add_profiles() = last;
         },                                                                                                        "rules.profiles[0].match.markets[0]"             },
        {"a filter of no kind",                 [&](R& r) { filter(r).clear_kind(); },
         "rules.profiles[0].filters[0].kind"                                                                                                                        },
        {"a kind of tomorrow",                  [&](R& r) { filter(r).set_kind(static_cast<v1::FilterKind>(9)); },
         "rules.profiles[0].filters[0].kind"                                                                                                                        },
        {"a filter without a name",             [&](R& r) { filter(r).clear_name(); },
         "rules.profiles[0].filters[0].name"                                                                                                                        },
        {"a distance for another kind",
         [&](R& r) {
             filter(r);
             filter(r).set_max_distance_m(5);
         },                                                                                                        "rules.profiles[0].filters[1].max_distance_m"    },
        {"a filter of an unknown location",
         [&](R& r) { filter(r).mutable_locations()->add_locations("S9"); },
         "rules.profiles[0].filters[0].locations.locations[0]"                                                                                                      },
        {"a filter of an unknown group",
         [&](R& r) { filter(r).mutable_locations()->add_groups("outlets"); },
         "rules.profiles[0].filters[0].locations.groups[0]"                                                                                                         },
        {"a filter that ends before it begins",
         [&](R& r) {
             auto& added = filter(r);
             added.mutable_from()->set_seconds(1'800'000'000);
             added.mutable_until()->set_seconds(1'700'000'000);
         },                                                                                                        "rules.profiles[0].filters[0].until"             },
        {"a filter of another century",         [&](R& r) { filter(r).mutable_from()->set_seconds(5); },
         "rules.profiles[0].filters[0].from"                                                                                                                        },
        {"a penalty below 0",                   [&](R& r) { filter(r).set_penalty(-1); },
         "rules.profiles[0].filters[0].penalty"                                                                                                                     },
        {"a high price of being late",
         [&](R& r) { profile(r).mutable_costs()->set_late_per_day(100'001); },
         "rules.profiles[0].costs.late_per_day"                                                                                                                     },
        {"stock-out steps out of order",
         [&](R& r) {
             profile(r).mutable_costs()->add_stock_out()->set_units_left(3);
             profile(r).mutable_costs()->add_stock_out()->set_units_left(2);
         },                                                                                                        "rules.profiles[0].costs.stock_out[1].units_left"},
        {"no parcels",                          [&](R& r) { profile(r).mutable_split()->set_max_parcels(0); },
         "rules.profiles[0].split.max_parcels"                                                                                                                      },
        {"no search",                           [&](R& r) { profile(r).set_expansion_budget(0); },
         "rules.profiles[0].expansion_budget"                                                                                                                       },

        {"a stock rule without a name",         [&](R& r) { stock(r).clear_name(); },
         "rules.stock[0].name"                                                                                                                                      },
        {"a safety stock below 0",              [&](R& r) { stock(r).set_safety_stock(-1); },
         "rules.stock[0].safety_stock"                                                                                                                              },
        {"too much protected",                  [&](R& r) { stock(r).set_protected_quantity(1'000'000'001); },
         "rules.stock[0].protected_quantity"                                                                                                                        },
        {"a SKU that is none",                  [&](R& r) { stock(r).add_skus("a b"); },                           "rules.stock[0].skus[0]"                         },
        {"a channel that is none",              [&](R& r) { stock(r).add_channels(""); },
         "rules.stock[0].channels[0]"                                                                                                                               },
    };
    for (const auto& example : examples) {
        INFO(std::string(example.title));
        v1::CreateRulesRequest request = good_request();
        example.change(request);
        CHECK(problems_of(request) == std::vector<std::string>{example.field});
    }
}

TEST_CASE("everything that is wrong with a draft is told at once, also when the network is wrong") {
    v1::CreateRulesRequest request = good_request();
    v1::RoutingRules& rules = *request.mutable_rules();
    rules.set_currency_code("euro");
    rules.mutable_settings(0)->set_location_id("S9");
    rules.mutable_stock(0)->set_safety_stock(-1);
    // The group of a location that is there is known, one of a location that is not is not.
    rules.mutable_settings(0)->add_groups("lost");
    rules.mutable_stock(0)->mutable_locations()->add_groups("stores");
    rules.mutable_stock(0)->mutable_locations()->add_groups("lost");
    CHECK(problems_of(request) == std::vector<std::string>{"rules.currency_code",
                                                           "rules.settings[0].location_id",
                                                           "rules.stock[0].locations.groups[1]",
                                                           "rules.stock[0].safety_stock"});
}

TEST_CASE("a dry run gets what cannot be read as an answer, but not what is wrong beside it") {
    v1::CreateRulesRequest request = good_request();
    request.set_validate_only(true);
    request.mutable_rules()->mutable_settings(0)->set_location_id("S 9");
    const auto draft = draft_request(request);
    REQUIRE(draft);
    REQUIRE(draft->problems.size() == 1);
    CHECK(draft->problems[0].field == "rules.settings[0].location_id");
    request.clear_request_id();
    CHECK(tests::refused(draft_request(request)) ==
          std::vector<std::string>{"request_id", "rules.settings[0].location_id"});
    request = good_request();
    request.clear_rules();
    CHECK(tests::refused(draft_request(request)) == std::vector<std::string>{"rules"});
}

TEST_CASE("publications, pages and versions are checked") {
    v1::PublishRulesRequest publish;
    publish.set_request_id("r-1");
    publish.set_version(3);
    CHECK_FALSE(publication(publish)->expected);
    publish.set_etag("p0");
    CHECK(publication(publish)->expected == 0);
    publish.set_etag("p17");
    CHECK(publication(publish)->expected == 17);
    for (const char* etag : {"p", "p-1", "p01", "v3", "p3 ", "P3", "p99999999999999999999"}) {
        publish.set_etag(etag);
        CHECK(tests::refused(publication(publish)) == std::vector<std::string>{"etag"});
    }
    publish.clear_etag();
    publish.set_version(0);
    CHECK(tests::refused(publication(publish)) == std::vector<std::string>{"version"});
    v1::ListRulesRequest list;
    CHECK(rules_page(list)->limit == 50);
    list.set_page_token("p1.12");
    list.set_page_size(200);
    CHECK(rules_page(list)->before == 12);
    list.set_page_size(201);
    for (const char* token : {"p1.0", "p1.", "12", "p1.-3"}) {
        list.set_page_token(token);
        CHECK(tests::refused(rules_page(list)) ==
              std::vector<std::string>{"page_size", "page_token"});
    }
    v1::GetRulesRequest get;
    get.set_version(-1);
    CHECK(tests::refused(wanted_rules(get)) == std::vector<std::string>{"version"});
}

TEST_CASE("a list ends where the next page begins") {
    RulesPage page;
    page.head = {5, 4, 2};
    for (const std::int64_t version : {5, 4, 3}) {
        page.versions.emplace_back().version = version;
    }
    v1::ListRulesResponse reply;
    REQUIRE(reply.ParseFromString(list_rules_reply(page, {0, 2})));
    CHECK(reply.versions_size() == 2);
    CHECK(reply.versions(1).in_force());
    CHECK_FALSE(reply.versions(0).in_force());
    CHECK(reply.next_page_token() == "p1.4");
    CHECK(reply.etag() == "p2");
    REQUIRE(reply.ParseFromString(list_rules_reply(page, {0, 3})));
    CHECK(reply.next_page_token().empty());
}

TEST_CASE("a stored document that cannot be read is a fault of the store") {
    for (const char* body : {"", "{", "[]", R"({"surprise": 1})", R"({"profiles": [{"name": 5}]})",
                             R"({"stock": [{"skus": ["a b"]}]})"}) {
        INFO(body);
        CHECK(document_of_body(body).error().reason == Reason::corrupt_row);
    }
}

}  // namespace oms::routing
