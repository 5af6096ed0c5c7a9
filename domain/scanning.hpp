#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace oms {

// A line of a list that goods are scanned against: to pick, to hand over, to receive, to put back.
// Several lines may have one SKU, and units of one line may be on several lists.
struct ScanLine {
    std::int64_t line_no = 0;
    Sku sku;
    std::string gtin;          // empty: scanned by SKU only
    std::int64_t wanted = 0;   // units
    std::int64_t counted = 0;  // of them scanned before
};

// What a reader saw: a bar code or, where there is none, a SKU; one of the two is empty.
struct Scan {
    std::string gtin;
    Sku sku;
    std::int64_t quantity = 1;  // units
};

// Units that a line takes.
struct ScanTake {
    std::int64_t line_no = 0;
    std::int64_t quantity = 0;
    friend bool operator==(const ScanTake&, const ScanTake&) = default;
};

// True when two bar codes name one thing: a GTIN of 8, 12 or 13 digits is one of 14 with leading
// zeros (GS1 General Specifications 3.3.2).
bool is_same_gtin(std::string_view a, std::string_view b) noexcept;

// The lines that take the units of a batch, each once, in the order of `lines`: of several lines
// that fit, the first that still wants units. All or nothing. Fails with Reason::malformed_field
// for a scan without a positive quantity or without exactly one of GTIN and SKU, and with
// Reason::wrong_item, a precondition {"SCAN", its GTIN or SKU, ...} for each scan that is not on
// the list or has more units than the list still wants.
// Requires: 0 <= counted <= wanted for every line.
Result<std::vector<ScanTake>> take_scans(std::span<const ScanLine> lines,
                                         std::span<const Scan> scans);

}  // namespace oms
