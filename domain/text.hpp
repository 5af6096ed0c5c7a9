#pragma once

#include <cstddef>
#include <string_view>

namespace oms {

// True for valid UTF-8 (RFC 3629: no overlong forms, no surrogates) without control characters.
// `multiline`: tab, line feed and carriage return are allowed.
bool is_clean_text(std::string_view text, bool multiline = false) noexcept;

// True for a GS1 key of digits only whose last digit is the GS1 check digit (GTIN, GLN, SSCC: GS1
// General Specifications 7.9.1, mod 10 with weights 3 and 1 from the right).
bool has_gs1_check_digit(std::string_view digits) noexcept;

// The character that makes `digits` such a key when it is put behind them.
// Requires: digits only.
char gs1_check_digit(std::string_view digits);

// True for "+" and 7 to 15 digits, the first not 0 (ITU-T E.164).
bool is_e164(std::string_view phone) noexcept;

// True for two upper-case letters (ISO 3166-1 alpha-2 in form).
bool is_country_code(std::string_view code) noexcept;

// True for an ISO 8601 date YYYY-MM-DD that exists.
bool is_iso_date(std::string_view date) noexcept;

// True for something like Europe/Paris, Etc/UTC or UTC, in form.
bool is_zone_name(std::string_view name) noexcept;

}  // namespace oms
