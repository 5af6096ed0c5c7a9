#include "fulfillment/rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;

namespace {

OrderTraits order(const char* channel, const char* market, std::vector<std::string> tags = {}) {
    return {ChannelId::trusted(channel), market, Method::delivery, std::move(tags)};
}

Profile named(const char* name) {
    Profile profile;
    profile.name = name;
    return profile;
}

}  // namespace

TEST_CASE("the first profile whose every condition holds is an order's own") {
    F0 f0;
    Profile express = named("marked urgent");
    express.match.tags = {"urgent", "vip"};
    Profile shop = named("German web");
    shop.match.channels = {ChannelId::trusted("web")};
    shop.match.markets = {"DE"};
    Profile collected = named("collected");
    collected.match.methods = {Method::pickup};
    RuleDraft draft{
        7, {express,    shop, collected, named("the rest")},
         {}
    };
    const RuleSet rules = RuleSet::publish(draft, f0.network()).value();
    CHECK(rules.version() == 7);
    CHECK(rules.profile_for(order("web", "DE", {"gift", "vip"})).name == "marked urgent");
    CHECK(rules.profile_for(order("web", "DE")).name == "German web");
    CHECK(rules.profile_for(order("app", "DE")).name == "the rest");
    OrderTraits pickup = order("app", "FR");
    pickup.method = Method::pickup;
    CHECK(rules.profile_for(pickup).name == "collected");
}

TEST_CASE("safety stock and protected units come from the first rule that fits") {
    F0 f0;
    StockRule fragile;
    fragile.name = "coats on the market place";
    fragile.channels = {ChannelId::trusted("market")};
    fragile.skus = {Sku::trusted("COAT")};
    fragile.safety_stock = 2;
    fragile.protected_quantity = 3;
    StockRule tagged;
    tagged.name = "new in Paris";
    tagged.locations.locations = {LocationId::trusted("S1")};
    tagged.item_tags = {"new"};
    tagged.protected_quantity = 4;
    f0.rule_draft.stock.insert(f0.rule_draft.stock.begin(), {fragile, tagged});
    const RuleSet& rules = f0.world().rules;
    const auto kept = [&](const char* channel, std::size_t location, const char* sku,
                          std::vector<std::string> tags = {}) {
        return rules.kept_back(ChannelId::trusted(channel), f0.network().location(location),
                               Sku::trusted(sku), tags);
    };
    CHECK(kept("market", 4, "COAT") == 5);
    CHECK(kept("web", 4, "COAT") == 0);
    CHECK(kept("web", 0, "COAT") == 1);
    CHECK(kept("web", 0, "COAT", {"new"}) == 4);
    CHECK(kept("web", 1, "COAT", {"new"}) == 1);
}

TEST_CASE("the price of an empty shelf falls with what is left") {
    F0 f0;
    CostRules costs;
    costs.stock_out = {
        {0, 60},
        {1, 25},
        {2, 10}
    };
    costs.stock_out_at.types = {LocationType::store};
    const NetworkLocation& store = f0.network().location(0);
    CHECK(stock_out_price(costs, store, 0) == 60);
    CHECK(stock_out_price(costs, store, 1) == 25);
    CHECK(stock_out_price(costs, store, 3) == 0);
    CHECK(stock_out_price(costs, f0.network().location(4), 0) == 0);
}

TEST_CASE("a draft of rules gets all its mistakes back at once") {
    F0 f0;
    Profile bad = named("");
    bad.match.markets = {"France"};
    SourcingFilter distance;
    distance.name = "not far";
    distance.kind = FilterKind::max_distance;
    distance.locations.groups = {"kiosks"};
    SourcingFilter dated = distance;
    dated.kind = FilterKind::exclude;
    dated.locations = {{LocationId::trusted("S9")}, {}, {}};
    dated.max_distance_m = 5;
    dated.from = testing::paris("2026-03-03 10:00");
    dated.until = dated.from;
    dated.penalty = -1;
    bad.filters = {distance, dated};
    bad.costs.late_per_day = -5;
    bad.costs.stock_out = {
        {1, 10},
        {1, 20}
    };
    bad.split.max_parcels = 0;
    bad.expansion_budget = 0;
    StockRule rule;
    rule.name = "r";
    rule.safety_stock = -1;
    RuleDraft draft{
        0, {named("all"), bad },
         {rule,         rule}
    };
    const auto violations = validate(draft, f0.network());
    std::vector<std::string> fields;
    for (const FieldViolation& violation : violations)
        fields.push_back(violation.field);
    const std::string p = "profiles[1]";
    const std::vector<std::string> expected{"version",
                                            p,
                                            p + ".name",
                                            p + ".match.markets[0]",
                                            p + ".filters[0].locations.groups[0]",
                                            p + ".filters[0].max_distance_m",
                                            p + ".filters[1].name",
                                            p + ".filters[1].locations.locations[0]",
                                            p + ".filters[1].max_distance_m",
                                            p + ".filters[1].until",
                                            p + ".filters[1].penalty",
                                            p + ".costs.late_per_day",
                                            p + ".costs.stock_out[1].units_left",
                                            p + ".costs.stock_out[1].price",
                                            p + ".split.max_parcels",
                                            p + ".expansion_budget",
                                            "stock[0].safety_stock",
                                            "stock[1].name",
                                            "stock[1].safety_stock"};
    CHECK(fmt::format("{}", fmt::join(fields, " ")) == fmt::format("{}", fmt::join(expected, " ")));
    CHECK_FALSE(RuleSet::publish(draft, f0.network()));
    CHECK(validate({1, {}, {}}, f0.network()).size() == 1);
    CHECK(validate(f0.rule_draft, f0.network()).empty());
}
