// Finding orders: what finds them, scopes, pages.
#include <functional>

#include <fmt/format.h>
#include <sqlite3.h>

#include "tests/storage/order_searching.hpp"

using namespace oms;
using namespace oms::testing;

TEST_CASE("an order is found by each thing known of it, as soon as it is placed") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    shop.receive("JEAN", "S1", 5);
    const auto answer = shop.place(
        request_of(OrderRequestBuilder{}.external("W-1").line("TEE", 1).pickup("JEAN", 1, "S1"),
                   {"Zoé O'Brien-Martin", "Zoe@Example.com", "+33612345678"}));
    REQUIRE(answer);
    REQUIRE(shop.place(request_of(OrderRequestBuilder{}.external("W-2").line("TEE", 1),
                                  {"Ada Petit", "ada@example.com", "+33611110000"})));
    const Order order = shop.order(*answer);
    struct Example {
        const char* what;
        std::function<void(OrderSearch&)> set;
        Ids ids;
    };
    const Ids first{"W-1"};
    const Ids both{"W-2", "W-1"};
    const std::vector<Example> examples{
        {"everything",           [](OrderSearch&) {},                                                         both   },
        {"number",               [&](OrderSearch& s) { s.number = order.number; },                            first  },
        {"external id",          [](OrderSearch& s) { s.external_id = ExternalId::trusted("W-1"); },          first  },
        {"e-mail",               [](OrderSearch& s) { s.email = "zoe@example.COM"; },                         first  },
        {"part of an e-mail",    [](OrderSearch& s) { s.email = "zoe"; },                                     {}     },
        {"phone",                [](OrderSearch& s) { s.phone = "+33612345678"; },                            first  },
        {"last four",            [](OrderSearch& s) { s.phone = "5678"; },                                    first  },
        {"other four",           [](OrderSearch& s) { s.phone = "1234"; },                                    {}     },
        {"name",                 [](OrderSearch& s) { s.name = "obrien ZOE"; },                               first  },
        {"six words",            [](OrderSearch& s) { s.name = "zoe o brien martin obrien obrienmartin"; },
         first                                                                                                       },
        {"six words, one wrong",
         [](OrderSearch& s) { s.name = "zoe o brien martin obrien x"; },
         {}                                                                                                          },
        {"SKU of both",          [](OrderSearch& s) { s.sku = Sku::trusted("TEE"); },                         both   },
        {"SKU of one",           [](OrderSearch& s) { s.sku = Sku::trusted("JEAN"); },                        first  },
        {"location",             [](OrderSearch& s) { s.location_id = LocationId::trusted("S1"); },           first  },
        {"status",               [](OrderSearch& s) { s.status = OrderStatus::placed; },                      both   },
        {"other status",         [](OrderSearch& s) { s.status = OrderStatus::canceled; },                    {}     },
        {"fulfillment",          [](OrderSearch& s) { s.fulfillment_status = FulfillmentStatus::allocated; },
         both                                                                                                        },
        {"channel",              [](OrderSearch& s) { s.channel_id = ChannelId::trusted("web"); },            both   },
        {"no such channel",      [](OrderSearch& s) { s.channel_id = ChannelId::trusted("app"); },            {}     },
        {"two that fit",
         [](OrderSearch& s) {
             s.sku = Sku::trusted("TEE");
             s.phone = "0000";
         },                                                                                                   {"W-2"}},
        {"two that do not",
         [](OrderSearch& s) {
             s.sku = Sku::trusted("JEAN");
             s.phone = "0000";
         },                                                                                                   {}     },
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.what));
        OrderSearch search;
        example.set(search);
        CHECK(found(shop, search, admin()) == example.ids);
    }
    OrderSearch search;
    search.number = order.number;
    const OrderSearchPage page = page_of(shop, search, admin());
    CHECK(page.orders.at(0) == OrderSummary{order.order_id, order.number, order.channel_id,
                                            order.external_id, OrderStatus::placed,
                                            FulfillmentStatus::allocated, order.create_time,
                                            order.totals.total, "Zoé O'Brien-Martin"});
}

TEST_CASE("a canceled order is found by its new status, and no more by the old one") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    const auto answer = shop.place(OrderRequestBuilder{}.line("TEE", 1).build());
    REQUIRE(answer);
    REQUIRE(shop.cancel(shop.order(*answer).order_id));
    OrderSearch search;
    search.status = OrderStatus::canceled;
    CHECK(found(shop, search, admin()) == Ids{"W-1"});
    search.fulfillment_status = FulfillmentStatus::canceled;
    CHECK(found(shop, search, admin()) == Ids{"W-1"});
    const OrderSummary shown = page_of(shop, search, admin()).orders.at(0);
    CHECK(shown.status == OrderStatus::canceled);
    CHECK(shown.fulfillment_status == FulfillmentStatus::canceled);
    search.status = OrderStatus::placed;
    CHECK(found(shop, search, admin()).empty());
    CHECK(shop.verify().empty());
}

