#include <fmt/format.h>

#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "tools/oms/import_rows.hpp"
#include "tools/oms/import_run.hpp"
#include "tools/oms/stock_table.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace admin = oms::admin::v1;

struct ImportStock : ImportOptions {
    std::string source = "cli", as_of;
};
struct VerifyStock {};

Outcome<ExitCode> run_import_file(Session& session, const ImportStock& options) {
    if (options.file == "-" && options.as_of.empty()) {
        return usage_error(
            "--as-of is needed: the standard input does not tell when the stock was counted");
    }
    OMS_TRY(const ImportFile file, read_import_file(session, options.file));
    StockImport::Request request;
    request.set_source(options.source);
    *request.mutable_as_of() = file.time;
    if (!options.as_of.empty()) {
        OMS_TRY(*request.mutable_as_of(), parse_time(options.as_of, "--as-of"));
    }
    const auto& as_of = request.as_of();
    const std::string about =
        fmt::format(" {} {}.{:09}", options.source, as_of.seconds(), as_of.nanos());
    std::vector<Page::Fact> facts{
        {"source", options.source  },
        {"as of",  time_text(as_of)}
    };
    return import_file<StockImport>(session, options, file, request, about, std::move(facts));
}

// Findings about stock (S) and about what is reserved for orders (L), one line for each row that
// has drifted.
Outcome<ExitCode> run_verify(Session& session, const VerifyStock&) {
    OMS_TRY(auto report, session.call(&admin::AdminService::Stub::VerifyStore,
                                      admin::VerifyStoreRequest{}, Patience::long_running));
    admin::VerifyStoreResponse found;
    found.set_stock_rows_checked(report.stock_rows_checked());
    found.set_orders_checked(report.orders_checked());
    found.set_events_checked(report.events_checked());
    for (auto& finding : *report.mutable_findings()) {
        const std::string& invariant = finding.invariant();
        if (invariant.starts_with('S') || invariant.starts_with('L'))
            *found.add_findings() = std::move(finding);
    }
    const ExitCode code = found.findings().empty() ? ExitCode::ok : ExitCode::refused;
    if (session.json()) {
        session.print_json(found);
        return code;
    }
    Page page = session.page();
    if (found.findings().empty()) {
        page.line(fmt::format("{} stock rows agree with the ledger and with the orders.",
                              found.stock_rows_checked()),
                  Tone::good);
        return code;
    }
    page.line(fmt::format("{} findings:", found.findings_size()), Tone::bad);
    Table table({
        {"invariant"                                                                                },
        { "about"},
        {                                                                          "drift",   Align::left, true}
    });
    for (const auto& finding : found.findings())
        table.add({finding.invariant(), finding.subject(), finding.description()});
    page.table(table);
    return code;
}

}  // namespace

void add_stock_import(CLI::App& noun, Commands& commands) {
    const auto [import, options] = add_verb<ImportStock>(
        noun, commands, "import", "Takes over a snapshot of what is on hand", run_import_file);
    add_import_options(*import, *options, column_names<StockImport>());
    import->add_option("--source", options->source, "Who counted (default cli)");
    import->add_option("--as-of", options->as_of,
                       "When the counts were true, such as 2026-03-05T18:00:00+01:00 (default: "
                       "when the file was last written; needed for stdin)");
}

void add_stock_verify(CLI::App& noun, Commands& commands) {
    add_verb<VerifyStock>(noun, commands, "verify",
                          "Recomputes the counters and lists what has drifted", run_verify);
}

}  // namespace oms::cli
