#include "services/common/status.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include "services/common/utf8.hpp"

namespace oms::rpc {
namespace {

constexpr std::size_t most_entries = 25;
constexpr std::size_t most_facts = 25;
constexpr std::size_t most_bytes = 4096;
constexpr std::size_t longest_message = 256;
constexpr std::size_t longest_text = 256;
constexpr int retry_delay_ms = 100;

// Text of ours may quote what the caller sent, so it is made printable again on the way out.
std::string printable(std::string_view text, std::size_t longest) {
    std::string out;
    out.reserve(std::min(text.size(), longest));
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        const bool keep =
            length > 1 || (length == 1 && text.front() >= ' ' && text.front() != '\x7f');
        if (out.size() + (keep ? length : 1) > longest) break;
        if (keep) {
            out += text.substr(0, length);
        } else {
            out.push_back('?');
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

bool asks_to_retry(const ReasonInfo& reason) {
    if (!reason.retryable) return false;
    return reason.kind == Kind::resource_exhausted || reason.kind == Kind::unavailable ||
           reason.reason == Reason::stock_contention;
}

google::rpc::ErrorInfo error_info(const Error& error, std::string_view log_id) {
    google::rpc::ErrorInfo result;
    const auto& reason = info(error.reason);
    result.set_reason(std::string(reason.name));
    result.set_domain("oms");
    auto& facts = *result.mutable_metadata();
    if (reason.kind == Kind::internal) {
        facts["log_id"] = std::string(log_id);
        return result;
    }
    for (const auto& [key, value] : error.metadata) {
        if (facts.size() == most_facts) break;
        facts[printable(key, longest_text)] = printable(value, longest_text);
    }
    const auto total = error.fields.size() + error.preconditions.size();
    if (total > 0) facts["total"] = std::to_string(total);
    return result;
}

google::rpc::Status details(const Error& error, std::string_view log_id, std::size_t entries,
                            bool facts) {
    const auto& reason = info(error.reason);
    google::rpc::Status result;
    result.set_code(grpc_code(reason.kind));
    result.set_message(public_message(error, log_id));
    auto first = error_info(error, log_id);
    if (!facts) first.clear_metadata();
    result.add_details()->PackFrom(first);
    if (reason.kind == Kind::internal) return result;
    if (!error.fields.empty()) {
        google::rpc::BadRequest bad;
        for (std::size_t i = 0; i < std::min(entries, error.fields.size()); ++i) {
            auto& violation = *bad.add_field_violations();
            violation.set_field(printable(error.fields[i].field, longest_text));
            violation.set_description(printable(error.fields[i].description, longest_text));
        }
        result.add_details()->PackFrom(bad);
    }
    if (!error.preconditions.empty()) {
        google::rpc::PreconditionFailure failure;
        for (std::size_t i = 0; i < std::min(entries, error.preconditions.size()); ++i) {
            auto& violation = *failure.add_violations();
            violation.set_type(printable(error.preconditions[i].type, longest_text));
            violation.set_subject(printable(error.preconditions[i].subject, longest_text));
            violation.set_description(printable(error.preconditions[i].description, longest_text));
        }
        result.add_details()->PackFrom(failure);
    }
    if (asks_to_retry(reason)) {
        google::rpc::RetryInfo retry;
        retry.mutable_retry_delay()->set_nanos(retry_delay_ms * 1'000'000);
        result.add_details()->PackFrom(retry);
    }
    return result;
}

}  // namespace

std::int32_t grpc_code(Kind kind) noexcept {
    switch (kind) {
        case Kind::invalid_argument:
            return grpc::StatusCode::INVALID_ARGUMENT;
        case Kind::not_found:
            return grpc::StatusCode::NOT_FOUND;
        case Kind::already_exists:
            return grpc::StatusCode::ALREADY_EXISTS;
        case Kind::failed_precondition:
            return grpc::StatusCode::FAILED_PRECONDITION;
        case Kind::aborted:
            return grpc::StatusCode::ABORTED;
        case Kind::resource_exhausted:
            return grpc::StatusCode::RESOURCE_EXHAUSTED;
        case Kind::unauthenticated:
            return grpc::StatusCode::UNAUTHENTICATED;
        case Kind::permission_denied:
            return grpc::StatusCode::PERMISSION_DENIED;
        case Kind::deadline_exceeded:
            return grpc::StatusCode::DEADLINE_EXCEEDED;
        case Kind::unavailable:
            return grpc::StatusCode::UNAVAILABLE;
        case Kind::unimplemented:
            return grpc::StatusCode::UNIMPLEMENTED;
        case Kind::internal:
            return grpc::StatusCode::INTERNAL;
    }
    return grpc::StatusCode::INTERNAL;
}

std::string public_message(const Error& error, std::string_view log_id) {
    const auto& reason = info(error.reason);
    if (reason.kind == Kind::internal) return fmt::format("internal error {}", log_id);
    return printable(error.detail.empty() ? reason.hint : std::string_view(error.detail),
                     longest_message);
}

grpc::Status to_status(const Error& error, std::string_view log_id) {
    auto entries = most_entries;
    auto full = details(error, log_id, entries, true);
    // Long entries: as many as fit, found by halving; the facts go last.
    while (full.ByteSizeLong() > most_bytes && entries > 0) {
        entries /= 2;
        full = details(error, log_id, entries, true);
    }
    if (full.ByteSizeLong() > most_bytes) full = details(error, log_id, 0, false);
    return {static_cast<grpc::StatusCode>(full.code()), full.message(), full.SerializeAsString()};
}

}  // namespace oms::rpc
