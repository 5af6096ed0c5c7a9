#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"
#include "domain/time.hpp"

namespace oms {

// Which orders somebody looks for: those that fit every criterion given. A text that is empty is no
// criterion.
struct OrderSearch {
    std::optional<OrderNumber> number;
    std::optional<ExternalId> external_id;
    // Personal: e-mail and phone (E.164, or its last four digits) of the contact, and whole words
    // of its name or of the recipient, in any case, with or without accents.
    std::string email;
    std::string phone;
    std::string name;
    std::optional<Sku> sku;
    std::optional<OrderStatus> status;
    std::optional<FulfillmentStatus> fulfillment_status;
    std::optional<ChannelId> channel_id;
    // Where units are or were reserved, or are collected.
    std::optional<LocationId> location_id;
    std::optional<Timestamp> created_from;
    std::optional<Timestamp> created_before;

    // At least 1.
    std::int64_t limit = 50;
    // Where to go on: OrderSearchPage::next_no of the page before.
    std::int64_t from_no = std::numeric_limits<std::int64_t>::max();
};

// True when the search asks for something only those who see personal data may ask for.
inline bool is_personal(const OrderSearch& search) {
    return !search.email.empty() || !search.phone.empty() || !search.name.empty();
}

// What a list shows of an order.
struct OrderSummary {
    OrderId order_id;
    OrderNumber number;
    ChannelId channel_id;
    ExternalId external_id;
    OrderStatus status = OrderStatus::placed;
    FulfillmentStatus fulfillment_status = FulfillmentStatus::unallocated;
    Timestamp create_time;
    Money total;
    // Of the contact, else the recipient; empty unless the actor sees personal data.
    std::string customer_name;
    friend bool operator==(const OrderSummary&, const OrderSummary&) = default;
};

// Newest first. The work for one page is bounded, so a page may come back short, even empty, and
// still have a next one.
struct OrderSearchPage {
    std::vector<OrderSummary> orders;
    // 0: that was all.
    std::int64_t next_no = 0;
};

}  // namespace oms
