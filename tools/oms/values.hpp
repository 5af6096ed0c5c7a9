#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/timestamp.pb.h>

#include "domain/money.hpp"
#include "oms/common/v1/common.pb.h"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// Values of the command line, read and shown. `what` names the value in the error, such as
// "--line TEE:x". Every parse_ fails with a usage error.

// A whole number without sign tricks or spaces: "2", "-3".
Outcome<std::int64_t> parse_integer(std::string_view text, const std::string& what);
// A decimal number as value * 10^digits, exactly: ("84.9", 2) is 8490. More digits than that are an
// error; no floating point, no exponent, no thousands separators.
Outcome<std::int64_t> parse_decimal(std::string_view text, int digits, const std::string& what);
Outcome<Currency> parse_currency(std::string_view text);
// "84.90" in the currency's own digits; may be negative where the domain allows.
Outcome<Money> parse_money(std::string_view text, Currency currency, const std::string& what);
// "LAT,LON" in degrees, up to 6 decimals each.
Outcome<oms::common::v1::GeoPosition> parse_position(std::string_view text,
                                                     const std::string& what);
// "10s", "500ms", "2m", "1h"; a bare number is seconds. Above 0, at most 24 hours.
Outcome<std::chrono::milliseconds> parse_duration(std::string_view text, const std::string& what);
// RFC 3339, such as 2026-03-05T18:00:00+01:00.
Outcome<google::protobuf::Timestamp> parse_time(const std::string& text, const std::string& what);
// The same, or a day: 2026-03-05 is its start in UTC.
Outcome<google::protobuf::Timestamp> parse_day_or_time(const std::string& text,
                                                       const std::string& what);
// "left<separator>right", both not empty, at the first separator.
Outcome<std::pair<std::string, std::string>> parse_pair(std::string_view text, char separator,
                                                        const std::string& what,
                                                        std::string_view shape);

oms::common::v1::Money to_wire(Money amount);
// "84.90 EUR"; what is no money that we know is shown as it came. Empty when absent (no currency).
std::string money_text(const oms::common::v1::Money& amount);
// "2026-03-03 09:00:00Z"; empty for 0.
std::string time_text(const google::protobuf::Timestamp& time);
// "48.856614,2.352222"
std::string position_text(const oms::common::v1::GeoPosition& position);

// The number of an enum value that a person wrote: "gift-wrap" for CHARGE_TYPE_GIFT_WRAP. Lists
// the words there are when it is none of them.
Outcome<int> parse_enum_number(const google::protobuf::EnumDescriptor& type, std::string_view text,
                               const std::string& what);
// "gift wrap" for CHARGE_TYPE_GIFT_WRAP; the number for a value that this program does not know;
// empty for unspecified.
std::string enum_number_text(const google::protobuf::EnumDescriptor& type, int number);
// "shipping|gift-wrap|fee"
std::string enum_choices(const google::protobuf::EnumDescriptor& type);

template <class E>
Outcome<E> parse_enum(std::string_view text, const std::string& what) {
    OMS_TRY(const int number,
            parse_enum_number(*google::protobuf::GetEnumDescriptor<E>(), text, what));
    return static_cast<E>(number);
}
template <class E>
std::string enum_words(E value) {
    return enum_number_text(*google::protobuf::GetEnumDescriptor<E>(), static_cast<int>(value));
}
template <class E>
std::string enum_choices() {
    return enum_choices(*google::protobuf::GetEnumDescriptor<E>());
}

}  // namespace oms::cli
