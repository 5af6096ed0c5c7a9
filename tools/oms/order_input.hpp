#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "oms/orders/v1/order_service.pb.h"
#include "tools/oms/address.hpp"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// The flags that describe an order, and what they were given.
//
//     line     = SKU ":" quantity ":" unit price *(":" extra)
//     extra    = "pickup=" location *("," location) / "tax=" amount / "tax-code=" code /
//     "discount=" promotion "/" amount charge   = type ":" amount [":tax=" amount] discount =
//     promotion ":" amount [":" on return] tender   = type ":" amount [":" reference]
struct OrderOptions {
    std::string channel, external_id, cart, customer;
    std::string name, email, phone;
    AddressOptions address;
    std::string service_level = "standard";
    std::string promised_by;
    std::vector<std::string> pickup;  // several: any of them
    std::vector<std::string> lines, charges, discounts, tenders;
    std::string total, on_shortage;
    std::string currency = "EUR";
    std::string gift_message, note;
    bool gift = false;
    bool keep_together = false, identity_required = false;
    bool tax_included = false;
};

// Declares the flags; `file` excludes each of them.
void add_order_options(CLI::App& verb, OrderOptions& options, CLI::Option* file);

// The order that the flags describe, without request id. The total is worked out from the parts
// when it is not given: goods - discounts + charges, + tax unless it is included.
Outcome<oms::orders::v1::PlaceOrderRequest> build_order(const OrderOptions& options);

}  // namespace oms::cli
