#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/catalog.hpp"
#include "domain/time.hpp"
#include "services/common/language.hpp"
#include "services/fulfillment/documents/document.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::documents {

// What stands on one parcel.
struct ShippingLabel {
    Language language = Language::fr;  // of the captions
    Address sender;
    Address recipient;
    std::string service_name;     // of the carrier, as people know it
    std::string sscc;             // 18 digits
    std::string tracking_number;  // empty: none
    std::string order_number;
    // Parcel 2 of 3; 1 <= number <= count.
    std::int64_t parcel_number = 1;
    std::int64_t parcel_count = 1;
    std::int64_t weight_g = 0;  // 0: not said
    Timestamp made_at;
};

// The address as it is written on a parcel, from the top: recipient, street lines, postal code and
// town, region, country code. Empty parts are left out.
std::vector<std::string> address_lines(const Address& address);

// One page of A6. Long texts wrap, then get smaller. The same label makes the same bytes. Fails
// with Reason::malformed_request naming what has no room even in the smallest letters (a label
// never lacks part of an address), an SSCC or a parcel number that is wrong;
// Reason::internal_fault.
Result<Document> print_label(Fonts& fonts, const ShippingLabel& label);

}  // namespace oms::documents
