#include "services/admin/admin_wire.hpp"

#include <algorithm>

#include "services/common/common_wire.hpp"

namespace oms::admin {
namespace {

constexpr std::size_t longest_name = 100;

// A plain file name: no folder, nothing hidden, no way up.
bool is_file_name(const std::string& name) {
    return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
           name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
           });
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

}  // namespace oms::admin
