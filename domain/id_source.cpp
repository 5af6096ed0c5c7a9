#include "domain/id_source.hpp"

#include <array>
#include <cstddef>
#include <span>

#include "domain/crockford.hpp"

namespace oms {
namespace {

constexpr std::size_t number_length = 10;

// splitmix64 (Steele, Lea, Flood 2014): one step of the state, one mixed output.
std::uint64_t splitmix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

// Luhn mod 32 over the values before the check character.
char check_character(std::string_view body) {
    int sum = 0;
    int factor = 2;
    for (auto c = body.rbegin(); c != body.rend(); ++c) {
        const int addend = crockford_value(*c) * factor;
        sum += addend / 32 + addend % 32;
        factor = 3 - factor;
    }
    return crockford_alphabet[static_cast<std::size_t>((32 - sum % 32) % 32)];
}

// The upper half of a UUIDv7 of that millisecond, its counter 0.
std::uint64_t high_at(Timestamp time) {
    const auto millis = static_cast<std::uint64_t>(to_unix_micros(time) / 1000);
    return (millis << 16U) | 0x7000U;
}

std::string id_text(std::string_view prefix, std::uint64_t high, std::uint64_t low) {
    std::string text(prefix);
    text.reserve(prefix.size() + 27);
    text += '_';
    // 128 bits in 26 characters of 5: the first carries 3.
    for (int shift = 125; shift >= 0; shift -= 5) {
        const auto bit = static_cast<unsigned>(shift);
        std::uint64_t digit = 0;
        if (bit >= 64) {
            digit = high >> (bit - 64U);
        } else if (bit > 59) {
            digit = (low >> bit) | (high << (64U - bit));
        } else {
            digit = low >> bit;
        }
        text += crockford_alphabet[digit & 31U];
    }
    return text;
}

}  // namespace

std::uint64_t IdSource::random() {
    return splitmix(state_);
}

std::string IdSource::make(std::string_view prefix) {
    const std::uint64_t high = high_at(now_) | (counter_++ & 0x0FFFU);
    const std::uint64_t low = 0x8000000000000000ULL | (random() >> 2U);
    return id_text(prefix, high, low);
}

std::string first_id_text(std::string_view prefix, Timestamp time) {
    return id_text(prefix, high_at(time), 0x8000000000000000ULL);
}

OrderNumber make_order_number(std::uint64_t seed, std::uint64_t attempt) {
    std::uint64_t state = seed ^ (0x6f72646572ULL + attempt * 0x9e3779b97f4a7c15ULL);
    std::uint64_t bits = splitmix(state);
    std::string number;
    number.reserve(number_length);
    for (std::size_t i = 0; i + 1 < number_length; ++i, bits >>= 5U)
        number += crockford_alphabet[bits & 31U];
    number += check_character(number);
    return OrderNumber::trusted(std::move(number));
}

Result<OrderNumber> parse_order_number(std::string_view typed) {
    std::string number;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        const int value = crockford_value(c);
        if (value < 0) return fail(Reason::malformed_field, "not an order number");
        number += crockford_alphabet[static_cast<std::size_t>(value)];
    }
    if (number.size() != number_length ||
        check_character(std::string_view(number).substr(0, number_length - 1)) != number.back()) {
        return fail(Reason::malformed_field,
                    "an order number has 10 characters, the last one a check character");
    }
    return OrderNumber::trusted(std::move(number));
}

}  // namespace oms
