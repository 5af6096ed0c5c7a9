#pragma once

#include <cstdint>
#include <string_view>

namespace oms::bench {

// The one source of choices in the routing bench: FNV-1a 64 over the bytes, then the splitmix64
// finalizer. The same on every machine.
std::uint64_t choice(std::string_view key);

// A choice of a thousand.
std::int64_t per_mille(std::string_view key);

}  // namespace oms::bench
