#include "services/routing/simulate.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/common/handlers.hpp"
#include "services/routing/rules_wire.hpp"

namespace oms::routing {
namespace {

using fulfillment::SimulatedOrder;
using fulfillment::Simulation;
using wire::FieldCheck;

constexpr std::chrono::minutes longest_time{10};
constexpr std::int64_t most_versions = 1'000'000'000;
constexpr std::int64_t ids_at_once = 500;
constexpr std::size_t most_changed = 200;

Result<void> in_time(SimulateGrpc::Deadline deadline) {
    if (std::chrono::steady_clock::now() > deadline) return fail(Reason::deadline_passed);
    return {};
}

// Oldest first.
Result<std::vector<OrderId>> ids_of(ReadSession& session, const SimulationQuestion& question,
                                    const Actor& actor, SimulateGrpc::Deadline deadline) {
    OrderSearch search;
    search.channel_id = question.channel;
    search.created_from = question.from;
    search.created_before = question.until;
    search.limit = ids_at_once;
    std::vector<OrderId> ids;
    do {
        OMS_CHECK(in_time(deadline));
        OMS_TRY(const OrderSearchPage page, session.search_orders(search, actor));
        for (const OrderSummary& order : page.orders)
            ids.push_back(order.order_id);
        search.from_no = page.next_no;
    } while (search.from_no != 0 && ids.size() <= most_simulated_orders);
    if (ids.size() > most_simulated_orders) {
        FieldCheck check;
        check.refuse("until", fmt::format("there are more than {} orders in that time",
                                          most_simulated_orders));
        return fail(std::move(check).error());
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
}

// The address is asked for the decision, and goes with it.
SimulatedOrder simulated(const OrderDetails& details) {
    const Address* ship_to = nullptr;
    for (const PersonalRecord& record : details.personal) {
        if (record.kind == PersonalKind::ship_to) ship_to = &record.address;
    }
    return fulfillment::simulated(details.order, ship_to);
}

// The rows of what was ordered, and how far they have come without these orders.
ViewDelta stock_without(const StockViewReader& reader, const std::vector<Order>& orders) {
    std::vector<Sku> skus;
    for (const Order& order : orders) {
        for (const OrderLine& line : order.lines)
            skus.push_back(line.sku);
    }
    std::sort(skus.begin(), skus.end());
    skus.erase(std::unique(skus.begin(), skus.end()), skus.end());
    StockView stock;
    ViewDelta network;
    ViewDelta rows;
    reader.read([&](const StockView& view) {
        network = network_rows(view);
        rows = sku_rows(view, skus);
    });
    apply(stock, network);
    apply(stock, rows);
    for (const Order& order : orders)
        fulfillment::give_back(stock, order);
    ViewDelta all = network_rows(stock);
    ViewDelta given_back = sku_rows(stock, skus);
    all.items = std::move(given_back.items);
    all.cells = std::move(given_back.cells);
    all.inbound = std::move(given_back.inbound);
    return all;
}

void encode(const SimulatedVersion& version, v1::SimulatedRules& out) {
    const fulfillment::SimulationFigures& figures = version.figures;
    out.set_version(version.version);
    out.set_currency_code(version.currency_code);
    out.set_orders(figures.orders);
    out.set_lines(figures.lines);
    out.set_units(figures.units);
    out.set_filled_orders(figures.filled_orders);
    out.set_filled_lines(figures.filled_lines);
    out.set_filled_units(figures.filled_units);
    out.set_multi_line_orders(figures.multi_line_orders);
    out.set_split_orders(figures.split_orders);
    out.set_parcels(figures.parcels);
    out.set_promised_lines(figures.promised_lines);
    out.set_kept_lines(figures.kept_lines);
    out.set_choices(figures.choices);
    out.set_proven_choices(figures.proven_choices);
    out.set_failed_orders(figures.failed_orders);
    out.set_total_cost(fulfillment::total_of(figures.costs));
    v1::SimulatedCosts& costs = *out.mutable_costs();
    costs.set_parcels(figures.costs.parcels);
    costs.set_carriage(figures.costs.carriage);
    costs.set_lines(figures.costs.lines);
    costs.set_splits(figures.costs.splits);
    costs.set_lateness(figures.costs.lateness);
    costs.set_unfilled(figures.costs.unfilled);
    for (const auto& entry : figures.load) {
        v1::SimulatedLoad& load = *out.add_load();
        load.set_location_id(entry.first.str());
        load.set_parcels(entry.second.parcels);
        load.set_lines(entry.second.lines);
        load.set_units(entry.second.units);
    }
}

}  // namespace

Result<SimulationQuestion> simulation_question(const v1::SimulateRoutingRequest& request) {
    FieldCheck check;
    SimulationQuestion question;
    check.require(request.has_from(), "from", "required");
    check.require(request.has_until(), "until", "required");
    if (request.has_from()) question.from = wire::time(check, "from", request.from());
    if (request.has_until()) question.until = wire::time(check, "until", request.until());
    if (check.ok()) check.require(question.from < question.until, "until", "later than from");
    if (!request.channel_id().empty())
        question.channel = check.id<ChannelId>("channel_id", request.channel_id(), false);
    if (check.count("rules_versions", request.rules_versions_size(), 0, 2)) {
        for (int i = 0; i < request.rules_versions_size(); ++i) {
            const auto at = check.inside("rules_versions", i);
            question.versions.push_back(
                check.number("", request.rules_versions(i), 0, most_versions));
        }
    }
    if (question.versions.empty()) question.versions.push_back(0);
    return checked(check, std::move(question));
}

std::string simulation_reply(const SimulationAnswer& answer) {
    return wire::bytes_of<v1::SimulateRoutingResponse>([&](auto& reply) {
        reply.set_orders(answer.orders);
        for (const SimulatedVersion& version : answer.versions)
            encode(version, *reply.add_rules());
        for (const SimulationAnswer::Changed& changed : answer.changed) {
            v1::ChangedOrder& out = *reply.add_changed_orders();
            out.set_order_id(changed.order_id.str());
            out.set_first_plan(changed.first);
            out.set_second_plan(changed.second);
        }
        reply.set_changed_order_count(answer.changed_count);
    });
}

void SimulateGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.routing.v1.RoutingService/SimulateRouting",
                wire::handler<v1::SimulateRoutingRequest>(
                    [this](const auto& call, const auto& r) { return answer(call, r); }),
                longest_time});
}

