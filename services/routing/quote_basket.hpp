#pragma once

#include <memory>
#include <vector>

#include "fulfillment/quoting.hpp"
#include "services/routing/quote_source.hpp"

namespace oms::routing {

// Quotes of a basket, and what they were made from.
struct BasketQuote {
    std::vector<fulfillment::MethodQuote> methods;
    std::shared_ptr<const fulfillment::RoutingSetup> setup;
    ViewStamp stamp;
};

// Copies what the basket needs out of the view, which is held for as long as that takes only, and
// searches on the copy. Everything is as of one commit. Fails with Reason::item_not_found and
// Reason::location_not_found, which name all that is unknown, items first;
// Reason::pickup_not_offered, routing_unavailable. For a planner's thread.
Result<BasketQuote> quote_basket(const fulfillment::QuoteRequest& request,
                                 std::shared_ptr<const fulfillment::RoutingSetup> setup,
                                 const QuoteSource& source);

}  // namespace oms::routing
