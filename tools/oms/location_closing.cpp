// The verbs of `location` about closing it against its hours: close, reopen.
#include <utility>
#include <vector>

#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;
using catalog::CatalogService;

struct CloseLocation {
    std::string id, from, until, reason, etag;
};
struct ReopenLocation {
    std::string id, etag;
};

void show(const Session& session, const catalog::Location& location) {
    Page page = session.page();
    page.heading("Location " + location.location_id());
    page.facts({
        {"closed from", time_text(location.closure().from()) },
        {"until",       time_text(location.closure().until())},
        {"because",     location.closure().reason()          },
        {"etag",        location.etag()                      },
    });
}

Outcome<ExitCode> run_close(Session& session, const CloseLocation& options) {
    catalog::CloseLocationRequest request;
    request.set_location_id(options.id);
    request.set_etag(options.etag);
    request.set_reason(options.reason);
    OMS_TRY(*request.mutable_until(), parse_time(options.until, "--until"));
    if (!options.from.empty()) {
        OMS_TRY(*request.mutable_from(), parse_time(options.from, "--from"));
    }
    OMS_CHECK(expect_answerable(session));
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        const auto& closure = outcome.location().closure();
        std::vector<Change> changes;
        changes.push_back(
            {options.id, "offers and pickups", "", "none until " + time_text(closure.until())});
        changes.push_back({options.id, "work that is not packed", "",
                           "done elsewhere from " + time_text(closure.from())});
        return Consequences{"Closing of location " + options.id, std::move(changes), true};
    };
    return mutate_with_consent(session, &CatalogService::Stub::CloseLocation, std::move(request),
                               describe,
                               [&](const auto& response) { show(session, response.location()); });
}

Outcome<ExitCode> run_reopen(Session& session, const ReopenLocation& options) {
    catalog::ReopenLocationRequest request;
    request.set_location_id(options.id);
    request.set_etag(options.etag);
    OMS_TRY(const auto response,
            session.mutate(&CatalogService::Stub::ReopenLocation, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        show(session, response.location());
    }
    return ExitCode::ok;
}

}  // namespace

void add_location_closing(CLI::App& noun, Commands& commands) {
    const auto [close, closed] = add_verb<CloseLocation>(
        noun, commands, "close", "Closes a location against its hours", run_close);
    close->add_option("LOCATION", closed->id, "Its id")->required();
    close
        ->add_option("--until", closed->until,
                     "When it opens again, such as 2026-03-05T10:00:00+01:00")
        ->required();
    close->add_option("--from", closed->from, "When it closes (default: at once)");
    close->add_option("--reason", closed->reason, "Why; nothing personal");
    close->add_option("--etag", closed->etag, "Only if the location is still at this version");

    const auto [reopen, opened] = add_verb<ReopenLocation>(
        noun, commands, "reopen", "Ends a closure early; nothing moves back", run_reopen);
    reopen->add_option("LOCATION", opened->id, "Its id")->required();
    reopen->add_option("--etag", opened->etag, "Only if the location is still at this version");
}

}  // namespace oms::cli
