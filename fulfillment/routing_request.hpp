#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/sourcing.hpp"
#include "domain/workload.hpp"
#include "fulfillment/rules.hpp"

namespace oms::fulfillment {

// One line to route. Lines of one SKU become one line of the problem.
struct RoutingLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::int64_t quantity = 0;  // 1 or more
    Goods unit;
    // Whoever owns them must outlive the request.
    std::span<const std::string> item_tags;
};

// What a carrier needs to know of one unit of an item.
Goods goods_of(const ItemFacts& item);

// What is to be routed, by one method: an order with both delivered and collected lines is several
// requests, those for pickup first.
struct RoutingRequest {
    OrderTraits traits;
    std::vector<RoutingLine> lines;
    PostalPlace destination;            // of a delivery
    std::vector<LocationId> pickup_at;  // of a pickup: at any one of these
    // Service levels the customer may get; empty: every one but those with slots.
    std::vector<std::string> levels;
    std::optional<Timestamp> promise;  // arriving later is priced
    std::optional<Timestamp> latest;   // arriving later is not allowed
    std::vector<LocationId> excluded;  // such as one that refused
    Timestamp now;
};

// Units that will be available at a location from a date on, such as of a confirmed purchase order.
struct InboundSupply {
    StockKey key;
    Timestamp available_from;
    std::int64_t quantity = 0;
};

// Everything a decision looks at. References must outlive it.
struct RoutingWorld {
    const Network& network;
    const RuleSet& rules;
    const PlanningView& stock;
    WorkloadView workload;
    std::span<const InboundSupply> inbound;
};

// How supply to come is used.
enum class InboundUse : std::uint8_t {
    none,
    // A location also stands for itself at each later date, with all it holds by then: for plans of
    // one parcel.
    together,
    // The same with only what has come since: for plans that send some now and some later.
    apart
};

// Why a location takes no part: the first of these, in this order, that applies.
enum class LeftOutReason : std::uint8_t {
    no_stock,
    not_offered,  // it does not ship, hand over pickups, or reach the pickup location
    excluded,     // by a rule, or for this order
    distance,
    no_service,  // none of its carriers takes these goods there, or at that level
    closed,
    capacity,
    cut_off  // it would be too late
};
std::string_view to_string(LeftOutReason reason);

struct LeftOut {
    std::size_t location = 0;  // in the network
    LeftOutReason reason = LeftOutReason::no_stock;
    // The rule, of excluded and distance; empty when the request itself excluded the location.
    std::string rule;
};

}  // namespace oms::fulfillment
