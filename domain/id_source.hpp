#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace oms {

// Makes ids from a seed and a time, so that the same command run again makes the same ids.
class IdSource {
public:
    IdSource(std::uint64_t seed, Timestamp now) : state_(seed), now_(now) {}

    // `prefix` + '_' + a UUIDv7 (RFC 9562) in Crockford base32, 26 characters: sorts by time.
    template <class IdType>
    IdType next(std::string_view prefix) {
        return IdType::trusted(make(prefix));
    }
    std::uint64_t random();

private:
    std::string make(std::string_view prefix);
    std::uint64_t state_;
    std::uint64_t counter_ = 0;  // ids of one source sort in the order they were made
    Timestamp now_;
};

// The smallest id that an IdSource makes at that millisecond or later: those made before it sort
// before it.
std::string first_id_text(std::string_view prefix, Timestamp time);
template <class IdType>
IdType first_id_at(std::string_view prefix, Timestamp time) {
    return IdType::trusted(first_id_text(prefix, time));
}

// The order number that the seed gives for attempt 0, 1, ...: 9 random Crockford base32 characters
// and a check character (Luhn mod 32: every single wrong character is found).
OrderNumber make_order_number(std::uint64_t seed, std::uint64_t attempt);

// Reads what people type: any case, hyphens and spaces dropped, O as 0, I and L as 1. Fails with
// Reason::malformed_field when it is not 10 such characters with the right check character.
Result<OrderNumber> parse_order_number(std::string_view typed);

}  // namespace oms
