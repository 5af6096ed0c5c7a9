#include "tools/oms/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/time_util.h>

#include "tools/oms/text.hpp"

namespace oms::cli {
namespace {

constexpr std::int64_t microdegrees_per_degree = 1'000'000;
constexpr int position_digits = 6;
// The years 1 to 9999, what google.protobuf.Timestamp allows.
constexpr std::int64_t first_second = -62'135'596'800;
constexpr std::int64_t last_second = 253'402'300'799;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What the names of an enum's values start with: CHARGE_TYPE_ of CHARGE_TYPE_UNSPECIFIED.
std::string_view value_prefix(const google::protobuf::EnumDescriptor& type) {
    constexpr std::string_view unspecified = "UNSPECIFIED";
    std::string_view name = type.value(0)->name();
    name.remove_suffix(std::min(unspecified.size(), name.size()));
    return name;
}

std::string word_of(const google::protobuf::EnumValueDescriptor& value, char separator) {
    std::string word =
        lower_case(std::string_view(value.name()).substr(value_prefix(*value.type()).size()));
    std::replace(word.begin(), word.end(), '_', separator);
    return word;
}

}  // namespace

Outcome<std::int64_t> parse_integer(std::string_view text, const std::string& what) {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) {
        return usage_error(fmt::format("{}: '{}' is not a whole number", what, text));
    }
    return value;
}

Outcome<std::int64_t> parse_decimal(std::string_view text, int digits, const std::string& what) {
    const bool negative = text.starts_with('-');
    const std::string_view magnitude = negative ? text.substr(1) : text;
    const std::size_t point = magnitude.find('.');
    const std::string_view whole = magnitude.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? "" : magnitude.substr(point + 1);
    const bool bare_point = point != std::string_view::npos && fraction.empty();
    if (whole.empty() || bare_point || !all_digits(whole) || !all_digits(fraction)) {
        return usage_error(
            fmt::format("{}: '{}' is not a decimal number such as 19.99", what, text));
    }
    if (fraction.size() > static_cast<std::size_t>(digits)) {
        return usage_error(fmt::format("{}: '{}' has more than {} decimals", what, text, digits));
    }
    std::string scaled = (negative ? "-" : "") + std::string(whole) + std::string(fraction);
    scaled.append(static_cast<std::size_t>(digits) - fraction.size(), '0');
    std::int64_t value = 0;
    if (std::from_chars(scaled.data(), scaled.data() + scaled.size(), value).ec != std::errc{}) {
        return usage_error(fmt::format("{}: '{}' is too large", what, text));
    }
    return value;
}

Outcome<Currency> parse_currency(std::string_view text) {
    auto currency = Currency::parse(text);
    if (!currency) return usage_error(fmt::format("--currency {}", text), currency.error());
    return *currency;
}

Outcome<Money> parse_money(std::string_view text, Currency currency, const std::string& what) {
    OMS_TRY(const std::int64_t minor_units,
            parse_decimal(text, currency.digits(), fmt::format("{} ({})", what, currency.code())));
    auto amount = Money::of(minor_units, currency);
    if (!amount) return usage_error(what, amount.error());
    return *amount;
}

Outcome<oms::common::v1::GeoPosition> parse_position(std::string_view text,
                                                     const std::string& what) {
    OMS_TRY(const auto parts, parse_pair(text, ',', what, "LAT,LON, such as 48.8566,2.3522"));
    OMS_TRY(const std::int64_t latitude,
            parse_decimal(trimmed(parts.first), position_digits, what));
    OMS_TRY(const std::int64_t longitude,
            parse_decimal(trimmed(parts.second), position_digits, what));
    if (std::abs(latitude) > 90 * microdegrees_per_degree ||
        std::abs(longitude) > 180 * microdegrees_per_degree) {
        return usage_error(fmt::format("{}: latitude goes to 90, longitude to 180 degrees", what));
    }
    oms::common::v1::GeoPosition position;
    position.set_latitude_microdegrees(static_cast<std::int32_t>(latitude));
    position.set_longitude_microdegrees(static_cast<std::int32_t>(longitude));
    return position;
}

