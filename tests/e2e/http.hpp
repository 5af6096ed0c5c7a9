#pragma once

#include <cstdint>
#include <string>

namespace oms::e2e {

// A port on loopback that was free a moment ago.
std::uint16_t free_port();
// What GET `path` is answered there, head and body.
std::string http_get(std::uint16_t port, const std::string& path);

}  // namespace oms::e2e
