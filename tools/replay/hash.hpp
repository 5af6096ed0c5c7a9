#pragma once

#include <cstdint>
#include <string_view>

namespace oms::replay {

// The data set's H(): FNV-1a over the bytes, then the finalizer of splitmix64. Every choice of a
// replay is made by it, so that everybody who has the data makes the same orders.
std::uint64_t hash(std::string_view key) noexcept;

}  // namespace oms::replay