Outcome<std::chrono::milliseconds> parse_duration(std::string_view text, const std::string& what) {
    constexpr std::int64_t longest_ms = 24LL * 60 * 60 * 1000;
    struct Unit {
        std::string_view suffix;
        std::int64_t milliseconds;
    };
    constexpr auto units = std::to_array<Unit>({
        {"ms", 1        },
        {"s",  1000     },
        {"m",  60'000   },
        {"h",  3'600'000},
        {"",   1000     }
    });
    const auto* unit = std::find_if(units.begin(), units.end(),
                                    [&](const Unit& row) { return text.ends_with(row.suffix); });
    const std::string_view number = text.substr(0, text.size() - unit->suffix.size());
    const auto count = parse_integer(number, what);
    if (!count || *count < 1 || *count > longest_ms || *count * unit->milliseconds > longest_ms) {
        return usage_error(fmt::format(
            "{}: '{}' is not a time such as 500ms, 10s or 2m (at most 24h)", what, text));
    }
    return std::chrono::milliseconds(*count * unit->milliseconds);
}

Outcome<google::protobuf::Timestamp> parse_time(const std::string& text, const std::string& what) {
    google::protobuf::Timestamp time;
    if (!google::protobuf::util::TimeUtil::FromString(text, &time)) {
        return usage_error(
            fmt::format("{}: '{}' is not a time such as 2026-03-05T18:00:00+01:00", what, text));
    }
    return time;
}

Outcome<std::pair<std::string, std::string>> parse_pair(std::string_view text, char separator,
                                                        const std::string& what,
                                                        std::string_view shape) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) {
        return usage_error(fmt::format("{}: '{}' is not {}", what, text, shape));
    }
    return std::pair(std::string(text.substr(0, at)), std::string(text.substr(at + 1)));
}

oms::common::v1::Money to_wire(Money amount) {
    oms::common::v1::Money wire;
    wire.set_currency_code(std::string(amount.currency().code()));
    wire.set_minor_units(amount.minor_units());
    return wire;
}

std::string money_text(const oms::common::v1::Money& amount) {
    if (amount.currency_code().empty() && amount.minor_units() == 0) return {};
    const auto currency = Currency::parse(amount.currency_code());
    if (currency) {
        if (const auto money = Money::of(amount.minor_units(), *currency)) return to_text(*money);
    }
    return fmt::format("{} minor units {}", amount.minor_units(), amount.currency_code());
}

std::string time_text(const google::protobuf::Timestamp& time) {
    if (time.seconds() == 0 && time.nanos() == 0) return {};
    if (time.seconds() < first_second || time.seconds() > last_second)
        return fmt::format("{} s", time.seconds());
    return fmt::format("{:%Y-%m-%d %H:%M:%S}Z",
                       fmt::gmtime(static_cast<std::time_t>(time.seconds())));
}

std::string position_text(const oms::common::v1::GeoPosition& position) {
    const auto degrees = [](std::int64_t microdegrees) {
        const std::int64_t magnitude = std::abs(microdegrees);
        return fmt::format("{}{}.{:06}", microdegrees < 0 ? "-" : "",
                           magnitude / microdegrees_per_degree,
                           magnitude % microdegrees_per_degree);
    };
    return degrees(position.latitude_microdegrees()) + "," +
           degrees(position.longitude_microdegrees());
}

Outcome<int> parse_enum_number(const google::protobuf::EnumDescriptor& type, std::string_view text,
                               const std::string& what) {
    std::string wanted = lower_case(text);
    std::replace(wanted.begin(), wanted.end(), '_', '-');
    for (int index = 1; index < type.value_count(); ++index) {
        if (word_of(*type.value(index), '-') == wanted) return type.value(index)->number();
    }
    return usage_error(fmt::format("{}: '{}' is none of {}", what, text, enum_choices(type)));
}

std::string enum_number_text(const google::protobuf::EnumDescriptor& type, int number) {
    if (number == 0) return {};
    const auto* value = type.FindValueByNumber(number);
    return value == nullptr ? std::to_string(number) : word_of(*value, ' ');
}

std::string enum_choices(const google::protobuf::EnumDescriptor& type) {
    std::vector<std::string> words;
    for (int index = 1; index < type.value_count(); ++index)
        words.push_back(word_of(*type.value(index), '-'));
    return fmt::format("{}", fmt::join(words, "|"));
}

Outcome<google::protobuf::Timestamp> parse_day_or_time(const std::string& text,
                                                       const std::string& what) {
    constexpr std::size_t day_length = 10;
    return parse_time(text.size() == day_length ? text + "T00:00:00Z" : text, what);
}

}  // namespace oms::cli
