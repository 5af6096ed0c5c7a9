#pragma once

#include <cstdint>
#include <memory>

#include "domain/command.hpp"
#include "domain/timer.hpp"

namespace oms {

// The command that a due timer becomes. Fails with Reason::corrupt_row when the timer's subject
// does not name what it should.
Result<std::unique_ptr<Command>> command_of(const Timer& timer, std::uint64_t seed);

}  // namespace oms
