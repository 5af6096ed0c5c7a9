#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/enum_text.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order_parcel.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace oms {

struct Order;

// Why a customer is asked what becomes of units.
enum class ChoiceReason : std::uint8_t {
    no_stock,         // after a refusal nobody has them
    pickup_refused,   // they cannot be had at the pickup location
    split_forbidden,  // the rest is packed, and the customer wants one delivery
    location_closed,  // the pickup location has closed unexpectedly
};
enum class ChoiceState : std::uint8_t {
    open,
    made,
    withdrawn,  // there is nothing to choose any more: canceled, or stock came
};
// What becomes of the units.
enum class ChoiceOptionKind : std::uint8_t {
    other_store,  // collected there
    delivery,     // sent home
    split,        // what is packed goes now, they follow
    wait,         // until there is stock, or the location opens
    cancel,
};
enum class ChosenBy : std::uint8_t { customer, agent, timer };

template <>
struct EnumText<ChoiceReason> {
    static constexpr std::array<std::string_view, 4> names{"no_stock", "pickup_refused",
                                                           "split_forbidden", "location_closed"};
};
template <>
struct EnumText<ChoiceState> {
    static constexpr std::array<std::string_view, 3> names{"open", "made", "withdrawn"};
};
template <>
struct EnumText<ChoiceOptionKind> {
    static constexpr std::array<std::string_view, 5> names{"other_store", "delivery", "split",
                                                           "wait", "cancel"};
};
template <>
struct EnumText<ChosenBy> {
    static constexpr std::array<std::string_view, 3> names{"customer", "agent", "timer"};
};

// Something the customer may choose, as it was offered.
struct ChoiceOption {
    std::int64_t option_no = 0;  // from 1, within the choice; never given twice
    ChoiceOptionKind kind = ChoiceOptionKind::wait;
    LocationId location_id;                // of other_store
    std::optional<Timestamp> promised_by;  // ready there, or delivered
    Money price;                           // beyond what the order costs already
    friend bool operator==(const ChoiceOption&, const ChoiceOption&) = default;
};

// A question to the customer about units that a location cannot fulfill. Made or withdrawn once,
// never open again.
struct OrderChoice {
    ChoiceId choice_id;
    ChoiceReason reason = ChoiceReason::no_stock;
    LocationId location_id;  // that cannot; may be empty
    // Of split_forbidden: whose parcel waits.
    FulfillmentOrderId fulfillment_order_id;
    std::vector<ParcelUnits> units;  // by line
    std::vector<ChoiceOption> options;
    ChoiceState state = ChoiceState::open;
    // Of the link that works; one that carries another number was used.
    std::int64_t issue_no = 1;
    Timestamp create_time;
    Timestamp expire_time;  // from then on its timer chooses
    std::optional<ChosenBy> chosen_by;
    std::int64_t chosen_option_no = 0;  // 0: none
    std::optional<Timestamp> end_time;
    PersonalId reason_id;  // of an agent's reason; may be empty
    friend bool operator==(const OrderChoice&, const OrderChoice&) = default;
};

// An order keeps so many; beyond them nobody is asked, and the units wait.
inline constexpr std::size_t most_choices = 50;

// How long the customer has to answer.
Duration answer_time(ChoiceReason reason);
// What the timer chooses: a choice always offers it.
ChoiceOptionKind default_option(ChoiceReason reason);
// True when the units must not get stock before the answer.
bool keeps_units(ChoiceReason reason);

const OrderChoice* find_choice(const Order& order, const ChoiceId& id);
const ChoiceOption* find_option(const OrderChoice& choice, std::int64_t option_no);
const ChoiceOption* find_option(const OrderChoice& choice, ChoiceOptionKind kind);
// Units of the line that an open choice keeps from getting stock.
std::int64_t undecided_units(const Order& order, std::int64_t line_no);
// Units of the line that an open choice is about, whatever its reason.
std::int64_t asked_units(const Order& order, std::int64_t line_no);
// True when the units of each of their lines are all that is not canceled of it: only then can the
// line go another way.
bool are_whole_lines(const Order& order, const std::vector<ParcelUnits>& units);

// Numbers the options after every one that the choice had before, and takes them over.
void offer(OrderChoice& choice, std::vector<ChoiceOption> options);
// Ends an open choice. Fails with Reason::choice_taken when it is not open, naming how it ended.
Result<void> choose(OrderChoice& choice, std::int64_t option_no, ChosenBy by, Timestamp now);
Result<void> withdraw(OrderChoice& choice, Timestamp now);

// The order with the choice as it is now, by its id: its lines go the way that was chosen.
void apply_choice(Order& order, const OrderChoice& choice);

}  // namespace oms
