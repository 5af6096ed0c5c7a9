#include "domain/money.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include <fmt/format.h>

#include "domain/contract.hpp"

namespace oms {
namespace {

__extension__ using Wide = __int128;

struct CurrencyRow {
    std::string_view code;
    int digits;
};

// ISO 4217 list one, 2024-01-01, without fund codes, metals and test codes. Sorted.
constexpr auto currencies = std::to_array<CurrencyRow>({
    {"AED", 2},
    {"AFN", 2},
    {"ALL", 2},
    {"AMD", 2},
    {"ANG", 2},
    {"AOA", 2},
    {"ARS", 2},
    {"AUD", 2},
    {"AWG", 2},
    {"AZN", 2},
    {"BAM", 2},
    {"BBD", 2},
    {"BDT", 2},
    {"BGN", 2},
    {"BHD", 3},
    {"BIF", 0},
    {"BMD", 2},
    {"BND", 2},
    {"BOB", 2},
    {"BRL", 2},
    {"BSD", 2},
    {"BTN", 2},
    {"BWP", 2},
    {"BYN", 2},
    {"BZD", 2},
    {"CAD", 2},
    {"CDF", 2},
    {"CHF", 2},
    {"CLP", 0},
    {"CNY", 2},
    {"COP", 2},
    {"CRC", 2},
    {"CUP", 2},
    {"CVE", 2},
    {"CZK", 2},
    {"DJF", 0},
    {"DKK", 2},
    {"DOP", 2},
    {"DZD", 2},
    {"EGP", 2},
    {"ERN", 2},
    {"ETB", 2},
    {"EUR", 2},
    {"FJD", 2},
    {"FKP", 2},
    {"GBP", 2},
    {"GEL", 2},
    {"GHS", 2},
    {"GIP", 2},
    {"GMD", 2},
    {"GNF", 0},
    {"GTQ", 2},
    {"GYD", 2},
    {"HKD", 2},
    {"HNL", 2},
    {"HTG", 2},
    {"HUF", 2},
    {"IDR", 2},
    {"ILS", 2},
    {"INR", 2},
    {"IQD", 3},
    {"IRR", 2},
    {"ISK", 0},
    {"JMD", 2},
    {"JOD", 3},
    {"JPY", 0},
    {"KES", 2},
    {"KGS", 2},
    {"KHR", 2},
    {"KMF", 0},
    {"KPW", 2},
    {"KRW", 0},
    {"KWD", 3},
    {"KYD", 2},
    {"KZT", 2},
    {"LAK", 2},
    {"LBP", 2},
    {"LKR", 2},
    {"LRD", 2},
    {"LSL", 2},
    {"LYD", 3},
    {"MAD", 2},
    {"MDL", 2},
    {"MGA", 2},
    {"MKD", 2},
    {"MMK", 2},
    {"MNT", 2},
    {"MOP", 2},
    {"MRU", 2},
    {"MUR", 2},
    {"MVR", 2},
    {"MWK", 2},
    {"MXN", 2},
    {"MYR", 2},
    {"MZN", 2},
    {"NAD", 2},
    {"NGN", 2},
    {"NIO", 2},
    {"NOK", 2},
    {"NPR", 2},
    {"NZD", 2},
    {"OMR", 3},
    {"PAB", 2},
    {"PEN", 2},
    {"PGK", 2},
    {"PHP", 2},
    {"PKR", 2},
    {"PLN", 2},
    {"PYG", 0},
    {"QAR", 2},
    {"RON", 2},
    {"RSD", 2},
    {"RUB", 2},
    {"RWF", 0},
    {"SAR", 2},
    {"SBD", 2},
    {"SCR", 2},
    {"SDG", 2},
    {"SEK", 2},
    {"SGD", 2},
    {"SHP", 2},
    {"SLE", 2},
    {"SOS", 2},
    {"SRD", 2},
    {"SSP", 2},
    {"STN", 2},
    {"SVC", 2},
    {"SYP", 2},
    {"SZL", 2},
    {"THB", 2},
    {"TJS", 2},
    {"TMT", 2},
    {"TND", 3},
    {"TOP", 2},
    {"TRY", 2},
    {"TTD", 2},
    {"TWD", 2},
    {"TZS", 2},
    {"UAH", 2},
    {"UGX", 0},
    {"USD", 2},
    {"UYU", 2},
    {"UZS", 2},
    {"VED", 2},
    {"VES", 2},
    {"VND", 0},
    {"VUV", 0},
    {"WST", 2},
    {"XAF", 0},
    {"XCD", 2},
    {"XOF", 0},
    {"XPF", 0},
    {"YER", 2},
    {"ZAR", 2},
    {"ZMW", 2},
    {"ZWL", 2},
});
static_assert(std::is_sorted(currencies.begin(), currencies.end(),
                             [](const CurrencyRow& a, const CurrencyRow& b) {
                                 return a.code < b.code;
                             }));

const CurrencyRow* find_currency(std::string_view code) {
    const auto* row =
        std::lower_bound(currencies.begin(), currencies.end(), code,
                         [](const CurrencyRow& a, std::string_view b) { return a.code < b; });
    return row != currencies.end() && row->code == code ? row : nullptr;
}

// floor(numerator / denominator) for a positive denominator.
std::int64_t floor_div(Wide numerator, Wide denominator) {
    Wide quotient = numerator / denominator;
    if (numerator % denominator < 0) --quotient;
    return static_cast<std::int64_t>(quotient);
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
    if (find_currency(code) == nullptr)
        return fail(Reason::malformed_field, "not an ISO 4217 currency code");
    Currency currency;
    std::copy(code.begin(), code.end(), currency.code_.begin());
    return currency;
}

int Currency::digits() const noexcept {
    const CurrencyRow* row = find_currency(code());
    return row == nullptr ? 2 : row->digits;
}

Result<Money> Money::of(std::int64_t minor_units, Currency currency) {
    if (minor_units > limit || minor_units < -limit) return fail(Reason::amount_overflow);
    return Money(minor_units, currency);
}

Result<Money> Money::plus(Money other) const {
    if (currency_ != other.currency_) return fail(Reason::currency_mismatch);
    return of(minor_units_ + other.minor_units_, currency_);  // both within the limit: no wrap
}

Result<Money> Money::minus(Money other) const {
    if (currency_ != other.currency_) return fail(Reason::currency_mismatch);
    return of(minor_units_ - other.minor_units_, currency_);
}

Result<Money> Money::times(std::int64_t factor) const {
    const Wide product = static_cast<Wide>(minor_units_) * factor;
    if (product > limit || product < -limit) return fail(Reason::amount_overflow);
    return Money(static_cast<std::int64_t>(product), currency_);
}

std::string to_text(Money amount) {
    const int digits = amount.currency().digits();
    std::int64_t scale = 1;
    for (int i = 0; i < digits; ++i)
        scale *= 10;
    const std::int64_t magnitude =
        amount.is_negative() ? -amount.minor_units() : amount.minor_units();
    const std::string_view sign = amount.is_negative() ? "-" : "";
    if (digits == 0) return fmt::format("{}{} {}", sign, magnitude, amount.currency().code());
    return fmt::format("{}{}.{:0{}} {}", sign, magnitude / scale, magnitude % scale, digits,
                       amount.currency().code());
}

std::vector<Money> split(Money total, std::span<const std::int64_t> weights) {
    OMS_REQUIRE(!weights.empty());
    OMS_REQUIRE(std::all_of(weights.begin(), weights.end(), [](std::int64_t w) { return w >= 0; }));
    const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
    OMS_REQUIRE(sum > 0 && sum <= Money::limit);

    const bool negative = total.is_negative();
    const Wide magnitude = negative ? -Wide{total.minor_units()} : Wide{total.minor_units()};
    std::vector<std::int64_t> parts(weights.size());
    std::vector<Wide> remainders(weights.size());
    Wide left = magnitude;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const Wide exact = magnitude * weights[i];
        parts[i] = static_cast<std::int64_t>(exact / sum);
        remainders[i] = exact % sum;
        left -= parts[i];
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; left > 0; ++i, --left)
        ++parts[order[i]];

    std::vector<Money> shares;
    shares.reserve(parts.size());
    for (const std::int64_t part : parts)
        shares.push_back(*Money::of(negative ? -part : part, total.currency()));
    return shares;
}

Money unit_share(Money total, std::int64_t k, std::int64_t q) {
    OMS_REQUIRE(k >= 1);
    return units_share(total, k - 1, k, q);
}

Money units_share(Money total, std::int64_t from, std::int64_t to, std::int64_t q) {
    OMS_REQUIRE(q >= 1 && from >= 0 && from <= to && to <= q && !total.is_negative());
    const Wide whole = total.minor_units();
    return *Money::of(floor_div(whole * to, q) - floor_div(whole * from, q), total.currency());
}

}  // namespace oms
