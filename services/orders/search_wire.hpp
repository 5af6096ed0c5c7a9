#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <oms/orders/v1/order_service.pb.h>

#include "domain/order_search.hpp"
#include "domain/result.hpp"

namespace oms::orders {

// A search, and what tells its filter from others.
struct SearchRequest {
    OrderSearch search;
    std::uint32_t filter_mark = 0;
};

// A place in the results of one filter as callers know it:
//   page_token = "p1." number mark check ; number = 16 hex digits ; mark, check = 8 hex digits
std::string page_token_text(std::int64_t number, std::uint32_t filter_mark);
// Nothing for what is no token of ours, or one of another filter.
std::optional<std::int64_t> page_token_number(std::string_view text, std::uint32_t filter_mark);

// From the wire to the domain, every field checked. Fails with Reason::malformed_request and all
// field violations at once.
Result<SearchRequest> search_request(const v1::SearchOrdersRequest& request);

// From the domain to the wire, as the bytes that are sent.
std::string search_reply(const OrderSearchPage& page, std::uint32_t filter_mark);

}  // namespace oms::orders
