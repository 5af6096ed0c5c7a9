#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tools/oms/status.hpp"
#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

constexpr const char* total_key = "total";

// How many violations there are beside those listed; 0 when the server did not tell.
std::int64_t beyond_listed(const Failure& failure) {
    const auto listed =
        static_cast<std::int64_t>(failure.fields.size() + failure.preconditions.size());
    const auto total = failure.metadata.find(total_key);
    if (listed == 0 || total == failure.metadata.end()) return 0;
    std::int64_t count = 0;
    std::from_chars(total->second.data(), total->second.data() + total->second.size(), count);
    return std::max<std::int64_t>(0, count - listed);
}

// Beside a list of violations, `total` only counts them.
bool worth_showing(const Failure& failure, const std::string& key) {
    return key != total_key || (failure.fields.empty() && failure.preconditions.empty());
}

// A fact of the failure. Where a currency is told, whole numbers are amounts in its minor unit.
std::string fact_text(const Failure& failure, const std::string& value) {
    const auto code = failure.metadata.find("currency_code");
    if (code == failure.metadata.end()) return value;
    oms::common::v1::Money amount;
    amount.set_currency_code(code->second);
    const auto minor_units = parse_integer(value, {});
    if (!minor_units) return value;
    amount.set_minor_units(*minor_units);
    return money_text(amount);
}

void print_lines(Environment& environment, const Failure& failure, const Style& style) {
    const auto line = [&](const std::string& text) { environment.err << printable(text) << '\n'; };
    environment.err << style.paint("error:", Tone::bad) << ' '
                    << printable(fmt::format("{}: {}", failure.reason, failure.message)) << '\n';
    for (const auto& row : failure.fields)
        line(fmt::format("  {}: {}", row.field, row.description));
    for (const auto& row : failure.preconditions) {
        line(fmt::format("  {} {}: {}", row.type, row.subject, row.description));
    }
    if (const auto more = beyond_listed(failure); more > 0)
        line(fmt::format("  and {} more", more));
    for (const auto& [key, value] : failure.metadata) {
        if (worth_showing(failure, key))
            line(fmt::format("  {} = {}", key, fact_text(failure, value)));
    }
    std::string hint = failure.hint;
    if (failure.retry_after)
        hint += fmt::format(" Wait at least {} ms.", failure.retry_after->count());
    if (!failure.request_id.empty()) {
        hint += fmt::format(" To repeat it safely, add: --request-id {}", failure.request_id);
    }
    if (hint.empty()) return;
    environment.err << style.paint("hint:", Tone::warning) << ' ' << printable(trimmed(hint))
                    << '\n';
}

void print_json(Environment& environment, const Failure& failure) {
    nlohmann::ordered_json error{
        {"reason",          failure.reason                     },
        {"code",            failure.code                       },
        {"message",         failure.message                    },
        {"fieldViolations", nlohmann::ordered_json::array()    },
        {"preconditions",   nlohmann::ordered_json::array()    },
        {"metadata",        failure.metadata                   },
        {"hint",            failure.hint                       },
        {"requestId",       failure.request_id                 },
        {"exitCode",        static_cast<int>(failure.exit_code)}
    };
    for (const auto& row : failure.fields) {
        error["fieldViolations"].push_back({
            {"field",       row.field      },
            {"description", row.description}
        });
    }
    for (const auto& row : failure.preconditions) {
        error["preconditions"].push_back({
            {"type",        row.type       },
            {"subject",     row.subject    },
            {"description", row.description}
        });
    }
    if (failure.retry_after) error["retryAfterMs"] = failure.retry_after->count();
    const nlohmann::ordered_json object{
        {"error", error}
    };
    // ASCII only, so that no control character reaches a terminal.
    environment.err << object.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace)
                    << '\n';
}

}  // namespace

void print_failure(Environment& environment, const Failure& failure, bool json,
                   const Style& style) {
    if (json) {
        print_json(environment, failure);
    } else {
        print_lines(environment, failure, style);
    }
}

}  // namespace oms::cli
