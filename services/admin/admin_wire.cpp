#include "services/admin/admin_wire.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "services/common/common_wire.hpp"

namespace oms::admin {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::int64_t largest_page = 200;

// A plain file name: no folder, nothing hidden, no way up.
bool is_file_name(const std::string& name) {
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
           });
}

// A page token is the last timer of the page, in hexadecimal digits:
//   token = hex(due in microseconds " " kind " " subject)
std::string token_of(const Timer& timer) {
    const std::string plain =
        fmt::format("{} {} {}", to_unix_micros(timer.due), enum_text(timer.kind), timer.subject);
    std::string token;
    for (const char c : plain)
        token += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return token;
}

std::optional<Timer> timer_of(std::string_view token) {
    std::string plain;
    while (token.size() >= 2) {
        unsigned value = 0;
        const auto read = std::from_chars(token.data(), token.data() + 2, value, 16);
        if (read.ptr != token.data() + 2) return std::nullopt;
        plain.push_back(static_cast<char>(value));
        token.remove_prefix(2);
    }
    const std::size_t first = plain.find(' ');
    const std::size_t second = plain.find(' ', first + 1);
    if (!token.empty() || first == std::string::npos || second == std::string::npos)
        return std::nullopt;
    std::int64_t due_us = 0;
    const auto read = std::from_chars(plain.data(), plain.data() + first, due_us);
    const auto kind =
        enum_from_text<TimerKind>(std::string_view(plain).substr(first + 1, second - first - 1));
    if (read.ptr != plain.data() + first || !kind) return std::nullopt;
    return Timer{from_unix_micros(due_us), *kind, plain.substr(second + 1)};
}

}  // namespace

Result<std::string> backup_name(const v1::BackupStoreRequest& request) {
    wire::FieldCheck check;
    check.request_id(request.request_id());
    check.require(
        is_file_name(request.name()), "name",
        "1 to 100 bytes of letters, digits, '.', '_' and '-', not beginning with '.' or '-'");
    if (!check.ok()) return fail(std::move(check).error());
    return request.name();
}

std::string status_reply(const ServerStatus& status) {
    return wire::bytes_of<v1::GetStatusResponse>([&](auto& reply) {
        reply.set_version(status.version);
        reply.set_schema_version(status.schema_version);
        wire::encode(status.start_time, *reply.mutable_start_time());
        wire::encode(status.now, *reply.mutable_now());
        reply.set_last_position(status.last_position);
        reply.set_queued_commands(status.queued_commands);
        reply.set_committed_batches(status.committed_batches);
        reply.set_committed_commands(status.committed_commands);
        reply.set_stock_rows(status.stock_rows);
        for (const std::string& service : status.services)
            reply.add_services(service);
    });
}

std::string verify_reply(const VerifyReport& report) {
    return wire::bytes_of<v1::VerifyStoreResponse>([&](auto& reply) {
        for (const Finding& finding : report.findings) {
            v1::VerifyStoreResponse::Finding& one = *reply.add_findings();
            one.set_invariant(finding.invariant);
            one.set_subject(finding.subject);
            one.set_description(finding.description);
        }
        reply.set_orders_checked(report.orders_checked);
        reply.set_events_checked(report.events_checked);
        reply.set_stock_rows_checked(report.stock_rows_checked);
    });
}

std::string backup_reply(const std::string& name, const BackupReport& report) {
    return wire::bytes_of<v1::BackupStoreResponse>([&](auto& reply) {
        reply.set_name(name);
        reply.set_size_bytes(report.size_bytes);
        reply.set_last_position(report.last_position);
    });
}

Result<TimerQuery> timer_query(const v1::ListTimersRequest& request) {
    wire::FieldCheck check;
    TimerQuery query;
    const std::int64_t size = check.number("page_size", request.page_size(), 0, largest_page);
    if (size != 0) query.limit = size;
    if (!request.page_token().empty()) {
        query.after = timer_of(request.page_token());
        check.require(query.after.has_value(), "page_token", "the token of an earlier answer");
    }
    if (!check.ok()) return fail(std::move(check).error());
    return query;
}

std::string timers_reply(const TimerPage& page) {
    return wire::bytes_of<v1::ListTimersResponse>([&](auto& reply) {
        for (const Timer& timer : page.timers) {
            v1::Timer& one = *reply.add_timers();
            const std::string_view kind = enum_text(timer.kind);
            wire::encode(timer.due, *one.mutable_due_time());
            one.set_kind(kind.data(), kind.size());
            one.set_subject(timer.subject);
        }
        if (page.more) reply.set_next_page_token(token_of(page.timers.back()));
    });
}

}  // namespace oms::admin
