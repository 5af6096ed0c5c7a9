#pragma once

#include <cstdint>
#include <string_view>

namespace oms::retail {

// The data set's H(): FNV-1a 64 over the bytes, then the finalizer of splitmix64. Every choice of
// the replay and of the routing bench is made by it, so that everybody who has the data makes the
// same orders.
std::uint64_t choice(std::string_view key);

// A choice of a thousand.
std::int64_t per_mille(std::string_view key);

}  // namespace oms::retail
