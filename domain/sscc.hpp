#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace oms {

// The number of one parcel, in the whole world and for years: a Serial Shipping Container Code of
// 18 digits (GS1 General Specifications 3.3.1): an extension digit, the GS1 prefix of the company,
// a serial number with leading zeros, and the check digit.
class Sscc {
public:
    // Fails with Reason::malformed_field, naming extension_digit, company_prefix or serial: a digit
    // 0 to 9, a prefix of 7 to 10 digits, a serial number from 0 that the rest of the 17 digits can
    // hold (9 for a prefix of 7, 6 for one of 10).
    static Result<Sscc> make(int extension_digit, std::string_view company_prefix,
                             std::int64_t serial);
    // As scanned or typed: 18 digits with a right check digit, with or without the application
    // identifier 00 or (00) before them. Fails with Reason::malformed_field.
    static Result<Sscc> parse(std::string_view text);
    // GS1 keeps 04 for numbers that mean something within one company only: for parcels of a
    // retailer that has no prefix of its own.
    static constexpr std::string_view in_house_prefix = "0400000";
    // The serial numbers of a prefix go up to this one. Requires: a prefix of 7 to 10 digits.
    static std::int64_t largest_serial(std::string_view company_prefix);

    // 18 digits.
    const std::string& str() const noexcept { return digits_; }
    int extension_digit() const noexcept { return digits_.front() - '0'; }
    // Nothing when it is the number of another company. Requires: a prefix of 7 to 10 digits.
    std::optional<std::int64_t> serial(std::string_view company_prefix) const;
    friend auto operator<=>(const Sscc&, const Sscc&) = default;

private:
    explicit Sscc(std::string digits) : digits_(std::move(digits)) {}
    std::string digits_;
};

}  // namespace oms
