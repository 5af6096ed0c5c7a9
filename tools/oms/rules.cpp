#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "oms/routing/v1/routing_service.grpc.pb.h"
#include "tools/oms/confirm.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace routing = oms::routing::v1;
using routing::RoutingService;

struct CheckRules {
    std::string file;
};
struct DraftRules {
    std::string file, comment;
};
struct PublishRules {
    std::int64_t version = 0;
    std::string etag;
};
struct GetRules {
    std::int64_t version = 0;
};

Outcome<routing::CreateRulesRequest> read_rules(Session& session, const std::string& file) {
    routing::CreateRulesRequest request;
    OMS_TRY(const std::string text, read_input(session.environment(), file));
    OMS_CHECK(from_json(text, file, *request.mutable_rules()));
    return request;
}

void print_version(Page& page, const routing::RulesVersion& version) {
    const Cell in_force = version.in_force() ? Cell("yes", Tone::good) : Cell("no");
    // Empty for a draft: the line is left out then.
    const std::string published = time_text(version.publish_time());
    page.heading(fmt::format("Version {} of the rules", version.version()));
    page.facts({
        {"state",     enum_words(version.state())     },
        {"in force",  in_force                        },
        {"author",    version.author()                },
        {"comment",   version.comment()               },
        {"created",   time_text(version.create_time())},
        {"published", published                       },
    });
}

// What a dry run says of a document.
ExitCode show_check(Session& session, const routing::CreateRulesResponse& response) {
    const bool fits = response.problems().empty();
    const ExitCode code = fits ? ExitCode::ok : ExitCode::refused;
    if (session.json()) {
        session.print_json(response);
        return code;
    }
    Page page = session.page();
    if (fits) {
        page.line("The rules fit: they can be drafted.", Tone::good);
        return code;
    }
    page.line(fmt::format("{} problems:", response.problems_size()), Tone::bad);
    Table table({
        {"field",         Align::left, false},
        {"what is wrong", Align::left, true }
    });
    for (const auto& problem : response.problems())
        table.add({problem.field(), problem.description()});
    page.table(table);
    return code;
}

Outcome<ExitCode> check(Session& session, routing::CreateRulesRequest request) {
    request.set_request_id(make_request_id());  // a check repeats nothing
    request.set_validate_only(true);
    OMS_TRY(const auto response, session.call(&RoutingService::Stub::CreateRules, request));
    return show_check(session, response);
}

Outcome<ExitCode> run_check(Session& session, const CheckRules& options) {
    OMS_TRY(auto request, read_rules(session, options.file));
    return check(session, std::move(request));
}

Outcome<ExitCode> run_draft(Session& session, const DraftRules& options) {
    OMS_TRY(auto request, read_rules(session, options.file));
    request.set_comment(options.comment);
    if (session.options().dry_run) {
        session.note("dry run: nothing was changed");
        return check(session, std::move(request));
    }
    OMS_TRY(const auto response,
            session.mutate(&RoutingService::Stub::CreateRules, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_version(page, response.version());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_publish(Session& session, const PublishRules& options) {
    routing::PublishRulesRequest request;
    request.set_version(options.version);
    request.set_etag(options.etag);
    OMS_CHECK(expect_answerable(session));
    if (request.etag().empty() && asks(session)) {
        // What is agreed to is what is done, or nothing.
        routing::ListRulesRequest newest;
        newest.set_page_size(1);
        OMS_TRY(const auto seen, session.call(&RoutingService::Stub::ListRules, newest));
        request.set_etag(seen.etag());
    }
    const auto describe = [](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{
            fmt::format("Publication of version {} of the rules", outcome.version().version()),
            {},
            outcome.version_before() != outcome.version().version()};
        const std::string before =
            outcome.version_before() == 0 ? "" : std::to_string(outcome.version_before());
        if (consequences.harmful) {
            consequences.changes.push_back({"every order from now on", "rules", before,
                                            std::to_string(outcome.version().version())});
        }
        return consequences;
    };
    const auto show = [&](const auto& response) {
        Page page = session.page();
        print_version(page, response.version());
        if (response.version_before() != 0 &&
            response.version_before() != response.version().version()) {
            page.line(fmt::format("To go back: oms rules publish {}", response.version_before()));
        }
    };
    return mutate_with_consent(session, &RoutingService::Stub::PublishRules, std::move(request),
                               describe, show);
}

// Prints the document as a file has it, so that it can be changed and drafted again.
Outcome<ExitCode> run_get(Session& session, const GetRules& options) {
    routing::GetRulesRequest request;
    request.set_version(options.version);
    OMS_TRY(const auto response, session.call(&RoutingService::Stub::GetRules, request));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    const routing::RulesVersion& version = response.version();
    session.note(fmt::format("version {}, {}, by {}", version.version(),
                             version.in_force() ? "in force" : enum_words(version.state()),
                             version.author()));
    session.print_json(response.rules(), JsonLayout::document);
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListOptions& options) {
    OMS_TRY(const auto response,
            list_pages(session, &RoutingService::Stub::ListRules, routing::ListRulesRequest(),
                       &routing::ListRulesResponse::mutable_versions, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"version",   Align::right, false},
        {"state",     Align::left,  false},
        {"created",   Align::left,  false},
        {"published", Align::left,  false},
        {"author",    Align::left,  false},
        {"comment",   Align::left,  true }
    });
    for (const auto& version : response.versions()) {
        table.add(
            {std::to_string(version.version()),
             version.in_force() ? Cell("in force", Tone::good) : Cell(enum_words(version.state())),
             time_text(version.create_time()), time_text(version.publish_time()), version.author(),
             version.comment()});
    }
    if (table.empty()) {
        session.page().line("No rules.");
    } else {
        session.page().table(table);
    }
    return ExitCode::ok;
}

}  // namespace

void add_rules(Commands& commands) {
    constexpr const char* file_help = "The rules in protobuf JSON (RoutingRules); - is stdin";
    CLI::App& noun = add_noun(commands, "rules", "By which orders are routed to locations");
    const auto [check, checked] = add_verb<CheckRules>(
        noun, commands, "check", "Tells everything that is wrong with a file of rules", run_check);
    check->add_option("FILE", checked->file, file_help)->required();
    const auto [draft, drafted] = add_verb<DraftRules>(
        noun, commands, "draft", "Keeps a file of rules as the next version", run_draft);
    draft->add_option("FILE", drafted->file, file_help)->required();
    draft->add_option("--comment", drafted->comment, "What it is for; nothing personal");
    const auto [publish, published] = add_verb<PublishRules>(
        noun, commands, "publish", "Brings a version into force; an earlier one, to go back",
        run_publish);
    publish->add_option("VERSION", published->version, "Its number")
        ->required()
        ->check(CLI::PositiveNumber);
    publish->add_option("--etag", published->etag,
                        "Only if nobody has published since the answer that had it");
    const auto [get, wanted] = add_verb<GetRules>(
        noun, commands, "get", "Prints the rules as a file that can be drafted", run_get);
    get->add_option("VERSION", wanted->version, "Its number (default: what is in force)")
        ->check(CLI::PositiveNumber);
    const auto [list, listed] = add_verb<ListOptions>(
        noun, commands, "list", "Lists versions of the rules, newest first", run_list);
    add_list_options(*list, *listed);
}

}  // namespace oms::cli
