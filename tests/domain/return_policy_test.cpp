#include "domain/return_policy.hpp"

#include <chrono>

#include <doctest/doctest.h>

#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;
using oms::testing::noon;

namespace {

constexpr Timestamp later(std::int64_t days) {
    return noon + std::chrono::hours{24 * days};
}

// A jacket of the web shop, collected or delivered at noon of the first day.
ReturnQuestion jacket(std::int64_t day) {
    ReturnQuestion question;
    question.channel_id = *ChannelId::parse("web");
    question.country = "FR";
    question.item_tags = {"clothes"};
    question.units = 2;
    question.returnable = 2;
    question.received_time = noon;
    question.last_received_time = noon;
    question.now = later(day);
    question.currency = euro(0).currency();
    return question;
}

ReturnPolicy policy_of(ReturnRule rule) {
    ReturnPolicy policy;
    policy.utc_offset_minutes = 60;
    policy.rules.push_back(std::move(rule));
    return policy;
}

ReturnRule days(std::int64_t window) {
    ReturnRule rule;
    rule.name = "rule";
    rule.window_days = window;
    return rule;
}

}  // namespace

TEST_CASE("may it go back") {
    struct Example {
        const char* what;
        void (*rule)(ReturnRule&);
        void (*question)(ReturnQuestion&);
        std::int64_t day;
        ReturnAnswer answer;
    };
    const auto same_rule = [](ReturnRule&) {};
    const auto same = [](ReturnQuestion&) {};
    const Example examples[] = {
        {"on its last day",                               same_rule,                                         same,                                   30,  ReturnAnswer::yes     },
        {"a day too late",                                same_rule,                                         same,                                   31,  ReturnAnswer::too_late},
        {"faulty goods have no window",                   same_rule,
         [](ReturnQuestion& q) { q.reason = ReturnReason::defective; },                                                                              400, ReturnAnswer::yes     },
        {"final sale",                                    [](ReturnRule& r) { r.final_sale = true; },        same,                                   1,
         ReturnAnswer::final_sale                                                                                                                                               },
        {"final sale, but faulty",                        [](ReturnRule& r) { r.final_sale = true; },
         [](ReturnQuestion& q) { q.reason = ReturnReason::damaged; },                                                                                1,   ReturnAnswer::yes     },
        {"more than there are",                           same_rule,                                         [](ReturnQuestion& q) { q.units = 3; }, 1,
         ReturnAnswer::not_returnable                                                                                                                                           },
        {"a method that is not offered",                  same_rule,
         [](ReturnQuestion& q) { q.method = ReturnMethod::keep; },                                                                                   1,
         ReturnAnswer::method_not_offered                                                                                                                                       },
        {"a result that is not offered",
         [](ReturnRule& r) { r.results = {ReturnResult::store_credit}; },                                    same,                                   1,
         ReturnAnswer::result_not_offered                                                                                                                                       },
        {"no evidence",                                   [](ReturnRule& r) { r.evidence_required = true; }, same,                                   1,
         ReturnAnswer::evidence_missing                                                                                                                                         },
        {"with evidence",                                 [](ReturnRule& r) { r.evidence_required = true; },
         [](ReturnQuestion& q) { q.has_evidence = true; },                                                                                           1,   ReturnAnswer::yes     },
        {"the law's days at a distance",                  [](ReturnRule& r) { r.window_days = 3; },          same,                                   14,
         ReturnAnswer::yes                                                                                                                                                      },
        {"and no longer",                                 [](ReturnRule& r) { r.window_days = 3; },          same,                                   15,
         ReturnAnswer::too_late                                                                                                                                                 },
        {"which are not for what was bought in the shop", [](ReturnRule& r) { r.window_days = 3; },
         [](ReturnQuestion& q) { q.distance_sale = false; },                                                                                         4,   ReturnAnswer::too_late},
        {"the law's days begin with the last parcel",     [](ReturnRule& r) { r.window_days = 3; },
         [](ReturnQuestion& q) { q.last_received_time = later(10); },                                                                                24,  ReturnAnswer::yes     },
        {"not before it has come",                        [](ReturnRule& r) { r.window_days = 3; },
         [](ReturnQuestion& q) { q.last_received_time.reset(); },                                                                                    100, ReturnAnswer::yes     },
        {"shipped, and not known to have come",           [](ReturnRule& r) { r.window_days = 20; },
         [](ReturnQuestion& q) {
             q.received_time.reset();
             q.shipped_time = noon;
             q.distance_sale = false;
         },                                                                                                                                          27,  ReturnAnswer::yes     },
        {"and the way is over too",                       [](ReturnRule& r) { r.window_days = 20; },
         [](ReturnQuestion& q) {
             q.received_time.reset();
             q.shipped_time = noon;
             q.distance_sale = false;
         },                                                                                                                                          28,  ReturnAnswer::too_late},
    };
    for (const Example& example : examples) {
        CAPTURE(example.what);
        ReturnRule rule = days(30);
        example.rule(rule);
        ReturnQuestion question = jacket(example.day);
        example.question(question);
        CHECK(decide(policy_of(rule), question).answer == example.answer);
    }
}

