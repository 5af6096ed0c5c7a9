#include "domain/scanning.hpp"

#include <algorithm>
#include <map>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "domain/contract.hpp"

using namespace oms;

namespace {

const Sku tee = Sku::trusted("TEE");
const Sku jean = Sku::trusted("JEAN");
const Sku coat = Sku::trusted("COAT");
constexpr const char* tee_gtin = "4006381333931";

// Two lines of TEE with a JEAN between them, which has no bar code.
std::vector<ScanLine> pick_list() {
    return {
        {1, tee,  tee_gtin, 2, 1},
        {2, jean, "",       1, 0},
        {3, tee,  tee_gtin, 3, 0}
    };
}

using Takes = std::vector<ScanTake>;

Scan by_gtin(const char* gtin, std::int64_t quantity = 1) {
    return {gtin, {}, quantity};
}
Scan by_sku(const Sku& sku, std::int64_t quantity = 1) {
    return {"", sku, quantity};
}
Result<Takes> take(const std::vector<Scan>& scans) {
    return take_scans(pick_list(), scans);
}

}  // namespace

TEST_CASE("scan: the first line that still wants the unit takes it") {
    CHECK(take({
                   by_gtin(tee_gtin)
    })
              .value() == Takes{{1, 1}});
    CHECK(take({
                   by_gtin(tee_gtin), by_gtin(tee_gtin)
    })
              .value() == Takes{{1, 1}, {3, 1}});
    CHECK(take({
                   by_gtin(tee_gtin, 4)
    })
              .value() == Takes{{1, 1}, {3, 3}});
    CHECK(take({
                   by_sku(jean), by_sku(tee, 2)
    })
              .value() == Takes{{1, 1}, {2, 1}, {3, 1}});
    CHECK(take({}).value().empty());
}

TEST_CASE("scan: what is not on the list, or too many, is named, and nothing is taken") {
    const auto refused =
        take({by_gtin(tee_gtin, 2), by_sku(coat), by_gtin(tee_gtin, 4), by_gtin("73513537")});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::wrong_item);
    const std::vector<PreconditionViolation> named{
        {"SCAN", "COAT",     "not on the list"    },
        {"SCAN", tee_gtin,   "scanned 4, wanted 2"},
        {"SCAN", "73513537", "not on the list"    }
    };
    CHECK(refused.error().preconditions == named);
    CHECK(take({by_sku(jean, INT64_MAX)}).error().reason == Reason::wrong_item);
    CHECK(take({by_sku(jean, 2)}).error().reason == Reason::wrong_item);
    CHECK(take_scans({}, std::vector<Scan>{by_sku(jean)}).error().reason == Reason::wrong_item);
}

TEST_CASE("scan: a line without a bar code is not found by one") {
    CHECK(take({by_gtin("0")}).error().reason == Reason::wrong_item);
    CHECK(take({by_gtin("000")}).error().reason == Reason::wrong_item);
}

TEST_CASE("scan: one bar code in its shorter and longer forms") {
    CHECK(is_same_gtin("4006381333931", "04006381333931"));
    CHECK(is_same_gtin("012345678905", "0012345678905"));
    CHECK_FALSE(is_same_gtin("4006381333931", "14006381333938"));
    CHECK_FALSE(is_same_gtin("", ""));
    CHECK_FALSE(is_same_gtin("", "0"));
    CHECK(take({
                   by_gtin("04006381333931")
    })
              .value() == Takes{{1, 1}});
}

TEST_CASE("scan: without a quantity, or without one name, it is malformed") {
    const auto refused = take({
        by_sku(tee, 0), {tee_gtin, tee, 1 },
          {"",       {},  -1}
    });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::malformed_field);
    REQUIRE(refused.error().fields.size() == 4);
    CHECK(refused.error().fields[0].field == "scans[0].quantity");
    CHECK(refused.error().fields[1].field == "scans[1]");
}

TEST_CASE("scan: a list that counted more than it wants is a bug") {
    const std::vector<ScanLine> lines{
        {1, tee, "", 1, 2}
    };
    CHECK_THROWS_AS((void)take_scans(lines, std::vector<Scan>{by_sku(tee)}), ContractViolation);
}

TEST_CASE("scan: units are neither lost nor made, no line gets more than it wants") {
    CHECK(rc::check([] {
        const std::vector<Sku> skus{tee, jean, coat};
        std::vector<ScanLine> lines;
        std::map<Sku, std::int64_t> open;
        for (std::int64_t no = 1; no <= *rc::gen::inRange(1, 7); ++no) {
            const auto wanted = *rc::gen::inRange<std::int64_t>(0, 5);
            const auto counted = *rc::gen::inRange<std::int64_t>(0, wanted + 1);
            lines.push_back({no, *rc::gen::elementOf(skus), "", wanted, counted});
            open[lines.back().sku] += wanted - counted;
        }
        std::vector<Scan> scans;
        std::map<Sku, std::int64_t> scanned;
        for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
            scans.push_back(
                by_sku(*rc::gen::elementOf(skus), *rc::gen::inRange<std::int64_t>(1, 4)));
            scanned[scans.back().sku] += scans.back().quantity;
        }
        const bool enough = std::all_of(scanned.begin(), scanned.end(), [&](const auto& entry) {
            return entry.second <= open[entry.first];
        });
        const auto takes = take_scans(lines, scans);
        RC_ASSERT(takes.has_value() == enough);
        if (!takes) return;
        std::map<Sku, std::int64_t> taken;
        for (const ScanTake& take : *takes) {
            ScanLine& line = lines[static_cast<std::size_t>(take.line_no - 1)];
            RC_ASSERT(take.quantity > 0);
            taken[line.sku] += take.quantity;
            line.counted += take.quantity;
            RC_ASSERT(line.counted <= line.wanted);
            // No line before it was left open.
            for (const ScanLine& before : lines) {
                if (before.line_no < line.line_no && before.sku == line.sku)
                    RC_ASSERT(before.counted == before.wanted);
            }
        }
        RC_ASSERT(taken == scanned);
    }));
}
