#include "services/carriers/plain_label.hpp"

#include <utility>

#include "services/fulfillment/documents/label.hpp"

namespace oms::carriers {

Result<documents::Document> plain_label(documents::Fonts& fonts, const ParcelBooking& booking,
                                        std::string tracking_number) {
    documents::ShippingLabel label;
    label.language = booking.language;
    label.sender = booking.sender;
    label.recipient = booking.recipient;
    label.service_name = booking.service_name.empty() ? booking.service_id : booking.service_name;
    label.sscc = booking.sscc;
    label.tracking_number = std::move(tracking_number);
    label.order_number = booking.order_number;
    label.parcel_number = booking.parcel_number;
    label.parcel_count = booking.parcel_count;
    label.weight_g = booking.weight_g;
    label.made_at = booking.made_at;
    return documents::print_label(fonts, label);
}

}  // namespace oms::carriers
