#include "domain/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>

#include "domain/contract.hpp"

namespace oms {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Of digits only; `weight` is that of the last one, 1 or 3.
int gs1_weighted_sum(std::string_view digits, int weight) {
    int sum = 0;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        sum += (*digit - '0') * weight;
        weight = 4 - weight;
    }
    return sum;
}

// Length of the sequence that starts with `lead`, or 0.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

// The second byte has a narrower range after some lead bytes (RFC 3629, section 4).
bool second_byte_fits(unsigned char lead, unsigned char second) {
    if (lead == 0xE0) return second >= 0xA0 && second <= 0xBF;
    if (lead == 0xED) return second >= 0x80 && second <= 0x9F;
    if (lead == 0xF0) return second >= 0x90 && second <= 0xBF;
    if (lead == 0xF4) return second >= 0x80 && second <= 0x8F;
    return second >= 0x80 && second <= 0xBF;
}

bool is_control(unsigned char lead, unsigned char second, bool multiline) {
    if (lead < 0x20) return !(multiline && (lead == '\t' || lead == '\n' || lead == '\r'));
    return lead == 0x7F || (lead == 0xC2 && second < 0xA0);  // DEL, and C1 controls U+0080..U+009F
}

}  // namespace

bool is_clean_text(std::string_view text, bool multiline) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequence_length(lead);
        if (length == 0 || i + length > text.size()) return false;
        const unsigned char second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        if (length > 1 && !second_byte_fits(lead, second)) return false;
        for (std::size_t k = 2; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
        }
        if (is_control(lead, second, multiline)) return false;
        i += length;
    }
    return true;
}

bool has_gs1_check_digit(std::string_view digits) noexcept {
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
    return gs1_weighted_sum(digits, 1) % 10 == 0;
}

char gs1_check_digit(std::string_view digits) {
    OMS_REQUIRE(std::all_of(digits.begin(), digits.end(), is_digit));
    return static_cast<char>('0' + (10 - gs1_weighted_sum(digits, 3) % 10) % 10);
}

bool is_e164(std::string_view phone) noexcept {
    return phone.size() >= 8 && phone.size() <= 16 && phone[0] == '+' && phone[1] != '0' &&
           std::all_of(phone.begin() + 1, phone.end(), is_digit);
}

bool is_country_code(std::string_view code) noexcept {
    return code.size() == 2 &&
           std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_iso_date(std::string_view date) noexcept {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return false;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto read = [](std::string_view part, auto& value) {
        return std::all_of(part.begin(), part.end(), is_digit) &&
               std::from_chars(part.data(), part.data() + part.size(), value).ec == std::errc{};
    };
    if (!read(date.substr(0, 4), year) || !read(date.substr(5, 2), month) ||
        !read(date.substr(8, 2), day))
        return false;
    return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                       std::chrono::day{day}}
        .ok();
}

bool is_zone_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 64 || !is_letter(name.front())) return false;
    if (name.find("//") != std::string_view::npos || name.back() == '/') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
    });
}

}  // namespace oms
