#include "domain/order_edit.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "domain/contract.hpp"
#include "domain/pricing.hpp"

namespace oms {
namespace {

LineQuantities changed(const LineQuantities& quantities, UnitState state, std::int64_t change) {
    std::array<std::int64_t, unit_state_count> units{};
    for (std::size_t i = 0; i < units.size(); ++i)
        units[i] = quantities.in(static_cast<UnitState>(i));
    units[static_cast<std::size_t>(state)] += change;
    return LineQuantities::from_row(units, quantities.return_expected(), quantities.returned());
}

std::int64_t wanted_of(const OrderLine& line) {
    return line.quantities.ordered() - line.quantities.in(UnitState::canceled);
}

// Money was captured or voided for some of it: what its units cost is settled.
bool is_settled(const OrderLine& line) {
    return line.quantities.in(UnitState::canceled) > 0 || line.quantities.with_customer() > 0 ||
           line.quantities.in(UnitState::written_off) > 0;
}

// Reserved units of the line that nobody works on, the last location first.
std::vector<PlannedUnits> free_units(const Order& order, const OrderLine& line) {
    std::vector<PlannedUnits> units;
    std::int64_t left = line.quantities.in(UnitState::allocated);
    for (auto r = order.reservations.rbegin(); r != order.reservations.rend(); ++r) {
        if (r->line_no != line.line_no) continue;
        const std::int64_t some = std::min(left, unreleased_units(order, *r));
        if (some > 0)
            units.push_back({
                line.line_no, {r->sku, r->location_id},
                 some
            });
        left -= some;
    }
    return units;
}

std::int64_t sum_of(const std::vector<PlannedUnits>& units) {
    std::int64_t sum = 0;
    for (const PlannedUnits& some : units)
        sum += some.quantity;
    return sum;
}

// Adds units to what is reserved there, or takes them away.
void change_reservation(Order& order, const OrderLine& line, const LocationId& location,
                        std::int64_t change) {
    const auto at = std::lower_bound(
        order.reservations.begin(), order.reservations.end(), std::tie(line.line_no, location),
        [](const Reservation& r, const std::tuple<const std::int64_t&, const LocationId&>& key) {
            return std::tie(r.line_no, r.location_id) < key;
        });
    const bool is_there = at != order.reservations.end() && at->line_no == line.line_no &&
                          at->location_id == location;
    if (change < 0) {
        OMS_REQUIRE(is_there && at->open >= -change);
        at->open += change;
        at->freed -= change;
    } else if (is_there) {
        at->quantity += change;
        at->open += change;
    } else {
        order.reservations.insert(at, {line.line_no, line.sku, location, change, change, 0, 0, 0});
    }
}

// The amount of `now` units of which `before` had that amount.
Result<Money> in_proportion(Money amount, std::int64_t before, std::int64_t now) {
    OMS_TRY(const Money whole, amount.times(now / before));
    return whole.plus(units_share(amount, 0, now % before, before));
}

// Turns an order into what the edit makes of it, and gathers every reason why it cannot.
class Drafting {
public:
    explicit Drafting(const Order& order) : before_(order) { draft_.after = order; }

    void refuse(std::int64_t line_no, std::string why) {
        refusal_.preconditions.push_back({"LINE", fmt::format("{}", line_no), std::move(why)});
    }
    void edit(const LineEdit& edit) {
        if (edit.line_no < 1 || edit.line_no > static_cast<std::int64_t>(before_.lines.size()))
            return refuse(edit.line_no, "the order has no such line");
        if (edit.way) send(line(edit.line_no), *edit.way);
        const std::int64_t now = wanted_of(line(edit.line_no));
        const std::int64_t wanted = edit.quantity.value_or(now);
        if (wanted < now) {
            less(line(edit.line_no), now - wanted);
        } else if (wanted > now) {
            return more(edit, wanted - now);
        }
        if (edit.tax && wanted > 0) line(edit.line_no).tax = *edit.tax;
    }
    void add(OrderLine added) {
        added.line_no = static_cast<std::int64_t>(draft_.after.lines.size()) + 1;
        draft_.wanted.push_back({added.line_no, added.quantities.ordered()});
        draft_.after.lines.push_back(std::move(added));
    }
    void readdress() {
        for (OrderLine& line : draft_.after.lines) {
            if (line.method == Method::delivery) go_elsewhere(line);
        }
    }
    Result<EditDraft> finish();

private:
    OrderLine& line(std::int64_t line_no) {
        return draft_.after.lines[static_cast<std::size_t>(line_no - 1)];
    }
    void send(OrderLine& line, const LineWay& way);
    void go_elsewhere(OrderLine& line);
    void less(OrderLine& line, std::int64_t units);
    void more(const LineEdit& edit, std::int64_t units);

