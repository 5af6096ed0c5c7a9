#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/fulfillment_order.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"
#include "domain/stock.hpp"
#include "domain/timer.hpp"

// Fewer units are at a location than orders have reserved there: who keeps them, and whose units
// come from elsewhere.
namespace oms {

// What is known of the shelf.
enum class ShelfFinding : std::uint8_t {
    fewer,  // on hand is what was counted
    none,   // nobody finds any that is not picked already, whatever on hand says
};
template <>
struct EnumText<ShelfFinding> {
    static constexpr std::array<std::string_view, 2> names{"fewer", "none"};
};

// A shelf whose units are to be shared out anew; the subject of its timer: "finding round SKU
// location".
struct ShelfCheck {
    StockKey key;
    ShelfFinding finding = ShelfFinding::fewer;
    std::int64_t round = 0;
    friend bool operator==(const ShelfCheck&, const ShelfCheck&) = default;
};
std::string to_text(const ShelfCheck& check);
// Fails with Reason::corrupt_row.
Result<ShelfCheck> shelf_check_of(const std::string& text);
Timer shelf_timer(const ShelfCheck& check, Timestamp now);

// How hard it is to let something come from elsewhere; the first is the hardest.
enum class MoveClass : std::uint8_t { pickup, express, standard };

// Units of one order line that are reserved at the shelf.
struct ShelfClaim {
    OrderId order_id;
    std::int64_t line_no = 0;
    FulfillmentOrderId fulfillment_order_id;  // whose list they are on; empty: not released yet
    std::int64_t units = 0;
    // Of them what stays whatever is found: it is off the shelf, or its location has yet to answer
    // the order.
    std::int64_t fixed = 0;
    MoveClass move_class = MoveClass::standard;
    Timestamp promised_by = Timestamp::max();
    Timestamp since;  // when the order was placed
    friend bool operator==(const ShelfClaim&, const ShelfClaim&) = default;
};
// What the order claims of the shelf. `tasks`: all of the order that are open.
std::vector<ShelfClaim> claims_on(const StockKey& key, const Order& order,
                                  std::span<const FulfillmentOrder> tasks);

// Claims with the units that they give up, at least one each, the first to be given others first.
// Fixed units stay, also beyond `on_hand`. What is left of `on_hand` goes to what is hardest to
// move, then to what was promised first, then to the oldest order. No unit moves when all find
// room.
struct MovedUnits {
    ShelfClaim claim;
    std::int64_t units = 0;
};
std::vector<MovedUnits> who_moves(std::vector<ShelfClaim> claims, std::int64_t on_hand);

}  // namespace oms
