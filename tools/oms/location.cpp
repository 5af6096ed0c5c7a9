#include <map>
#include <vector>

#include <fmt/format.h>

#include "oms/catalog/v1/catalog_service.grpc.pb.h"
#include "tools/oms/address.hpp"
#include "tools/oms/commands.hpp"
#include "tools/oms/hours.hpp"
#include "tools/oms/import_rows.hpp"
#include "tools/oms/import_run.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace catalog = oms::catalog::v1;
using catalog::CatalogService;

struct CreateLocation {
    std::string id, name, type, gln, zone, capabilities, release, file;
    std::int32_t acceptance_minutes = 0, pickup_hold_days = 0;
    std::vector<std::string> hours, exceptions;
    AddressOptions address;
};
struct GetLocation {
    std::string id;
};

void print_hours(Page& page, const catalog::Location& location) {
    if (location.weekly_hours().empty() && location.hours_exceptions().empty()) return;
    page.gap();
    Table table({
        {"day",  Align::left, false},
        {"open", Align::left, false},
        {"",     Align::left, true },
    });
    std::map<int, std::string> days;
    for (const auto& row : location.weekly_hours()) {
        std::string& spans = days[row.weekday()];
        spans += (spans.empty() ? "" : ", ") + span_text(row.opens_minute(), row.closes_minute());
    }
    for (const auto& [day, spans] : days)
        table.add({enum_words(static_cast<catalog::Weekday>(day)), spans, ""});
    for (const auto& row : location.hours_exceptions()) {
        table.add({row.date(),
                   row.closed() ? Cell("closed", Tone::warning)
                                : Cell(span_text(row.opens_minute(), row.closes_minute())),
                   row.label()});
    }
    page.table(table);
}

std::string acceptance_text(std::int32_t minutes) {
    if (minutes == 0) return {};
    return minutes < 0 ? "without limit" : fmt::format("in {} minutes", minutes);
}

std::string hold_text(std::int32_t days) {
    return days == 0 ? std::string() : fmt::format("{} days", days);
}

void print_location(const Session& session, const catalog::Location& location) {
    Page page = session.page();
    page.heading("Location " + location.location_id());
    std::vector<std::string> capabilities;
    for (const int capability : location.capabilities()) {
        capabilities.push_back(enum_words(static_cast<catalog::Capability>(capability)));
    }
    const auto& address = location.address();
    const auto& fulfillment = location.fulfillment();
    const std::string position =
        address.has_position() ? position_text(address.position()) : std::string();
    const std::string can = fmt::format("{}", fmt::join(capabilities, ", "));
    const auto& closure = location.closure();
    const std::string closed_from = location.has_closure() ? time_text(closure.from()) : "";
    const std::string closed_until = location.has_closure() ? time_text(closure.until()) : "";
    page.facts({
        {"name",          location.name()                                  },
        {"type",          enum_words(location.type())                      },
        {"GLN",           location.gln()                                   },
        {"address",       address_text(address)                            },
        {"position",      position                                         },
        {"time zone",     location.time_zone()                             },
        {"can",           can                                              },
        {"released",      enum_words(fulfillment.release())                },
        {"accepts",       acceptance_text(fulfillment.acceptance_minutes())},
        {"keeps pickups", hold_text(fulfillment.pickup_hold_days())        },
        {"closed from",   closed_from                                      },
        {"closed until",  closed_until                                     },
        {"created",       time_text(location.create_time())                },
        {"updated",       time_text(location.update_time())                },
        {"etag",          location.etag()                                  },
    });
    print_hours(page, location);
}

// How it works on what it is to fulfill; what is not told is as the server has it.
Outcome<void> add_fulfillment(const CreateLocation& options, catalog::Location& location) {
    if (!options.release.empty()) {
        OMS_TRY(const auto release, parse_enum<catalog::ReleaseMode>(options.release, "--release"));
        location.mutable_fulfillment()->set_release(release);
    }
    if (options.acceptance_minutes != 0)
        location.mutable_fulfillment()->set_acceptance_minutes(options.acceptance_minutes);
    if (options.pickup_hold_days != 0)
        location.mutable_fulfillment()->set_pickup_hold_days(options.pickup_hold_days);
    return {};
}

