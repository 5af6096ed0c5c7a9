#pragma once

#include "services/carriers/carrier.hpp"
#include "services/common/gateway_client.hpp"
#include "services/fulfillment/documents/fonts.hpp"

namespace oms::carriers {

// The retailer's own gateway to its carriers: oms.carriers.v1. Where it makes no label, ours is
// printed.
class GatewayCarrier final : public CarrierGateway {
public:
    // `fonts` outlives it.
    GatewayCarrier(const rpc::ListenAddress& address, documents::Fonts& fonts)
        : client_(address), fonts_(fonts) {}
    Result<BookedParcel> book_parcel(const ParcelBooking& booking) override;
    Result<void> void_label(std::string_view operation_id,
                            std::string_view tracking_number) override;
    Result<RedirectAnswer> redirect_parcel(const ParcelRedirect& redirect) override;
    Result<std::vector<TrackingEvent>> track(std::string_view service_id,
                                             std::string_view tracking_number) override;

private:
    rpc::GatewayClient client_;
    documents::Fonts& fonts_;
};

}  // namespace oms::carriers
