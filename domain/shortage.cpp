#include "domain/shortage.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace oms {
namespace {

MoveClass class_of(const OrderLine& line) {
    if (!line.pickup_location.empty()) return MoveClass::pickup;
    const bool is_special = !line.service_level.empty() && line.service_level != "standard";
    return is_special ? MoveClass::express : MoveClass::standard;
}

// Of a task's line what cannot be taken back any more.
std::int64_t fixed_units(const FulfillmentOrder& task, const FulfillmentLine& line,
                         std::int64_t units) {
    switch (task.state) {
        case FulfillmentState::released:
        case FulfillmentState::accepted:
            return 0;
        case FulfillmentState::picking:
            return std::min(units, line.picked);
        default:
            return units;
    }
}

bool is_reserved_in(FulfillmentState state) {
    return state == FulfillmentState::released || state == FulfillmentState::accepted ||
           state == FulfillmentState::picking || state == FulfillmentState::packed ||
           state == FulfillmentState::ready || state == FulfillmentState::cancel_requested;
}

bool has_line(const OrderParcel& parcel, std::int64_t line_no) {
    return std::any_of(parcel.units.begin(), parcel.units.end(),
                       [&](const ParcelUnits& units) { return units.line_no == line_no; });
}

// By when the units that are not released yet were promised.
Timestamp planned_promise(const Order& order, const OrderLine& line, const LocationId& location) {
    Timestamp first = Timestamp::max();
    for (const OrderParcel& parcel : order.parcels) {
        const bool is_it = parcel.fulfillment_order_id.empty() && parcel.location_id == location &&
                           parcel.promised_by != Timestamp{} && has_line(parcel, line.line_no);
        if (is_it) first = std::min(first, parcel.promised_by);
    }
    return first == Timestamp::max() ? line.promised_by.value_or(first) : first;
}

auto rank_of(const ShelfClaim& claim) {
    return std::tie(claim.move_class, claim.promised_by, claim.since, claim.order_id, claim.line_no,
                    claim.fulfillment_order_id);
}

}  // namespace

std::string to_text(const ShelfCheck& check) {
    return fmt::format("{} {} {} {}", enum_text(check.finding), check.round, check.key.sku.str(),
                       check.key.location_id.str());
}

Result<ShelfCheck> shelf_check_of(const std::string& text) {
    std::string_view rest = text;
    const auto next_word = [&] {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, space);
        rest.remove_prefix(std::min(space + 1, rest.size()));
        return word;
    };
    const auto finding = enum_from_text<ShelfFinding>(next_word());
    const std::string_view number = next_word();
    ShelfCheck check;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), check.round);
    auto sku = Sku::parse(next_word());
    auto location = LocationId::parse(rest);
    if (!finding || error != std::errc{} || end != number.data() + number.size() || !sku ||
        !location)
        return fail(Reason::corrupt_row, "a timer's subject is no shelf: " + text);
    check.finding = *finding;
    check.key = {*std::move(sku), *std::move(location)};
    return check;
}

Timer shelf_timer(const ShelfCheck& check, Timestamp now) {
    return {now, TimerKind::resolve_shortage, to_text(check)};
}

std::vector<ShelfClaim> claims_on(const StockKey& key, const Order& order,
                                  std::span<const FulfillmentOrder> tasks) {
    std::vector<ShelfClaim> claims;
    for (const OrderLine& line : order.lines) {
        if (line.sku != key.sku) continue;
        ShelfClaim claim;
        claim.order_id = order.order_id;
        claim.line_no = line.line_no;
        claim.move_class = class_of(line);
        claim.since = order.create_time;
        for (const FulfillmentOrder& task : tasks) {
            const FulfillmentLine* there = find_line(task, line.line_no);
            if (task.location_id != key.location_id || !is_reserved_in(task.state) ||
                there == nullptr || there->quantity <= there->collected)
                continue;
            claim.fulfillment_order_id = task.fulfillment_order_id;
            claim.units = there->quantity - there->collected;
            claim.fixed = fixed_units(task, *there, claim.units);
            claim.promised_by =
                task.promised_by.value_or(line.promised_by.value_or(Timestamp::max()));
            claims.push_back(claim);
        }
        for (const Reservation& reservation : order.reservations) {
            if (reservation.line_no != line.line_no || reservation.location_id != key.location_id)
                continue;
            claim.fulfillment_order_id = {};
            claim.units = unreleased_units(order, reservation);
            claim.fixed = 0;
            claim.promised_by = planned_promise(order, line, key.location_id);
            if (claim.units > 0) claims.push_back(claim);
        }
    }
    return claims;
}

std::vector<MovedUnits> who_moves(std::vector<ShelfClaim> claims, std::int64_t on_hand) {
    std::sort(claims.begin(), claims.end(),
              [](const ShelfClaim& a, const ShelfClaim& b) { return rank_of(a) < rank_of(b); });
    std::int64_t left = on_hand;
    for (const ShelfClaim& claim : claims)
        left -= claim.fixed;
    std::vector<MovedUnits> moved;
    for (ShelfClaim& claim : claims) {
        const std::int64_t wanted = claim.units - claim.fixed;
        const std::int64_t kept = std::clamp<std::int64_t>(left, 0, wanted);
        left -= kept;
        if (kept < wanted) moved.push_back({std::move(claim), wanted - kept});
    }
    return moved;
}

}  // namespace oms
