#include "services/returns/return_terms.hpp"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace oms::returns {
namespace {

// When goods left, and when they came to the customer.
struct GoodsTimes {
    std::optional<Timestamp> shipped;
    std::optional<Timestamp> received;
    bool on_the_way = false;
};

void add(std::optional<Timestamp>& latest, std::optional<Timestamp> time) {
    if (time) latest = std::max(latest.value_or(*time), *time);
}

bool has_line(const std::vector<ParcelUnits>& units, std::int64_t line_no) {
    return std::any_of(units.begin(), units.end(), [&](const ParcelUnits& some) {
        return line_no == 0 || some.line_no == line_no;
    });
}

// Of one line, or with 0 of the whole order.
GoodsTimes times_of(const UnitOfWork& unit, const Order& order, std::int64_t line_no) {
    GoodsTimes times;
    for (const FulfillmentOrder& task : unit.tasks_of(order.order_id)) {
        const bool left = task.state == FulfillmentState::shipped;
        const bool came = task.state == FulfillmentState::delivered;
        if ((!left && !came) || !has_line(units_of(task), line_no)) continue;
        add(times.shipped, task.ship_time.value_or(task.update_time));
        if (came) add(times.received, task.deliver_time.value_or(task.update_time));
        times.on_the_way = times.on_the_way || left;
    }
    for (const Pickup& pickup : unit.pickups_of(order.order_id)) {
        for (const Handover& handover : pickup.handovers) {
            if (has_line(handover.units, line_no)) add(times.received, handover.time);
        }
    }
    return times;
}

// Units of the line whose money is given back and which never come.
std::int64_t units_left_with_customer(const UnitOfWork& unit, const Order& order,
                                      std::int64_t line_no) {
    std::int64_t units = 0;
    for (const Return& one : unit.returns_of(order.order_id)) {
        if (one.method != ReturnMethod::keep) continue;
        for (const ReturnLine& line : one.lines)
            units += line.line_no == line_no ? line.refunded : 0;
    }
    return units;
}

bool still_to_come(const Order& order) {
    return std::any_of(order.lines.begin(), order.lines.end(),
                       [](const OrderLine& line) { return line.quantities.open() > 0; });
}

const OrderLine* line_of(const Order& order, const WantedUnits& wanted) {
    const auto line =
        std::find_if(order.lines.begin(), order.lines.end(), [&](const OrderLine& one) {
            return wanted.line_no == 0 ? one.sku == wanted.sku : one.line_no == wanted.line_no;
        });
    return line == order.lines.end() ? nullptr : &*line;
}

ReturnQuestion question_of(const UnitOfWork& unit, const Order& order, const ReturnWish& wish) {
    ReturnQuestion question;
    question.channel_id = order.channel_id;
    const Channel* channel = unit.channels.find(order.channel_id);
    question.distance_sale = channel == nullptr || channel->type != ChannelType::store;
    question.country = unit.destination_of(order.order_id);
    question.order_tags = order.tags;
    question.method = wish.method;
    question.result = wish.gift ? ReturnResult::store_credit : wish.result;
    question.has_evidence = !wish.evidence.empty();
    const GoodsTimes all = times_of(unit, order, 0);
    if (!all.on_the_way && !still_to_come(order)) question.last_received_time = all.received;
    question.now = unit.now();
    question.currency = order.totals.total.currency();
    return question;
}

void ask_for_line(const UnitOfWork& unit, const Order& order, const OrderLine& line,
                  const WantedUnits& wanted, ReturnQuestion& question) {
    if (const Item* item = unit.items.find(line.sku)) question.item_tags = item->tags;
    question.reason = wanted.reason;
    question.units = wanted.quantity;
    const LineQuantities& units = line.quantities;
    question.returnable = units.with_customer() - units.return_expected() - units.returned() -
                          units_left_with_customer(unit, order, line.line_no);
    const GoodsTimes times = times_of(unit, order, line.line_no);
    question.shipped_time = times.shipped;
    question.received_time = times.on_the_way ? std::nullopt : times.received;
}

std::string description_of(const LineTerms& terms) {
    std::string text =
        fmt::format("{}: {} units", enum_text(terms.decision.answer), terms.wanted.quantity);
    if (terms.decision.answer == ReturnAnswer::too_late && terms.decision.latest) {
        text += fmt::format(", possible until {:%Y-%m-%dT%H:%MZ}",
                            std::chrono::floor<std::chrono::seconds>(*terms.decision.latest));
    }
    return text;
}

}  // namespace

const ReturnPolicy& policy_of(const UnitOfWork& unit, const Order& order) {
    static const ReturnPolicy none;
    const ReturnPolicyVersion* version = unit.return_policy_at(order.create_time);
    return version == nullptr ? none : version->policy;
}

std::int64_t policy_version_of(const UnitOfWork& unit, const Order& order) {
    const ReturnPolicyVersion* version = unit.return_policy_at(order.create_time);
    return version == nullptr ? 0 : version->version;
}

RefundTerms refund_terms(const UnitOfWork& unit, const Order& order, bool charges_back, Money fee) {
    return {policy_of(unit, order).promotions, charges_back, fee};
}

std::vector<LineTerms> decide_lines(const UnitOfWork& unit, const Order& order,
                                    const ReturnWish& wish) {
    std::vector<LineTerms> lines;
    const ReturnPolicy& policy = policy_of(unit, order);
    ReturnQuestion question = question_of(unit, order, wish);
    for (const WantedUnits& wanted : wish.units) {
        LineTerms terms{line_of(order, wanted), wanted, {}};
        terms.decision.answer = ReturnAnswer::not_returnable;
        terms.decision.fee = Money::zero(question.currency);
        if (terms.line != nullptr) {
            ask_for_line(unit, order, *terms.line, wanted, question);
            terms.decision = decide(policy, question);
        }
        lines.push_back(std::move(terms));
    }
    return lines;
}

bool may_override(const Actor& actor) {
    return actor.has(Role::admin) || actor.has(Role::agent);
}

Result<void> check_terms(const Actor& actor, const std::vector<LineTerms>& lines,
                         const ReturnWish& wish) {
    Error refusal{Reason::return_refused, "the policy says no", {}, {}, {}, false};
    bool impossible = false;
    for (const LineTerms& terms : lines) {
        if (terms.decision.answer == ReturnAnswer::yes) continue;
        impossible = impossible || terms.decision.answer == ReturnAnswer::not_returnable;
        const std::string subject = terms.wanted.line_no == 0
                                        ? terms.wanted.sku.str()
                                        : fmt::format("{}", terms.wanted.line_no);
        refusal.preconditions.push_back({"LINE", subject, description_of(terms)});
    }
    if (refusal.preconditions.empty()) return {};
    if (impossible || wish.override_reason.empty()) return fail(std::move(refusal));
    if (!may_override(actor))
        return fail(Reason::not_permitted, "who may override a policy is an agent");
    return {};
}

Result<Order> order_to_return(const UnitOfWork& unit, const Actor& actor, const ReturnKey& key) {
    OrderId id = key.order_id;
    if (!key.order_number.empty()) {
        if (const OrderId* found = unit.order_numbers.find(key.order_number)) id = *found;
    }
    const Order* order = id.empty() ? nullptr : unit.orders.find(id);
    const bool sees = order != nullptr &&
                      (actor.channels.contains(order->channel_id) ||
                       (!key.location_id.empty() && actor.locations.contains(key.location_id)));
    if (!sees)
        return fail(Reason::order_not_found,
                    key.order_number.empty() ? key.order_id.str() : key.order_number.str());
    return *order;
}

}  // namespace oms::returns
