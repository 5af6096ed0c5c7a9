#pragma once

#include "services/carriers/carrier.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::carriers {

// The tracking number of an operation: "CT", 16 digits of its SHA-256 and a check digit (mod 10,
// weights 3 and 1 from the right).
std::string tracking_number_of(std::string_view operation_id);

// True for what tracking_number_of() makes.
bool is_our_tracking_number(std::string_view text);

// The built-in carrier: a carrier by contract and price list, without a network. What it costs is
// in the routing rules, the label is our own, and what happens to a parcel is told by people. It
// keeps nothing: everything it answers follows from the request. Any thread may call it.
class RateTableCarrier final : public CarrierGateway {
public:
    // `fonts` outlives it.
    explicit RateTableCarrier(documents::Fonts& fonts) : fonts_(fonts) {}

    // Fails with Reason::malformed_request naming the field, Reason::internal_fault.
    Result<BookedParcel> book_parcel(const ParcelBooking& booking) override;
    // Nothing was bought, so there is nothing to give back. Fails with Reason::gateway_refused for
    // a tracking number that is not of this operation.
    Result<void> void_label(std::string_view operation_id,
                            std::string_view tracking_number) override;
    // A person asks the carrier, and tells its answer.
    Result<RedirectAnswer> redirect_parcel(const ParcelRedirect&) override {
        return RedirectAnswer::asked;
    }
    // Knows of no events. Fails with Reason::gateway_refused for a number that is not ours.
    Result<std::vector<TrackingEvent>> track(std::string_view service_id,
                                             std::string_view tracking_number) override;

private:
    documents::Fonts& fonts_;
};

}  // namespace oms::carriers
