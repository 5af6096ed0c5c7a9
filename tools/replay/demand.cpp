#include "tools/replay/demand.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/consumer_cut.hpp"

namespace oms::replay {
namespace {

using retail::Invoice;

constexpr std::array<std::string_view, 2> names{"raw", "consumer"};
constexpr std::string_view home = "United Kingdom";

std::string person_of(const Invoice& invoice) {
    return invoice.customer_id.empty() ? "guest:" + invoice.number : "cust:" + invoice.customer_id;
}

ReplayOrder whole(const Invoice& invoice) {
    return {invoice.number,
            invoice.customer_id.empty() ? "guest-" + invoice.number : invoice.customer_id,
            person_of(invoice),
            invoice.country,
            invoice.lines,
            invoice.source_units,
            invoice.source_money};
}

void cut(const Invoice& invoice, std::string_view seed, std::vector<ReplayOrder>& orders) {
    std::size_t at = 0;
    for (std::size_t k = 0; at < invoice.lines.size(); ++k) {
        const std::size_t end =
            std::min(invoice.lines.size(), at + retail::length_of_cut(invoice.number, k));
        ReplayOrder& order = orders.emplace_back();
        order.external_id = fmt::format("{}-{}", invoice.number, k);
        order.customer_reference = "sub-" + order.external_id;
        order.person = fmt::format("sub:{}:{}", invoice.number, k);
        order.country = invoice.country;
        for (; at < end; ++at) {
            InvoiceLine line = invoice.lines[at];
            line.units = consumer_units(seed, invoice.number, at);
            line.discount = 0;
            order.units += line.units;
            order.money += line.units * line.unit_price;
            order.lines.push_back(line);
        }
    }
}

}  // namespace

std::string_view profile_name(Profile profile) {
    return names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> profile_from(std::string_view name) {
    if (name == names[0]) return Profile::raw;
    if (name == names[1]) return Profile::consumer;
    return std::nullopt;
}

std::int64_t consumer_units(std::string_view seed, std::string_view invoice, std::size_t line) {
    const std::uint64_t draw = retail::choice(fmt::format("{}qty:{}:{}", seed, invoice, line));
    const std::uint64_t percent = draw % 100;
    if (percent < 82) return 1;
    if (percent < 94) return 2;
    if (percent < 98) return 3;
    return 4 + static_cast<std::int64_t>(draw / 100 % 3);
}

std::vector<ReplayOrder> orders_of(const Retail& retail, Profile profile, std::string_view seed) {
    std::vector<ReplayOrder> orders;
    for (const Invoice& invoice : retail.invoices) {
        if (profile == Profile::raw) {
            orders.push_back(whole(invoice));
        } else if (invoice.country == home) {
            cut(invoice, seed, orders);
        }
    }
    return orders;
}

void keep_first(std::vector<ReplayOrder>& orders, std::size_t limit, bool largest) {
    if (limit == 0 || limit >= orders.size()) return;
    if (largest) {
        const auto most = std::max_element(orders.begin(), orders.end(),
                                           [](const ReplayOrder& a, const ReplayOrder& b) {
                                               return a.lines.size() < b.lines.size();
                                           });
        if (static_cast<std::size_t>(most - orders.begin()) >= limit)
            std::swap(orders[limit - 1], *most);
    }
    orders.resize(limit);
}

Totals totals_of(const std::vector<ReplayOrder>& orders) {
    Totals totals;
    totals.orders = static_cast<std::int64_t>(orders.size());
    for (const ReplayOrder& order : orders) {
        totals.lines += static_cast<std::int64_t>(order.lines.size());
        totals.units += order.units;
        totals.money += order.money;
    }
    return totals;
}

std::vector<std::int64_t> demand_of(const std::vector<ReplayOrder>& orders, std::size_t items) {
    std::vector<std::int64_t> demand(items, 0);
    for (const ReplayOrder& order : orders)
        for (const InvoiceLine& line : order.lines)
            demand[line.item] += line.units;
    return demand;
}

}  // namespace oms::replay
