#include "domain/search_tokens.hpp"

#include <algorithm>
#include <cstdint>

namespace oms {
namespace {

constexpr std::string_view base32hex_digits = "0123456789abcdefghijklmnopqrstuv";
constexpr std::size_t short_phone = 4;

}  // namespace

std::string search_token(TokenKind kind, std::string_view value) {
    std::string token(1, static_cast<char>(kind));
    token.reserve(1 + (value.size() * 8 + 4) / 5);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : value) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 5) {
            count -= 5;
            token += base32hex_digits[(bits >> static_cast<unsigned>(count)) & 31U];
        }
    }
    if (count > 0) token += base32hex_digits[(bits << static_cast<unsigned>(5 - count)) & 31U];
    return token;
}

std::vector<std::string> place_tokens(const Order& order) {
    std::vector<std::string> tokens{search_token(TokenKind::channel, order.channel_id.str())};
    for (const OrderLine& line : order.lines)
        tokens.push_back(search_token(TokenKind::sku, line.sku.str()));
    const std::vector<LocationId> locations = locations_of(order);
    for (const LocationId& id : locations)
        tokens.push_back(search_token(TokenKind::location, id.str()));
    if (!locations.empty()) tokens.push_back(search_token(TokenKind::any_location, {}));
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    return tokens;
}

std::string_view last_four(std::string_view phone) noexcept {
    return phone.size() <= short_phone ? phone : phone.substr(phone.size() - short_phone);
}

}  // namespace oms
