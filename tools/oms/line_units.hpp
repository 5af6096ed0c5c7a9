#pragma once

#include <cstdint>
#include <string>

#include "tools/oms/failure.hpp"

namespace oms::cli {

// Units of one line of an order.
struct LineUnits {
    std::int32_t line_no = 0;  // 1 to 2000
    std::int64_t quantity = 0;
};

// "LINE=QUANTITY", such as 1=2. `what` names the value in the error. Fails with a usage error.
Outcome<LineUnits> parse_line_units(const std::string& text, const std::string& what);

// The same as a message of the contract that has a line and a quantity.
template <class Message>
Outcome<Message> parse_units_as(const std::string& text, const std::string& what) {
    OMS_TRY(const LineUnits units, parse_line_units(text, what));
    Message message;
    message.set_line_no(units.line_no);
    message.set_quantity(units.quantity);
    return message;
}

// A line's number, 1 to 2000.
Outcome<std::int32_t> parse_line_no(const std::string& text, const std::string& what);

}  // namespace oms::cli
