#include "tools/oms/status.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace oms::cli {
namespace {

// The names of the gRPC codes, by number.
constexpr auto code_names = std::to_array<std::string_view>(
    {"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
     "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
     "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"});

std::string code_name(grpc::StatusCode code) {
    const auto number = static_cast<std::size_t>(code);
    return number < code_names.size() ? std::string(code_names[number]) : std::to_string(number);
}

const ReasonInfo* find_reason(std::string_view name) {
    const auto* row =
        std::find_if(reason_table.begin(), reason_table.end(),
                     [&](const ReasonInfo& candidate) { return candidate.name == name; });
    return row == reason_table.end() ? nullptr : row;
}

// For a failure without a reason of ours: gRPC itself, or something between us and the server.
std::string hint_of(grpc::StatusCode code, const std::string& server) {
    switch (code) {
        case grpc::StatusCode::UNAVAILABLE:
            return fmt::format(
                "Is a server running at {}? Check --server and the profile; `oms doctor` tells "
                "more.",
                server);
        case grpc::StatusCode::DEADLINE_EXCEEDED:
            return "The server did not answer in time; give it more with --timeout.";
        case grpc::StatusCode::UNIMPLEMENTED:
            return "This server does not serve that; compare `oms version` with `oms admin "
                   "status`.";
        case grpc::StatusCode::UNAUTHENTICATED:
            return "Say who you are with --principal, or choose a profile.";
        default:
            return {};
    }
}

void read_detail(const google::protobuf::Any& detail, Failure& failure) {
    if (google::rpc::ErrorInfo error_info; detail.UnpackTo(&error_info)) {
        failure.reason = error_info.reason();
        failure.metadata.insert(error_info.metadata().begin(), error_info.metadata().end());
    } else if (google::rpc::BadRequest request; detail.UnpackTo(&request)) {
        for (const auto& row : request.field_violations())
            failure.fields.push_back({row.field(), row.description()});
    } else if (google::rpc::PreconditionFailure precondition; detail.UnpackTo(&precondition)) {
        for (const auto& row : precondition.violations()) {
            failure.preconditions.push_back({row.type(), row.subject(), row.description()});
        }
    } else if (google::rpc::RetryInfo retry; detail.UnpackTo(&retry)) {
        failure.retry_after = std::chrono::milliseconds(retry.retry_delay().seconds() * 1000 +
                                                        retry.retry_delay().nanos() / 1'000'000);
    }
}

}  // namespace

ExitCode exit_code_of(grpc::StatusCode code, bool retryable) {
    switch (code) {
        case grpc::StatusCode::OK:
            return ExitCode::ok;
        case grpc::StatusCode::INVALID_ARGUMENT:
        case grpc::StatusCode::OUT_OF_RANGE:
            return ExitCode::usage;
        case grpc::StatusCode::NOT_FOUND:
        case grpc::StatusCode::ALREADY_EXISTS:
        case grpc::StatusCode::FAILED_PRECONDITION:
        case grpc::StatusCode::ABORTED:
            return ExitCode::refused;
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
            return retryable ? ExitCode::unavailable : ExitCode::refused;
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::DEADLINE_EXCEEDED:
            return ExitCode::unavailable;
        case grpc::StatusCode::UNAUTHENTICATED:
        case grpc::StatusCode::PERMISSION_DENIED:
            return ExitCode::not_permitted;
        default:
            return ExitCode::fault;
    }
}

Failure failure_of(const grpc::Status& status, const std::string& server) {
    Failure failure;
    failure.code = code_name(status.error_code());
    failure.message = status.error_message();
    google::rpc::Status details;
    if (details.ParseFromString(status.error_details())) {
        for (const auto& detail : details.details())
            read_detail(detail, failure);
    }
    const ReasonInfo* const row = find_reason(failure.reason);
    if (failure.reason.empty()) failure.reason = failure.code;
    failure.hint = row != nullptr ? std::string(row->hint) : hint_of(status.error_code(), server);
    failure.exit_code = exit_code_of(status.error_code(), row == nullptr || row->retryable);
    return failure;
}

Failure interrupted() {
    Failure failure;
    failure.exit_code = ExitCode::interrupted;
    failure.reason = "INTERRUPTED";
    failure.message = "stopped by a signal";
    return failure;
}

}  // namespace oms::cli
