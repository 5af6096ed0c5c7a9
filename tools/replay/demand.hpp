#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/retail/retail.hpp"

namespace oms::replay {

using retail::InvoiceLine;
using retail::Retail;
using retail::Totals;

// Which orders are made of the invoices.
enum class Profile : std::uint8_t {
    // Every invoice as it is: wholesale baskets of up to 1,108 lines.
    raw,
    // The United Kingdom's invoices cut into orders of 1 to 10 lines of a few units.
    consumer,
};
std::string_view profile_name(Profile profile);
std::optional<Profile> profile_from(std::string_view name);

// One order to place.
struct ReplayOrder {
    // The invoice, and for the consumer profile "-" and which order of it.
    std::string external_id;
    std::string customer_reference;
    // The key of who buys and where to: "cust:", "guest:" or "sub:".
    std::string person;
    std::string country;  // as the source names it
    std::vector<InvoiceLine> lines;
    // What the order comes to, in pence: of the source's rows (raw) or of the cut (consumer).
    std::int64_t units = 0;
    std::int64_t money = 0;
};

// Units of the `line`-th line of an invoice, from 0, when a consumer buys it: 1 to 6.
std::int64_t consumer_units(std::string_view seed, std::string_view invoice, std::size_t line);

// All orders of a profile, in file order. `seed` goes before the keys that are not defined by the
// data set.
std::vector<ReplayOrder> orders_of(const Retail& retail, Profile profile, std::string_view seed);

// The first `limit` orders (0: all); with `largest`, the one with the most lines takes the last
// place unless it is among them.
void keep_first(std::vector<ReplayOrder>& orders, std::size_t limit, bool largest);

Totals totals_of(const std::vector<ReplayOrder>& orders);

// Units of each item, by its index.
std::vector<std::int64_t> demand_of(const std::vector<ReplayOrder>& orders, std::size_t items);

}  // namespace oms::replay
