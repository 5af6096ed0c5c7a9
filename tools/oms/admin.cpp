#include <string>

#include <fmt/format.h>

#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace admin = oms::admin::v1;
using admin::AdminService;

struct ShowStatus {};
struct VerifyStore {};
struct BackupStore {
    std::string name;
};

Outcome<ExitCode> run_status(Session& session, const ShowStatus&) {
    OMS_TRY(const auto status,
            session.call(&AdminService::Stub::GetStatus, admin::GetStatusRequest{}));
    if (session.json()) {
        session.print_json(status);
        return ExitCode::ok;
    }
    Page page = session.page();
    const std::string committed = fmt::format(
        "{} commands in {} batches", status.committed_commands(), status.committed_batches());
    const std::string services = fmt::format("{}", fmt::join(status.services(), ", "));
    page.heading("Server at " + session.settings().server);
    page.facts({
        {"version",         status.version()                        },
        {"schema",          std::to_string(status.schema_version()) },
        {"started",         time_text(status.start_time())          },
        {"now",             time_text(status.now())                 },
        {"last event",      std::to_string(status.last_position())  },
        {"queued commands", std::to_string(status.queued_commands())},
        {"committed",       committed                               },
        {"stock rows",      std::to_string(status.stock_rows())     },
        {"services",        services                                },
    });
    return ExitCode::ok;
}

// Findings are the answer, not an error; the exit code still tells a script of them.
Outcome<ExitCode> run_verify(Session& session, const VerifyStore&) {
    OMS_TRY(const auto report, session.call(&AdminService::Stub::VerifyStore,
                                            admin::VerifyStoreRequest{}, Patience::long_running));
    const ExitCode code = report.findings().empty() ? ExitCode::ok : ExitCode::refused;
    if (session.json()) {
        session.print_json(report);
        return code;
    }
    Page page = session.page();
    if (report.findings().empty()) {
        page.line("Every invariant holds.", Tone::good);
    } else {
        page.line(fmt::format("{} findings:", report.findings_size()), Tone::bad);
        Table table({
            {"invariant",     Align::left, false},
            {"about",         Align::left, false},
            {"what is wrong", Align::left, true }
        });
        for (const auto& finding : report.findings()) {
            table.add({finding.invariant(), finding.subject(), finding.description()});
        }
        page.table(table);
    }
    page.facts({
        {"orders checked",     std::to_string(report.orders_checked())    },
        {"events checked",     std::to_string(report.events_checked())    },
        {"stock rows checked", std::to_string(report.stock_rows_checked())}
    });
    return code;
}

Outcome<ExitCode> run_backup(Session& session, const BackupStore& options) {
    // A backup has no validate_only, and making one is not "changing nothing".
    if (session.options().dry_run) return usage_error("admin backup has no dry run");
    admin::BackupStoreRequest request;
    request.set_request_id(session.request_id());
    request.set_name(options.name);
    auto response = session.call(&AdminService::Stub::BackupStore, request, Patience::long_running);
    if (!response) {
        return tl::unexpected<Failure>(
            Session::keep_request_id(std::move(response).error(), session.request_id()));
    }
    if (session.json()) {
        session.print_json(*response);
        return ExitCode::ok;
    }
    Page page = session.page();
    page.heading("Backup " + response->name());
    page.facts({
        {"size", fmt::format("{} bytes", response->size_bytes())},
        {"up to event",      std::to_string(response->last_position())               }
    });
    return ExitCode::ok;
}

}  // namespace

void add_admin(Commands& commands) {
    CLI::App& noun = add_noun(commands, "admin", "For those who run the server");
    add_verb<ShowStatus>(noun, commands, "status", "What the server is and how it fares",
                         run_status);
    add_verb<VerifyStore>(noun, commands, "verify", "Checks the live store against its invariants",
                          run_verify);
    const auto [backup, options] = add_verb<BackupStore>(
        noun, commands, "backup", "Copies the live store into the backup folder", run_backup);
    backup->add_option("NAME", options->name, "The name of the copy: a file name, not a path")
        ->required();
}

}  // namespace oms::cli
