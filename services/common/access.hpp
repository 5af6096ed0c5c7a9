#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/actor.hpp"

namespace oms::rpc {

// A set of roles, one bit each.
using RoleMask = std::uint32_t;

constexpr RoleMask bit(Role role) {
    return RoleMask{1} << static_cast<unsigned>(role);
}

// Who may call one RPC, and with how much. What a role may see inside a call (channels, locations,
// personal data) is the handler's business.
struct AccessRow {
    std::string_view method;  // "/package.Service/Method"
    RoleMask roles;           // 0: nobody; see anonymous
    std::size_t longest_request;
    bool streams;    // the server answers with a stream
    bool anonymous;  // needs no principal, and is answered during a drain
};

// Every RPC this server can serve. The only source: an RPC without a row cannot be registered.
std::span<const AccessRow> access_table();

// The row of a method, or null.
const AccessRow* find_access(std::string_view method);

// For tests: how the table and the `oms.*` services of the generated descriptors linked into this
// program disagree, one sentence each. Empty: every RPC has exactly one fitting row.
std::vector<std::string> access_table_faults();

}  // namespace oms::rpc