Result<void> SimulateGrpc::answer(const rpc::Call& call,
                                  const v1::SimulateRoutingRequest& request) const {
    OMS_TRY(SimulationQuestion question, simulation_question(request));
    reads_.submit_long(wire::answer_with(
        call,
        [this, call, question = std::move(question)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const SimulationAnswer answer,
                    simulate(session, question, call.actor(), call.deadline()));
            return simulation_reply(answer);
        }));
    return {};
}

Result<std::shared_ptr<const fulfillment::RoutingSetup>> SimulateGrpc::setup_of(
    ReadSession& session, std::int64_t version, std::string& currency_code) const {
    OMS_TRY(RoutingSource source, session.routing_source(version));
    if (!source.rules) return fail(Reason::rules_not_found, fmt::format("version {}", version));
    OMS_TRY(auto document, document_of_body(source.rules->body));
    currency_code = document.currency_code;
    auto usable =
        maker_->make(source.rules->version, std::move(document), std::move(source.locations));
    if (usable) return std::move(usable->setup);
    if (usable.error().reason != Reason::malformed_field) return fail(usable.error());
    return fail(refused(Reason::rules_do_not_fit, in_request(usable.error().fields)));
}

Result<SimulationAnswer> SimulateGrpc::simulate(ReadSession& session,
                                                const SimulationQuestion& question,
                                                const Actor& actor, Deadline deadline) const {
    SimulationAnswer answer;
    std::vector<std::shared_ptr<const fulfillment::RoutingSetup>> setups;
    for (const std::int64_t version : question.versions) {
        SimulatedVersion& one = answer.versions.emplace_back();
        OMS_TRY(setups.emplace_back(), setup_of(session, version, one.currency_code));
        one.version = setups.back()->version;
    }
    OMS_TRY(const std::vector<OrderId> ids, ids_of(session, question, actor, deadline));
    std::vector<Order> orders;
    std::vector<SimulatedOrder> asked;
    for (const OrderId& id : ids) {
        OMS_CHECK(in_time(deadline));
        OMS_TRY(OrderDetails details, session.order(id, actor));
        asked.push_back(simulated(details));
        orders.push_back(std::move(details.order));
    }
    answer.orders = static_cast<std::int64_t>(orders.size());
    const ViewDelta stock = stock_without(view_, orders);
    std::vector<std::unique_ptr<Simulation>> runs;
    for (const std::shared_ptr<const fulfillment::RoutingSetup>& setup : setups)
        runs.push_back(std::make_unique<Simulation>(setup, stock));
    for (const SimulatedOrder& order : asked) {
        OMS_CHECK(in_time(deadline));
        std::string first = runs.front()->place(order);
        if (runs.size() == 1) continue;
        std::string second = runs.back()->place(order);
        if (first == second) continue;
        if (answer.changed.size() < most_changed)
            answer.changed.push_back({order.order_id, std::move(first), std::move(second)});
        ++answer.changed_count;
    }
    for (std::size_t i = 0; i < runs.size(); ++i)
        answer.versions[i].figures = runs[i]->figures();
    return answer;
}

}  // namespace oms::routing
