#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/actor.hpp"
#include "domain/result.hpp"
#include "services/common/access.hpp"

namespace oms::rpc {

// The metadata that say who calls; absent keys are nullopt. Until there is authentication these are
// believed, which is why the server listens on loopback and Unix sockets only.
struct PrincipalMetadata {
    std::optional<std::string_view> principal;  // oms-principal: 1 to 64 printable bytes
    std::optional<std::string_view> roles;      // oms-roles: comma list
    std::optional<std::string_view> channels;   // oms-channels: comma list of ids, or *
    std::optional<std::string_view> locations;  // oms-locations: comma list of ids, or *
};

// A known caller.
struct Principal {
    Actor actor;
    RoleMask roles = 0;
};

// Fails with Reason::principal_missing when the principal is absent or anything does not parse; the
// detail names the key.
Result<Principal> parse_principal(const PrincipalMetadata& metadata);

// Remembers what it parsed by the exact metadata. One thread.
class PrincipalCache {
public:
    Result<std::shared_ptr<const Principal>> get(const PrincipalMetadata& metadata);

private:
    static constexpr std::size_t most = 1024;
    std::string key_;
    std::unordered_map<std::string, std::shared_ptr<const Principal>> known_;
};

}  // namespace oms::rpc
