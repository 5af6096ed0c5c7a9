#pragma once

#include <memory>
#include <string>

#include "services/common/log.hpp"

namespace oms::rpc {

// Sends what gRPC and protobuf would print to stderr into `log` instead (process-wide, the last
// call counts), so that every line of stderr is one JSON object. What protobuf says about a message
// goes to the thread that parses it and is not logged: it may quote the message.
void capture_dependency_logs(const std::shared_ptr<Log>& log);

// What protobuf last complained about in this thread.
void clear_protobuf_complaint() noexcept;
const std::string& protobuf_complaint() noexcept;

}  // namespace oms::rpc
