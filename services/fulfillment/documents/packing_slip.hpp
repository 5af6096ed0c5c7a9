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

struct PackingSlipLine {
    std::string sku;
    std::string title;
    std::int64_t quantity = 0;  // in this parcel
};

// What lies in one parcel, or in one bag on the counter. It has no prices, since it may be a gift.
struct PackingSlip {
    Language language = Language::fr;  // of the captions
    Address sender;
    Address recipient;
    std::string order_number;
    std::string order_date;  // as it is to be read; empty: not said
    std::int64_t parcel_number = 1;
    std::int64_t parcel_count = 1;
    std::vector<PackingSlipLine> lines;
    std::string gift_message;  // may have several lines; empty: none
    std::string store_text;    // from the store: opening hours, thanks
    std::string return_text;   // how to send it back
    Timestamp made_at;
};

// Pages of A4. Long texts wrap, and go on over the next page; each page says which of how many it
// is. The same slip makes the same bytes. Fails with Reason::internal_fault only.
Result<Document> print_packing_slip(Fonts& fonts, const PackingSlip& slip);

}  // namespace oms::documents
