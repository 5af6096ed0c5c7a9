#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/command.hpp"

namespace oms::fulfilling {

using EncodeWave = std::function<std::string(const std::vector<FulfillmentOrder>&)>;

// Orders that one wave releases at most.
inline constexpr std::int64_t most_orders_of_a_wave = 200;

// Releases what the orders have planned at the location, as far as nothing holds it. Fails with
// Reason::location_not_found, also outside the actor's scope.
class ReleaseWave final : public Command {
public:
    ReleaseWave(Header header, LocationId location_id, std::vector<OrderId> orders,
                EncodeWave encode)
        : Command(std::move(header)),
          location_id_(std::move(location_id)),
          orders_(std::move(orders)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override;
    Result<std::string> run(UnitOfWork& unit) override;

private:
    LocationId location_id_;
    std::vector<OrderId> orders_;
    EncodeWave encode_;
};

}  // namespace oms::fulfilling
