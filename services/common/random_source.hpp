#pragma once

#include <cstdint>
#include <functional>

namespace oms {

// Gives seeds. Any thread.
using RandomSource = std::function<std::uint64_t()>;

// Random bits of the operating system, which nobody can foresee: order numbers come from them.
RandomSource system_random();

}  // namespace oms
