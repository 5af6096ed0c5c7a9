#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"

namespace oms {

// What a principal may do; which RPCs each role may call is in services/common/access.cpp.
enum class Role : std::uint8_t {
    admin,      // everything
    agent,      // support: orders of its channels, personal data included
    checkout,   // a channel's system: places, reads and cancels orders of its channels
    store,      // staff of a location: what concerns its locations
    inventory,  // catalog and stock of its locations
    reader,     // reads events and orders of its channels, without personal data
    replica,    // a routing service elsewhere: follows what decisions are made on, nothing else
};
inline constexpr std::size_t role_count = 7;

std::string_view to_string(Role role) noexcept;
std::optional<Role> role_from_string(std::string_view text) noexcept;

// All ids of a kind, or exactly those listed. Default: none.
template <class IdType>
class ScopeSet {
public:
    static ScopeSet all() {
        ScopeSet set;
        set.all_ = true;
        return set;
    }
    static ScopeSet of(std::vector<IdType> ids) {
        ScopeSet set;
        std::sort(ids.begin(), ids.end());
        set.ids_ = std::move(ids);
        return set;
    }
    bool contains(const IdType& id) const {
        return all_ || std::binary_search(ids_.begin(), ids_.end(), id);
    }
    bool is_all() const noexcept { return all_; }
    const std::vector<IdType>& ids() const noexcept { return ids_; }

private:
    bool all_ = false;
    std::vector<IdType> ids_;
};

// Who asks, and what they may see. Given to every query; there is no unscoped one.
struct Actor {
    // 1 to 64 bytes.
    std::string principal;
    std::vector<Role> roles;
    ScopeSet<ChannelId> channels;
    ScopeSet<LocationId> locations;

    bool has(Role role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
    // May see names, contacts, addresses and free text.
    bool sees_personal() const {
        return has(Role::admin) || has(Role::agent) || has(Role::checkout);
    }
};

// The server itself: timers and maintenance.
Actor system_actor(std::string name);

}  // namespace oms
