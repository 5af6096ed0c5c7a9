#include "tools/oms/line_units.hpp"

#include "tools/oms/values.hpp"

namespace oms::cli {

Outcome<std::int32_t> parse_line_no(const std::string& text, const std::string& what) {
    constexpr std::int64_t last_line = 2000;
    OMS_TRY(const std::int64_t line_no, parse_integer(text, what));
    if (line_no < 1 || line_no > last_line) return usage_error(what + ": lines go from 1 to 2000");
    return static_cast<std::int32_t>(line_no);
}

Outcome<LineUnits> parse_line_units(const std::string& text, const std::string& what) {
    OMS_TRY(const auto parts, parse_pair(text, '=', what, "LINE=QUANTITY, such as 1=2"));
    LineUnits units;
    OMS_TRY(units.line_no, parse_line_no(parts.first, what));
    OMS_TRY(units.quantity, parse_integer(parts.second, what));
    return units;
}

}  // namespace oms::cli