namespace {

// What an edit does to the index: another SKU and place, and a recipient more.
class Reroute final : public Command {
public:
    Reroute(Header header, OrderId id) : Command(std::move(header)), id_(std::move(id)) {}
    void name_keys(KeySet& keys) const override { keys.orders.push_back(id_); }
    Result<std::string> run(UnitOfWork& unit) override {
        Order order = *unit.orders.find(id_);
        order.lines.at(0).sku = Sku::trusted("JEAN");
        order.lines.at(0).pickup_location = LocationId::trusted("S9");
        PersonalRecord record;
        record.personal_id = unit.ids().next<PersonalId>("per");
        record.order_id = id_;
        record.kind = PersonalKind::ship_to;
        record.address.recipient = "Grace Neighbor";
        unit.add(std::move(record));
        unit.record({AggregateType::order, id_.str()}, order.head, order.channel_id,
                    locations_of(order), OrderUnitsCanceled{CancelReason::other, {}, {}});
        unit.orders.put(id_, std::move(order));
        return std::string();
    }

private:
    OrderId id_;
};

}  // namespace

TEST_CASE("an order that was moved is found by its new places and people, not by its old places") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    const auto first = shop.place(OrderRequestBuilder{}.external("W-1").line("TEE", 1).build());
    REQUIRE(first);
    REQUIRE(shop.place(OrderRequestBuilder{}.external("W-2").line("TEE", 1).build()));
    REQUIRE(shop.run(std::make_unique<Reroute>(shop.header(), shop.order(*first).order_id)));
    const auto by_sku = [&](const char* sku) {
        OrderSearch search;
        search.sku = Sku::trusted(sku);
        return found(shop, search, admin());
    };
    CHECK(by_sku("TEE") == Ids{"W-2"});
    CHECK(by_sku("JEAN") == Ids{"W-1"});
    CHECK(found(shop, {}, clerk({LocationId::trusted("S9")})) == Ids{"W-1"});
    CHECK(found(shop, {}, clerk({LocationId::trusted("W1")})) == Ids{"W-2", "W-1"});
    OrderSearch search;
    for (const char* name : {"grace", "example"}) {
        search.name = name;
        search.external_id = ExternalId::trusted("W-1");
        CHECK(found(shop, search, admin()) == Ids{"W-1"});
    }
    CHECK(page_of(shop, search, admin()).orders.at(0).customer_name == "Ada Example");
}

TEST_CASE("a list names the contact, else the recipient, else nobody") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    const auto shown = [&](const char* id, const char* contact, const char* recipient) {
        auto request = request_of(OrderRequestBuilder{}.external(id).line("TEE", 1),
                                  {contact, "ada@example.com", "+33612345678"});
        request.ship_to->recipient = recipient;
        REQUIRE(shop.place(std::move(request)));
        OrderSearch search;
        search.external_id = ExternalId::trusted(id);
        return page_of(shop, search, admin()).orders.at(0).customer_name;
    };
    CHECK(shown("W-1", "Ada Petit", "Zoé Martin") == "Ada Petit");
    CHECK(shown("W-2", "", "Zoé Martin") == "Zoé Martin");
    CHECK(shown("W-3", "", "").empty());
}

TEST_CASE("times of creation bound a search exactly") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 50);
    for (int i = 0; i < 9; ++i) {
        const auto id = fmt::format("W-{}", i);
        REQUIRE(shop.place(OrderRequestBuilder{}.external(id).line("TEE", 1).build()));
        if (i % 3 == 2) shop.clock.advance(std::chrono::minutes{1});
    }
    const auto between = [&](std::optional<Timestamp> from, std::optional<Timestamp> before) {
        OrderSearch search;
        search.created_from = from;
        search.created_before = before;
        search.limit = 2;
        return found(shop, search, admin());
    };
    const Timestamp second = noon + std::chrono::minutes{1};
    const Duration moment{1};
    CHECK(between(second, {}) == Ids{"W-8", "W-7", "W-6", "W-5", "W-4", "W-3"});
    CHECK(between(second + moment, {}) == Ids{"W-8", "W-7", "W-6"});
    CHECK(between({}, second) == Ids{"W-2", "W-1", "W-0"});
    CHECK(between(second, second + moment) == Ids{"W-5", "W-4", "W-3"});
    CHECK(between(second, second).empty());
    CHECK(between(noon + std::chrono::hours{1}, {}).empty());
    CHECK(between({}, noon).empty());
}

