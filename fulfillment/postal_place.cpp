#include "fulfillment/postal_place.hpp"

namespace oms::fulfillment {
namespace {

// The largest number whose square is not above `square`.
std::int64_t integer_root(std::int64_t square) {
    std::int64_t root = 0;
    for (std::int64_t bit = std::int64_t{1} << 30; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= square) root += bit;
    }
    return root;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

// Ends in the second half of a British postcode: a digit and two letters after two to four.
bool is_full_british(std::string_view country_code, std::string_view code) {
    const bool british = country_code == "GB" || country_code == "IM" || country_code == "JE" ||
                         country_code == "GG";
    if (!british || code.size() < 5 || code.size() > 7) return false;
    const std::string_view second = code.substr(code.size() - 3);
    return is_digit(second[0]) && is_upper(second[1]) && is_upper(second[2]);
}

}  // namespace

std::string normalized_postal_code(std::string_view country_code, std::string_view text) {
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        code.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    if (is_full_british(country_code, code)) code.insert(code.size() - 3, 1, ' ');
    return code;
}

PostalPlace place_of(const Address& address) {
    return {address.country_code, normalized_postal_code(address.country_code, address.postal_code),
            address.position};
}

std::int64_t distance_m(GeoPosition a, GeoPosition b) {
    // A millionth of a degree of a meridian is 0.111195 m on a sphere of 6,371 km.
    return integer_root(distance_rank(a, b)) * 111'195 / 1'000'000;
}

}  // namespace oms::fulfillment
