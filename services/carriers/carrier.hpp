#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog.hpp"
#include "domain/enum_text.hpp"
#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "services/common/language.hpp"

namespace oms::carriers {

// One parcel for a carrier: oms.carriers.v1.BookParcelRequest.
struct ParcelBooking {
    std::string operation_id;  // 1 to 64 printable bytes; the same for every repeat
    std::string service_id;    // of the routing rules
    std::string service_name;  // as people know it; empty: service_id
    Address sender;
    Address recipient;
    Contact recipient_contact;
    std::string sscc;  // 18 digits
    std::string order_number;
    std::int64_t parcel_number = 1;
    std::int64_t parcel_count = 1;
    std::int64_t weight_g = 0;  // 0: not known
    std::int64_t length_mm = 0;
    std::int64_t width_mm = 0;
    std::int64_t height_mm = 0;
    std::string ship_date;             // ISO 8601
    Language language = Language::fr;  // of a label that we print
    Timestamp made_at;                 // when the parcel was packed: the same for every repeat
};

struct BookedParcel {
    std::string tracking_number;
    std::string label_pdf;
    // Characters of the label that could not be printed, see documents::Document.
    std::size_t replaced_characters = 0;
    // Empty: as the routing rules say.
    std::optional<Money> cost;
};

// oms.carriers.v1.TrackingState.
enum class TrackingState : std::uint8_t {
    booked,
    in_transit,
    out_for_delivery,
    delivered,
    exception,
    lost,
    returned
};
}  // namespace oms::carriers

template <>
struct oms::EnumText<oms::carriers::TrackingState> {
    static constexpr std::array<std::string_view, 7> names{
        "booked", "in_transit", "out_for_delivery", "delivered", "exception", "lost", "returned"};
};

namespace oms::carriers {

// Where a booked parcel is to go instead: oms.carriers.v1.RedirectParcelRequest.
struct ParcelRedirect {
    std::string operation_id;  // as in ParcelBooking
    std::string service_id;
    std::string tracking_number;
    Address recipient;
    Contact recipient_contact;
};
// `asked`: the carrier has the wish, and its answer is told later.
enum class RedirectAnswer : std::uint8_t { accepted, asked };

struct TrackingEvent {
    std::string event_id;  // the same event, the same id
    TrackingState state = TrackingState::booked;
    Timestamp time;
    std::string description;  // nothing personal
};

// The port to a carrier. Calls may take seconds: a worker makes them, never a thread that serves
// calls or writes. Every call may be repeated. Fails with Reason::gateway_unavailable (again later,
// with the same operation id), Reason::gateway_refused or Reason::malformed_request (a person must
// look), Reason::internal_fault.
class CarrierGateway {
public:
    virtual ~CarrierGateway() = default;
    // The same operation id is one booking, and has the same tracking number.
    virtual Result<BookedParcel> book_parcel(const ParcelBooking& booking) = 0;
    // Also succeeds for what was voided before, or never booked; `tracking_number` may be empty
    // when the answer to the booking was lost.
    virtual Result<void> void_label(std::string_view operation_id,
                                    std::string_view tracking_number) = 0;
    // The same operation id is one wish. Reason::gateway_refused also says that the carrier does
    // not do it.
    virtual Result<RedirectAnswer> redirect_parcel(const ParcelRedirect& redirect) = 0;
    // Oldest first.
    virtual Result<std::vector<TrackingEvent>> track(std::string_view service_id,
                                                     std::string_view tracking_number) = 0;
};

}  // namespace oms::carriers
