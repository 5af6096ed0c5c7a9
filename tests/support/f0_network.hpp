#pragma once

#include <string>
#include <vector>

#include "fulfillment/routing_request.hpp"
#include "tests/support/zones.hpp"

namespace oms::testing {

// The reference network: warehouse W1 near Orleans, stores S1 Paris, S2 Lyon, S3 Lille and S4
// Marseille; clocks of Paris, euro cents. Parcels: W1 to anywhere 5.20; a store to its own region
// 5.90, else 7.40; two working days; express 9.90, one. Each parcel beyond the first costs a split
// penalty of 3.00. Metropolitan France is served, the overseas prefixes 97 and 98 by nobody. S1 has
// a courier within 10 km, 16-18 and 18-20, five places each.
struct F0 {
    // Network and rules are made of these each time world() is asked for.
    fulfillment::NetworkDraft network_draft;
    fulfillment::RuleDraft rule_draft;

    F0();
    F0(const F0&) = delete;
    F0& operator=(const F0&) = delete;

    F0& stock(const char* location, const char* sku, std::int64_t on_hand);
    F0& arriving(const char* location, const char* sku, std::int64_t units, const char* from);
    fulfillment::RoutingWorld world();

    // A delivery; lines are numbered from 1.
    fulfillment::RoutingRequest delivery(const char* postal_code, const char* now,
                                         std::vector<std::pair<const char*, std::int64_t>> lines);
    fulfillment::RoutingRequest pickup(std::vector<const char*> at, const char* now,
                                       std::vector<std::pair<const char*, std::int64_t>> lines);

    const fulfillment::Network& network();
    std::string name(std::size_t location);
    Workload workload;
    StockView view;
    StockOverlay overlay;
    std::vector<fulfillment::InboundSupply> inbound;

private:
    void make();
    PlanningView planning_{view, overlay};
    std::optional<fulfillment::Network> network_;
    std::optional<fulfillment::RuleSet> rules_;
};

// "2026-03-05" on the clocks of Paris; "2026-03-05 13:00".
std::string paris_date(Timestamp time);
std::string paris_time(Timestamp time);
Timestamp paris(const char* text);

}  // namespace oms::testing
