#pragma once

#include <string>

#include <grpcpp/support/status.h>

#include "tools/oms/environment.hpp"
#include "tools/oms/failure.hpp"
#include "tools/oms/page.hpp"

namespace oms::cli {

// What a failed call tells, its google.rpc.Status details included. Requires: not OK.
Failure failure_of(const grpc::Status& status, const std::string& server);

// The exit code for a gRPC code; `retryable` decides for RESOURCE_EXHAUSTED.
ExitCode exit_code_of(grpc::StatusCode code, bool retryable);

// For a command that was cut short by Ctrl-C.
Failure interrupted();

// Shows a failure on the error stream: for people in lines, or as one JSON object.
void print_failure(Environment& environment, const Failure& failure, bool json, const Style& style);

}  // namespace oms::cli
