#include "domain/waiting_queue.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace oms {
namespace {

// What the customer was told with the order, or else of the first of the supply to come.
Timestamp promise_of(const Order& order, const OrderLine& line) {
    if (line.promised_by) return *line.promised_by;
    Timestamp first = no_promise;
    for (const Waiting& claim : order.waiting) {
        if (claim.line_no == line.line_no) first = std::min(first, claim.promised_by);
    }
    return first;
}

std::int64_t priority_of(const OrderLine& line) {
    const bool special = line.method == Method::delivery && !line.service_level.empty() &&
                         line.service_level != "standard";
    return special ? 0 : 1;
}

// The text up to the next space, which goes with it.
std::string_view next_word(std::string_view& text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    return word;
}

bool read_number(std::string_view word, std::int64_t& number) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size() && number >= 0;
}

}  // namespace

std::vector<QueuedLine> queue_of(const Order& order) {
    std::vector<QueuedLine> lines;
    // A person decides what becomes of it first.
    if (needs_decision(order)) return lines;
    for (const OrderLine& line : order.lines) {
        const std::int64_t units =
            line.quantities.in(UnitState::unallocated) +
            line.quantities.in(UnitState::backordered)-undecided_units(order, line.line_no);
        if (units <= 0) continue;
        lines.push_back({
            line.sku,
            {promise_of(order, line), priority_of(line), order.create_time, order.order_id,
                  line.line_no, units}
        });
    }
    return lines;
}

std::string to_text(const QueueRound& round) {
    std::string text = fmt::format("{} {} {} {}", round.sku.str(), round.round, round.skipped,
                                   round.claims_anew ? 1 : 0);
    if (!round.after.empty()) text += " " + round.after.str();
    return text;
}

Result<QueueRound> queue_round_of(const std::string& text) {
    std::string_view rest = text;
    QueueRound round;
    const auto sku = Sku::parse(next_word(rest));
    std::int64_t anew = 0;
    const bool numbers = read_number(next_word(rest), round.round) &&
                         read_number(next_word(rest), round.skipped) &&
                         read_number(next_word(rest), anew);
    const std::string_view after = next_word(rest);
    if (!sku || !numbers || anew > 1 || !rest.empty())
        return fail(Reason::corrupt_row, "a timer's subject is no queue: " + text);
    round.sku = *sku;
    round.claims_anew = anew == 1;
    round.after = OrderId::trusted(std::string(after));
    return round;
}

Timer release_timer(const Sku& sku, Timestamp now, std::int64_t mark) {
    return {now, TimerKind::release_waiting, to_text(QueueRound{sku, mark, 0, false, {}})};
}

Timer repromise_timer(const Sku& sku, Timestamp now) {
    return {now, TimerKind::repromise_waiting, to_text(QueueRound{sku, 0, 0, false, {}})};
}

Timer wake_timer(Timestamp due, std::int64_t publications, std::int64_t round, const Sku& after) {
    std::string subject = fmt::format("{} {}", publications, round);
    if (!after.empty()) subject += " " + after.str();
    return {due, TimerKind::wake_waiting, std::move(subject)};
}

Result<WakeRound> wake_round_of(const std::string& text) {
    std::string_view rest = text;
    WakeRound round;
    const bool numbers = read_number(next_word(rest), round.publications) &&
                         read_number(next_word(rest), round.round);
    const auto after = rest.empty() ? Result<Sku>(Sku()) : Sku::parse(rest);
    if (!numbers || !after)
        return fail(Reason::corrupt_row, "a timer's subject is no round: " + text);
    round.after = *after;
    return round;
}

}  // namespace oms
