#include "tests/support/routing_shop.hpp"

namespace oms::testing {

using namespace oms::fulfillment;

std::shared_ptr<const RoutingSetup> setup_of(const F0& f0) {
    Network network = Network::make(f0.network_draft,
                                    {
                                        {"Europe/Paris", paris_zone()}
    })
                          .value();
    RuleSet rules = RuleSet::publish(f0.rule_draft, network).value();
    return std::make_shared<const RoutingSetup>(
        RoutingSetup{1, std::move(network), std::move(rules), nullptr});
}

RoutingShop::RoutingShop(const F0& f0) {
    clock.set(paris("2026-03-03 10:00"));
    create(channel("web"));
    for (const Location& location : f0.network_draft.locations)
        create(location);
    setups.use(setup_of(f0));
}

std::future<Result<std::string>> RoutingShop::submit_route(const orders::OrderRequest& request) {
    return submit(
        std::make_unique<orders::PlaceOrder>(header("place"), request, exact, encode_order));
}

Result<std::string> RoutingShop::route(const orders::OrderRequest& request) {
    return submit_route(request).get();
}

std::unique_ptr<Command> RoutingShop::reroute_command(const OrderId& id,
                                                      std::vector<const char*> excluded,
                                                      std::string reason) {
    routing::RerouteRequest request;
    request.order_id = id;
    request.reason = std::move(reason);
    for (const char* location : excluded)
        request.excluded.push_back(LocationId::trusted(location));
    const OrderDetails details = read<Result<OrderDetails>>([&](ReadSession& session) {
                                     return session.order(id, admin());
                                 }).value();
    std::optional<Address> ship_to;
    for (const PersonalRecord& record : details.personal) {
        if (record.kind == PersonalKind::ship_to) ship_to = record.address;
    }
    auto plan = routing::reroute_plan(
        details.order, ship_to, static_cast<std::int64_t>(decisions(id).size()), request.excluded);
    return std::make_unique<routing::RerouteOrder>(header("reroute"), std::move(request),
                                                   std::move(plan), exact,
                                                   [](const routing::RerouteOutcome& outcome) {
                                                       return std::to_string(outcome.moves.size());
                                                   });
}

Result<std::string> RoutingShop::reroute(const OrderId& id, std::vector<const char*> excluded,
                                         std::string reason) {
    return run(reroute_command(id, std::move(excluded), std::move(reason)));
}

std::vector<RoutingRecord> RoutingShop::decisions(const OrderId& id) {
    return read<Result<std::vector<RoutingRecord>>>(
               [&](ReadSession& session) { return session.routing_decisions(id, admin()); })
        .value();
}

Demand RoutingShop::demand_of(const Order& order, const char* postal_code) const {
    Demand demand;
    demand.channel_id = order.channel_id;
    demand.country_code = "FR";
    demand.postal_code = postal_code;
    for (const OrderLine& line : order.lines) {
        demand.lines.push_back({line.line_no, line.sku, line.quantities.ordered(),
                                line.pickup_location, line.service_level, line.promised_by});
    }
    return demand;
}

orders::OrderRequest to_france(OrderRequestBuilder builder, const char* postal_code) {
    orders::OrderRequest request = builder.build();
    request.ship_to.emplace();
    request.ship_to->country_code = "FR";
    request.ship_to->postal_code = postal_code;
    for (OrderLine& line : request.draft.lines) {
        if (line.pickup_location.empty()) line.service_level = "standard";
    }
    return request;
}

}  // namespace oms::testing
