#include "domain/pick_list.hpp"

#include <doctest/doctest.h>

namespace oms {
namespace {

FulfillmentOrder task(const char* id, FulfillmentState state, std::vector<FulfillmentLine> lines) {
    FulfillmentOrder task;
    task.fulfillment_order_id = FulfillmentOrderId::trusted(id);
    task.order_number = OrderNumber::trusted(std::string("N-") + id);
    task.state = state;
    task.lines = std::move(lines);
    return task;
}

FulfillmentLine line(const char* sku, std::int64_t quantity, std::int64_t picked = 0) {
    FulfillmentLine line;
    line.line_no = 1;
    line.sku = Sku::trusted(sku);
    line.quantity = quantity;
    line.picked = picked;
    return line;
}

}  // namespace

TEST_CASE("a pick list is a walk: each SKU once, by shelf, what nobody has shelved last") {
    const std::vector<FulfillmentOrder> tasks{
        task("ful_1", FulfillmentState::accepted, {line("TEE", 2), line("COAT", 1)}),
        task("ful_2", FulfillmentState::picking, {line("JEAN", 1), line("TEE", 3, 2)})};
    const std::map<Sku, Shelf> shelves{
        {Sku::trusted("TEE"),  {"B01-1"}},
        {Sku::trusted("JEAN"), {"A09-7"}}
    };
    const std::vector<PickStop> stops = pick_list(tasks, shelves);
    REQUIRE(stops.size() == 3);
    CHECK(stops[0].sku.str() == "JEAN");
    CHECK(stops[1].sku.str() == "TEE");
    CHECK(stops[1].quantity == 3);  // two, and the third of the other task
    REQUIRE(stops[1].shares.size() == 2);
    CHECK(stops[1].shares[1].order_number.str() == "N-ful_2");
    CHECK(stops[1].shares[1].quantity == 1);
    CHECK(stops[2].sku.str() == "COAT");
    CHECK(stops[2].shelf.place.empty());
    CHECK(skus_to_pick(tasks).size() == 3);
}

TEST_CASE("what is picked, packed or given back is on no pick list") {
    const std::vector<FulfillmentOrder> tasks{
        task("ful_1", FulfillmentState::picking, {line("TEE", 2, 2)}),
        task("ful_2", FulfillmentState::packed, {line("TEE", 2, 2)}),
        task("ful_3", FulfillmentState::cancel_requested, {line("TEE", 2)})};
    CHECK(pick_list(tasks, {}).empty());
}

}  // namespace oms
