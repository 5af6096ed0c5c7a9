#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "domain/sourcing.hpp"
#include "services/orders/place_order.hpp"
#include "services/routing/planner_pool.hpp"
#include "services/routing/quote_source.hpp"

namespace oms::orders {

// Up to here an order is planned on the writer's thread, between others.
inline constexpr std::size_t lines_planned_by_writer = 13;

// Plans orders of many lines on planners' threads, so that no other order waits for a long search.
// The plan is made on a copy of what the order's items have, without the work that others have
// taken; the transaction checks it, as every plan. When it fails there the writer plans once more,
// with a short search. All it is given must outlive it and the pool's work. Any thread.
class LargeOrders {
public:
    using MakeCommand = std::function<std::unique_ptr<PlaceOrder>()>;

    LargeOrders(Executor& executor, const Sourcing& sourcing, const routing::QuoteSource& source,
                routing::PlannerPool& planners)
        : executor_(executor), sourcing_(sourcing), source_(source), planners_(planners) {}

    // Calls `done` once, with what the order was answered. `make` may be called twice; both
    // commands are the same request.
    void place(MakeCommand make, Completion done) const;

private:
    void plan_and_submit(const MakeCommand& make, Completion done) const;

    Executor& executor_;
    const Sourcing& sourcing_;
    const routing::QuoteSource& source_;
    routing::PlannerPool& planners_;
};

}  // namespace oms::orders
