#include "services/orders/large_orders.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace oms::orders {
namespace {

// Steps of a search on the writer's thread: some milliseconds.
constexpr std::int64_t short_search = 2'000;

// What the demand's items have, and what its cart holds.
StockView copy_for(const Demand& demand, const routing::QuoteSource& source) {
    std::vector<Sku> skus;
    for (const DemandLine& line : demand.lines)
        skus.push_back(line.sku);
    StockView copy;
    source.read([&](const StockView& view) {
        copy = view.excerpt(skus);
        if (!demand.cart) return;
        const auto held = view.held_by(*demand.cart);
        if (held.empty()) return;
        CartHold hold;
        hold.key = *demand.cart;
        hold.reservations.assign(held.begin(), held.end());
        copy.put_hold(hold);
    });
    return copy;
}

}  // namespace

void LargeOrders::place(MakeCommand make, Completion done) const {
    // Shared: whoever refuses tells the same caller.
    const auto told = std::make_shared<Completion>(std::move(done));
    const Result<void> submitted = planners_.submit([this, make = std::move(make), told] {
        plan_and_submit(make, [told](Result<std::string> answer) { (*told)(std::move(answer)); });
    });
    if (!submitted) (*told)(fail(submitted.error()));
}

void LargeOrders::plan_and_submit(const MakeCommand& make, Completion done) const {
    std::unique_ptr<PlaceOrder> command = make();
    const auto begun = std::chrono::steady_clock::now();
    const routing::ViewStamp stamp = source_.stamp();
    const StockView copy = copy_for(command->demand(), source_);
    const StockOverlay nothing;
    Result<SourcingPlan> plan =
        sourcing_.plan(command->demand(), {copy, nothing, stamp.now(), stamp.position});
    if (!plan) return done(fail(plan.error()));
    // What the plan lacks is planned again on the rows of the transaction: briefly.
    command->limit_search(short_search);
    command->use_plan(*std::move(plan), std::chrono::duration_cast<Duration>(
                                            std::chrono::steady_clock::now() - begun));
    const auto told = std::make_shared<Completion>(std::move(done));
    executor_.submit(std::move(command), [this, make, told](Result<std::string> answer) {
        if (answer || answer.error().reason != Reason::stock_contention)
            return (*told)(std::move(answer));
        std::unique_ptr<PlaceOrder> again = make();
        again->limit_search(short_search);
        executor_.submit(std::move(again),
                         [told](Result<std::string> last) { (*told)(std::move(last)); });
    });
}

}  // namespace oms::orders
