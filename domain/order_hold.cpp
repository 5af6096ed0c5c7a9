#include "domain/order_hold.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/order.hpp"

namespace oms {
namespace {

bool is_active(const OrderHold& hold) {
    return hold.state == HoldState::active;
}

bool covers(const OrderHold& hold, std::int64_t line_no) {
    return hold.line_nos.empty() ||
           std::binary_search(hold.line_nos.begin(), hold.line_nos.end(), line_no);
}

bool has_line(const Order& order, std::int64_t line_no) {
    return std::any_of(order.lines.begin(), order.lines.end(),
                       [&](const OrderLine& line) { return line.line_no == line_no; });
}

Result<void> check_lines(const Order& order, const OrderHold& hold) {
    Error refusal{Reason::illegal_transition, "lines that do not exist", {}, {}, {}, false};
    for (const std::int64_t line_no : hold.line_nos) {
        if (has_line(order, line_no)) continue;
        refusal.preconditions.push_back(
            {"LINE", fmt::format("{}", line_no), "the order has no such line"});
    }
    if (!refusal.preconditions.empty()) return fail(std::move(refusal));
    return {};
}

}  // namespace

bool is_held(const Order& order, std::int64_t line_no) {
    return std::any_of(order.holds.begin(), order.holds.end(), [&](const OrderHold& hold) {
        return is_active(hold) && covers(hold, line_no);
    });
}

std::vector<OrderHold> active_holds(const Order& order) {
    std::vector<OrderHold> holds;
    std::copy_if(order.holds.begin(), order.holds.end(), std::back_inserter(holds), is_active);
    return holds;
}

const OrderHold* find_hold(const Order& order, const HoldId& hold_id) {
    const auto hold =
        std::find_if(order.holds.begin(), order.holds.end(),
                     [&](const OrderHold& candidate) { return candidate.hold_id == hold_id; });
    return hold == order.holds.end() ? nullptr : &*hold;
}

Result<void> put_on_hold(Order& order, OrderHold hold) {
    if (has_ended(order)) {
        return fail(Reason::illegal_transition, fmt::format("hold does not apply: the order is {}",
                                                            enum_text(order_status(order))));
    }
    OMS_CHECK(check_lines(order, hold));
    const auto active =
        static_cast<std::size_t>(std::count_if(order.holds.begin(), order.holds.end(), is_active));
    if (active >= most_active_holds || order.holds.size() >= most_holds) {
        return fail(Reason::illegal_transition,
                    fmt::format("hold does not apply: the order has {} active holds of at most {}, "
                                "{} in all of at most {}",
                                active, most_active_holds, order.holds.size(), most_holds));
    }
    order.holds.push_back(std::move(hold));
    return {};
}

Result<void> end_order_hold(Order& order, const HoldId& hold_id, HoldState state, Timestamp now,
                            const PersonalId& reason_id) {
    OMS_REQUIRE(state != HoldState::active);
    const auto hold =
        std::find_if(order.holds.begin(), order.holds.end(),
                     [&](const OrderHold& candidate) { return candidate.hold_id == hold_id; });
    if (hold == order.holds.end()) return fail(Reason::hold_not_found, hold_id.str());
    if (!is_active(*hold)) {
        return fail(Reason::illegal_transition,
                    fmt::format("release does not apply: the hold is {}", enum_text(hold->state)));
    }
    hold->state = state;
    hold->end_time = now;
    hold->end_reason_id = reason_id;
    return {};
}

}  // namespace oms
