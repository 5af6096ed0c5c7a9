#include <functional>
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <grpcpp/support/status_code_enum.h>

#include "oms/events/v1/event_service.pb.h"
#include "oms/routing/v1/routing_service.pb.h"
#include "tests/e2e/tasks.hpp"

namespace oms::e2e {
namespace {

namespace events = oms::events::v1;
namespace routing = oms::routing::v1;
using google::protobuf::DescriptorPool;

// "/oms.orders.v1.OrderService/PlaceOrder" and all the others.
std::vector<std::string> all_methods() {
    std::vector<std::string> files;
    std::vector<std::string> methods;
    DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    for (const std::string& name : files) {
        const auto* const file = DescriptorPool::generated_pool()->FindFileByName(name);
        if (file->package().rfind("oms.", 0) != 0) continue;
        for (int s = 0; s < file->service_count(); ++s) {
            // What a retailer serves, and we only call.
            if (file->service(s)->name().find("Gateway") != std::string::npos) continue;
            for (int m = 0; m < file->service(s)->method_count(); ++m)
                methods.push_back(method_of(*file->service(s)->method(m)->input_type()));
        }
    }
    return methods;
}

std::string short_name(const std::string& method) {
    return method.substr(method.rfind('/') + 1);
}

// What a refusal looks like once the name of what was asked for is taken out.
std::string shape(Answer answer, const std::string& key) {
    const auto without = [&](std::string text) {
        for (auto at = text.find(key); at != std::string::npos; at = text.find(key))
            text.replace(at, key.size(), "*");
        return text;
    };
    std::string text = fmt::format("{} {} {}", answer.code, answer.reason, without(answer.message));
    for (const auto& [name, value] : answer.facts)
        text += fmt::format(" {}={}", name, without(value));
    for (const auto& list : {answer.fields, answer.preconditions}) {
        for (const Violation& one : list)
            text += fmt::format(" [{}: {}]", without(one.subject), without(one.description));
    }
    return text;
}

using Ask = std::function<Answer(const std::string&)>;

// `ask` must be answered alike for what is there but out of scope, and for what is not there.
void check_alike(const char* what, const Ask& ask, const std::string& hidden,
                 const std::string& absent, const std::string& reason) {
    INFO(what);
    const Answer of_hidden = ask(hidden);
    const Answer of_absent = ask(absent);
    CHECK(of_hidden.code == grpc::StatusCode::NOT_FOUND);
    CHECK(of_hidden.reason == reason);
    CHECK(shape(of_hidden, hidden) == shape(of_absent, absent));
}

// A number of the right form that no order has: the check character is searched for.
std::string absent_number(const Client& client, std::string number) {
    number[0] = number[0] == '0' ? '1' : '0';
    for (const char c : std::string_view("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U")) {
        number.back() = c;
        orders::GetOrderRequest request;
        request.set_number(number);
        if (client.call(request).reason == "ORDER_NOT_FOUND") return number;
    }
    return {};
}

}  // namespace

TEST_CASE("a caller who does not say who it is gets nothing from any method") {
    const Shop shop;
    const Client nobody(shop.server.address(), {"", "admin"});
    const Client blank(shop.server.address(), {" ", "admin"});
    const Client unknown_role(shop.server.address(), {"somebody", "admin,wizard"});
    REQUIRE(all_methods().size() >= 24);
    for (const std::string& method : all_methods()) {
        for (const Client* client : {&nobody, &blank, &unknown_role}) {
            const Answer answer = client->send(method, "");
            INFO(method << " " << answer.text());
            CHECK(answer.code == grpc::StatusCode::UNAUTHENTICATED);
            CHECK(answer.reason == "PRINCIPAL_MISSING");
            CHECK(answer.error_infos == 1);
        }
    }
}

TEST_CASE("each role may call exactly the methods of its work") {
    const Shop shop;
    const std::set<std::string> selling{
        "PlaceOrder",       "BatchPlaceOrders", "CancelOrder",         "HoldOrder",
        "ReleaseHold",      "AddNote",          "UpdateTags",          "PlaceCartHold",
        "ExtendCartHold",   "ReleaseCartHold",  "GetCartHold",         "PreviewOrderEdit",
        "ConfirmOrderEdit", "ChangeAddress",    "ChangePickupLocation"};
    const std::set<std::string> looking{"GetItem",         "GetLocation", "GetChannel",
                                        "GetAvailability", "ListItems",   "ListLocations",
                                        "ListChannels"};
    const std::set<std::string> watching{"ListEvents", "WatchEvents", "GetStock",
                                         "ListStock",  "GetReceipt",  "ListReceipts"};
    const std::set<std::string> keeping{"PostStockMovements", "RecordStockCount", "ImportStock",
                                        "ShelveGoods"};
    const std::set<std::string> listing{"CreateItem",  "CreateLocation",  "CreateChannel",
                                        "ImportItems", "ImportLocations", "ImportChannels",
                                        "PlanReceipt", "UpdateReceipt",   "ReceiveReceipt"};
    std::map<std::string, std::set<std::string>> allowed;
    const auto allow = [&](const char* role, std::initializer_list<std::set<std::string>> sets) {
        for (const auto& set : sets)
            allowed[role].insert(set.begin(), set.end());
    };
    allow("", {});
    allow("agent", {
                       selling, looking, watching, {"GetOrder", "SearchOrders"}
    });
    allow("checkout", {
                          selling, looking, {"GetOrder", "SearchOrders"}
    });
    allow("store", {
                       looking, watching, keeping, {"GetOrder", "SearchOrders"}
    });
    allow("inventory", {looking, watching, keeping, listing});
    allow("reader", {
                        looking, watching, {"GetOrder", "SearchOrders", "GetCartHold"}
    });
    allow("admin", {
                       selling,
                       looking,
                       watching,
                       keeping,
                       listing,
                       {"GetOrder",     "GetStatus", "VerifyStore", "BackupStore", "Advance", "Echo"},
                       {"SearchOrders"}
    });
    for (const char* const role : {"agent", "checkout", "store", "reader", "admin"})
        allowed[role].insert("WatchOrder");
    for (const char* const role : {"agent", "inventory", "reader", "admin"})
        allowed[role].insert({"GetRules", "ListRules"});
    allowed["admin"].insert({"CreateRules", "PublishRules", "SimulateRouting"});
    for (const char* const role : {"agent", "checkout", "store", "inventory", "reader", "admin"})
        allowed[role].insert("QuoteFulfillment");
    for (const char* const role : {"agent", "checkout", "store", "reader", "admin"})
        allowed[role].insert("GetRoutingDecisions");
    for (const char* const role : {"agent", "admin"})
        allowed[role].insert("RerouteOrder");
    allowed["admin"].insert("ListTimers");
    for (const char* const role : {"agent", "checkout", "store", "reader", "admin"})
        allowed[role].insert(
            {"GetFulfillmentOrder", "ListFulfillmentOrders", "GetPickup", "ListPickups"});
    for (const char* const role : {"store", "admin"})
        allowed[role].insert({"ReleaseWave",
                              "AcceptFulfillmentOrder",
                              "AssignFulfillmentOrder",
                              "RejectFulfillmentOrder",
                              "StartPicking",
                              "RecordPicks",
                              "ReportShortPick",
                              "PackFulfillmentOrder",
                              "ShipFulfillmentOrder",
                              "TrackParcel",
                              "MarkReady",
                              "SendTransfer",
                              "ReceiveTransfer",
                              "AnswerCancelRequest",
                              "PutBack",
                              "FindPickup",
                              "CollectPickup",
                              "GetParcelLabel",
                              "GetPackingSlip",
                              "GetPickList"});
    for (const char* const role : {"agent", "admin"})
        allowed[role].insert(
            {"RetryFulfillmentOrder", "ListEffects", "RetryEffect", "CancelEffect"});
    for (const char* const role : {"agent", "checkout", "store", "admin"})
        allowed[role].insert({"ExtendPickup", "RecordArrival"});
    for (const char* const role : {"agent", "checkout", "admin"})
        allowed[role].insert({"NameProxy", "ReissueCode", "GetPickupCode", "GetChoice",
                              "MakeChoice", "GetChoiceLink"});
    for (const char* const role : {"store", "inventory", "admin"})
        allowed[role].insert({"CloseLocation", "ReopenLocation"});
    for (const char* const role : {"agent", "checkout", "store", "reader", "admin"})
        allowed[role].insert({"GetPayments", "GetReturn", "ListReturns"});
    for (const char* const role : {"agent", "reader", "admin"})
        allowed[role].insert("ListOperations");
    for (const char* const role : {"agent", "admin"})
        allowed[role].insert({"CapturePayment", "RefundPayment", "SettleOperation", "ApproveReturn",
                              "AdjustPrice", "GrantGoodwill"});
    for (const char* const role : {"agent", "checkout", "store", "admin"})
        allowed[role].insert({"RecordPayment", "CheckReturn", "RequestReturn"});
    for (const char* const role : {"agent", "checkout", "admin"})
        allowed[role].insert({"ReportPaymentEvent", "ReportDispute", "SendReturn", "CancelReturn"});
    for (const char* const role : {"agent", "store", "admin"})
        allowed[role].insert({"RejectReturn", "RefundReturn"});
    for (const char* const role : {"store", "admin"})
        allowed[role].insert({"ReceiveReturn", "InspectReturn"});
    for (const char* const role : {"agent", "checkout", "store", "inventory", "reader", "admin"})
        allowed[role].insert("GetReturnPolicy");
    allowed["admin"].insert("PublishReturnPolicy");
    for (const char* const role : {"replica", "admin"})
        allowed[role].insert("WatchView");
    CallOptions brief;
    for (const auto& entry : allowed) {
        const std::string& role = entry.first;
        const Client client(shop.server.address(), {"somebody", role});
        for (const std::string& method : all_methods()) {
            brief.deadline = std::chrono::seconds{30};
            // A body that is refused by whoever reads it, so that a stream ends too.
            const Answer answer = client.send(method, "\xff", brief);
            INFO(role << " " << method << " " << answer.text());
            if (entry.second.contains(short_name(method))) {
                CHECK(answer.reason == "MALFORMED_REQUEST");
            } else {
                CHECK(answer.code == grpc::StatusCode::PERMISSION_DENIED);
                CHECK(answer.reason == "NOT_PERMITTED");
            }
        }
    }
}

TEST_CASE("an order or cart of another channel is answered like one that is not there") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 20);
    orders::PlaceOrderRequest theirs = delivery_order("TEE");
    theirs.set_channel_id("market");
    const orders::OrderReceipt receipt = place(shop.client, theirs);
    inventory::PlaceCartHoldRequest hold = hold_of("cart-9", "TEE", 1);
    hold.set_channel_id("market");
    get<inventory::PlaceCartHoldResponse>(shop.client, hold);
    const Client client(shop.server.address(), {"web-shop", "agent", "web", ""});

    check_alike(
        "by id",
        [&](const std::string& id) {
            orders::GetOrderRequest request;
            request.set_order_id(id);
            return client.call(request);
        },
        receipt.order_id(), "ord_nothing", "ORDER_NOT_FOUND");
    check_alike(
        "by number",
        [&](const std::string& number) {
            orders::GetOrderRequest request;
            request.set_number(number);
            return client.call(request);
        },
        receipt.number(), absent_number(shop.client, receipt.number()), "ORDER_NOT_FOUND");
    check_alike(
        "by the caller's number",
        [&](const std::string& id) {
            orders::GetOrderRequest request;
            request.mutable_external()->set_channel_id("market");
            request.mutable_external()->set_external_id(id);
            return client.call(request);
        },
        theirs.external_id(), "W-nothing", "ORDER_NOT_FOUND");
    check_alike(
        "cancel", [&](const std::string& id) { return client.call(cancel_of(id)); },
        receipt.order_id(), "ord_nothing", "ORDER_NOT_FOUND");
    check_alike(
        "cancel a version",
        [&](const std::string& id) {
            orders::CancelOrderRequest request = cancel_of(id);
            request.set_etag("v77");
            return client.call(request);
        },
        receipt.order_id(), "ord_nothing", "ORDER_NOT_FOUND");
    const auto of_order = [&](auto request) {
        request.set_request_id(next_id());
        return [&client, request](const std::string& order_id) mutable {
            request.set_order_id(order_id);
            return client.call(request);
        };
    };
    orders::HoldOrderRequest hold_order;
    hold_order.set_type(orders::HOLD_TYPE_OTHER);
    orders::ReleaseHoldRequest release_hold;
    release_hold.set_hold_id("hld_nothing");
    orders::AddNoteRequest note;
    note.set_text("rang");
    orders::UpdateTagsRequest tags;
    tags.add_add("vip");
    const std::string& theirs_id = receipt.order_id();
    check_alike("hold", of_order(hold_order), theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    check_alike("release", of_order(release_hold), theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    check_alike("note", of_order(note), theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    check_alike("tag", of_order(tags), theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    orders::OrderEdit less;
    less.add_lines()->set_line_no(1);
    less.mutable_lines(0)->set_quantity(1);
    orders::ConfirmOrderEditRequest confirm_edit;
    confirm_edit.set_etag("v1");
    confirm_edit.set_preview_token("0123456789abcdef");
    *confirm_edit.mutable_edit() = less;
    check_alike("confirm an edit", of_order(confirm_edit), theirs_id, "ord_nothing",
                "ORDER_NOT_FOUND");
    orders::ChangeAddressRequest elsewhere;
    elsewhere.mutable_ship_to()->set_recipient("Ada");
    elsewhere.mutable_ship_to()->set_country_code("FR");
    orders::ChangePickupLocationRequest other_store;
    other_store.set_from_location_id("store");
    other_store.set_to_location_id("other");
    check_alike("change the store", of_order(other_store), theirs_id, "ord_nothing",
                "ORDER_NOT_FOUND");
    check_alike("change the address", of_order(elsewhere), theirs_id, "ord_nothing",
                "ORDER_NOT_FOUND");
    check_alike(
        "preview an edit",
        [&](const std::string& id) {
            orders::PreviewOrderEditRequest request;
            request.set_order_id(id);
            *request.mutable_edit() = less;
            return client.call(request);
        },
        theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    check_alike("reroute", of_order(routing::RerouteOrderRequest()), theirs_id, "ord_nothing",
                "ORDER_NOT_FOUND");
    check_alike(
        "why",
        [&](const std::string& id) {
            routing::GetRoutingDecisionsRequest request;
            request.set_order_id(id);
            return client.call(request);
        },
        theirs_id, "ord_nothing", "ORDER_NOT_FOUND");
    const auto of_cart = [&](auto request) {
        return [&client, request](const std::string& cart_id) mutable {
            request.set_channel_id("market");
            request.set_cart_id(cart_id);
            return client.call(request);
        };
    };
    inventory::ExtendCartHoldRequest extend;
    extend.set_request_id(next_id());
    inventory::ReleaseCartHoldRequest release;
    release.set_request_id(next_id());
    check_alike("get a hold", of_cart(inventory::GetCartHoldRequest()), "cart-9", "cart-0",
                "CART_HOLD_NOT_FOUND");
    check_alike("extend a hold", of_cart(extend), "cart-9", "cart-0", "CART_HOLD_NOT_FOUND");
    check_alike("release a hold", of_cart(release), "cart-9", "cart-0", "CART_HOLD_NOT_FOUND");
    CHECK(available(shop.client, "TEE") == 18);
}

TEST_CASE("a channel out of scope is answered like one that is not there") {
    const Shop shop;
    stock_item(shop.client, "TEE", "S2", 20);
    orders::PlaceOrderRequest theirs = delivery_order("TEE");
    theirs.set_channel_id("market");
    place(shop.client, theirs);
    const Client client(shop.server.address(), {"web-shop", "agent", "web", "S1"});

    check_alike(
        "get a channel",
        [&](const std::string& id) {
            catalog::GetChannelRequest request;
            request.set_channel_id(id);
            return client.call(request);
        },
        "market", "nowhere", "CHANNEL_NOT_FOUND");
    check_alike(
        "availability",
        [&](const std::string& id) {
            inventory::GetAvailabilityRequest request;
            request.set_channel_id(id);
            request.add_skus("TEE");
            return client.call(request);
        },
        "market", "nowhere", "CHANNEL_NOT_FOUND");
    check_alike(
        "quote",
        [&](const std::string& id) {
            routing::QuoteFulfillmentRequest request;
            request.set_channel_id(id);
            request.add_lines()->set_sku("TEE");
            request.mutable_lines(0)->set_quantity(1);
            request.add_pickup_location_ids("S1");
            return client.call(request);
        },
        "market", "nowhere", "CHANNEL_NOT_FOUND");
    check_alike(
        "place an order that exists",
        [&](const std::string& id) {
            orders::PlaceOrderRequest request = delivery_order("TEE");
            request.set_external_id(theirs.external_id());
            request.set_channel_id(id);
            return client.call(request);
        },
        "market", "nowhere", "CHANNEL_NOT_FOUND");
    check_alike(
        "place a hold",
        [&](const std::string& id) {
            inventory::PlaceCartHoldRequest request = hold_of("cart-1", "TEE", 1);
            request.set_channel_id(id);
            return client.call(request);
        },
        "market", "nowhere", "CHANNEL_NOT_FOUND");
}

TEST_CASE("a location out of scope is answered like one that is not there") {
    const Shop shop;
    stock_item(shop.client, "TEE", "S2", 20);
    const Client keeper(shop.server.address(), {"S1-staff", "inventory", "web", "S1"});
    check_alike(
        "get a location",
        [&](const std::string& id) {
            catalog::GetLocationRequest request;
            request.set_location_id(id);
            return keeper.call(request);
        },
        "S2", "S9", "LOCATION_NOT_FOUND");
    check_alike(
        "move stock",
        [&](const std::string& id) {
            inventory::PostStockMovementsRequest request;
            request.set_request_id(next_id());
            inventory::StockMovement& movement = *request.add_movements();
            movement.set_sku("TEE");
            movement.set_location_id(id);
            movement.set_kind(inventory::MOVEMENT_KIND_SOLD);
            movement.set_quantity(1);
            return keeper.call(request);
        },
        "S2", "S9", "LOCATION_NOT_FOUND");
    check_alike(
        "count stock",
        [&](const std::string& id) {
            inventory::RecordStockCountRequest request;
            request.set_request_id(next_id());
            request.set_sku("TEE");
            request.set_location_id(id);
            return keeper.call(request);
        },
        "S2", "S9", "LOCATION_NOT_FOUND");
    check_alike(
        "plan a receipt",
        [&](const std::string& id) {
            inventory::PlanReceiptRequest request;
            request.set_request_id(next_id());
            request.set_sku("TEE");
            request.set_location_id(id);
            request.set_quantity(1);
            request.mutable_expected_time()->set_seconds(1'900'000'000);
            return keeper.call(request);
        },
        "S2", "S9", "LOCATION_NOT_FOUND");
    // Creating one tells nothing of what is there either.
    for (const char* const id : {"S2", "S9"}) {
        catalog::CreateLocationRequest request;
        request.set_request_id(next_id());
        request.mutable_location()->set_location_id(id);
        request.mutable_location()->set_name("A location");
        request.mutable_location()->set_type(catalog::LOCATION_TYPE_STORE);
        request.mutable_location()->set_time_zone("Europe/Paris");
        request.mutable_location()->mutable_address()->set_country_code("FR");
        CHECK(shape(keeper.call(request), id) == "7 NOT_PERMITTED outside your locations");
    }
    CHECK(stock_at(keeper, "TEE", "S2").on_hand() == 0);
    CHECK(stock_at(keeper, "TEE", "S9").on_hand() == 0);
    CHECK(stock_at(shop.client, "TEE", "S2").on_hand() == 20);
}

TEST_CASE("the staff of a store see its orders, stock and events, and those of no other store") {
    const Shop shop;
    create_item(shop.client, "TEE");
    receive(shop.client, "TEE", "S1", 5);
    receive(shop.client, "TEE", "S2", 5);
    orders::PlaceOrderRequest here = new_order();
    add_pickup(here, "TEE", 1, "S1");
    orders::PlaceOrderRequest there = new_order();
    add_pickup(there, "TEE", 1, "S2");
    const std::string id_here = place(shop.client, here).order_id();
    const std::string id_there = place(shop.client, there).order_id();
    const Client staff(shop.server.address(), {"S1-staff", "store", "", "S1"});

    CHECK(get_order(staff, id_here).order_id() == id_here);
    check_alike(
        "another store's order",
        [&](const std::string& id) {
            orders::GetOrderRequest request;
            request.set_order_id(id);
            return staff.call(request);
        },
        id_there, "ord_nothing", "ORDER_NOT_FOUND");
    inventory::GetStockRequest stock;
    stock.set_sku("TEE");
    const auto levels = get<inventory::GetStockResponse>(staff, stock);
    REQUIRE(levels.levels_size() == 1);
    CHECK(levels.levels(0).location_id() == "S1");

    const auto told = get<events::ListEventsResponse>(staff, events::ListEventsRequest());
    std::set<std::string> subjects;
    for (const events::Event& event : told.events())
        subjects.insert(event.aggregate_type() + " " + event.aggregate_id());
    CHECK(subjects == std::set<std::string>{"item TEE", "location S1", "order " + id_here,
                                            "pickup " + pickup_of(staff, id_here).pickup_id(),
                                            "stock TEE@S1"});
    pickups::ListPickupsRequest theirs;
    theirs.set_location_id("S2");
    CHECK(get<pickups::ListPickupsResponse>(staff, theirs).pickups_size() == 0);
    check_alike(
        "another store's pickup",
        [&](const std::string& id) {
            pickups::GetPickupRequest request;
            request.set_pickup_id(id);
            return staff.call(request);
        },
        pickup_of(shop.client, id_there).pickup_id(), "pic_nothing", "PICKUP_NOT_FOUND");
}

}  // namespace oms::e2e
