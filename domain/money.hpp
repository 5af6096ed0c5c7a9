#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace oms {

// An ISO 4217 currency (list of 2024-01-01: active national currencies).
class Currency {
public:
    // Fails with Reason::malformed_field for what is not an upper-case code of that list.
    static Result<Currency> parse(std::string_view code);
    std::string_view code() const noexcept { return {code_.data(), code_.size()}; }
    // Decimal digits of the minor unit: 0, 2, 3 or 4.
    int digits() const noexcept;
    friend bool operator==(Currency, Currency) = default;

private:
    friend class Money;
    std::array<char, 3> code_{'X', 'X', 'X'};
};

// An amount in the currency's minor unit: 1999 USD is $19.99, 1999 JPY is 1999 yen. May be
// negative (refunds). Arithmetic never wraps and never mixes currencies; |minor_units| <= 10^15.
class Money {
public:
    static constexpr std::int64_t limit = 1'000'000'000'000'000;

    // No amount of no currency. Only for members that are assigned later.
    Money() = default;
    // Fails with Reason::amount_overflow.
    static Result<Money> of(std::int64_t minor_units, Currency currency);
    static Money zero(Currency currency) { return Money(0, currency); }

    std::int64_t minor_units() const noexcept { return minor_units_; }
    const Currency& currency() const noexcept { return currency_; }
    bool is_negative() const noexcept { return minor_units_ < 0; }

    // Fails with Reason::currency_mismatch or Reason::amount_overflow.
    Result<Money> plus(Money other) const;
    Result<Money> minus(Money other) const;
    // Fails with Reason::amount_overflow.
    Result<Money> times(std::int64_t factor) const;

    friend bool operator==(const Money&, const Money&) = default;

private:
    Money(std::int64_t minor_units, Currency currency)
        : minor_units_(minor_units), currency_(currency) {}
    std::int64_t minor_units_ = 0;
    Currency currency_{};
};

// "19.99 EUR", "1999 JPY", "-0.05 USD".
std::string to_text(Money amount);

// Splits `total` in proportion to `weights` (largest remainder, earlier index wins ties), for
// discounts and charges over lines. Parts sum to `total` exactly; 128-bit intermediates.
// Requires: weights not empty, all >= 0, not all 0, sum and |total| <= 10^15.
std::vector<Money> split(Money total, std::span<const std::int64_t> weights);

// What unit `k` (from 1) of `q` bears of `total`: floor(total*k/q) - floor(total*(k-1)/q), so that
// the shares of units 1..q add up to total exactly and no prefix exceeds its part.
// Requires: 1 <= k <= q, total >= 0.
Money unit_share(Money total, std::int64_t k, std::int64_t q);
// What units from + 1 to `to` bear together. Requires: 0 <= from <= to <= q, q >= 1, total >= 0.
Money units_share(Money total, std::int64_t from, std::int64_t to, std::int64_t q);

}  // namespace oms
