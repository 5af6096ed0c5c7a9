#include "tools/oms/order_key.hpp"

#include <string>

#include <fmt/format.h>

namespace oms::cli {
namespace {

constexpr std::size_t number_length = 10;
constexpr std::string_view crockford_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
// The five more that a check character can be.
constexpr std::string_view crockford_check_only = "*~$=U";

// Empty when `text` is no order number.
std::string normalized_number(std::string_view text) {
    std::string number;
    for (char c : text) {
        if (c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        const bool is_digit = crockford_digits.find(c) != std::string_view::npos;
        const bool is_check = number.size() + 1 == number_length &&
                              crockford_check_only.find(c) != std::string_view::npos;
        if (!is_digit && !is_check) return {};
        number += c;
    }
    return number.size() == number_length ? number : std::string();
}

}  // namespace

Outcome<oms::orders::v1::GetOrderRequest> parse_order_key(std::string_view text) {
    oms::orders::v1::GetOrderRequest request;
    if (text.starts_with("ord_")) {
        request.set_order_id(std::string(text));
        return request;
    }
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos && slash > 0 && slash + 1 < text.size()) {
        request.mutable_external()->set_channel_id(std::string(text.substr(0, slash)));
        request.mutable_external()->set_external_id(std::string(text.substr(slash + 1)));
        return request;
    }
    const std::string number = normalized_number(text);
    if (number.empty()) {
        return usage_error(fmt::format("'{}' names no order", text),
                           "Give an id (ord_...), a number (10 characters such as 7KQ2-M9XD-4T) or "
                           "CHANNEL/EXTERNAL_ID.");
    }
    request.set_number(number);
    return request;
}

}  // namespace oms::cli
