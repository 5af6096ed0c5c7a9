#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/order.hpp"
#include "domain/result.hpp"
#include "domain/sourcing.hpp"

// Changing what was ordered, as long as nobody works on it.
namespace oms {

// How a line reaches the customer.
struct LineWay {
    Method method = Method::delivery;
    std::string service_level;   // delivery
    LocationId pickup_location;  // pickup
};

// What becomes of one line. Without a member, that part stays as it is.
struct LineEdit {
    std::int64_t line_no = 0;
    // Units of it that are still wanted, without canceled ones; 0 takes the line off the order.
    std::optional<std::int64_t> quantity;
    // Of all its units from now on; else it follows the quantity.
    std::optional<Money> tax;
    std::optional<LineWay> way;
};

struct OrderEdit {
    std::vector<LineEdit> lines;  // each line once
    // Lines to add, their units unallocated; they get numbers after the present ones.
    std::vector<OrderLine> added;
    bool readdressed = false;  // deliveries go somewhere else
};

// What an edit has made of an order: the whole new state of everything that it can change.
struct EditedOrder {
    std::vector<OrderLine> lines;  // those that changed, and new ones; by line_no
    OrderTotals totals;
    std::vector<Reservation> reservations;
    std::vector<OrderParcel> parcels;
    std::vector<Waiting> waiting;
    std::vector<Tender> tenders;  // those that were added
    PersonalId ship_to_id;        // empty: deliveries go where they went
    friend bool operator==(const EditedOrder&, const EditedOrder&) = default;
};

// An edit before the stock for it is found.
struct EditDraft {
    // Priced; new units are unallocated, and what goes another way is where it was.
    Order after;
    // Units that are reserved no longer, gone from `after`.
    std::vector<PlannedUnits> freed;
    // Backordered units that nobody waits for any more.
    std::vector<std::pair<Sku, std::int64_t>> no_longer_waiting;
    // Reserved units that go another way: they may come from elsewhere.
    std::vector<PlannedUnits> other_way;
    // New units, by line.
    std::vector<ParcelUnits> wanted;
};

// What the edit makes of the order. Units that wait go before reserved ones. A line of which some
// were canceled or have left keeps its price for good: more of it becomes a line of its own. A line
// that is taken off costs nothing, its units are canceled. Fails with Reason::illegal_transition,
// naming each line that has fewer free units than the edit needs, when the order has ended, or when
// nothing would be left; with what price() says.
Result<EditDraft> draft_edit(const Order& order, const OrderEdit& edit);

// The plan's units in place of what was given up for it. Requires: the plan covers both that and
// all wanted units.
void take_plan(EditDraft& draft, const std::vector<PlannedUnits>& given_up,
               const std::vector<PlannedUnits>& planned);

// What the log tells of an order that became `after`.
EditedOrder edited(const Order& before, const Order& after, const PersonalId& ship_to_id);
// Carries it out. Fails with Reason::illegal_transition when a line would be missing.
Result<void> apply_edit(Order& order, const EditedOrder& edit);

}  // namespace oms
