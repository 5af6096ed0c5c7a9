#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace oms::rpc {

// Where to listen: "127.0.0.1:PORT", "[::1]:PORT" (port 0: any free one) or "unix:/absolute/path".
// Nothing else, because callers are not authenticated and the wire is not encrypted.
struct ListenAddress {
    enum class Family : std::uint8_t { ipv4_loopback, ipv6_loopback, unix_socket };
    Family family;
    std::uint16_t port = 0;  // loopback only
    std::string path;        // Unix socket only

    std::string text() const;
};

// Fails with Reason::malformed_field and one line that names the three forms.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace oms::rpc
