#include "services/inventory/inventory_wire.hpp"

#include <algorithm>

#include "services/common/common_wire.hpp"

namespace oms::inventory {
namespace {

using wire::FieldCheck;

constexpr int most_movements = 500;
constexpr int most_hold_lines = 200;
constexpr int most_skus = 50;
constexpr std::int64_t most_held_units = 1'000'000;

std::string reason_code(FieldCheck& check, const std::string& text) {
    if (text.empty()) return {};
    check.require(is_code(text) && text.find('/') == std::string::npos, "reason_code",
                  "at most 64 bytes of letters, digits, '.', '_' and '-'");
    return text;
}

StockKey stock_key(FieldCheck& check, const std::string& sku, const std::string& location_id) {
    return {check.id<Sku>("sku", sku), check.id<LocationId>("location_id", location_id, false)};
}

// By how much each counter changes.
void set_changes(LedgerEntry& entry, v1::MovementKind kind, std::int64_t quantity) {
    switch (kind) {
        case v1::MOVEMENT_KIND_RECEIVED:
            entry.kind = LedgerKind::received;
            entry.on_hand_change = quantity;
            break;
        case v1::MOVEMENT_KIND_ADJUSTED:
            entry.kind = LedgerKind::adjusted;
            entry.on_hand_change = quantity;
            break;
        case v1::MOVEMENT_KIND_DAMAGED:
            entry.kind = LedgerKind::damaged;
            entry.on_hand_change = -quantity;
            entry.damaged_change = quantity;
            break;
        case v1::MOVEMENT_KIND_MOVED:
            entry.kind = LedgerKind::moved_out;
            entry.on_hand_change = -quantity;
            break;
        case v1::MOVEMENT_KIND_SOLD:
            entry.kind = LedgerKind::sold;
            entry.on_hand_change = -quantity;
            break;
        case v1::MOVEMENT_KIND_RETURNED:
            entry.kind = LedgerKind::returned;
            entry.on_hand_change = quantity;
            break;
        default:
            break;  // refused before
    }
}

void check_quantity(FieldCheck& check, const v1::StockMovement& given) {
    if (given.kind() != v1::MOVEMENT_KIND_ADJUSTED) {
        check.number("quantity", given.quantity(), 1, quantity_limit);
        return;
    }
    check.number("quantity", given.quantity(), -quantity_limit, quantity_limit);
    check.require(given.quantity() != 0, "quantity", "not 0");
}

void append_movement(FieldCheck& check, const v1::StockMovement& given,
                     std::vector<LedgerEntry>& entries) {
    LedgerEntry entry;
    entry.key = stock_key(check, given.sku(), given.location_id());
    check.require(
        given.kind() != v1::MOVEMENT_KIND_UNSPECIFIED && v1::MovementKind_IsValid(given.kind()),
        "kind", "one of the values of its type");
    check_quantity(check, given);
    entry.reason_code = reason_code(check, given.reason_code());
    // Bounded, so that it can be negated; what was out of bounds has been refused above.
    const std::int64_t quantity = std::clamp(given.quantity(), -quantity_limit, quantity_limit);
    set_changes(entry, given.kind(), quantity);
    entries.push_back(entry);
    if (given.kind() != v1::MOVEMENT_KIND_MOVED) {
        check.require(given.to_location_id().empty(), "to_location_id", "for moved only");
        return;
    }
    LedgerEntry& arrival = entry;
    arrival.kind = LedgerKind::moved_in;
    arrival.on_hand_change = quantity;
    arrival.key.location_id = check.id<LocationId>("to_location_id", given.to_location_id(), false);
    check.require(given.to_location_id() != given.location_id() || given.location_id().empty(),
                  "to_location_id", "another location");
    entries.push_back(std::move(arrival));
}

CartKey key_of(FieldCheck& check, const std::string& channel_id, const std::string& cart_id) {
    return {check.id<ChannelId>("channel_id", channel_id, false),
            check.own_id<CartId>("cart_id", cart_id)};
}

void encode(const CartHold& hold, v1::CartHold& out) {
    out.set_cart_id(hold.key.cart_id.str());
    out.set_channel_id(hold.key.channel_id.str());
    out.set_state(wire::to_proto<v1::CartHoldState>(hold.state));
    wire::encode(hold.expire_time, *out.mutable_expire_time());
    out.set_extended(hold.extended);
    for (const CartHoldLine& line : hold.lines) {
        v1::CartHoldLine& one = *out.add_lines();
        one.set_sku(line.sku.str());
        one.set_quantity(line.quantity);
        one.set_pickup_location_id(line.pickup_location.str());
    }
    for (const Reservation& reservation : hold.reservations) {
        if (reservation.open == 0) continue;
        v1::HeldUnits& units = *out.add_held();
        units.set_line_no(static_cast<std::int32_t>(reservation.line_no));
        units.set_sku(reservation.sku.str());
        units.set_location_id(reservation.location_id.str());
        units.set_quantity(reservation.open);
    }
}

template <class Reply>
std::string hold_reply(const CartHold& hold) {
    return wire::bytes_of<Reply>([&](auto& reply) { encode(hold, *reply.mutable_cart_hold()); });
}

template <class Reply>
std::string levels_reply(const std::vector<StockRow>& rows) {
    return wire::bytes_of<Reply>([&](auto& reply) {
        for (const StockRow& row : rows)
            encode_level(row, *reply.add_levels());
    });
}

void encode(const Sku& sku, bool totals_only, const StockView& view, Timestamp now,
            v1::GetAvailabilityResponse::OfSku& out) {
    out.set_sku(sku.str());
    std::int64_t total = 0;
    for (const StockView::Cell& cell : view.cells(sku)) {
        const StockView::Place& place = view.place(cell.place);
        const std::int64_t available = cell.available();
        if (available == 0 || !(place.ships || place.offers_pickup) ||
            view.is_closed(cell.place, now))
            continue;
        total += available;
        if (totals_only) continue;
        auto& at = *out.add_locations();
        at.set_location_id(place.location_id.str());
        at.set_available(available);
    }
    out.set_total(total);
}

}  // namespace

void encode_level(const StockRow& row, v1::StockLevel& out) {
    out.set_sku(row.key.sku.str());
    out.set_location_id(row.key.location_id.str());
    out.set_on_hand(row.level.on_hand);
    out.set_reserved(row.level.reserved);
    out.set_damaged(row.level.damaged);
    out.set_in_transit(row.level.in_transit);
    out.set_incoming(row.level.incoming);
    out.set_short_quantity(row.level.short_quantity);
    out.set_available(available_units(row.level));
}

Result<std::vector<LedgerEntry>> ledger_entries(const v1::PostStockMovementsRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    std::vector<LedgerEntry> entries;
    if (check.count("movements", request.movements_size(), 1, most_movements)) {
        entries.reserve(static_cast<std::size_t>(request.movements_size()));
        for (int i = 0; i < request.movements_size(); ++i) {
            const auto at = check.inside("movements", i);
            append_movement(check, request.movements(i), entries);
        }
    }
    return checked(check, std::move(entries));
}

Result<CountRequest> count_request(const v1::RecordStockCountRequest& request) {
    FieldCheck check;
    CountRequest count;
    check.request_id(request.request_id());
    count.key = stock_key(check, request.sku(), request.location_id());
    count.counted = check.number("counted", request.counted(), 0, quantity_limit);
    count.reason_code = reason_code(check, request.reason_code());
    return checked(check, std::move(count));
}

Result<HoldRequest> hold_request(const v1::PlaceCartHoldRequest& request) {
    FieldCheck check;
    HoldRequest hold;
    check.request_id(request.request_id());
    hold.key = key_of(check, request.channel_id(), request.cart_id());
    if (check.count("lines", request.lines_size(), 1, most_hold_lines)) {
        hold.lines.reserve(static_cast<std::size_t>(request.lines_size()));
        for (int i = 0; i < request.lines_size(); ++i) {
            const v1::CartHoldLine& given = request.lines(i);
            const auto at = check.inside("lines", i);
            CartHoldLine& line = hold.lines.emplace_back();
            line.sku = check.id<Sku>("sku", given.sku());
            line.quantity = check.number("quantity", given.quantity(), 1, most_held_units);
            if (given.pickup_location_id().empty()) continue;
            line.pickup_location =
                check.id<LocationId>("pickup_location_id", given.pickup_location_id(), false);
        }
    }
    if (request.has_destination())
        hold.destination = wire::position(check, "destination", request.destination());
    return checked(check, std::move(hold));
}

Result<CartKey> cart_key(const v1::ExtendCartHoldRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    return checked(check, key_of(check, request.channel_id(), request.cart_id()));
}

Result<CartKey> cart_key(const v1::ReleaseCartHoldRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    return checked(check, key_of(check, request.channel_id(), request.cart_id()));
}

Result<CartKey> cart_key(const v1::GetCartHoldRequest& request) {
    FieldCheck check;
    return checked(check, key_of(check, request.channel_id(), request.cart_id()));
}

Result<StockQuestion> stock_question(const v1::GetStockRequest& request) {
    FieldCheck check;
    StockQuestion question;
    question.sku = check.id<Sku>("sku", request.sku());
    if (!request.location_id().empty()) {
        question.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    }
    return checked(check, std::move(question));
}

Result<AvailabilityQuestion> availability_question(const v1::GetAvailabilityRequest& request) {
    FieldCheck check;
    AvailabilityQuestion question;
    question.channel_id = check.id<ChannelId>("channel_id", request.channel_id(), false);
    if (check.count("skus", request.skus_size(), 1, most_skus)) {
        question.skus.reserve(static_cast<std::size_t>(request.skus_size()));
        for (int i = 0; i < request.skus_size(); ++i) {
            const auto at = check.inside("skus", i);
            question.skus.push_back(check.id<Sku>("", request.skus(i)));
        }
    }
    question.totals_only = request.totals_only();
    return checked(check, std::move(question));
}

std::string post_movements_reply(const std::vector<StockRow>& rows) {
    return levels_reply<v1::PostStockMovementsResponse>(rows);
}

std::string get_stock_reply(const std::vector<StockRow>& rows) {
    return levels_reply<v1::GetStockResponse>(rows);
}

std::string list_stock_reply(std::vector<StockRow> rows, const StockPage& page) {
    return wire::bytes_of<v1::ListStockResponse>([&](auto& reply) {
        if (wire::cut_to_page(rows, page.page))
            reply.set_next_page_token(wire::page_token(rows.back().key.sku));
        for (const StockRow& row : rows)
            encode_level(row, *reply.add_levels());
    });
}

std::string record_count_reply(const StockRow& row, std::int64_t difference) {
    return wire::bytes_of<v1::RecordStockCountResponse>([&](auto& reply) {
        encode_level(row, *reply.mutable_level());
        reply.set_difference(difference);
    });
}

std::string place_hold_reply(const CartHold& hold) {
    return hold_reply<v1::PlaceCartHoldResponse>(hold);
}

std::string extend_hold_reply(const CartHold& hold) {
    return hold_reply<v1::ExtendCartHoldResponse>(hold);
}

std::string release_hold_reply(const CartHold& hold) {
    return hold_reply<v1::ReleaseCartHoldResponse>(hold);
}

std::string get_hold_reply(const CartHold& hold) {
    return hold_reply<v1::GetCartHoldResponse>(hold);
}

std::string availability_reply(const AvailabilityQuestion& question, const StockView& view,
                               Timestamp now) {
    return wire::bytes_of<v1::GetAvailabilityResponse>([&](auto& reply) {
        for (const Sku& sku : question.skus)
            encode(sku, question.totals_only, view, now, *reply.add_skus());
    });
}

}  // namespace oms::inventory
