#include "services/orders/orders_reply.hpp"

#include <algorithm>

#include <google/protobuf/io/coded_stream.h>

#include "services/common/common_wire.hpp"
#include "services/common/status.hpp"
#include "services/events/events_wire.hpp"
#include "services/orders/choice_wire.hpp"

namespace oms::orders {
namespace {

void encode(const LineQuantities& value, v1::LineQuantities& out) {
    out.set_ordered(value.ordered());
    out.set_unallocated(value.in(UnitState::unallocated));
    out.set_backordered(value.in(UnitState::backordered));
    out.set_allocated(value.in(UnitState::allocated));
    out.set_in_transfer(value.in(UnitState::in_transfer));
    out.set_picking(value.in(UnitState::picking));
    out.set_packed(value.in(UnitState::packed));
    out.set_ready(value.in(UnitState::ready));
    out.set_shipped(value.in(UnitState::shipped));
    out.set_delivered(value.in(UnitState::delivered));
    out.set_collected(value.in(UnitState::collected));
    out.set_canceled(value.in(UnitState::canceled));
    out.set_written_off(value.in(UnitState::written_off));
    out.set_return_expected(value.return_expected());
    out.set_returned(value.returned());
}

// Reservations of an order come by line, then location.
template <class Line>
void encode_allocations(const Order& order, std::int64_t line_no, Line& out) {
    const auto first =
        std::lower_bound(order.reservations.begin(), order.reservations.end(), line_no,
                         [](const Reservation& r, std::int64_t no) { return r.line_no < no; });
    for (auto r = first; r != order.reservations.end() && r->line_no == line_no; ++r) {
        if (r->open == 0) continue;
        v1::Allocation& allocation = *out.add_allocations();
        allocation.set_location_id(r->location_id.str());
        allocation.set_quantity(r->open);
    }
}

void encode(const OrderTotals& value, v1::OrderTotals& out) {
    wire::encode(value.goods, *out.mutable_goods());
    wire::encode(value.discounts, *out.mutable_discounts());
    wire::encode(value.charges, *out.mutable_charges());
    wire::encode(value.tax, *out.mutable_tax());
    wire::encode(value.total, *out.mutable_total());
}

void encode(const LineTotals& value, v1::LineTotals& out) {
    wire::encode(value.goods, *out.mutable_goods());
    wire::encode(value.line_discounts, *out.mutable_line_discounts());
    wire::encode(value.order_discounts, *out.mutable_order_discounts());
    wire::encode(value.charges, *out.mutable_charges());
    wire::encode(value.tax, *out.mutable_tax());
}

void encode(const Discount& value, v1::Discount& out) {
    out.set_promotion_id(value.promotion_id);
    out.set_scope(wire::to_proto<v1::DiscountScope>(value.scope));
    out.set_on_return(wire::to_proto<v1::OnReturn>(value.on_return));
    wire::encode(value.amount, *out.mutable_amount());
}

void encode(const Charge& value, v1::Charge& out) {
    out.set_type(wire::to_proto<v1::ChargeType>(value.type));
    wire::encode(value.amount, *out.mutable_amount());
    wire::encode(value.tax, *out.mutable_tax());
}

void encode(const Tender& value, v1::Tender& out) {
    out.set_type(value.type);
    wire::encode(value.amount, *out.mutable_amount());
    out.set_reference(value.reference);
}

void encode(const Order& order, const OrderLine& line, v1::OrderLine& out) {
    out.set_line_no(static_cast<std::int32_t>(line.line_no));
    out.set_sku(line.sku.str());
    wire::encode(line.unit_price, *out.mutable_unit_price());
    for (const Discount& discount : line.discounts)
        encode(discount, *out.add_discounts());
    out.set_tax_code(line.tax_code);
    if (line.method == Method::delivery) {
        out.mutable_delivery()->set_service_level(line.service_level);
    } else {
        out.mutable_pickup()->set_location_id(line.pickup_location.str());
        out.mutable_pickup()->set_carry_out(line.carried_out);
    }
    if (line.promised_by) wire::encode(*line.promised_by, *out.mutable_promised_by());
    encode(line.quantities, *out.mutable_quantities());
    encode(line.totals, *out.mutable_totals());
    encode_allocations(order, line.line_no, out);
}

void encode(const OrderParcel& parcel, v1::OrderParcel& out) {
    out.set_location_id(parcel.location_id.str());
    out.set_pickup_location_id(parcel.pickup_location.str());
    out.set_carriage(wire::to_proto<v1::Carriage>(parcel.carriage));
    out.set_service_id(parcel.service_id);
    out.set_ship_date(parcel.ship_date);
    if (parcel.promised_by != Timestamp{})
        wire::encode(parcel.promised_by, *out.mutable_promised_by());
    out.set_fulfillment_order_id(parcel.fulfillment_order_id.str());
    for (const ParcelUnits& units : parcel.units) {
        v1::OrderParcel::Units& told = *out.add_units();
        told.set_line_no(static_cast<std::int32_t>(units.line_no));
        told.set_quantity(units.quantity);
    }
}

void encode(const Waiting& claim, v1::WaitingUnits& out) {
    out.set_line_no(static_cast<std::int32_t>(claim.line_no));
    out.set_quantity(claim.units);
    out.set_receipt_id(claim.receipt_id.str());
    wire::encode(claim.promised_by, *out.mutable_promised_by());
}

void encode(const PaymentDue& due, v1::PaymentDue& out) {
    out.set_operation_id(due.operation_id.str());
    out.set_kind(wire::to_proto<v1::DueKind>(due.kind));
    wire::encode(due.amount, *out.mutable_amount());
    out.set_fulfillment_order_id(due.fulfillment_order_id.str());
    wire::encode(due.time, *out.mutable_time());
}

void encode(const PersonalRecord& record, v1::Order& out) {
    switch (record.kind) {
        case PersonalKind::contact:
            wire::encode(record.contact, *out.mutable_contact());
            break;
        case PersonalKind::ship_to:
            wire::encode(record.address, *out.mutable_ship_to());
            break;
        case PersonalKind::gift_message:
            out.set_gift_message(record.text);
            break;
        case PersonalKind::note:
        case PersonalKind::cancel_comment: {
            v1::Note& note = *out.add_notes();
            const std::string_view type = enum_text(record.kind);
            note.set_type(type.data(), type.size());
            note.set_text(record.text);
            wire::encode(record.create_time, *note.mutable_create_time());
            break;
        }
        case PersonalKind::hold_reason:  // told with its hold
            break;
    }
}

// What every message tells of a hold.
template <class Hold>
void encode_hold(const OrderHold& hold, Hold& out) {
    out.set_hold_id(hold.hold_id.str());
    out.set_type(wire::to_proto<v1::HoldType>(hold.type));
    out.set_state(wire::to_proto<v1::HoldState>(hold.state));
    for (const std::int64_t line_no : hold.line_nos)
        out.add_line_nos(static_cast<std::int32_t>(line_no));
    if (hold.expire_time) wire::encode(*hold.expire_time, *out.mutable_expire_time());
    out.set_about(hold.about.str());
}

void encode(const OrderHold& hold, v1::OrderHold& out) {
    encode_hold(hold, out);
    out.set_owner(hold.owner);
    wire::encode(hold.create_time, *out.mutable_create_time());
    if (hold.end_time) wire::encode(*hold.end_time, *out.mutable_end_time());
}

// Free texts of holds, as far as the query has given them.
void encode_hold_texts(const OrderDetails& details, v1::Order& out) {
    const auto text_of = [&](const PersonalId& id) -> const std::string* {
        if (id.empty()) return nullptr;
        const auto record = std::find_if(details.personal.begin(), details.personal.end(),
                                         [&](const auto& r) { return r.personal_id == id; });
        return record == details.personal.end() ? nullptr : &record->text;
    };
    for (int i = 0; i < out.holds_size(); ++i) {
        const OrderHold& hold = details.order.holds[static_cast<std::size_t>(i)];
        v1::OrderHold& shown = *out.mutable_holds(i);
        if (const std::string* text = text_of(hold.reason_id)) shown.set_reason(*text);
        if (const std::string* text = text_of(hold.end_reason_id)) shown.set_end_reason(*text);
    }
}

void encode(const Order& order, v1::Order& out) {
    out.set_order_id(order.order_id.str());
    out.set_number(order.number.str());
    out.set_channel_id(order.channel_id.str());
    out.set_external_id(order.external_id.str());
    out.set_cart_id(order.cart_id.str());
    out.set_customer_reference(order.customer_reference);
    out.set_status(wire::to_proto<v1::OrderStatus>(order_status(order)));
    out.set_fulfillment_status(wire::to_proto<v1::FulfillmentStatus>(fulfillment_status(order)));
    out.set_etag(wire::etag(order.head));
    wire::encode(order.create_time, *out.mutable_create_time());
    wire::encode(order.update_time, *out.mutable_update_time());
    out.mutable_lines()->Reserve(static_cast<int>(order.lines.size()));
    for (const OrderLine& line : order.lines)
        encode(order, line, *out.add_lines());
    for (const Charge& charge : order.charges)
        encode(charge, *out.add_charges());
    for (const Discount& discount : order.discounts)
        encode(discount, *out.add_discounts());
    out.set_tax_included(order.tax_included);
    encode(order.totals, *out.mutable_totals());
    for (const Tender& tender : order.tenders)
        encode(tender, *out.add_tenders());
    out.set_gift(order.gift);
    for (const OrderHold& hold : order.holds)
        encode(hold, *out.add_holds());
    for (const std::string& tag : order.tags)
        out.add_tags(tag);
    for (const OrderParcel& parcel : order.parcels)
        encode(parcel, *out.add_parcels());
    for (const Waiting& claim : order.waiting)
        encode(claim, *out.add_waiting());
    for (const PaymentDue& due : order.payments_due)
        encode(due, *out.add_payments_due());
    for (const OrderChoice& choice : order.choices)
        encode_choice(choice, *out.add_choices());
    out.set_keep_together(order.keep_together);
    out.set_identity_required(order.identity_required);
}

void encode(const Order& order, v1::OrderReceipt& out) {
    out.set_order_id(order.order_id.str());
    out.set_number(order.number.str());
    out.set_status(wire::to_proto<v1::OrderStatus>(order_status(order)));
    out.set_fulfillment_status(wire::to_proto<v1::FulfillmentStatus>(fulfillment_status(order)));
    out.set_etag(wire::etag(order.head));
    encode(order.totals, *out.mutable_totals());
    out.mutable_lines()->Reserve(static_cast<int>(order.lines.size()));
    for (const OrderLine& line : order.lines) {
        v1::OrderReceipt::Line& receipt = *out.add_lines();
        receipt.set_line_no(static_cast<std::int32_t>(line.line_no));
        encode(line.quantities, *receipt.mutable_quantities());
        encode_allocations(order, line.line_no, receipt);
    }
    for (const OrderHold& hold : order.holds)
        encode_hold(hold, *out.add_holds());
    for (const std::string& tag : order.tags)
        out.add_tags(tag);
    for (const OrderParcel& parcel : order.parcels)
        encode(parcel, *out.add_parcels());
    for (const Waiting& claim : order.waiting)
        encode(claim, *out.add_waiting());
}

// The bytes of BatchPlaceOrdersResponse.Result. A good outcome is the bytes of a
// PlaceOrderResponse, whose one field has the number and type of Result.order: they are passed on
// as they are.
std::string result_bytes(const Result<std::string>& outcome, std::string_view log_id) {
    static_assert(int{v1::PlaceOrderResponse::kOrderFieldNumber} ==
                  int{v1::BatchPlaceOrdersResponse::Result::kOrderFieldNumber});
    if (outcome) return *outcome;
    return wire::bytes_of<v1::BatchPlaceOrdersResponse::Result>([&](auto& result) {
        const ReasonInfo& reason = info(outcome.error().reason);
        v1::PlaceOrderError& error = *result.mutable_error();
        error.set_code(rpc::grpc_code(reason.kind));
        error.set_reason(reason.name.data(), reason.name.size());
        error.set_message(rpc::public_message(outcome.error(), log_id));
    });
}

}  // namespace

std::string place_order_reply(const Order& order) {
    return wire::bytes_of<v1::PlaceOrderResponse>(
        [&](auto& reply) { encode(order, *reply.mutable_order()); });
}

std::string cancel_order_reply(const Order& order, const std::vector<ParcelUnits>& asked) {
    return wire::bytes_of<v1::CancelOrderResponse>([&](auto& reply) {
        encode(order, *reply.mutable_order());
        for (const ParcelUnits& units : asked) {
            auto& told = *reply.add_asked();
            told.set_line_no(static_cast<std::int32_t>(units.line_no));
            told.set_quantity(units.quantity);
        }
    });
}

std::string make_choice_reply(const ChoiceOutcome& outcome) {
    return wire::bytes_of<v1::MakeChoiceResponse>([&](auto& reply) {
        encode(outcome.order, *reply.mutable_order());
        encode_choice(outcome.choice, *reply.mutable_choice());
        reply.set_made(outcome.made);
    });
}

std::string hold_order_reply(const Order& order, const HoldId& hold_id) {
    return wire::bytes_of<v1::HoldOrderResponse>([&](auto& reply) {
        encode(order, *reply.mutable_order());
        reply.set_hold_id(hold_id.str());
    });
}

std::string release_hold_reply(const Order& order, const HoldId& hold_id) {
    return wire::bytes_of<v1::ReleaseHoldResponse>([&](auto& reply) {
        encode(order, *reply.mutable_order());
        reply.set_hold_id(hold_id.str());
    });
}

std::string add_note_reply(const Order& order) {
    return wire::bytes_of<v1::AddNoteResponse>(
        [&](auto& reply) { encode(order, *reply.mutable_order()); });
}

std::string update_tags_reply(const Order& order) {
    return wire::bytes_of<v1::UpdateTagsResponse>(
        [&](auto& reply) { encode(order, *reply.mutable_order()); });
}

std::string preview_edit_reply(const EditOutcome& outcome) {
    return wire::bytes_of<v1::PreviewOrderEditResponse>([&](auto& reply) {
        encode(outcome.after, *reply.mutable_order());
        for (const OrderLine& line : edited(outcome.before, outcome.after, {}).lines)
            encode(outcome.after, line, *reply.add_lines());
        wire::encode(outcome.to_pay, *reply.mutable_to_pay());
        wire::encode(outcome.to_release, *reply.mutable_to_release());
        for (const ShortLine& line : outcome.short_lines) {
            auto& told = *reply.add_short_lines();
            told.set_line_no(static_cast<std::int32_t>(line.line_no));
            told.set_sku(line.sku.str());
            told.set_wanted(line.wanted);
            told.set_available(line.available);
        }
        reply.set_needs_review(outcome.needs_review);
        reply.set_preview_token(outcome.token);
    });
}

std::string confirm_edit_reply(const EditOutcome& outcome) {
    return wire::bytes_of<v1::ConfirmOrderEditResponse>([&](auto& reply) {
        encode(outcome.after, *reply.mutable_order());
        wire::encode(outcome.to_release, *reply.mutable_released());
    });
}

std::string change_address_reply(const AddressOutcome& outcome) {
    return wire::bytes_of<v1::ChangeAddressResponse>([&](auto& reply) {
        encode(outcome.order, *reply.mutable_order());
        for (const FulfillmentOrderId& id : outcome.recall.recalled)
            reply.add_recalled_fulfillment_order_ids(id.str());
        for (const FulfillmentOrderId& id : outcome.recall.redirected)
            reply.add_redirected_fulfillment_order_ids(id.str());
        reply.set_needs_review(outcome.needs_review);
    });
}

std::string change_pickup_reply(const Order& order) {
    return wire::bytes_of<v1::ChangePickupLocationResponse>(
        [&](auto& reply) { encode(order, *reply.mutable_order()); });
}

std::string get_order_reply(const OrderDetails& details) {
    return wire::bytes_of<v1::GetOrderResponse>([&](auto& reply) {
        encode(details.order, *reply.mutable_order());
        for (const PersonalRecord& record : details.personal)
            encode(record, *reply.mutable_order());
        encode_hold_texts(details, *reply.mutable_order());
    });
}

std::string watch_order_message(const OrderChange* change, const Order& order,
                                std::int64_t position) {
    return wire::bytes_of<v1::WatchOrderResponse>([&](auto& message) {
        if (change != nullptr) {
            message.mutable_change()->set_event_id(change->event_id.str());
            message.mutable_change()->set_type(change->type);
            wire::encode(change->time, *message.mutable_change()->mutable_time());
        }
        encode(order, *message.mutable_order());
        message.set_cursor(events::cursor_text(position));
    });
}

std::string watch_order_heartbeat(std::int64_t position) {
    return wire::bytes_of<v1::WatchOrderResponse>(
        [&](auto& message) { message.set_cursor(events::cursor_text(position)); });
}

std::string batch_reply(const std::vector<Result<std::string>>& outcomes, std::string_view log_id) {
    using google::protobuf::io::CodedOutputStream;
    constexpr std::uint32_t length_delimited = 2;
    constexpr auto tag =
        (static_cast<std::uint32_t>(v1::BatchPlaceOrdersResponse::kResultsFieldNumber) << 3U) |
        length_delimited;
    std::string reply;
    std::uint8_t prefix[16];
    for (const Result<std::string>& outcome : outcomes) {
        const std::string bytes = result_bytes(outcome, log_id);
        std::uint8_t* end = CodedOutputStream::WriteVarint32ToArray(tag, prefix);
        end =
            CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(bytes.size()), end);
        reply.append(std::begin(prefix), end);
        reply += bytes;
    }
    return reply;
}

}  // namespace oms::orders