    const Order& before_;
    EditDraft draft_;
    Error refusal_{
        Reason::illegal_transition, "fewer units may be edited than that needs", {}, {}, {}, false};
};

// All that is still to be sent of the line has to be free for it.
void Drafting::go_elsewhere(OrderLine& line) {
    const std::vector<PlannedUnits> free = free_units(draft_.after, line);
    const std::int64_t waiting =
        line.quantities.in(UnitState::unallocated) + line.quantities.in(UnitState::backordered);
    if (sum_of(free) + waiting < line.quantities.open()) {
        return refuse(line.line_no, fmt::format("send elsewhere: {} of {} units are in work",
                                                line.quantities.open() - waiting - sum_of(free),
                                                line.quantities.open()));
    }
    line.promised_by.reset();
    for (const PlannedUnits& units : free) {
        const auto known = std::find_if(
            draft_.other_way.begin(), draft_.other_way.end(),
            [&](const auto& u) { return u.line_no == units.line_no && u.key == units.key; });
        if (known == draft_.other_way.end()) draft_.other_way.push_back(units);
    }
}

void Drafting::send(OrderLine& line, const LineWay& way) {
    if (line.quantities.with_customer() > 0)
        return refuse(line.line_no, "send another way: some of it has left");
    go_elsewhere(line);
    line.method = way.method;
    line.service_level = way.service_level;
    line.pickup_location = way.pickup_location;
}

void Drafting::less(OrderLine& line, std::int64_t units) {
    if (is_settled(line))
        return refuse(line.line_no, "take off: some of it was canceled or has left, so cancel it");
    const std::int64_t before = line.quantities.ordered();
    std::vector<PlannedUnits> free = free_units(draft_.after, line);
    const std::int64_t possible = sum_of(free) + line.quantities.in(UnitState::unallocated) +
                                  line.quantities.in(UnitState::backordered);
    if (units > possible) {
        return refuse(line.line_no,
                      fmt::format("take off: wanted {}, free of work {}", units, possible));
    }
    const bool all = units == before;
    std::int64_t left = units;
    const auto take = [&](UnitState state, std::int64_t taken) {
        line.quantities = changed(line.quantities, state, -taken);
        if (all) line.quantities = changed(line.quantities, UnitState::canceled, taken);
        left -= taken;
    };
    take(UnitState::unallocated, std::min(left, line.quantities.in(UnitState::unallocated)));
    const std::int64_t backordered = line.quantities.in(UnitState::backordered);
    if (const std::int64_t taken = std::min(left, backordered); taken > 0) {
        drop_claims(draft_.after.waiting, line.line_no, backordered, taken);
        draft_.no_longer_waiting.emplace_back(line.sku, taken);
        take(UnitState::backordered, taken);
    }
    for (PlannedUnits& some : free) {
        some.quantity = std::min(left, some.quantity);
        if (some.quantity == 0) continue;
        take(UnitState::allocated, some.quantity);
        change_reservation(draft_.after, line, some.key.location_id, -some.quantity);
        take_from_parcels(draft_.after.parcels, some.key.location_id, line.line_no, some.quantity);
        for (PlannedUnits& other : draft_.other_way) {
            if (other.line_no == line.line_no && other.key == some.key)
                other.quantity -= some.quantity;
        }
        draft_.freed.push_back(some);
    }
    if (all) {
        line.unit_price = Money::zero(line.unit_price.currency());
        line.tax = Money::zero(line.tax.currency());
        line.discounts.clear();
        const Money nothing = Money::zero(line.unit_price.currency());
        line.totals = {nothing, nothing, nothing, nothing, nothing};
        return;
    }
    const std::int64_t now = before - units;
    for (Discount& discount : line.discounts) {
        if (discount.on_return != OnReturn::keep)
            discount.amount = units_share(discount.amount, 0, now, before);
    }
    std::erase_if(line.discounts, [](const auto& d) { return d.amount.minor_units() == 0; });
    line.tax = units_share(line.tax, 0, now, before);
}

void Drafting::more(const LineEdit& edit, std::int64_t units) {
    OrderLine& changing = line(edit.line_no);
    const std::int64_t before = changing.quantities.ordered();
    const bool settled = is_settled(changing);
    Result<Money> tax = in_proportion(changing.tax, before, settled ? units : before + units);
    if (!tax) return refuse(edit.line_no, "more units: their tax goes beyond 10^15 minor units");
    if (settled) {
        OrderLine another = changing;
        another.discounts.clear();
        another.promised_by.reset();
        another.quantities = LineQuantities(UnitState::unallocated, units);
        another.tax = edit.tax.value_or(*tax);
        return add(std::move(another));
    }
    changing.tax = edit.tax.value_or(*tax);
    changing.quantities = changed(changing.quantities, UnitState::unallocated, units);
    draft_.wanted.push_back({edit.line_no, units});
}

Result<EditDraft> Drafting::finish() {
    if (!refusal_.preconditions.empty()) return fail(std::move(refusal_));
    Order& after = draft_.after;
    if (has_ended(after)) {
        return fail(Reason::illegal_transition,
                    "edit does not apply: nothing would be left, so cancel the order");
    }
    std::erase_if(draft_.other_way, [](const PlannedUnits& units) { return units.quantity == 0; });
    std::set<std::int64_t> settled;
    for (const OrderLine& line : after.lines) {
        if (is_settled(line)) settled.insert(line.line_no);
    }
    OMS_CHECK(price_but(after, before_.totals.total.currency(), settled));
    return std::move(draft_);
}

}  // namespace

Result<EditDraft> draft_edit(const Order& order, const OrderEdit& edit) {
    if (has_ended(order)) {
        return fail(Reason::illegal_transition, fmt::format("edit does not apply: the order is {}",
                                                            enum_text(order_status(order))));
    }
    Drafting drafting(order);
    for (const LineEdit& line : edit.lines)
        drafting.edit(line);
    if (edit.readdressed) drafting.readdress();
    for (const OrderLine& line : edit.added)
        drafting.add(line);
    return drafting.finish();
}

void take_plan(EditDraft& draft, const std::vector<PlannedUnits>& given_up,
               const std::vector<PlannedUnits>& planned) {
    Order& after = draft.after;
    const auto line_of = [&](std::int64_t line_no) -> OrderLine& {
        return after.lines.at(static_cast<std::size_t>(line_no - 1));
    };
    for (const PlannedUnits& units : given_up)
        change_reservation(after, line_of(units.line_no), units.key.location_id, -units.quantity);
    for (const PlannedUnits& units : planned)
        change_reservation(after, line_of(units.line_no), units.key.location_id, units.quantity);
    for (const ParcelUnits& units : draft.wanted) {
        LineQuantities& quantities = line_of(units.line_no).quantities;
        quantities = changed(quantities, UnitState::unallocated, -units.quantity);
        quantities = changed(quantities, UnitState::allocated, units.quantity);
    }
}

EditedOrder edited(const Order& before, const Order& after, const PersonalId& ship_to_id) {
    EditedOrder edit{
        {                  },
        after.totals,
        after.reservations,
        after.parcels,
        after.waiting,
        { after.tenders.begin() + static_cast<std::ptrdiff_t>(before.tenders.size()),
         after.tenders.end()},
        ship_to_id
    };
    for (std::size_t i = 0; i < after.lines.size(); ++i) {
        if (i >= before.lines.size() || before.lines[i] != after.lines[i])
            edit.lines.push_back(after.lines[i]);
    }
    return edit;
}

Result<void> apply_edit(Order& order, const EditedOrder& edit) {
    for (const OrderLine& line : edit.lines) {
        const auto size = static_cast<std::int64_t>(order.lines.size());
        if (line.line_no < 1 || line.line_no > size + 1)
            return fail(Reason::illegal_transition, "an edit that leaves out a line");
        if (line.line_no > size) {
            order.lines.push_back(line);
        } else {
            order.lines[static_cast<std::size_t>(line.line_no - 1)] = line;
        }
    }
    order.totals = edit.totals;
    order.reservations = edit.reservations;
    order.parcels = edit.parcels;
    order.waiting = edit.waiting;
    order.tenders.insert(order.tenders.end(), edit.tenders.begin(), edit.tenders.end());
    if (!edit.ship_to_id.empty()) order.personal_ids.push_back(edit.ship_to_id);
    return {};
}

}  // namespace oms