Outcome<catalog::CreateLocationRequest> build_request(Session& session,
                                                      const CreateLocation& options) {
    catalog::CreateLocationRequest request;
    if (!options.file.empty()) {
        OMS_TRY(const std::string text, read_input(session.environment(), options.file));
        OMS_CHECK(from_json(text, options.file, request));
        return request;
    }
    if (options.id.empty() || options.type.empty() || options.zone.empty()) {
        return usage_error("--id, --type and --zone are needed, or --file");
    }
    catalog::Location& location = *request.mutable_location();
    location.set_location_id(options.id);
    location.set_name(options.name.empty() ? options.id : options.name);
    location.set_gln(options.gln);
    location.set_time_zone(options.zone);
    OMS_TRY(const auto type, parse_enum<catalog::LocationType>(options.type, "--type"));
    location.set_type(type);
    if (options.address.given()) {
        OMS_TRY(*location.mutable_address(), options.address.build());
    }
    OMS_CHECK(add_fulfillment(options, location));
    for (const std::string& hours : options.hours)
        OMS_CHECK(add_weekly_hours(hours, location));
    for (const std::string& exception : options.exceptions)
        OMS_CHECK(add_hours_exception(exception, location));
    if (options.capabilities.empty()) return request;
    for (const std::string& word : split_text(options.capabilities, ',')) {
        OMS_TRY(const auto capability,
                parse_enum<catalog::Capability>(trimmed(word), "--capability"));
        location.add_capabilities(capability);
    }
    return request;
}

Outcome<ExitCode> run_create(Session& session, const CreateLocation& options) {
    OMS_TRY(auto request, build_request(session, options));
    OMS_TRY(const auto response,
            session.mutate(&CatalogService::Stub::CreateLocation, std::move(request)));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_location(session, response.location());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_get(Session& session, const GetLocation& options) {
    catalog::GetLocationRequest request;
    request.set_location_id(options.id);
    OMS_TRY(const auto response, session.call(&CatalogService::Stub::GetLocation, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_location(session, response.location());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_list(Session& session, const ListOptions& options) {
    OMS_TRY(
        const auto response,
        list_pages(session, &CatalogService::Stub::ListLocations, catalog::ListLocationsRequest(),
                   &catalog::ListLocationsResponse::mutable_locations, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"location"},
        {"name",     Align::left, true},
        {"type"     },
        {"GLN"    },
        {"time zone"     }
    });
    for (const auto& location : response.locations()) {
        table.add({location.location_id(), location.name(), enum_words(location.type()),
                   location.gln(), location.time_zone()});
    }
    if (table.empty()) {
        session.page().line("No locations.");
    } else {
        session.page().table(table);
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_import_file(Session& session, const ImportOptions& options) {
    OMS_TRY(const ImportFile file, read_import_file(session, options.file));
    return import_file<LocationImport>(session, options, file, {}, "");
}

}  // namespace

void add_location(Commands& commands) {
    CLI::App& noun = add_noun(commands, "location", "Where stock is kept or handed over");
    const auto [create, input] =
        add_verb<CreateLocation>(noun, commands, "create", "Adds a location", run_create);
    auto* const file = create->add_option("--file", input->file,
                                          "A CreateLocationRequest in protobuf JSON; - is stdin");
    std::vector<CLI::Option*> options{
        create->add_option("--id", input->id, "Its id"),
        create->add_option("--name", input->name, "What people call it (default: the id)"),
        create->add_option("--type", input->type, enum_choices<catalog::LocationType>()),
        create->add_option("--gln", input->gln, "13 digits with check digit"),
        create->add_option("--zone", input->zone, "Its time zone, such as Europe/Paris"),
        create->add_option("--capability", input->capabilities,
                           enum_choices<catalog::Capability>() + ", comma-separated"),
        create->add_option("--release", input->release, enum_choices<catalog::ReleaseMode>()),
        create
            ->add_option("--acceptance-minutes", input->acceptance_minutes,
                         "Minutes of opening time to accept a task in; -1: without limit")
            ->check(CLI::Range(-1, 10'080)),
        create
            ->add_option("--pickup-hold-days", input->pickup_hold_days,
                         "For how many days ready goods wait for their customer")
            ->check(CLI::Range(1, 90)),
        add_repeated(*create, "--hours", input->hours,
                     "Such as 'Mon-Sat 10:00-20:00'; may be repeated"),
        add_repeated(
            *create, "--exception", input->exceptions,
            "Such as '2026-12-25=closed Christmas' or 2026-12-24=10:00-16:00; may be repeated"),
    };
    const auto address = add_address_options(*create, input->address);
    options.insert(options.end(), address.begin(), address.end());
    file_instead_of(*create, file, std::move(options));
    const auto [get, wanted] =
        add_verb<GetLocation>(noun, commands, "get", "Shows a location", run_get);
    get->add_option("LOCATION", wanted->id, "Its id")->required();
    const auto [list, listed] =
        add_verb<ListOptions>(noun, commands, "list", "Lists locations", run_list);
    add_list_options(*list, *listed);
    const auto [import, imported] = add_verb<ImportOptions>(
        noun, commands, "import", "Adds and changes locations as a file says", run_import_file);
    add_import_options(*import, *imported, column_names<LocationImport>());
    add_location_closing(noun, commands);
}

}  // namespace oms::cli
