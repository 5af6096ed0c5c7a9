#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/order.hpp"

namespace oms {

// What of an order a token tells. The enumerator is the first letter of the token: stored, so kept.
enum class TokenKind : char {
    number = 'n',
    external_id = 'x',
    email = 'e',
    phone = 'p',
    phone_last_four = 'f',
    name_word = 'w',
    channel = 'c',
    sku = 's',
    location = 'l',
    any_location = 'a',  // the order has a location, whichever; its value is empty
};

// One word of the search index that stands for `value`, which must be normalized already: the
// kind's letter and the value in base32hex (RFC 4648, section 7), lower case, unpadded. Different
// values have different tokens, and none has a byte that a query language could take for its own.
std::string search_token(TokenKind kind, std::string_view value);

// The tokens of what edits and reroutes may change, and of whom the order is visible to: channel,
// SKUs and locations. Sorted, each once.
std::vector<std::string> place_tokens(const Order& order);

// The last four digits of an E.164 number.
std::string_view last_four(std::string_view phone) noexcept;

}  // namespace oms
