#include "tools/replay/return_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"

namespace oms::replay {
namespace {

namespace pb = oms::returns::v1;

constexpr std::int64_t mills_of_a_penny = 10;

// Units of a line that nobody has given back yet.
struct Bought {
    std::size_t order = 0;
    std::size_t line = 0;
    std::size_t invoice = 0;  // its place in the file
    std::int64_t units = 0;
};

// Where each invoice is in the file.
std::unordered_map<std::string, std::size_t> places_of(const retail::Retail& retail) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < retail.invoices.size(); ++i)
        places.emplace(retail.invoices[i].number, i);
    return places;
}

class Purchases {
public:
    explicit Purchases(const Plan& plan) {
        const auto places = places_of(plan.retail);
        for (std::size_t i = 0; i < plan.orders.size(); ++i) {
            const ReplayOrder& order = plan.orders[i];
            if (order.customer_reference.empty()) continue;
            for (std::size_t l = 0; l < order.lines.size(); ++l) {
                const std::string& sku = plan.retail.items[order.lines[l].item].sku;
                bought_[{order.customer_reference, sku}].push_back(
                    {i, l, places.at(order.external_id), order.lines[l].units});
            }
        }
    }

    // The newest of before that has so many; they are given back.
    const Bought* take(const std::string& customer, const std::string& sku, std::int64_t units,
                       std::size_t before) {
        const auto found = bought_.find({customer, sku});
        if (customer.empty() || found == bought_.end()) return nullptr;
        Bought* newest = nullptr;
        for (Bought& one : found->second) {
            if (one.invoice < before && one.units >= units &&
                (newest == nullptr || one.invoice > newest->invoice))
                newest = &one;
        }
        if (newest != nullptr) newest->units -= units;
        return newest;
    }

private:
    std::map<std::pair<std::string, std::string>, std::vector<Bought>> bought_;
};

// One call for each order, and for goods of none as many as their SKUs are there twice; what is no
// goods comes alone.
class Calls {
public:
    explicit Calls(std::size_t invoice) : invoice_(invoice) {}

    void add(std::optional<std::size_t> order, ComingBack goods) {
        for (ReturnCall& call : calls_) {
            const bool has_it =
                std::any_of(call.goods.begin(), call.goods.end(),
                            [&](const auto& g) { return g.sku == goods.sku || !g.is_goods; });
            if (call.order != order || !goods.is_goods || has_it) continue;
            call.goods.push_back(std::move(goods));
            return;
        }
        calls_.push_back({invoice_, static_cast<int>(calls_.size()) + 1, order, {}});
        calls_.back().goods.push_back(std::move(goods));
    }
    std::vector<ReturnCall> take() { return std::move(calls_); }

private:
    std::size_t invoice_;
    std::vector<ReturnCall> calls_;
};

}  // namespace

ReturnPlan plan_returns(const Plan& plan, retail::Cancellations source) {
    ReturnPlan returns;
    returns.source = std::move(source);
    const auto places = places_of(plan.retail);
    std::size_t end = 0;
    for (const ReplayOrder& order : plan.orders)
        end = std::max(end, places.at(order.external_id) + 1);
    const bool is_whole = plan.orders.size() == plan.retail.invoices.size();
    Purchases purchases(plan);
    for (std::size_t i = 0; i < returns.source.invoices.size(); ++i) {
        const retail::Cancellation& invoice = returns.source.invoices[i];
        if (!is_whole && invoice.invoices_before >= end) break;
        ++returns.invoices;
        Calls calls(i);
        for (const retail::CancelledLine& line : invoice.lines) {
            ComingBack goods{line.stock_code, line.is_goods, line.units, line.price_mills, 0};
            const Bought* bought = line.is_goods
                                       ? purchases.take(invoice.customer_id, line.stock_code,
                                                        line.units, invoice.invoices_before)
                                       : nullptr;
            if (bought != nullptr) goods.line = bought->line;
            calls.add(bought == nullptr ? std::nullopt : std::optional(bought->order),
                      std::move(goods));
        }
        for (ReturnCall& call : calls.take())
            returns.calls.push_back(std::move(call));
    }
    return returns;
}

pb::ReceiveReturnRequest return_request(const Plan& plan, const ReturnPlan& returns,
                                        const ReturnCall& call,
                                        const std::vector<ComingBack>& goods, int attempt,
                                        const std::string& order_id) {
    const retail::Cancellation& invoice = returns.source.invoices[call.invoice];
    std::vector<std::string> warehouses;
    for (const Site& site : plan.sites) {
        if (site.is_warehouse) warehouses.push_back(site.location_id);
    }
    const std::uint64_t draw =
        retail::choice(fmt::format("{}return:{}", plan.seed, invoice.number));
    pb::ReceiveReturnRequest request;
    request.set_request_id(fmt::format("replay:return:{}:{}:{}:{}", channel_of(plan.profile),
                                       invoice.number, call.part, attempt));
    request.set_location_id(warehouses[draw % warehouses.size()]);
    if (call.order) {
        request.set_order_id(order_id);
    } else {
        request.set_channel_id(channel_of(plan.profile));
        request.set_evidence("cancelled invoice " + invoice.number);
        request.set_credit_reference(invoice.customer_id);
    }
    const bool is_fit = draw / warehouses.size() % 10 != 0;
    for (const ComingBack& some : goods) {
        pb::ReceivedUnits& units = *request.add_units();
        if (call.order) {
            units.set_line_no(static_cast<std::int32_t>(some.line) + 1);
        } else {
            units.set_sku(some.sku);
            units.mutable_unit_credit()->set_currency_code("GBP");
            units.mutable_unit_credit()->set_minor_units(some.price_mills / mills_of_a_penny);
        }
        units.set_quantity(some.units);
        units.set_disposition(is_fit ? pb::DISPOSITION_RESTOCK : pb::DISPOSITION_QUARANTINE);
    }
    return request;
}

}  // namespace oms::replay
