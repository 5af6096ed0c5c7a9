#include "domain/money.hpp"

#include <numeric>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"
#include "tests/support/builders.hpp"

using namespace oms;
using oms::testing::euro;

namespace {

std::vector<std::int64_t> units_of(const std::vector<Money>& parts) {
    std::vector<std::int64_t> units;
    for (const Money part : parts)
        units.push_back(part.minor_units());
    return units;
}

std::int64_t sum(const std::vector<std::int64_t>& units) {
    return std::accumulate(units.begin(), units.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("split: the known examples") {
    struct Example {
        const char* what;
        std::int64_t total;
        std::vector<std::int64_t> weights;
        std::vector<std::int64_t> parts;
    };
    const Example examples[] = {
        {"even",                      900,   {1, 1, 1},          {300, 300, 300}   },
        {"one unit left over",        1000,  {1, 1, 1},          {334, 333, 333}   },
        {"refund mirrors the charge", -1000, {1, 1, 1},          {-334, -333, -333}},
        {"a promotion over lines",    1000,  {1999, 4999, 3002}, {200, 500, 300}   },
        {"a free line bears nothing", 100,   {0, 7},             {0, 100}          },
    };
    for (const Example& example : examples) {
        CAPTURE(example.what);
        CHECK(units_of(split(euro(example.total), example.weights)) == example.parts);
    }
}

TEST_CASE("split: parts always sum to the total and stay within one unit of exact") {
    CHECK(rc::check([] {
        const auto total = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'001);
        const auto weights =
            *rc::gen::suchThat(rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
                                   rc::gen::inRange<std::int64_t>(0, 1'000'000))),
                               [](const std::vector<std::int64_t>& w) { return sum(w) > 0; });
        const std::vector<std::int64_t> parts = units_of(split(euro(total), weights));
        RC_ASSERT(sum(parts) == total);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const double exact = static_cast<double>(total) * static_cast<double>(weights[i]) /
                                 static_cast<double>(sum(weights));
            RC_ASSERT(std::abs(static_cast<double>(parts[i]) - exact) < 1.0001);
        }
    }));
}

TEST_CASE("M4: every small order discount is split exactly, and never exceeds a line") {
    std::int64_t cases = 0;
    for (std::int64_t a = 0; a <= 12; ++a) {
        for (std::int64_t b = 0; b <= 12; ++b) {
            for (std::int64_t c = 0; c <= 12; ++c) {
                const std::vector<std::int64_t> lines{a, b, c};
                for (std::int64_t discount = 0; discount <= a + b + c && a + b + c > 0;
                     ++discount) {
                    const std::vector<std::int64_t> parts = units_of(split(euro(discount), lines));
                    bool fits = sum(parts) == discount;
                    for (std::size_t i = 0; i < parts.size(); ++i)
                        fits = fits && parts[i] >= 0 && parts[i] <= lines[i];
                    if (!fits) FAIL_CHECK("lines ", a, ' ', b, ' ', c, " discount ", discount);
                    ++cases;
                }
            }
        }
    }
    CHECK(cases > 40'000);
}

TEST_CASE(
    "M5: the shares of a line's units telescope to its total, and no prefix passes its part") {
    for (std::int64_t total = 0; total <= 200; ++total) {
        for (std::int64_t q = 1; q <= 9; ++q) {
            std::int64_t so_far = 0;
            for (std::int64_t k = 1; k <= q; ++k) {
                so_far += unit_share(euro(total), k, q).minor_units();
                if (so_far * q > total * k) FAIL_CHECK("total ", total, " unit ", k, " of ", q);
            }
            if (so_far != total) FAIL_CHECK("total ", total, " over ", q);
        }
    }
}

// M4 as an oracle over any way to split.
using Split = std::vector<std::int64_t> (*)(std::int64_t total,
                                            const std::vector<std::int64_t>& weights);
static bool splits_exactly(Split split_by) {
    for (std::int64_t total = 0; total <= 30; ++total) {
        const std::vector<std::int64_t> weights{7, 0, 11, 12};
        const std::vector<std::int64_t> parts = split_by(total, weights);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] < 0 || parts[i] > weights[i]) return false;
        }
        if (sum(parts) != total) return false;
    }
    return true;
}

// M5 as an oracle over any way to share.
using Share = std::int64_t (*)(std::int64_t total, std::int64_t k, std::int64_t q);
static bool shares_telescope(Share share) {
    for (std::int64_t total = 0; total <= 40; ++total) {
        std::int64_t so_far = 0;
        for (std::int64_t k = 1; k <= 3; ++k) {
            so_far += share(total, k, 3);
            if (so_far * 3 > total * k) return false;
        }
        if (so_far != total) return false;
    }
    return true;
}

TEST_CASE("M4, M5: each oracle holds, and trips under its own fault") {
    CHECK(splits_exactly([](std::int64_t total, const std::vector<std::int64_t>& weights) {
        return units_of(split(euro(total), weights));
    }));
    // Rounded down, and what is left over forgotten.
    CHECK_FALSE(splits_exactly([](std::int64_t total, const std::vector<std::int64_t>& weights) {
        std::vector<std::int64_t> parts;
        for (const std::int64_t weight : weights)
            parts.push_back(total * weight / sum(weights));
        return parts;
    }));
    CHECK(shares_telescope([](std::int64_t total, std::int64_t k, std::int64_t q) {
        return unit_share(euro(total), k, q).minor_units();
    }));
    // Every unit the same, rounded to the nearest.
    CHECK_FALSE(shares_telescope(
        [](std::int64_t total, std::int64_t, std::int64_t q) { return (total + q / 2) / q; }));
}

TEST_CASE("money never wraps, and never mixes currencies") {
    const Money most = *Money::of(Money::limit, *Currency::parse("EUR"));
    CHECK(most.plus(euro(1)).error().reason == Reason::amount_overflow);
    CHECK(most.times(2).error().reason == Reason::amount_overflow);
    CHECK(euro(3).times(INT64_MAX).error().reason == Reason::amount_overflow);
    CHECK(Money::of(INT64_MIN, *Currency::parse("EUR")).error().reason == Reason::amount_overflow);
    CHECK(euro(1).plus(*Money::of(1, *Currency::parse("USD"))).error().reason ==
          Reason::currency_mismatch);
}

TEST_CASE("currencies: only those of ISO 4217, with their own digits") {
    CHECK(to_text(euro(-5)) == "-0.05 EUR");
    CHECK(to_text(*Money::of(1999, *Currency::parse("JPY"))) == "1999 JPY");
    CHECK(to_text(*Money::of(1999, *Currency::parse("KWD"))) == "1.999 KWD");
    for (const char* bad : {"", "EU", "eur", "EURO", "XYZ", "E\0R"})
        CHECK_FALSE(Currency::parse(bad));
}
