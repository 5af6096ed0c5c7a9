#pragma once

#include <cstdint>
#include <memory>

#include "domain/command.hpp"
#include "domain/queries.hpp"
#include "domain/timer.hpp"

namespace oms {

// The command that a due timer becomes, with what it must have read beforehand. Fails with
// Reason::corrupt_row when the timer's subject does not name what it should, or as reading fails.
// Its answer is empty, or why routing could not decide a part of it, which another timer tries
// again. `sourcing` must outlive the command.
Result<std::unique_ptr<Command>> command_of(const Timer& timer, std::uint64_t seed,
                                            ReadSession& session, const Sourcing& sourcing);

}  // namespace oms
