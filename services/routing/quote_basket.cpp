#include "services/routing/quote_basket.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "fulfillment/plan_finder.hpp"

namespace oms::routing {
namespace {

using fulfillment::QuoteRequest;

// Full days make a search look at later ones, of which it knows only then.
constexpr int most_rounds = 10;

struct Snapshot {
    StockView view;
    ViewStamp stamp;
};

Snapshot take_snapshot(const QuoteSource& source, const std::vector<Sku>& skus,
                       const std::vector<WorkKey>& work) {
    Snapshot snapshot{{}, source.stamp()};
    source.read([&](const StockView& view) {
        snapshot.view = view.excerpt(skus);
        for (const WorkKey& key : work)
            snapshot.view.put_work(key, view.workload().of(key));
    });
    return snapshot;
}

Result<void> check_known(const QuoteRequest& request, const StockView& view) {
    Error unknown{
        Reason::item_not_found, "items or locations that do not exist", {}, {}, {}, false};
    for (const DemandLine& line : request.lines) {
        if (view.item(line.sku) != nullptr) continue;
        unknown.preconditions.push_back(
            {"ITEM", line.sku.str(), fmt::format("line {}: no such item", line.line_no)});
    }
    if (unknown.preconditions.empty()) unknown.reason = Reason::location_not_found;
    for (const LocationId& id : request.pickup_at) {
        if (view.find_place(id) != nullptr) continue;
        unknown.preconditions.push_back({"LOCATION", id.str(), "no such location"});
    }
    if (!unknown.preconditions.empty()) return fail(std::move(unknown));
    for (const LocationId& id : request.pickup_at) {
        if (!view.find_place(id)->offers_pickup) return fail(Reason::pickup_not_offered, id.str());
    }
    return {};
}

}  // namespace

Result<BasketQuote> quote_basket(const QuoteRequest& request,
                                 std::shared_ptr<const fulfillment::RoutingSetup> setup,
                                 const QuoteSource& source) {
    thread_local const fulfillment::PlanFinder find_plan = fulfillment::exact_plan_finder();
    std::vector<Sku> skus;
    for (const DemandLine& line : request.lines)
        skus.push_back(line.sku);
    std::vector<WorkKey> known;
    for (int round = 1;; ++round) {
        const Snapshot snapshot = take_snapshot(source, skus, known);
        if (round == 1) OMS_CHECK(check_known(request, snapshot.view));
        const StockOverlay nothing;
        std::vector<WorkKey> asked;
        OMS_TRY(auto methods,
                fulfillment::make_quotes(
                    request, *setup,
                    {snapshot.view, nothing, snapshot.stamp.now(), snapshot.stamp.position},
                    find_plan, asked));
        std::sort(asked.begin(), asked.end());
        asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
        if (round == most_rounds ||
            std::includes(known.begin(), known.end(), asked.begin(), asked.end()))
            return BasketQuote{std::move(methods), std::move(setup), snapshot.stamp};
        std::vector<WorkKey> all;
        std::set_union(known.begin(), known.end(), asked.begin(), asked.end(),
                       std::back_inserter(all));
        known = std::move(all);
    }
}

}  // namespace oms::routing
