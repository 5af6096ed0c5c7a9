#include <doctest/doctest.h>
#include <fmt/format.h>

#include "domain/workload.hpp"
#include "fulfillment/network.hpp"
#include "tests/support/f0_network.hpp"

using namespace oms;
using namespace oms::fulfillment;
using oms::testing::F0;

TEST_CASE("the reference network is a network, by location id") {
    F0 f0;
    REQUIRE(f0.network().size() == 5);
    CHECK(f0.name(0) == "S1");
    CHECK(f0.name(4) == "W1");
    const NetworkLocation& store = f0.network().location(1);
    CHECK(store.place.postal_code == "69003");
    CHECK(store.offers_pickup);
    CHECK(store.services.size() == 2);
    CHECK_FALSE(f0.network().find(LocationId::trusted("S9")));
}

TEST_CASE("everything that is wrong with a network is said at once") {
    F0 f0;
    NetworkDraft draft = f0.network_draft;
    draft.locations[1].time_zone = "Europe/Atlantis";
    draft.locations[2].weekly_hours[0].closes_minute = 1'500;
    draft.locations.push_back(draft.locations[0]);
    draft.settings[0].services.push_back("pigeon");
    draft.settings[0].departures[0].leaves_minute = 0;
    draft.settings[1].location_id = LocationId::trusted("S9");
    draft.settings[2].shipping.per_unit = -1;
    draft.shuttles[0].to.push_back(draft.shuttles[0].from);
    draft.shuttles[0].arrives_after_days = 0;
    draft.shuttles.push_back(draft.shuttles[0]);
    draft.shuttles[1].to.clear();
    draft.shuttles[1].departures.clear();
    const auto refused = Network::make(draft, {
                                                  {"Europe/Paris", testing::paris_zone()}
    });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_field);
    std::vector<std::string> fields;
    for (const FieldViolation& violation : refused.error().fields)
        fields.push_back(violation.field);
    const std::vector<std::string> expected{
        "locations[5].location_id",   "settings[0].departures[0]",     "settings[0].services[3]",
        "settings[1].location_id",    "settings[2].shipping.per_unit", "shuttles[0].to[4]",
        "shuttles[0].arrives_minute", "shuttles[0].arrives_minute",    "shuttles[0].arrives_minute",
        "shuttles[0].arrives_minute", "shuttles[0].arrives_minute",    "shuttles[1].shuttle_id",
        "locations[1].time_zone",     "locations[2].weekly_hours[0]"};
    CHECK(fmt::format("{}", fmt::join(fields, " ")) == fmt::format("{}", fmt::join(expected, " ")));
}

TEST_CASE("a capacity is inclusive, by parcels, lines or units, and of one date") {
    Workload load;
    const LocationId store = LocationId::trusted("S1");
    const LocalDate tuesday = *parse_date("2026-03-03");
    for (int i = 0; i < 19; ++i)
        load.add(store, WorkKind::shipping, tuesday, {1, 2, 3});
    const WorkDone taken = load.of(store, WorkKind::shipping, tuesday);
    const WorkDone order{1, 2, 3};
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::parcels, 20}, taken, order) == 1);
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::parcels, 19}, taken, order) == 0);
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::lines, 40}, taken, order) ==
          boundless_parcels);
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::lines, 39}, taken, order) == 0);
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::units, 60}, taken, order) ==
          boundless_parcels);
    CHECK(parcels_left(DailyCapacity{CapacityMeasure::units, 59}, taken, order) == 0);
    CHECK(parcels_left(std::nullopt, taken, order) == boundless_parcels);
    CHECK(load.of(store, WorkKind::pickup, tuesday).parcels == 0);
    CHECK(load.of(store, WorkKind::shipping, tuesday + std::chrono::days{1}).parcels == 0);
    load.take_slot(store, "courier", tuesday, 0, 2);
    Workload pending;
    pending.take_slot(store, "courier", tuesday, 0, 1);
    const WorkloadView view{load, pending};
    CHECK(view.slot_places_taken(store, "courier", tuesday, 0) == 3);
    CHECK(view.slot_places_taken(store, "courier", tuesday, 1) == 0);
}
