#include "services/common/card_number.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace oms::wire {
namespace {

constexpr std::size_t shortest = 13;
constexpr std::size_t longest = 19;
constexpr std::size_t most_separators = 3;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_separator(char c) noexcept {
    return c == ' ' || c == '-';
}

bool passes_luhn(std::span<const std::uint8_t> digits) noexcept {
    unsigned sum = 0;
    bool doubled = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const unsigned value = doubled ? *digit * 2U : *digit;
        sum += value > 9 ? value - 9 : value;
        doubled = !doubled;
    }
    return sum % 10 == 0;
}

// First digits and lengths of one card scheme.
struct Scheme {
    unsigned first;
    unsigned last;
    std::size_t prefix_digits;
    std::size_t shortest;
    std::size_t longest;
};
constexpr auto schemes = std::to_array<Scheme>({
    {4,    4,    1, 13, 13}, // Visa
    {4,    4,    1, 16, 16},
    {4,    4,    1, 19, 19},
    {51,   55,   2, 16, 16}, // Mastercard
    {2221, 2720, 4, 16, 16},
    {34,   34,   2, 15, 15}, // American Express
    {37,   37,   2, 15, 15},
    {300,  305,  3, 14, 14}, // Diners Club
    {36,   36,   2, 14, 14},
    {38,   39,   2, 14, 14},
    {3528, 3589, 4, 16, 16}, // JCB
    {6011, 6011, 4, 16, 16}, // Discover
    {644,  649,  3, 16, 16},
    {65,   65,   2, 16, 16},
    {62,   62,   2, 16, 19}, // UnionPay
    {5018, 5018, 4, 13, 19}, // Maestro
    {5020, 5020, 4, 13, 19},
    {5038, 5038, 4, 13, 19},
    {5893, 5893, 4, 13, 19},
    {6304, 6304, 4, 13, 19},
    {6759, 6763, 4, 13, 19},
});

bool fits(const Scheme& scheme, std::span<const std::uint8_t> digits) noexcept {
    unsigned prefix = 0;
    for (std::size_t i = 0; i < scheme.prefix_digits; ++i)
        prefix = prefix * 10 + digits[i];
    return prefix >= scheme.first && prefix <= scheme.last && digits.size() >= scheme.shortest &&
           digits.size() <= scheme.longest;
}

// True when whole groups from the first on make a number that may be a card's.
bool begins_with_card_number(std::string_view text) noexcept {
    std::array<std::uint8_t, longest> digits{};
    std::size_t length = 0;
    std::size_t separators = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_separator(text[i]) && separators < most_separators) {
            ++separators;
            continue;
        }
        if (!is_digit(text[i]) || length == longest) return false;
        digits[length++] = static_cast<std::uint8_t>(text[i] - '0');
        separators = 0;
        const bool ends_group = i + 1 == text.size() || !is_digit(text[i + 1]);
        if (ends_group && length >= shortest && passes_luhn(std::span(digits).first(length)))
            return true;
    }
    return false;
}

}  // namespace

bool has_card_number(std::string_view text) noexcept {
    if (text.size() < shortest) return false;
    for (std::size_t start = 0; start + shortest <= text.size(); ++start) {
        const bool begins_group =
            is_digit(text[start]) && (start == 0 || !is_digit(text[start - 1]));
        if (begins_group && begins_with_card_number(text.substr(start))) return true;
    }
    return false;
}

bool is_card_number(std::string_view text) noexcept {
    std::array<std::uint8_t, longest> digits{};
    std::size_t length = 0;
    for (const char c : text) {
        if (is_separator(c)) continue;
        if (!is_digit(c) || length == longest) return false;
        digits[length++] = static_cast<std::uint8_t>(c - '0');
    }
    if (length < shortest) return false;
    const auto number = std::span<const std::uint8_t>(digits).first(length);
    return passes_luhn(number) &&
           std::any_of(schemes.begin(), schemes.end(),
                       [&](const Scheme& scheme) { return fits(scheme, number); });
}

}  // namespace oms::wire