TEST_CASE("what is outside an actor's scope is not found, as if it were not there") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.create(channel("app"));
    shop.receive("TEE", "W1", 5);
    shop.receive("JEAN", "S1", 5);
    REQUIRE(shop.place(OrderRequestBuilder{}.external("W-1").line("TEE", 1).build()));
    REQUIRE(shop.place(OrderRequestBuilder{}.in("app").external("A-1").line("JEAN", 1).build()));
    const Actor web = seller({ChannelId::trusted("web")});
    const Actor store = clerk({LocationId::trusted("S1")});
    OrderSearch search;
    CHECK(found(shop, search, admin()) == Ids{"A-1", "W-1"});
    CHECK(found(shop, search, web) == Ids{"W-1"});
    CHECK(found(shop, search, store) == Ids{"A-1"});
    CHECK(found(shop, search, clerk({})).empty());
    CHECK(found(shop, search, seller({ChannelId::trusted("none")})).empty());
    Actor any_store = clerk({});
    any_store.locations = ScopeSet<LocationId>::all();
    CHECK(found(shop, search, any_store) == Ids{"A-1", "W-1"});

    // A scope of many is held as well, with criteria and without.
    std::vector<ChannelId> many_channels{ChannelId::trusted("web")};
    std::vector<LocationId> many_locations{LocationId::trusted("S1")};
    for (int i = 0; i < 6; ++i) {
        many_channels.push_back(ChannelId::trusted(fmt::format("other{}", i)));
        many_locations.push_back(LocationId::trusted(fmt::format("other{}", i)));
    }
    for (const auto& [actor, id] :
         {std::pair(seller(many_channels), "W-1"), std::pair(clerk(many_locations), "A-1")}) {
        CHECK(found(shop, {}, actor) == Ids{id});
        for (const char* wanted : {"W-1", "A-1"}) {
            OrderSearch by_id;
            by_id.external_id = ExternalId::trusted(wanted);
            CHECK(found(shop, by_id, actor) == (wanted == std::string(id) ? Ids{id} : Ids{}));
        }
    }

    // Asking for it by what is known of it does not help.
    search.external_id = ExternalId::trusted("A-1");
    CHECK(found(shop, search, web).empty());
    CHECK(page_of(shop, search, web).next_no == 0);
    search.channel_id = ChannelId::trusted("app");
    CHECK(found(shop, search, web).empty());
    CHECK(found(shop, search, store) == Ids{"A-1"});
    search = {};
    search.location_id = LocationId::trusted("S1");
    CHECK(found(shop, search, web).empty());
    CHECK(found(shop, search, store) == Ids{"A-1"});
}

TEST_CASE("only those who see personal data may search by it or are shown names") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 5);
    REQUIRE(shop.place(OrderRequestBuilder{}.line("TEE", 1).build()));
    const Actor store = clerk({LocationId::trusted("W1")});
    for (const auto& set : std::vector<std::function<void(OrderSearch&)>>{
             [](OrderSearch& s) { s.email = "ada@example.com"; },
             [](OrderSearch& s) { s.phone = "6789"; },
             [](OrderSearch& s) { s.name = "ada"; },
         }) {
        OrderSearch search;
        set(search);
        CHECK(refusal(shop, search, store) == Reason::not_permitted);
        CHECK(found(shop, search, seller({ChannelId::trusted("web")})) == Ids{"W-1"});
    }
    CHECK(page_of(shop, {}, store).orders.at(0).customer_name.empty());
    CHECK(page_of(shop, {}, admin()).orders.at(0).customer_name == "Ada Example");
    OrderSearch wordless;
    wordless.name = " - ";
    CHECK(refusal(shop, wordless, admin()) == Reason::malformed_field);
}

TEST_CASE("a page that costs too much comes back short, and the next ones find the rest") {
    StoreFixture shop;
    shop.create(channel("web"));
    shop.receive("TEE", "W1", 1'000'000);
    REQUIRE(shop.place(OrderRequestBuilder{}.external("old").line("TEE", 1).build()));
    // Two criteria that thousands fit and never both: allocated orders, and canceled ones.
    sqlite3* handle = nullptr;
    const std::string file = shop.options.data_dir + "/oms.db";
    shop.store.reset();
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    const char* copies =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
        "INSERT INTO order_summaries SELECT search_no + i, order_id || i, i, channel_id, i, CASE "
        "WHEN i % 2 THEN 'canceled' ELSE status END, fulfillment_status, create_time_us, total, "
        "currency FROM order_summaries, n";
    const char* split =
        "UPDATE order_summaries SET fulfillment_status = 'canceled' WHERE status <> 'canceled' AND "
        "external_id <> 'old'; UPDATE order_summaries SET status = 'canceled' WHERE external_id = "
        "'old'";
    REQUIRE(sqlite3_exec(handle, copies, nullptr, nullptr, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle, split, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
    shop.reopen();
    OrderSearch search;
    search.status = OrderStatus::canceled;
    search.fulfillment_status = FulfillmentStatus::allocated;
    search.sku = Sku::trusted("TEE");  // only the old one is indexed
    CHECK(found(shop, search, admin()) == Ids{"old"});
    search.sku.reset();
    search.status = OrderStatus::placed;
    const OrderSearchPage page = page_of(shop, search, admin());
    CHECK(page.orders.empty());
    CHECK(page.next_no > 0);
    CHECK(found(shop, search, admin()).empty());
}
