#pragma once

#include <string_view>

namespace oms {

// Douglas Crockford's base 32: digits and capital letters without I, L, O and U, which people
// misread.
inline constexpr std::string_view crockford_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// What a character that a person typed stands for: small letters as capitals, I and L as 1, O as 0;
// -1 for any other character.
constexpr int crockford_value(char c) noexcept {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    const auto at = crockford_alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace oms
