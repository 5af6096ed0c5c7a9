#pragma once

#include <algorithm>
#include <cstdint>

#include "domain/enum_text.hpp"
#include "domain/event_chain.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/stock.hpp"
#include "domain/time.hpp"

namespace oms {

// received: all that was expected has come. closed: it ended with less.
enum class ReceiptState : std::uint8_t { open, received, closed };
template <>
struct EnumText<ReceiptState> {
    static constexpr std::array<std::string_view, 3> names{"open", "received", "closed"};
};

// Supply to come: units of one SKU that a location expects at a time, such as of a purchase order.
struct Receipt {
    ReceiptId receipt_id;
    StockKey key;
    std::int64_t expected = 0;  // units in all, 1 or more
    std::int64_t received = 0;  // units so far; may be more than expected
    // Units of orders that wait for it.
    std::int64_t promised = 0;
    Timestamp expected_time;
    ReceiptState state = ReceiptState::open;
    Timestamp create_time;
    EventHead head;
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Units that are still to come: what the receipt adds to `incoming` of its stock row.
constexpr std::int64_t missing_units(const Receipt& receipt) {
    if (receipt.state != ReceiptState::open) return 0;
    return std::max<std::int64_t>(0, receipt.expected - receipt.received);
}
// Units to come that no order was promised yet.
constexpr std::int64_t free_units(const Receipt& receipt) {
    return std::max<std::int64_t>(0, missing_units(receipt) - receipt.promised);
}
// Promised units that it will not bring.
constexpr std::int64_t excess_units(const Receipt& receipt) {
    return std::max<std::int64_t>(0, receipt.promised - missing_units(receipt));
}

// Expects another number of units, or another time. Fewer than have come are refused with
// Reason::illegal_transition, as is a receipt that has ended; just as many end it.
Result<void> change(Receipt& receipt, std::int64_t expected, Timestamp expected_time);
// `units` have come; `final`: nothing more does. Fails with Reason::illegal_transition when it has
// ended, Reason::amount_overflow.
Result<void> receive(Receipt& receipt, std::int64_t units, bool final);

}  // namespace oms
