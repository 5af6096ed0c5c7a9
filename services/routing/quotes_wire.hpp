#pragma once

#include <string>

#include <oms/routing/v1/routing_quotes.pb.h>

#include "services/routing/quote_basket.hpp"

namespace oms::routing {

// Every field checked; fails with Reason::malformed_request and all violations at once.
Result<fulfillment::QuoteRequest> quote_request(const v1::QuoteFulfillmentRequest& request);
std::string quote_reply(const BasketQuote& quote);

}  // namespace oms::routing
