#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/pickup.hpp"
#include "services/pickups/pickup_codes.hpp"

namespace oms::pickups {

// The codes of pickups, by the installation's secret. Any thread, once the secret is given.
class CodeBook final : public PickupCodeBook {
public:
    // Before the first question; the secret is kept beside the store, which is opened first.
    void use(const SecretKey& secret) { codes_.emplace(secret); }

    PickupCodeKey key_of(const Pickup& pickup, const PickupHolder& holder) const override;
    std::int64_t holder_of(const Pickup& pickup, std::string_view code) const override;

    // What the customer is shown. Secret.
    std::string code_of(const Pickup& pickup, const PickupHolder& holder) const;
    // By what a told code is looked for; nothing when it cannot be one.
    std::optional<PickupCodeKey> key_of(const LocationId& location, std::string_view told) const;

private:
    std::optional<PickupCodes> codes_;
};

}  // namespace oms::pickups
