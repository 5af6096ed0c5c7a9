#include "services/carriers/gateway_carrier.hpp"

#include <utility>

#include <oms/carriers/v1/carrier_gateway.pb.h>

#include "services/carriers/plain_label.hpp"
#include "services/common/common_wire.hpp"

namespace oms::carriers {
namespace {

constexpr std::size_t largest_label = 512 * 1024;

void encode(const ParcelBooking& booking, v1::BookParcelRequest& request) {
    request.set_operation_id(booking.operation_id);
    request.set_service_id(booking.service_id);
    wire::encode(booking.sender, *request.mutable_sender());
    wire::encode(booking.recipient, *request.mutable_recipient());
    wire::encode(booking.recipient_contact, *request.mutable_recipient_contact());
    request.set_sscc(booking.sscc);
    request.set_order_number(booking.order_number);
    request.set_parcel_number(static_cast<std::int32_t>(booking.parcel_number));
    request.set_parcel_count(static_cast<std::int32_t>(booking.parcel_count));
    request.set_weight_g(booking.weight_g);
    request.set_length_mm(booking.length_mm);
    request.set_width_mm(booking.width_mm);
    request.set_height_mm(booking.height_mm);
    request.set_ship_date(booking.ship_date);
}

}  // namespace

Result<BookedParcel> GatewayCarrier::book_parcel(const ParcelBooking& booking) {
    v1::BookParcelRequest request;
    encode(booking, request);
    v1::BookParcelResponse reply;
    OMS_CHECK(client_.call("/oms.carriers.v1.CarrierGatewayService/BookParcel", request, reply));
    if (!is_identifier(reply.tracking_number()) || reply.label_pdf().size() > largest_label)
        return fail(Reason::gateway_refused,
                    "the carrier answered no tracking number, or no label");
    BookedParcel booked;
    booked.tracking_number = reply.tracking_number();
    booked.label_pdf = std::move(*reply.mutable_label_pdf());
    if (!booked.label_pdf.empty()) return booked;
    OMS_TRY(documents::Document label, plain_label(fonts_, booking, booked.tracking_number));
    booked.label_pdf = std::move(label.pdf);
    booked.replaced_characters = label.replaced_characters;
    return booked;
}

Result<void> GatewayCarrier::void_label(std::string_view operation_id,
                                        std::string_view tracking_number) {
    v1::VoidLabelRequest request;
    request.set_operation_id(std::string(operation_id));
    request.set_tracking_number(std::string(tracking_number));
    v1::VoidLabelResponse reply;
    return client_.call("/oms.carriers.v1.CarrierGatewayService/VoidLabel", request, reply);
}

Result<RedirectAnswer> GatewayCarrier::redirect_parcel(const ParcelRedirect& redirect) {
    v1::RedirectParcelRequest request;
    request.set_operation_id(redirect.operation_id);
    request.set_service_id(redirect.service_id);
    request.set_tracking_number(redirect.tracking_number);
    wire::encode(redirect.recipient, *request.mutable_recipient());
    wire::encode(redirect.recipient_contact, *request.mutable_recipient_contact());
    v1::RedirectParcelResponse reply;
    OMS_CHECK(
        client_.call("/oms.carriers.v1.CarrierGatewayService/RedirectParcel", request, reply));
    return reply.accepted() ? RedirectAnswer::accepted : RedirectAnswer::asked;
}

Result<std::vector<TrackingEvent>> GatewayCarrier::track(std::string_view service_id,
                                                         std::string_view tracking_number) {
    v1::TrackRequest request;
    request.set_service_id(std::string(service_id));
    request.set_tracking_number(std::string(tracking_number));
    v1::TrackResponse reply;
    OMS_CHECK(client_.call("/oms.carriers.v1.CarrierGatewayService/Track", request, reply));
    std::vector<TrackingEvent> events;
    for (const v1::TrackingEvent& told : reply.events()) {
        // UNSPECIFIED is 0 on the wire; what is beyond our states is somebody's newer contract.
        const auto state = static_cast<std::size_t>(told.state()) - 1;
        if (state >= EnumText<TrackingState>::names.size()) continue;
        events.push_back(
            {told.event_id(), static_cast<TrackingState>(state),
             from_unix_micros(told.time().seconds() * 1'000'000 + told.time().nanos() / 1'000),
             told.description()});
    }
    return events;
}

}  // namespace oms::carriers
