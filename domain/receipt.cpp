#include "domain/receipt.hpp"

#include <fmt/format.h>

namespace oms {
namespace {

Result<void> expect_open(const Receipt& receipt, std::string_view action) {
    if (receipt.state == ReceiptState::open) return {};
    return fail(Reason::illegal_transition, fmt::format("{} does not apply: the receipt is {}",
                                                        action, enum_text(receipt.state)));
}

}  // namespace

Result<void> change(Receipt& receipt, std::int64_t expected, Timestamp expected_time) {
    OMS_CHECK(expect_open(receipt, "update"));
    if (expected < receipt.received) {
        return fail(Reason::illegal_transition,
                    fmt::format("{} units have come, more than {}", receipt.received, expected));
    }
    receipt.expected = expected;
    receipt.expected_time = expected_time;
    if (receipt.received == expected) receipt.state = ReceiptState::received;
    return {};
}

Result<void> receive(Receipt& receipt, std::int64_t units, bool final) {
    OMS_CHECK(expect_open(receipt, "receive"));
    if (units > quantity_limit - receipt.received)
        return fail(Reason::amount_overflow, "a receipt would pass 10^9 units");
    receipt.received += units;
    if (receipt.received >= receipt.expected) {
        receipt.state = ReceiptState::received;
    } else if (final) {
        receipt.state = ReceiptState::closed;
    }
    return {};
}

}  // namespace oms
