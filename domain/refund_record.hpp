#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order_parcel.hpp"
#include "domain/time.hpp"

namespace oms {

// Why money of an order is paid back.
enum class RefundKind : std::uint8_t {
    goods,       // units came back, or need not
    adjustment,  // what is kept costs less by now
    goodwill,    // to make up for something; no unit is paid for twice because of it
};
template <>
struct EnumText<RefundKind> {
    static constexpr std::array<std::string_view, 3> names{"goods", "adjustment", "goodwill"};
};

// Money of an order that is paid back.
struct RefundRecord {
    RefundKind kind = RefundKind::goods;
    ReturnId return_id;  // empty: none
    // Of goods: the units that are paid back. Of an adjustment: the line, and how many of its units
    // the customer kept then.
    std::vector<ParcelUnits> units;
    Money amount;  // what is paid
    Money fee;     // what was kept back of it
    Timestamp time;
    friend bool operator==(const RefundRecord&, const RefundRecord&) = default;
};

}  // namespace oms
