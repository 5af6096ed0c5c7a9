#include "services/common/runtime.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "domain/ids.hpp"
#include "services/common/status.hpp"

namespace oms::rpc {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using MetadataMap = std::multimap<grpc::string_ref, grpc::string_ref>;

constexpr std::chrono::seconds default_deadline{10};

// The value of a key. A key given twice leaves open which one counts, so it fails.
Result<std::optional<std::string_view>> single(const MetadataMap& map, const char* key) {
    const auto found = map.find(key);
    if (found == map.end()) return std::optional<std::string_view>{};
    const auto next = std::next(found);
    if (next != map.end() && next->first == found->first) {
        return fail(Reason::principal_missing, fmt::format("{} is given more than once", key));
    }
    return std::optional(std::string_view(found->second.data(), found->second.size()));
}

Result<std::shared_ptr<const Principal>> identify(const grpc::ServerContext& context,
                                                  PrincipalCache& principals) {
    const auto& map = context.client_metadata();
    PrincipalMetadata metadata;
    OMS_TRY(metadata.principal, single(map, "oms-principal"));
    OMS_TRY(metadata.roles, single(map, "oms-roles"));
    OMS_TRY(metadata.channels, single(map, "oms-channels"));
    OMS_TRY(metadata.locations, single(map, "oms-locations"));
    return principals.get(metadata);
}

SteadyTime deadline_of(const grpc::ServerContext& context, std::chrono::milliseconds longest,
                       SteadyTime now) {
    const auto raw = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_MONOTONIC);
    if (gpr_time_cmp(raw, gpr_inf_future(GPR_CLOCK_MONOTONIC)) == 0) {
        return now + std::min<std::chrono::nanoseconds>(default_deadline, longest);
    }
    // gRPC's monotonic clock and steady_clock are both CLOCK_MONOTONIC on Linux.
    const auto given = std::chrono::seconds(raw.tv_sec) + std::chrono::nanoseconds(raw.tv_nsec);
    return std::min(SteadyTime(given), now + longest);
}

}  // namespace

Result<SteadyTime> admit(Runtime& runtime, const Method& method, const grpc::ServerContext& context,
                         std::size_t bytes, SteadyTime now, PrincipalCache& principals,
                         std::shared_ptr<const Principal>& principal) {
    const auto& access = *method.access;
    if (!access.anonymous) {
        if (runtime.draining.load(std::memory_order_relaxed)) return fail(Reason::shutting_down);
        OMS_TRY(principal, identify(context, principals));
        if ((principal->roles & access.roles) == 0) {
            return fail(Reason::not_permitted,
                        fmt::format("none of your roles may call {}", method.name));
        }
    }
    if (bytes > access.longest_request) {
        return fail(Reason::message_too_large, fmt::format("{} bytes; {} takes {}", bytes,
                                                           method.name, access.longest_request));
    }
    const auto deadline = deadline_of(context, method.longest_deadline, now);
    if (!access.streams && deadline <= now) return fail(Reason::deadline_passed);
    if (!runtime.enter(static_cast<std::int64_t>(bytes))) return fail(Reason::overloaded);
    return deadline;
}

bool will_log(const Runtime& runtime, const Error* error) noexcept {
    if (error == nullptr) return runtime.log->enabled(LogLevel::debug);
    const auto kind = info(error->reason).kind;
    return kind == Kind::internal || kind == Kind::permission_denied ||
           kind == Kind::unauthenticated || runtime.log->enabled(LogLevel::debug);
}

void record(Runtime& runtime, const Outcome& outcome) noexcept {
    outcome.method.metrics->record(outcome.code, outcome.duration);
    if (!will_log(runtime, outcome.error)) return;
    auto level = LogLevel::debug;
    std::string_view message = "call answered";
    std::string_view reason = "OK";
    std::string_view detail;
    if (outcome.error != nullptr) {
        const auto& why = info(outcome.error->reason);
        reason = why.name;
        message = "call refused";
        if (why.kind == Kind::internal) {
            level = LogLevel::error;
            message = "call failed";
            detail = outcome.error->detail;  // ours alone; the caller does not see it
        } else if (why.kind == Kind::permission_denied || why.kind == Kind::unauthenticated) {
            level = LogLevel::warning;
            message = "call denied";
        }
    }
    const std::string_view principal = outcome.principal == nullptr
                                           ? std::string_view{}
                                           : std::string_view(outcome.principal->actor.principal);
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(outcome.duration).count();
    if (detail.empty()) {
        runtime.log->write(level, message,
                           {
                               {"request_id",  outcome.log_id            },
                               {"method",      outcome.method.name       },
                               {"principal",   principal                 },
                               {"code",        std::int64_t{outcome.code}},
                               {"reason",      reason                    },
                               {"duration_us", us                        }
        });
    } else {
        runtime.log->write(level, message,
                           {
                               {"request_id",  outcome.log_id            },
                               {"method",      outcome.method.name       },
                               {"principal",   principal                 },
                               {"code",        std::int64_t{outcome.code}},
                               {"reason",      reason                    },
                               {"duration_us", us                        },
                               {"detail",      detail                    }
        });
    }
}

std::string given_log_id(const grpc::ServerContext& context) {
    const auto& map = context.client_metadata();
    const auto given = map.find("x-request-id");
    if (given == map.end()) return {};
    const std::string_view text(given->second.data(), given->second.size());
    return is_identifier(text) ? std::string(text) : std::string{};
}

std::string own_log_id(const Runtime& runtime, std::uint64_t call_number) {
    // Multiplying by an odd number is a bijection, so numbers of one run never meet.
    return fmt::format("{:016x}", (call_number * 0x9e3779b97f4a7c15ULL) ^ runtime.log_id_salt);
}

}  // namespace oms::rpc
