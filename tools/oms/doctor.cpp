#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "grpc/health/v1/health.grpc.pb.h"
#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "tools/oms/commands.hpp"

namespace oms::cli {
namespace {

namespace admin = oms::admin::v1;
using grpc::health::v1::Health;

// More than this and holds, promises and time-outs look wrong to people.
constexpr std::chrono::seconds tolerated_clock_difference{5};

enum class Verdict { ok, failed, skipped };

struct Check {
    std::string name;
    Verdict verdict;
    std::string detail;
    std::string hint;
};

std::string_view verdict_text(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok:
            return "ok";
        case Verdict::failed:
            return "FAIL";
        case Verdict::skipped:
            return "skip";
    }
    return "";
}

Tone verdict_tone(Verdict verdict) {
    if (verdict == Verdict::ok) return Tone::good;
    return verdict == Verdict::failed ? Tone::bad : Tone::dim;
}

Check failed_check(const std::string& name, const Failure& failure) {
    return {name, Verdict::failed, fmt::format("{}: {}", failure.reason, failure.message),
            failure.hint};
}

Check check_configuration(const Outcome<Configuration>& configuration) {
    if (!configuration) return failed_check("configuration", configuration.error());
    const std::string path = configuration->path.string();
    if (!configuration->found) {
        return {"configuration", Verdict::ok,
                fmt::format("no file at {}; options and defaults apply", path), ""};
    }
    const auto count = configuration->profiles.size();
    return {"configuration", Verdict::ok,
            fmt::format("{} ({} profile{})", path, count, count == 1 ? "" : "s"), ""};
}

Check check_profile(const Outcome<Settings>& settings) {
    if (!settings) return failed_check("profile", settings.error());
    const std::string name = settings->profile.empty() ? "none chosen" : settings->profile;
    return {"profile", Verdict::ok, fmt::format("{}; server {}", name, settings->server), ""};
}

// Any answer of a server proves that it is reached, also that it has no such method.
Check check_reached(const Session& session,
                    const Outcome<grpc::health::v1::HealthCheckResponse>& health,
                    std::chrono::milliseconds took) {
    if (!health &&
        (health.error().code == "UNAVAILABLE" || health.error().code == "DEADLINE_EXCEEDED")) {
        return failed_check("server", health.error());
    }
    return {"server", Verdict::ok,
            fmt::format("{} answered in {} ms", session.settings().server, took.count()), ""};
}

Check check_health(const Outcome<grpc::health::v1::HealthCheckResponse>& health) {
    if (!health) return failed_check("health", health.error());
    const std::string state =
        grpc::health::v1::HealthCheckResponse::ServingStatus_Name(health->status());
    if (health->status() == grpc::health::v1::HealthCheckResponse::SERVING)
        return {"health", Verdict::ok, state, ""};
    return {"health", Verdict::failed, state,
            "The server is up but does not serve; look at its log."};
}

Check check_actor(const Session& session, const Outcome<admin::GetStatusResponse>& status) {
    const Settings& settings = session.settings();
    const std::string who = settings.principal.empty()
                                ? std::string("nobody")
                                : fmt::format("{} ({})", settings.principal, settings.roles);
    if (status) return {"actor", Verdict::ok, who + " is accepted", ""};
    // Refused for its role: whoever lacks this right was still recognized.
    if (status.error().code == "PERMISSION_DENIED") {
        return {"actor", Verdict::ok, who + " is accepted, but may not read the server's status",
                ""};
    }
    return failed_check("actor", status.error());
}

Check check_version(const Outcome<admin::GetStatusResponse>& status) {
    if (!status) return {"version", Verdict::skipped, "the server's status was not read", ""};
    const std::string detail = fmt::format("server {}, oms {}", status->version(), OMS_VERSION);
    if (status->version() == OMS_VERSION) return {"version", Verdict::ok, detail, ""};
    return {"version", Verdict::failed, detail,
            "Install the same version of both; what is newer may be missing."};
}

// The server's time was read somewhere between sending and receiving.
Check check_clock(const Outcome<admin::GetStatusResponse>& status, Timestamp sent,
                  Timestamp received) {
    if (!status) return {"clock", Verdict::skipped, "the server's status was not read", ""};
    const Timestamp server =
        from_unix_micros(status->now().seconds() * 1'000'000 + status->now().nanos() / 1000);
    const Timestamp middle = sent + (received - sent) / 2;
    const auto difference = std::chrono::duration_cast<std::chrono::milliseconds>(server - middle);
    const std::string detail = fmt::format("the server is {} ms {}", std::abs(difference.count()),
                                           difference.count() < 0 ? "behind" : "ahead");
    if (std::chrono::abs(difference) <= tolerated_clock_difference)
        return {"clock", Verdict::ok, detail, ""};
    return {"clock", Verdict::failed, detail, "Synchronize the clocks of both machines (NTP)."};
}

void check_server(Session& session, std::vector<Check>& checks) {
    const auto now = session.environment().now;
    const Timestamp asked = now();
    const auto health = session.call(&Health::Stub::Check, grpc::health::v1::HealthCheckRequest{});
    checks.push_back(check_reached(
        session, health, std::chrono::duration_cast<std::chrono::milliseconds>(now() - asked)));
    if (checks.back().verdict == Verdict::failed) {
        for (const char* name : {"health", "actor", "version", "clock"}) {
            checks.push_back({name, Verdict::skipped, "the server was not reached", ""});
        }
        return;
    }
    checks.push_back(check_health(health));
    const Timestamp sent = now();
    const auto status =
        session.call(&admin::AdminService::Stub::GetStatus, admin::GetStatusRequest{});
    const Timestamp received = now();
    checks.push_back(check_actor(session, status));
    checks.push_back(check_version(status));
    checks.push_back(check_clock(status, sent, received));
}

void print_checks(Environment& environment, const GlobalOptions& options,
                  const std::vector<Check>& checks) {
    if (options.json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const Check& check : checks) {
            rows.push_back({
                {"name",   check.name                 },
                {"result", verdict_text(check.verdict)},
                {"detail", check.detail               },
                {"hint",   check.hint                 }
            });
        }
        const nlohmann::ordered_json object{
            {"checks", rows}
        };
        environment.out << object.dump(1, ' ', true,
                                       nlohmann::ordered_json::error_handler_t::replace)
                        << '\n';
        return;
    }
    const Style style = style_for(environment, options, environment.out_is_terminal);
    for (const Check& check : checks) {
        environment.out << style.paint(fmt::format("{:<4}", verdict_text(check.verdict)),
                                       verdict_tone(check.verdict))
                        << fmt::format("  {:<13}  {}", check.name, printable(check.detail)) << '\n';
        if (!check.hint.empty()) environment.out << "      hint: " << printable(check.hint) << '\n';
    }
}

Outcome<ExitCode> run_doctor(Environment& environment, const GlobalOptions& options) {
    std::vector<Check> checks;
    const auto configuration = load_configuration(environment);
    checks.push_back(check_configuration(configuration));
    const auto settings =
        resolve_settings(options, configuration.value_or(Configuration{}), environment);
    checks.push_back(check_profile(settings));
    if (settings) {
        auto session = Session::open(environment, options, *settings);
        if (session) {
            check_server(*session, checks);
        } else {
            checks.push_back(failed_check("options", session.error()));
        }
    }
    if (environment.interrupt.triggered()) return tl::unexpected<Failure>(interrupted());
    print_checks(environment, options, checks);
    const bool all_well = std::none_of(checks.begin(), checks.end(), [](const Check& check) {
        return check.verdict == Verdict::failed;
    });
    return all_well ? ExitCode::ok : ExitCode::refused;
}

}  // namespace

void add_doctor(Commands& commands) {
    CLI::App* const verb = commands.app.add_subcommand(
        "doctor", "Checks configuration, server, actor, version and clocks");
    verb->callback([&commands] { commands.chosen = run_doctor; });
}

}  // namespace oms::cli
