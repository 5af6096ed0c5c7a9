// Whom a store's parcel is offered to as well, on the reference network.
#include "fulfillment/competing.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;
using oms::testing::paris_date;

namespace {

// "S2 ships 2026-03-03 by 2026-03-05, ..." for each parcel of the best plan, parcels apart by "; ".
std::string offered(F0& f0, const RoutingRequest& request, std::size_t most = 10) {
    const auto problems = build_problems(request, f0.world()).value();
    const RoutePlan plan = exact_plan_finder()(problems.at(0).problem);
    ProblemBuffer buffer;
    const ProblemView& view = buffer.view(problems[0].problem);
    std::string text;
    for (std::size_t i = 0; i < plan.parcels.size(); ++i) {
        if (i > 0) text += "; ";
        std::string separator;
        for (const ParcelPromise& other :
             competing_parcels(problems[0], view, plan, i, f0.network(), most)) {
            text += fmt::format("{}{} ships {} by {}", separator, f0.name(other.location),
                                date_text(other.ship_date), paris_date(other.by));
            separator = ", ";
        }
    }
    return text;
}

constexpr const char* tuesday = "2026-03-03 10:00";

}  // namespace

TEST_CASE("other stores that have everything are offered it, the cheapest first") {
    F0 f0;
    f0.stock("S1", "TEE", 5).stock("S2", "TEE", 5).stock("S3", "TEE", 5).stock("S4", "TEE", 2);
    // Paris sends it; the others cost the same, and Marseille keeps one of its two.
    const auto request = f0.delivery("75001", tuesday,
                                     {
                                         {"TEE", 2}
    });
    CHECK(offered(f0, request) ==
          "S2 ships 2026-03-03 by 2026-03-05, S3 ships 2026-03-03 by 2026-03-05");
    CHECK(offered(f0, request, 1) == "S2 ships 2026-03-03 by 2026-03-05");
    CHECK(offered(f0, request, 0).empty());
}

TEST_CASE("the store of the region comes before the others") {
    F0 f0;
    f0.stock("S1", "TEE", 5).stock("S1", "JEAN", 5).stock("S3", "TEE", 5).stock("S3", "JEAN", 5);
    f0.stock("S2", "TEE", 5).stock("S2", "JEAN", 1);
    const auto lyon = f0.delivery("69003", tuesday,
                                  {
                                      {"TEE",  1},
                                      {"JEAN", 1}
    });
    // Lyon keeps its only JEAN: it could send half of it, which is no offer.
    CHECK(offered(f0, lyon) == "S3 ships 2026-03-03 by 2026-03-05");
}

TEST_CASE(
    "who would be later than promised is not asked, nor for what a warehouse sends or a pickup") {
    F0 f0;
    f0.stock("S1", "TEE", 5).stock("S2", "TEE", 5);
    for (LocationSettings& settings : f0.network_draft.settings) {
        if (settings.location_id.str() == "S2")
            settings.departures = on_weekdays({Weekday::friday}, 15 * 60, 17 * 60);
    }
    const auto request = f0.delivery("75001", tuesday,
                                     {
                                         {"TEE", 1}
    });
    CHECK(offered(f0, request).empty());
    F0 warehouse;
    warehouse.stock("W1", "TEE", 5).stock("S1", "TEE", 5);
    CHECK(offered(warehouse, warehouse.delivery("75001", tuesday,
                                                {
                                                    {"TEE", 1}
    }))
              .empty());
    F0 pickup;
    pickup.stock("S1", "TEE", 5).stock("S2", "TEE", 5);
    CHECK(offered(pickup, pickup.pickup(
                              {
                                  "S1"
    },
                              tuesday, {{"TEE", 1}}))
              .empty());
}
