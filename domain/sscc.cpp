#include "domain/sscc.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/text.hpp"

namespace oms {
namespace {

constexpr std::size_t length = 18;
// Prefix and serial number together.
constexpr std::size_t reference_length = length - 2;

bool is_company_prefix(std::string_view text) {
    return text.size() >= 7 && text.size() <= 10 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::int64_t Sscc::largest_serial(std::string_view company_prefix) {
    OMS_REQUIRE(is_company_prefix(company_prefix));
    std::int64_t count = 1;
    for (std::size_t i = company_prefix.size(); i < reference_length; ++i)
        count *= 10;
    return count - 1;
}

Result<Sscc> Sscc::make(int extension_digit, std::string_view company_prefix, std::int64_t serial) {
    Error error{Reason::malformed_field, "not a number for a parcel", {}, {}, {}, false};
    if (extension_digit < 0 || extension_digit > 9)
        error.fields.push_back({"extension_digit", "0 to 9"});
    if (!is_company_prefix(company_prefix)) {
        error.fields.push_back({"company_prefix", "7 to 10 digits"});
    } else if (serial < 0 || serial > largest_serial(company_prefix)) {
        error.fields.push_back({"serial", fmt::format("0 to {}", largest_serial(company_prefix))});
    }
    if (!error.fields.empty()) return fail(std::move(error));
    std::string digits = fmt::format("{}{}{:0{}}", extension_digit, company_prefix, serial,
                                     reference_length - company_prefix.size());
    digits += gs1_check_digit(digits);
    return Sscc(std::move(digits));
}

Result<Sscc> Sscc::parse(std::string_view text) {
    for (const std::string_view identifier : {"(00)", "00"}) {
        if (text.size() == identifier.size() + length && text.starts_with(identifier))
            text.remove_prefix(identifier.size());
    }
    if (text.size() != length || !has_gs1_check_digit(text))
        return fail(Reason::malformed_field, "18 digits, the last a check digit");
    return Sscc(std::string(text));
}

std::optional<std::int64_t> Sscc::serial(std::string_view company_prefix) const {
    OMS_REQUIRE(is_company_prefix(company_prefix));
    const std::string_view reference = std::string_view(digits_).substr(1, reference_length);
    if (!reference.starts_with(company_prefix)) return std::nullopt;
    const std::string_view text = reference.substr(company_prefix.size());
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace oms
