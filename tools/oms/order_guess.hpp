#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oms/orders/v1/order_service.pb.h"

namespace oms::cli {

// One thing that words may be, and the filter that finds it.
struct OrderGuess {
    std::string what;
    oms::orders::v1::OrderFilter filter;
    // Only those who see personal data may search by it.
    bool is_personal = false;
};

// What somebody may mean who looks for an order, the likelier first: its number, external id (also
// CHANNEL/EXTERNAL_ID), an e-mail address, a phone (international, with or without spaces) or its
// last four digits, words of a name, a SKU. Empty: it can be none of these.
std::vector<OrderGuess> guess_order(std::string_view said);

// E.164: "+33 (0)1 23-45" and "0033 1..." as +33...; empty when it is no such number.
std::string international_phone(std::string_view said);

}  // namespace oms::cli
