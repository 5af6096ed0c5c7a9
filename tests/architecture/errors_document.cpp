#include "tests/architecture/errors_document.hpp"

#include <string_view>

#include <fmt/format.h>

#include "domain/error.hpp"

namespace oms::architecture {

namespace {

// The gRPC status code of a kind, by its name and number in grpc/status.h.
std::string_view code_of(Kind kind) {
    switch (kind) {
        case Kind::invalid_argument:
            return "INVALID_ARGUMENT (3)";
        case Kind::deadline_exceeded:
            return "DEADLINE_EXCEEDED (4)";
        case Kind::not_found:
            return "NOT_FOUND (5)";
        case Kind::already_exists:
            return "ALREADY_EXISTS (6)";
        case Kind::permission_denied:
            return "PERMISSION_DENIED (7)";
        case Kind::resource_exhausted:
            return "RESOURCE_EXHAUSTED (8)";
        case Kind::failed_precondition:
            return "FAILED_PRECONDITION (9)";
        case Kind::aborted:
            return "ABORTED (10)";
        case Kind::unimplemented:
            return "UNIMPLEMENTED (12)";
        case Kind::internal:
            return "INTERNAL (13)";
        case Kind::unavailable:
            return "UNAVAILABLE (14)";
        case Kind::unauthenticated:
            return "UNAUTHENTICATED (16)";
    }
    return "";
}

constexpr std::string_view head =
    R"(<!-- Generated from domain/error.hpp by oms_errors_document; a test compares the two. -->
# Errors

Every failed call carries a `google.rpc.Status` in its `grpc-status-details-bin` trailer, with exactly
one `google.rpc.ErrorInfo` whose `domain` is `oms` and whose `reason` is one of this table. Programs
decide by the reason, never by the message. Reasons are added, never renamed or given another meaning.

*Retry* means: the same request, unchanged and with the same request id, may succeed later. Whatever a
call was answered, sending it again with the same request id is safe.

| Reason | gRPC code | Retry | What to do |
|---|---|---|---|
)";

}  // namespace

std::string errors_document() {
    std::string text(head);
    for (const ReasonInfo& row : reason_table) {
        text += fmt::format("| `{}` | {} | {} | {} |\n", row.name, code_of(row.kind),
                            row.retryable ? "yes" : "no", row.hint);
    }
    return text;
}

}  // namespace oms::architecture
