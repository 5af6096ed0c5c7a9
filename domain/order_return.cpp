#include "domain/order_return.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace oms {
namespace {

// The counter of the location where goods stand that go this way.
enum class Shelf : std::uint8_t { on_hand, apart, none };

Shelf shelf_of(Disposition disposition) {
    if (disposition == Disposition::restock) return Shelf::on_hand;
    return is_gone(disposition) ? Shelf::none : Shelf::apart;
}

template <class Fits>
std::int64_t units_where(const Return& one, const ReturnLine& line, Fits fits) {
    std::int64_t units = 0;
    for (const ReturnGoods& goods : one.goods) {
        if (goods.line_no == line.line_no && goods.sku == line.sku && fits(goods))
            units += goods.quantity;
    }
    return units;
}

std::int64_t given_back_units(const Return& one, const ReturnLine& line) {
    return units_where(one, line, [](const ReturnGoods& goods) {
        return goods.disposition == Disposition::give_back;
    });
}

}  // namespace

bool has_ended(const Return& one) {
    switch (one.state) {
        case ReturnState::refunded:
        case ReturnState::rejected:
        case ReturnState::canceled:
        case ReturnState::expired:
            return is_inspected(one);
        default:
            return false;
    }
}

std::vector<ReturnAction> allowed_actions(const Return& one) {
    std::vector<ReturnAction> actions = allowed_actions(return_transitions, one.state);
    std::erase_if(actions, [&](ReturnAction action) {
        switch (action) {
            case ReturnAction::inspect:
            case ReturnAction::inspect_part:
                return is_inspected(one);
            case ReturnAction::refund:
            case ReturnAction::refund_part:
                return std::none_of(
                    one.lines.begin(), one.lines.end(),
                    [&](const ReturnLine& line) { return refundable_units(one, line) > 0; });
            case ReturnAction::issue:  // the server's own
                return true;
            case ReturnAction::approve:
                return !one.approval_pending;
            case ReturnAction::expire:
                return !is_announced(one);
            case ReturnAction::reject:
                // Money that was paid back is not taken again.
                return std::any_of(one.lines.begin(), one.lines.end(),
                                   [](const ReturnLine& line) { return line.refunded > 0; });
            default:
                return false;
        }
    });
    return actions;
}

Result<void> advance(Return& one, ReturnAction action) {
    OMS_TRY(one.state, advance(return_transitions, one.state, action));
    return {};
}

ReturnLine* find_line(Return& one, std::int64_t line_no, const Sku& sku) {
    const auto line =
        std::find_if(one.lines.begin(), one.lines.end(), [&](const ReturnLine& candidate) {
            return candidate.line_no == line_no && candidate.sku == sku;
        });
    return line == one.lines.end() ? nullptr : &*line;
}

std::int64_t received_units(const Return& one, const ReturnLine& line) {
    return units_where(one, line, [](const ReturnGoods&) { return true; });
}

bool is_announced(const Return& one) {
    return std::any_of(one.lines.begin(), one.lines.end(),
                       [](const ReturnLine& line) { return line.announced > 0; });
}

bool is_inspected(const Return& one) {
    return std::none_of(one.goods.begin(), one.goods.end(), [](const ReturnGoods& goods) {
        return goods.disposition == Disposition::pending;
    });
}

std::int64_t refundable_units(const Return& one, const ReturnLine& line) {
    if (one.approval_pending) return 0;
    std::int64_t units = 0;
    if (one.method == ReturnMethod::keep || one.refund_time == RefundTime::at_once) {
        units = line.quantity;
    } else {
        const bool at_receipt = one.refund_time == RefundTime::at_receipt;
        units = units_where(one, line, [&](const ReturnGoods& goods) {
            return at_receipt || goods.disposition != Disposition::pending;
        });
    }
    return std::max<std::int64_t>(0, units - given_back_units(one, line) - line.refunded);
}

bool is_settled(const Return& one) {
    return std::all_of(one.lines.begin(), one.lines.end(), [&](const ReturnLine& line) {
        return line.refunded + given_back_units(one, line) >= line.quantity;
    });
}

std::vector<LocationId> locations_of(const Return& one) {
    std::vector<LocationId> ids;
    if (!one.location_id.empty()) ids.push_back(one.location_id);
    for (const ReturnReceipt& receipt : one.receipts)
        ids.push_back(receipt.location_id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Result<ReturnGoods> dispose_of(Return& one, std::int64_t goods_no, std::int64_t units,
                               Disposition disposition) {
    const auto goods =
        std::find_if(one.goods.begin(), one.goods.end(),
                     [&](const ReturnGoods& some) { return some.goods_no == goods_no; });
    if (goods == one.goods.end() || units < 1 || units > goods->quantity) {
        return fail(Reason::illegal_transition,
                    fmt::format("dispose does not apply: goods {} are {} units, not {}", goods_no,
                                goods == one.goods.end() ? 0 : goods->quantity, units));
    }
    if (is_gone(goods->disposition) || disposition == Disposition::pending ||
        disposition == goods->disposition) {
        return fail(Reason::illegal_transition,
                    fmt::format("dispose does not apply: {} cannot become {}",
                                enum_text(goods->disposition), enum_text(disposition)));
    }
    ReturnGoods moved = *goods;
    moved.quantity = units;
    moved.disposition = disposition;
    if (units == goods->quantity) {
        *goods = moved;
        return moved;
    }
    goods->quantity -= units;
    moved.goods_no = 0;
    for (const ReturnGoods& some : one.goods)
        moved.goods_no = std::max(moved.goods_no, some.goods_no + 1);
    one.goods.push_back(moved);
    return moved;
}

std::optional<LedgerEntry> entry_of(const Return& one, const ReturnGoods& goods,
                                    std::optional<Disposition> from) {
    LedgerEntry entry;
    entry.key = {goods.sku, goods.location_id};
    entry.kind = LedgerKind::returned;
    entry.reason_code = std::string(enum_text(goods.disposition));
    entry.cause_id = one.return_id.str();
    const auto count = [&](Shelf shelf, std::int64_t units) {
        if (shelf == Shelf::on_hand) entry.on_hand_change += units;
        if (shelf == Shelf::apart) entry.damaged_change += units;
    };
    if (from) count(shelf_of(*from), -goods.quantity);
    count(shelf_of(goods.disposition), goods.quantity);
    if (entry.on_hand_change == 0 && entry.damaged_change == 0) return std::nullopt;
    // What leaves the shelf again must be free.
    if (entry.on_hand_change < 0) entry.kind = LedgerKind::damaged;
    return entry;
}

}  // namespace oms
