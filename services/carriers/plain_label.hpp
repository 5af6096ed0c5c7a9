#pragma once

#include <string>

#include "services/carriers/carrier.hpp"
#include "services/fulfillment/documents/document.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::carriers {

// Our own label of a parcel, where its carrier makes none. Fails as documents::print_label.
Result<documents::Document> plain_label(documents::Fonts& fonts, const ParcelBooking& booking,
                                        std::string tracking_number);

}  // namespace oms::carriers