TEST_CASE("the last day counts whole, on the policy's clocks") {
    ReturnQuestion question = jacket(30);
    const ReturnDecision decision = decide(policy_of(days(30)), question);
    REQUIRE(decision.latest);
    // 2026-03-03 in Paris; the 30th day ends with 2026-04-02, at 23:00 UTC.
    CHECK(*decision.latest == noon + std::chrono::hours{24 * 30 + 12});
    question.now = *decision.latest - Duration{1};
    CHECK(decide(policy_of(days(30)), question).answer == ReturnAnswer::yes);
    question.now = *decision.latest;
    CHECK(decide(policy_of(days(30)), question).answer == ReturnAnswer::too_late);
}

TEST_CASE("the first rule that fits decides; every criterion has to") {
    ReturnPolicy policy;
    ReturnRule rule = days(1);
    rule.name = "sale in France";
    rule.countries = {"FR", "BE"};
    rule.item_tags = {"sale"};
    policy.rules.push_back(rule);
    rule = days(2);
    rule.name = "app";
    rule.channels = {*ChannelId::parse("app")};
    policy.rules.push_back(rule);
    rule = days(3);
    rule.name = "members";
    rule.order_tags = {"member"};
    policy.rules.push_back(rule);
    rule = days(4);
    rule.name = "faulty";
    rule.reasons = {ReturnReason::defective};
    policy.rules.push_back(rule);
    ReturnQuestion question = jacket(1);
    CHECK(decide(policy, question).rule == "");
    question.item_tags = {"clothes", "sale"};
    CHECK(decide(policy, question).rule == "sale in France");
    question.country = "DE";
    CHECK(decide(policy, question).rule == "");
    question.reason = ReturnReason::defective;
    CHECK(decide(policy, question).rule == "faulty");
    question.order_tags = {"member"};
    CHECK(decide(policy, question).rule == "members");
    question.channel_id = *ChannelId::parse("app");
    CHECK(decide(policy, question).rule == "app");
}

TEST_CASE("fees are those of the order's currency, and none for faulty goods") {
    ReturnRule rule = days(30);
    rule.unit_fees = {euro(250), *Money::of(300, *Currency::parse("USD"))};
    ReturnQuestion question = jacket(1);
    CHECK(decide(policy_of(rule), question).fee == euro(500));
    question.reason = ReturnReason::wrong_item;
    CHECK(decide(policy_of(rule), question).fee == euro(0));
}

TEST_CASE("charges come back within their days") {
    CHECK(decide(policy_of(days(30)), jacket(14)).charges_back);
    CHECK(!decide(policy_of(days(30)), jacket(15)).charges_back);
}

TEST_CASE("a policy that cannot be is told all its faults") {
    ReturnRule rule = days(-1);
    rule.methods.clear();
    rule.expiry_days = 0;
    rule.unit_fees = {euro(1), euro(2)};
    ReturnPolicy policy = policy_of(rule);
    policy.utc_offset_minutes = 900;
    CHECK(faults_of(policy).size() == 5);
    CHECK(faults_of(policy_of(days(30))).empty());
}
