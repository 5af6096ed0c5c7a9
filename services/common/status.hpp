#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/error.hpp"

namespace grpc {
class Status;
}

namespace oms::rpc {

// The gRPC status code of a kind of failure, also for errors inside replies.
std::int32_t grpc_code(Kind kind) noexcept;

// What a caller reads: the error's detail, or the hint of its reason when there is none; printable
// UTF-8 of at most 256 bytes. Faults of ours tell nothing but `log_id`, under which the log has the
// rest.
std::string public_message(const Error& error, std::string_view log_id);

// The status with which a call fails: code, message, and a google.rpc.Status of at most 4 KiB in
// the details with one ErrorInfo, then BadRequest, PreconditionFailure and RetryInfo as fitting.
// Of fields and preconditions the first 25 are given, or fewer if they are long;
// ErrorInfo.metadata["total"] counts all.
grpc::Status to_status(const Error& error, std::string_view log_id);

}  // namespace oms::rpc
