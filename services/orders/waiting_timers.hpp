#pragma once

#include <memory>

#include "domain/command.hpp"
#include "domain/queries.hpp"

namespace oms::orders {

// The command that a due timer of a queue becomes: it reads who waits, which no command can name
// beforehand. Fails with Reason::corrupt_row when the timer's subject names no queue, or as reading
// fails. `sourcing` must outlive the command.
Result<std::unique_ptr<Command>> waiting_command(Command::Header header, const Timer& timer,
                                                 ReadSession& session, const Sourcing& sourcing);

}  // namespace oms::orders
