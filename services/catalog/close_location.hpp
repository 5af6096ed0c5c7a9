#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "domain/command.hpp"

namespace oms::catalog {

using EncodeLocation = std::function<std::string(const Location&)>;

// Which location, and the version that the caller saw; 0: any.
struct LocationRequest {
    LocationId location_id;
    std::int64_t version = 0;
};

struct ClosureRequest {
    LocationRequest location;
    std::optional<Timestamp> from;  // nothing: at once
    Timestamp until;
    std::string reason;
};

// How long a location may be closed.
inline constexpr Duration longest_closure = std::chrono::hours{24 * 366};

// Closes a location against its hours: nothing is promised there from `from` on, and timers see to
// what it has to do (services/fulfillment/closing.hpp). Refusals in this order: location_not_found,
// also outside the actor's locations, version_mismatch, illegal_transition (it would not be closed,
// or for too long).
class CloseLocation final : public Command {
public:
    CloseLocation(Header header, ClosureRequest request, EncodeLocation encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override {
        keys.locations.push_back(request_.location.location_id);
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ClosureRequest request_;
    EncodeLocation encode_;
};

// Ends a closure, or one that is to come. Refusals in this order: location_not_found, also outside
// the actor's locations, version_mismatch, illegal_transition (there is none).
class ReopenLocation final : public Command {
public:
    ReopenLocation(Header header, LocationRequest request, EncodeLocation encode)
        : Command(std::move(header)), request_(std::move(request)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.locations.push_back(request_.location_id); }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    LocationRequest request_;
    EncodeLocation encode_;
};

}  // namespace oms::catalog
