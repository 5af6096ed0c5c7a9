#include "domain/actor.hpp"

#include <array>
#include <utility>

namespace oms {
namespace {

constexpr std::array<std::string_view, role_count> role_names{
    "admin", "agent", "checkout", "store", "inventory", "reader", "replica"};

}  // namespace

std::string_view to_string(Role role) noexcept {
    return role_names[static_cast<std::size_t>(role)];
}

std::optional<Role> role_from_string(std::string_view text) noexcept {
    for (std::size_t index = 0; index < role_names.size(); ++index) {
        if (role_names[index] == text) return static_cast<Role>(index);
    }
    return std::nullopt;
}

Actor system_actor(std::string name) {
    return Actor{
        std::move(name), {Role::admin}, ScopeSet<ChannelId>::all(), ScopeSet<LocationId>::all()};
}

}  // namespace oms
