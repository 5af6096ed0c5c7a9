#pragma once

// Searches of a real store, for tests.

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/store_fixture.hpp"

namespace oms::testing {

using Ids = std::vector<std::string>;

inline OrderSearchPage page_of(StoreFixture& shop, const OrderSearch& search, const Actor& actor) {
    const auto page = shop.read<Result<OrderSearchPage>>(
        [&](ReadSession& session) { return session.search_orders(search, actor); });
    REQUIRE(page);
    return *page;
}

// The external ids of all pages, in their order.
inline std::vector<std::string> found(StoreFixture& shop, OrderSearch search, const Actor& actor) {
    std::vector<std::string> ids;
    while (true) {
        const OrderSearchPage page = page_of(shop, search, actor);
        for (const OrderSummary& order : page.orders)
            ids.push_back(order.external_id.str());
        if (page.next_no == 0) return ids;
        REQUIRE(page.next_no < search.from_no);
        search.from_no = page.next_no;
    }
}

inline Reason refusal(StoreFixture& shop, const OrderSearch& search, const Actor& actor) {
    const auto page = shop.read<Result<OrderSearchPage>>(
        [&](ReadSession& session) { return session.search_orders(search, actor); });
    REQUIRE_FALSE(page);
    return page.error().reason;
}

inline Actor seller(std::vector<ChannelId> channels) {
    return {"seller", {Role::checkout}, ScopeSet<ChannelId>::of(std::move(channels)), {}};
}
inline Actor clerk(std::vector<LocationId> locations) {
    return {"clerk", {Role::store}, {}, ScopeSet<LocationId>::of(std::move(locations))};
}

inline orders::OrderRequest request_of(OrderRequestBuilder builder, Contact contact) {
    orders::OrderRequest request = builder.build();
    request.ship_to->recipient = contact.name;
    request.contact = std::move(contact);
    return request;
}

}  // namespace oms::testing
