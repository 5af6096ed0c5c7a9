#include "tools/oms/complete_ids.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "oms/orders/v1/order_service.grpc.pb.h"
#include "oms/pickups/v1/pickup_service.grpc.pb.h"
#include "oms/routing/v1/routing_service.grpc.pb.h"
#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;
namespace events = oms::events::v1;
namespace fulfillment = oms::fulfillment::v1;
namespace orders = oms::orders::v1;
namespace pickups = oms::pickups::v1;
namespace routing = oms::routing::v1;

constexpr std::size_t most_ids = 50;
constexpr std::int32_t page_size = 200;

// The ids of what events of `type` are about. Goes through the log, oldest first, until its end or
// until the time of one call is over: of a long log the newest are then not among them.
std::vector<std::string> ids_from_events(Session& session, const std::string& type,
                                         const std::string& prefix) {
    const auto end = std::chrono::steady_clock::now() + session.time_for(Patience::usual);
    events::ListEventsRequest request;
    request.mutable_filter()->add_types(type);
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    while (std::chrono::steady_clock::now() < end) {
        const auto page = session.call(&events::EventService::Stub::ListEvents, request);
        if (!page) break;
        for (const auto& event : page->events()) {
            if (event.aggregate_id().starts_with(prefix)) ids.push_back(event.aggregate_id());
        }
        if (!page->more() || page->next_cursor() == request.cursor()) break;
        request.set_cursor(page->next_cursor());
    }
    // The newest are what people ask for.
    std::reverse(ids.begin(), ids.end());
    std::vector<std::string> kept;
    for (const std::string& id : ids) {
        if (kept.size() == most_ids) break;
        if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(id);
    }
    return kept;
}

// The ids of a list RPC's rows that begin with `prefix`, in the list's own order, as far as it gets
// in the time of one call.
template <class Stub, class Request, class Response, class AddIds>
std::vector<std::string> ids_from_list(Session& session,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const std::string& prefix, AddIds add_ids) {
    const auto end = std::chrono::steady_clock::now() + session.time_for(Patience::usual);
    Request request;
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    while (ids.size() < most_ids && std::chrono::steady_clock::now() < end) {
        const auto page = session.call(method, request);
        if (!page) break;
        std::vector<std::string> all;
        add_ids(*page, all);
        for (std::string& id : all) {
            if (ids.size() < most_ids && id.starts_with(prefix)) ids.push_back(std::move(id));
        }
        if (page->next_page_token().empty()) break;
        request.set_page_token(page->next_page_token());
    }
    return ids;
}

// The locations that the actor is for, or as many as the server tells.
std::vector<std::string> locations_of(Session& session) {
    const std::string& own = session.settings().locations;
    if (own.empty() || own == "*") return complete_location(session, "");
    std::vector<std::string> ids;
    for (const std::string& id : split_text(own, ','))
        ids.emplace_back(trimmed(id));
    return ids;
}

// The ids of what a list RPC tells of one location after the other, as far as it gets in the time
// of one call.
template <class Method, class Request, class AddIds>
std::vector<std::string> ids_at_locations(Session& session, Method method, Request request,
                                          const std::string& prefix, std::string_view all_begin,
                                          AddIds add_ids) {
    if (!prefix.starts_with(all_begin) && !all_begin.starts_with(prefix)) return {};
    const auto end = std::chrono::steady_clock::now() + session.time_for(Patience::usual);
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    for (const std::string& location : locations_of(session)) {
        if (ids.size() >= most_ids || std::chrono::steady_clock::now() >= end) break;
        request.set_location_id(location);
        const auto page = session.call(method, request);
        if (!page) break;
        std::vector<std::string> all;
        add_ids(*page, all);
        for (std::string& id : all) {
            if (ids.size() < most_ids && id.starts_with(prefix)) ids.push_back(std::move(id));
        }
    }
    return ids;
}

}  // namespace

std::vector<std::string> complete_order(Session& session, const std::string& prefix) {
    constexpr std::string_view all_begin = "ord_";
    if (!prefix.starts_with(all_begin) && !all_begin.starts_with(prefix)) return {};
    return ids_from_list(session, &orders::OrderService::Stub::SearchOrders, prefix,
                         [](const orders::SearchOrdersResponse& page, auto& ids) {
                             for (const auto& order : page.orders())
                                 ids.push_back(order.order_id());
                         });
}
std::vector<std::string> complete_sku(Session& session, const std::string& prefix) {
    return ids_from_list(session, &catalog::CatalogService::Stub::ListItems, prefix,
                         [](const catalog::ListItemsResponse& page, auto& ids) {
                             for (const auto& item : page.items())
                                 ids.push_back(item.sku());
                         });
}
std::vector<std::string> complete_location(Session& session, const std::string& prefix) {
    return ids_from_list(session, &catalog::CatalogService::Stub::ListLocations, prefix,
                         [](const catalog::ListLocationsResponse& page, auto& ids) {
                             for (const auto& location : page.locations())
                                 ids.push_back(location.location_id());
                         });
}
std::vector<std::string> complete_channel(Session& session, const std::string& prefix) {
    return ids_from_list(session, &catalog::CatalogService::Stub::ListChannels, prefix,
                         [](const catalog::ListChannelsResponse& page, auto& ids) {
                             for (const auto& channel : page.channels())
                                 ids.push_back(channel.channel_id());
                         });
}
std::vector<std::string> complete_rules(Session& session, const std::string& prefix) {
    return ids_from_list(session, &routing::RoutingService::Stub::ListRules, prefix,
                         [](const routing::ListRulesResponse& page, auto& ids) {
                             for (const auto& version : page.versions())
                                 ids.push_back(std::to_string(version.version()));
                         });
}
std::vector<std::string> complete_cart(Session& session, const std::string& prefix) {
    return ids_from_events(session, "cart_hold.placed", prefix);
}
std::vector<std::string> complete_task(Session& session, const std::string& prefix) {
    return ids_at_locations(session, &fulfillment::FulfillmentService::Stub::ListFulfillmentOrders,
                            fulfillment::ListFulfillmentOrdersRequest(), prefix, "ful_",
                            [](const fulfillment::ListFulfillmentOrdersResponse& page, auto& ids) {
                                for (const auto& task : page.fulfillment_orders())
                                    ids.push_back(task.fulfillment_order_id());
                            });
}
std::vector<std::string> complete_pickup(Session& session, const std::string& prefix) {
    return ids_at_locations(session, &pickups::PickupService::Stub::ListPickups,
                            pickups::ListPickupsRequest(), prefix, "pic_",
                            [](const pickups::ListPickupsResponse& page, auto& ids) {
                                for (const auto& pickup : page.pickups())
                                    ids.push_back(pickup.pickup_id());
                            });
}

}  // namespace oms::cli
