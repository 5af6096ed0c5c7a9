// Z2: what happens in one store and one channel changes no byte of what the staff of another store,
// or an agent of another channel, is answered. Cursors are left out: they count commits, by design.
#include <map>

#include <doctest/doctest.h>

#include "oms/events/v1/event_service.pb.h"
#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

namespace events = oms::events::v1;

using Answers = std::map<std::string, std::string>;

// Every way to read that such a caller has, and what it was answered.
class Reader {
public:
    explicit Reader(const Client& client) : client_(client) {}

    void read(const std::string& what, const google::protobuf::Message& request) {
        const Answer answer = client_.call(request);
        answers_[what] = answer.ok() ? answer.bytes : answer.text();
    }
    void read_events() {
        auto reply = get<events::ListEventsResponse>(client_, events::ListEventsRequest());
        reply.clear_next_cursor();
        for (events::Event& event : *reply.mutable_events())
            event.clear_cursor();
        answers_["events"] = reply.SerializeAsString();
    }
    Answers take() { return std::move(answers_); }

private:
    const Client& client_;
    Answers answers_;
};

Answers everything_of(const Client& client, const std::string& order_id,
                      const std::string& their_id) {
    Reader reader(client);
    orders::GetOrderRequest get_order;
    get_order.set_order_id(order_id);
    reader.read("order", get_order);
    get_order.set_order_id(their_id);
    reader.read("their order", get_order);
    orders::SearchOrdersRequest search;
    reader.read("all orders", search);
    search.mutable_filter()->set_status(orders::ORDER_STATUS_PLACED);
    reader.read("placed orders", search);
    search.mutable_filter()->set_sku("TEE");
    reader.read("orders of an item", search);
    search.mutable_filter()->set_location_id("S2");
    reader.read("orders of their store", search);
    reader.read("locations", catalog::ListLocationsRequest());
    reader.read("channels", catalog::ListChannelsRequest());
    inventory::GetStockRequest stock;
    stock.set_sku("TEE");
    reader.read("stock", stock);
    inventory::ListStockRequest list;
    list.set_location_id("S1");
    reader.read("stock of the store", list);
    list.set_location_id("S2");
    reader.read("stock of their store", list);
    inventory::GetCartHoldRequest cart;
    cart.set_channel_id("market");
    cart.set_cart_id("cart-7");
    reader.read("their cart", cart);
    reader.read_events();
    return reader.take();
}

void check_same(const Answers& before, const Answers& after) {
    REQUIRE(before.size() == after.size());
    for (const auto& answer : before) {
        INFO(answer.first);
        CHECK(after.at(answer.first) == answer.second);
    }
}

// Everything that can happen at S2 and in channel market.
std::string live(const Client& admin, const std::string& their_id) {
    receive(admin, "TEE", "S2", 40);
    orders::PlaceOrderRequest order = new_order();
    order.set_channel_id("market");
    add_pickup(order, "TEE", 2, "S2");
    const std::string order_id = place(admin, order).order_id();
    inventory::PlaceCartHoldRequest hold = hold_of("cart-7", "COAT", 1);
    hold.set_channel_id("market");
    get<inventory::PlaceCartHoldResponse>(admin, hold);
    orders::HoldOrderRequest wait;
    wait.set_request_id(next_id());
    wait.set_order_id(their_id);
    wait.set_type(orders::HOLD_TYPE_FRAUD_REVIEW);
    get<orders::HoldOrderResponse>(admin, wait);
    orders::UpdateTagsRequest tags;
    tags.set_request_id(next_id());
    tags.set_order_id(their_id);
    tags.add_add("vip");
    get<orders::UpdateTagsResponse>(admin, tags);
    get<orders::CancelOrderResponse>(admin, cancel_of(order_id));
    inventory::RecordStockCountRequest count;
    count.set_request_id(next_id());
    count.set_sku("TEE");
    count.set_location_id("S2");
    count.set_counted(11);
    get<inventory::RecordStockCountResponse>(admin, count);
    create_channel(admin, "outlet");
    create_location(admin, "S9", true);
    return order_id;
}

}  // namespace

TEST_CASE("what happens in another store and channel changes no byte of an answer") {
    const Shop shop;
    create_item(shop.client, "TEE");
    receive(shop.client, "TEE", "S1", 20);
    receive(shop.client, "TEE", "S2", 20);
    stock_item(shop.client, "COAT", "S2", 5);  // nowhere else: what is held of it is held there
    orders::PlaceOrderRequest ours = new_order();
    add_pickup(ours, "TEE", 1, "S1");
    orders::PlaceOrderRequest theirs = new_order();
    theirs.set_channel_id("market");
    add_pickup(theirs, "TEE", 1, "S2");
    const std::string our_id = place(shop.client, ours).order_id();
    const std::string their_id = place(shop.client, theirs).order_id();
    const Client staff(shop.server.address(), {"S1-staff", "store", "", "S1"});
    const Client agent(shop.server.address(), {"ada", "agent", "web", "S1"});

    const Answers staff_before = everything_of(staff, our_id, their_id);
    const Answers agent_before = everything_of(agent, our_id, their_id);
    live(shop.client, their_id);
    check_same(staff_before, everything_of(staff, our_id, their_id));
    check_same(agent_before, everything_of(agent, our_id, their_id));

    // What happens to their own order they do see: the comparison can tell.
    orders::UpdateTagsRequest tags;
    tags.set_request_id(next_id());
    tags.set_order_id(our_id);
    tags.add_add("vip");
    get<orders::UpdateTagsResponse>(shop.client, tags);
    CHECK(everything_of(staff, our_id, their_id).at("order") != staff_before.at("order"));
    CHECK(everything_of(agent, our_id, their_id).at("events") != agent_before.at("events"));
}

}  // namespace oms::e2e
