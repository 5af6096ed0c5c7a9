#pragma once

#include <cstdint>
#include <string>

#include "domain/enum_text.hpp"
#include "domain/time.hpp"

namespace oms {

enum class TimerKind : std::uint8_t { cart_hold_expiry, order_hold_expiry };
template <>
struct EnumText<TimerKind> {
    static constexpr std::array<std::string_view, 2> names{"cart_hold_expiry", "order_hold_expiry"};
};

// Something to do at a time. A row, so that a restart forgets nothing; the command it becomes
// removes it. `subject` is the aggregate id.
struct Timer {
    Timestamp due;
    TimerKind kind = TimerKind::cart_hold_expiry;
    std::string subject;
    friend bool operator==(const Timer&, const Timer&) = default;
};

// A timer that a command sets or removes.
struct TimerChange {
    Timer timer;
    bool set = true;
};

}  // namespace oms
