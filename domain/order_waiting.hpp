#pragma once

#include <cstdint>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace oms {

// Backordered units of one line that a receipt is to bring: a claim on it. Units of the line beyond
// its claims wait without a date.
struct Waiting {
    std::int64_t line_no = 0;
    std::int64_t units = 0;
    ReceiptId receipt_id;
    // When the receipt was expected as this was promised.
    Timestamp expected_time;
    // Delivered, or ready for pickup.
    Timestamp promised_by;
    friend bool operator==(const Waiting&, const Waiting&) = default;
};

// Units of the line that are claimed.
std::int64_t claimed_units(const std::vector<Waiting>& waiting, std::int64_t line_no);
// Takes `units` of the line out of its claims, the first claimed first: they have got stock.
void use_claims(std::vector<Waiting>& waiting, std::int64_t line_no, std::int64_t units);
// `units` of the line's `backordered` no longer wait: those without a claim go first, then the last
// claimed.
void drop_claims(std::vector<Waiting>& waiting, std::int64_t line_no, std::int64_t backordered,
                 std::int64_t units);

}  // namespace oms
