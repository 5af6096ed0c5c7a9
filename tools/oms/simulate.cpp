#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "oms/routing/v1/routing_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace routing = oms::routing::v1;
using Rules = routing::SimulatedRules;

struct Simulate {
    std::string from, until, channel, rules;
};

Outcome<routing::SimulateRoutingRequest> request_of(const Simulate& options) {
    routing::SimulateRoutingRequest request;
    OMS_TRY(*request.mutable_from(), parse_day_or_time(options.from, "--from"));
    OMS_TRY(*request.mutable_until(), parse_day_or_time(options.until, "--until"));
    request.set_channel_id(options.channel);
    std::string_view rest = options.rules;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        OMS_TRY(const std::int64_t version, parse_integer(rest.substr(0, comma), "--rules"));
        request.add_rules_versions(version);
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
        if (rest.empty()) return usage_error("--rules: A or A,B");
    }
    return request;
}

// "84.90" in a currency's digits; the bare number of minor units where we do not know it.
std::string amount_text(const Rules& rules, std::int64_t minor_units) {
    oms::common::v1::Money amount;
    amount.set_currency_code(rules.currency_code());
    amount.set_minor_units(minor_units);
    return money_text(amount);
}

// "93.4 %", or a dash of nothing.
std::string share_text(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "-";
    const std::int64_t permille = (part * 1'000 + whole / 2) / whole;
    return fmt::format("{}.{} %", permille / 10, permille % 10);
}

std::string mean_text(std::int64_t sum, std::int64_t count) {
    if (count == 0) return "-";
    const std::int64_t hundredths = (sum * 100 + count / 2) / count;
    return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

void add_row(Table& table, const routing::SimulateRoutingResponse& response, std::string name,
             std::string (*text)(const Rules&)) {
    std::vector<Cell> row{std::move(name)};
    for (const Rules& rules : response.rules())
        row.emplace_back(text(rules));
    table.add(std::move(row));
}

std::vector<Table::Column> columns_of(const routing::SimulateRoutingResponse& response,
                                      const char* first) {
    std::vector<Table::Column> columns{
        {first, Align::left, false}
    };
    for (const Rules& rules : response.rules())
        columns.push_back({fmt::format("version {}", rules.version()), Align::right, false});
    return columns;
}

void print_figures(Page& page, const routing::SimulateRoutingResponse& response) {
    Table table(columns_of(response, "what"));
    const auto add = [&](const char* name, std::string (*text)(const Rules&)) {
        add_row(table, response, name, text);
    };
    add("orders decided", [](const Rules& r) { return std::to_string(r.orders()); });
    add("orders not decided", [](const Rules& r) { return std::to_string(r.failed_orders()); });
    add("orders filled", [](const Rules& r) { return share_text(r.filled_orders(), r.orders()); });
    add("lines filled", [](const Rules& r) { return share_text(r.filled_lines(), r.lines()); });
    add("units filled", [](const Rules& r) { return share_text(r.filled_units(), r.units()); });
    add("parcels", [](const Rules& r) { return std::to_string(r.parcels()); });
    add("parcels per order",
        [](const Rules& r) { return mean_text(r.parcels(), r.filled_orders()); });
    add("split, of orders of several lines",
        [](const Rules& r) { return share_text(r.split_orders(), r.multi_line_orders()); });
    add("promises kept",
        [](const Rules& r) { return share_text(r.kept_lines(), r.promised_lines()); });
    add("choices proven best",
        [](const Rules& r) { return share_text(r.proven_choices(), r.choices()); });
    add("cost", [](const Rules& r) { return amount_text(r, r.total_cost()); });
    add("  parcels", [](const Rules& r) { return amount_text(r, r.costs().parcels()); });
    add("  carriage", [](const Rules& r) { return amount_text(r, r.costs().carriage()); });
    add("  lines", [](const Rules& r) { return amount_text(r, r.costs().lines()); });
    add("  splits", [](const Rules& r) { return amount_text(r, r.costs().splits()); });
    add("  lateness", [](const Rules& r) { return amount_text(r, r.costs().lateness()); });
    add("  unfilled", [](const Rules& r) { return amount_text(r, r.costs().unfilled()); });
    page.table(table);
}

// Parcels of each location that sends any under one of the versions.
void print_load(Page& page, const routing::SimulateRoutingResponse& response) {
    std::vector<std::string> locations;
    for (const Rules& rules : response.rules()) {
        for (const auto& load : rules.load())
            locations.push_back(load.location_id());
    }
    std::sort(locations.begin(), locations.end());
    locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
    Table table(columns_of(response, "parcels from"));
    for (const std::string& location : locations) {
        std::vector<Cell> row{location};
        for (const Rules& rules : response.rules()) {
            std::int64_t parcels = 0;
            for (const auto& load : rules.load())
                parcels += load.location_id() == location ? load.parcels() : 0;
            row.emplace_back(std::to_string(parcels));
        }
        table.add(std::move(row));
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

void print_changed(Page& page, const routing::SimulateRoutingResponse& response) {
    if (response.rules_size() < 2) return;
    page.gap();
    page.line(
        fmt::format("{} of {} orders change.", response.changed_order_count(), response.orders()));
    if (response.changed_orders().empty()) return;
    std::vector<Table::Column> columns = columns_of(response, "order");
    for (std::size_t i = 1; i < columns.size(); ++i)
        columns[i].align = Align::left;
    Table table(std::move(columns));
    for (const auto& changed : response.changed_orders())
        table.add({changed.order_id(), changed.first_plan(), changed.second_plan()});
    page.table(table);
}

Outcome<ExitCode> run_simulate(Session& session, const Simulate& options) {
    OMS_TRY(const auto request, request_of(options));
    OMS_TRY(const auto response, session.call(&routing::RoutingService::Stub::SimulateRouting,
                                              request, Patience::long_running));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    page.heading(fmt::format("{} orders, decided again", response.orders()));
    print_figures(page, response);
    print_load(page, response);
    print_changed(page, response);
    return ExitCode::ok;
}

}  // namespace

void add_simulate(Commands& commands) {
    const auto [verb, options] = add_verb<Simulate>(
        commands.app, commands, "simulate",
        "Decides again on orders that were placed, under one or two versions of the rules; changes "
        "nothing",
        run_simulate);
    verb->add_option("--from", options->from,
                     "Orders placed then or later: 2026-03-01 (UTC) or RFC 3339")
        ->required();
    verb->add_option("--until", options->until, "Orders placed before then")->required();
    verb->add_option("--channel", options->channel, "Only of this channel");
    verb->add_option("--rules", options->rules,
                     "A, or A,B to compare; drafts too (default: what is in force)");
}

}  // namespace oms::cli
