#include "domain/order_choice.hpp"

#include <algorithm>
#include <chrono>

#include "domain/order.hpp"

namespace oms {
namespace {

std::int64_t units_of_line(const std::vector<ParcelUnits>& units, std::int64_t line_no) {
    std::int64_t sum = 0;
    for (const ParcelUnits& some : units)
        sum += some.line_no == line_no ? some.quantity : 0;
    return sum;
}

Error taken(const OrderChoice& choice) {
    Error error{Reason::choice_taken, "the choice is not open any more", {}, {}, {}, false};
    error.metadata.emplace_back("choice_id", choice.choice_id.str());
    error.metadata.emplace_back("state", enum_text(choice.state));
    if (choice.chosen_by) error.metadata.emplace_back("chosen_by", enum_text(*choice.chosen_by));
    if (const ChoiceOption* option = find_option(choice, choice.chosen_option_no))
        error.metadata.emplace_back("chosen", enum_text(option->kind));
    return error;
}

}  // namespace

Duration answer_time(ChoiceReason reason) {
    return std::chrono::hours{reason == ChoiceReason::split_forbidden ? 4 : 24};
}

ChoiceOptionKind default_option(ChoiceReason reason) {
    switch (reason) {
        case ChoiceReason::split_forbidden:
            return ChoiceOptionKind::split;
        case ChoiceReason::pickup_refused:
            return ChoiceOptionKind::cancel;
        case ChoiceReason::no_stock:
        case ChoiceReason::location_closed:
            break;
    }
    return ChoiceOptionKind::wait;
}

bool keeps_units(ChoiceReason reason) {
    return reason == ChoiceReason::pickup_refused || reason == ChoiceReason::location_closed;
}

const OrderChoice* find_choice(const Order& order, const ChoiceId& id) {
    const auto found =
        std::find_if(order.choices.begin(), order.choices.end(),
                     [&](const OrderChoice& choice) { return choice.choice_id == id; });
    return found == order.choices.end() ? nullptr : &*found;
}

const ChoiceOption* find_option(const OrderChoice& choice, std::int64_t option_no) {
    const auto found =
        std::find_if(choice.options.begin(), choice.options.end(),
                     [&](const ChoiceOption& option) { return option.option_no == option_no; });
    return found == choice.options.end() ? nullptr : &*found;
}

const ChoiceOption* find_option(const OrderChoice& choice, ChoiceOptionKind kind) {
    const auto found =
        std::find_if(choice.options.begin(), choice.options.end(),
                     [&](const ChoiceOption& option) { return option.kind == kind; });
    return found == choice.options.end() ? nullptr : &*found;
}

std::int64_t undecided_units(const Order& order, std::int64_t line_no) {
    std::int64_t sum = 0;
    for (const OrderChoice& choice : order.choices) {
        if (choice.state == ChoiceState::open && keeps_units(choice.reason))
            sum += units_of_line(choice.units, line_no);
    }
    return sum;
}

std::int64_t asked_units(const Order& order, std::int64_t line_no) {
    std::int64_t sum = 0;
    for (const OrderChoice& choice : order.choices) {
        if (choice.state == ChoiceState::open) sum += units_of_line(choice.units, line_no);
    }
    return sum;
}

bool are_whole_lines(const Order& order, const std::vector<ParcelUnits>& units) {
    return std::all_of(order.lines.begin(), order.lines.end(), [&](const OrderLine& line) {
        const std::int64_t asked = units_of_line(units, line.line_no);
        return asked == 0 ||
               asked == line.quantities.ordered() -
                            line.quantities.in(UnitState::canceled)-line.quantities.in(
                                UnitState::written_off);
    });
}

void offer(OrderChoice& choice, std::vector<ChoiceOption> options) {
    std::int64_t last = 0;
    for (const ChoiceOption& option : choice.options)
        last = std::max(last, option.option_no);
    for (ChoiceOption& option : options)
        option.option_no = ++last;
    choice.options = std::move(options);
}

Result<void> choose(OrderChoice& choice, std::int64_t option_no, ChosenBy by, Timestamp now) {
    if (choice.state != ChoiceState::open) return fail(taken(choice));
    choice.state = ChoiceState::made;
    choice.chosen_by = by;
    choice.chosen_option_no = option_no;
    choice.end_time = now;
    ++choice.issue_no;
    return {};
}

Result<void> withdraw(OrderChoice& choice, Timestamp now) {
    if (choice.state != ChoiceState::open) return fail(taken(choice));
    choice.state = ChoiceState::withdrawn;
    choice.end_time = now;
    ++choice.issue_no;
    return {};
}

void apply_choice(Order& order, const OrderChoice& choice) {
    const auto same = std::find_if(order.choices.begin(), order.choices.end(),
                                   [&](const auto& c) { return c.choice_id == choice.choice_id; });
    if (same != order.choices.end()) {
        *same = choice;
    } else {
        order.choices.push_back(choice);
    }
    const ChoiceOption* chosen =
        choice.state == ChoiceState::made ? find_option(choice, choice.chosen_option_no) : nullptr;
    if (chosen == nullptr) return;
    const bool delivered = chosen->kind == ChoiceOptionKind::delivery;
    if (!delivered && chosen->kind != ChoiceOptionKind::other_store) return;
    for (OrderLine& line : order.lines) {
        if (units_of_line(choice.units, line.line_no) == 0) continue;
        line.method = delivered ? Method::delivery : Method::pickup;
        line.pickup_location = chosen->location_id;
        line.promised_by = chosen->promised_by;
    }
}

}  // namespace oms
