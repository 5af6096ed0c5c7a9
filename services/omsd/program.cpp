#include "services/omsd/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "services/omsd/composition.hpp"
#include "services/omsd/process.hpp"
#include "services/omsd/replica.hpp"
#include "services/omsd/settings.hpp"

namespace oms::server {
namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
// How soon a store that can no longer be written ends the process.
constexpr std::chrono::milliseconds health_interval{200};
// What replies under way get to leave the process then.
constexpr std::chrono::milliseconds last_words{300};

// What the command line says.
struct CommandLine {
    CLI::App app{"omsd, the order management server"};
    GivenSettings flags;
    std::string settings_file;
    std::string backup_file;
    CLI::App* migrate = nullptr;
    CLI::App* verify = nullptr;
    CLI::App* restore = nullptr;
    CLI::App* version = nullptr;
};

template <class Value>
CLI::Option* add_setting(CLI::App& app, const char* name, std::optional<Value>& value,
                         const char* help) {
    return app.add_option_function<Value>(
        name, [&value](const Value& given) { value = given; }, help);
}

// Who sends notices, books parcels and moves money.
void add_gateway_options(CommandLine& line) {
    CLI::App& app = line.app;
    GivenSettings& flags = line.flags;
    add_setting(app, "--notification-gateway", flags.notification_gateway,
                "Address of the retailer's oms.notifications.v1 service, which sends notices");
    add_setting(app, "--carrier-gateway", flags.carrier_gateway,
                "Address of the retailer's oms.carriers.v1 service, which books parcels");
    add_setting(app, "--payment-gateway", flags.payment_gateway,
                "Address of the retailer's oms.payments.v1 gateway, which moves money; without one "
                "people do");
    add_setting(app, "--notice-language", flags.notice_language,
                "Language of notices to customers who told none: fr or en [en]");
    add_setting(app, "--gs1-prefix", flags.gs1_prefix,
                "The company's GS1 prefix, by which parcels are numbered [0400000, in-house]");
    add_setting(app, "--smtp-host", flags.smtp_host,
                "The mail server that sends notices; without one they are only logged");
    add_setting(app, "--smtp-port", flags.smtp_port, "Its port [25]");
    add_setting(app, "--smtp-security", flags.smtp_security, "none, starttls or tls [starttls]");
    add_setting(app, "--smtp-from", flags.smtp_from, "Who notices come from: an e-mail address");
    add_setting(app, "--smtp-from-name", flags.smtp_from_name, "And the name beside it");
    add_setting(app, "--smtp-credentials", flags.smtp_credentials,
                "A file of two lines, user and password, that only its owner may read");
}

void add_options(CommandLine& line) {
    CLI::App& app = line.app;
    GivenSettings& flags = line.flags;
    const auto add = [&](const char* name, auto& value, const char* help) {
        return add_setting(app, name, value, help);
    };
    add("--data-dir", flags.data_dir, "The folder of the store's files; made when it is not there");
    add("--listen", flags.listen,
        "127.0.0.1:PORT, [::1]:PORT or unix:/PATH; port 0 takes a free one [127.0.0.1:7443]");
    add("--admin-port", flags.admin_port,
        "Port of /metrics and /healthz on 127.0.0.1; 0: none [0]");
    app.add_flag_callback(
        "--development", [&flags] { flags.development = true; }, "Also serve gRPC reflection");
    add("--services", flags.services, "Which services to serve, such as orders,events [all]")
        ->delimiter(',');
    add("--log-level", flags.log_level, "debug, info, warning or error [info]");
    add("--postal-centroids", flags.postal_centroids,
        "A file that says where postal codes are, as geonames.org has them, for addresses that "
        "come without a position");
    add("--upstream", flags.upstream,
        "Address of another omsd to follow: route from a copy of its stock, without a store; with "
        "--services=routing");
    add("--upstream-principal", flags.upstream_principal,
        "Who this server is to that one [replica]");
    add_gateway_options(line);
    app.add_option("--config", line.settings_file, "A TOML file with the same settings; flags win");
    app.fallthrough();
    app.require_subcommand(0, 1);
    app.add_subcommand("serve",
                       "Serves until SIGTERM or SIGINT; what omsd does without a subcommand");
    line.migrate = app.add_subcommand(
        "migrate", "Brings the store to this version's schema, the server stopped");
    line.verify =
        app.add_subcommand("verify", "Checks the store against its invariants, the server stopped");
    line.restore = app.add_subcommand("restore", "Puts a backup in the place of an absent store");
    line.restore->add_option("--from", line.backup_file, "The backup file")->required();
    line.version = app.add_subcommand("version", "Shows the version of this program");
}

// One line for the operator.
int complain(const Error& error, int code) {
    fmt::print(stderr, "omsd: {}\n",
               error.detail.empty() ? std::string(info(error.reason).hint) : error.detail);
    return code;
}

Error no_store_here() {
    return {Reason::malformed_field,
            "--upstream: a server that follows another one has no store of its own",
            {},
            {},
            {},
            false};
}

int migrate(const Settings& settings) {
    const auto version = storage::migrate_sqlite(settings.data_dir);
    if (!version) return complain(version.error(), exit_failed);
    fmt::print("schema version {}\n", *version);
    return EXIT_SUCCESS;
}

int verify(const Settings& settings) {
    const auto report = storage::verify_sqlite(settings.data_dir);
    if (!report) return complain(report.error(), exit_failed);
    for (const Finding& finding : report->findings) {
        fmt::print("{} {}: {}\n", finding.invariant, finding.subject, finding.description);
    }
    fmt::print("{} findings; checked {} orders, {} events, {} stock rows\n",
               report->findings.size(), report->orders_checked, report->events_checked,
               report->stock_rows_checked);
    return report->findings.empty() ? EXIT_SUCCESS : exit_failed;
}

int restore(const Settings& settings, const std::string& backup_file) {
    const auto report = storage::restore_sqlite(settings.data_dir, backup_file);
    if (!report) return complain(report.error(), exit_failed);
    fmt::print("restored {} bytes, up to event {}\n", report->size_bytes, report->last_position);
    return EXIT_SUCCESS;
}

void announce(const std::string& address) {
    fmt::print("listening on {}\n", address);
    std::fflush(stdout);
}

// Nothing here can fail for good: a copy is made anew.
int serve_copy(const Settings& settings, Extension& extension) {
    StopSignals signals;
    auto replica = Replica::start(settings, extension);
    if (!replica) return complain(replica.error(), exit_failed);
    announce((*replica)->address());
    while (!signals.wait(health_interval)) {
    }
    (*replica)->stop();
    return EXIT_SUCCESS;
}

int serve(const Settings& settings, Extension& extension) {
    StopSignals signals;
    auto composition = Composition::start(settings, extension);
    if (!composition) return complain(composition.error(), exit_failed);
    announce((*composition)->address());
    while (!signals.wait(health_interval)) {
        if ((*composition)->is_healthy()) continue;
        // What is acknowledged from now on could not be kept: the store refuses it already. A drain
        // may take long, and whatever is in memory may be wrong.
        complain({Reason::store_unavailable,
                  "the store failed to commit; the server must be started again",
                  {},
                  {},
                  {},
                  false},
                 exit_failed);
        signals.wait(last_words);
        std::_Exit(exit_failed);
    }
    (*composition)->stop();
    return EXIT_SUCCESS;
}

Result<Settings> settings_of(const CommandLine& line) {
    GivenSettings file;
    if (!line.settings_file.empty()) {
        OMS_TRY(file, read_settings_file(line.settings_file));
    }
    return merge_settings(line.flags, file);
}

}  // namespace

int run_program(int argc, const char* const* argv, Extension& extension) {
    CommandLine line;
    add_options(line);
    extension.add_options(line.app);
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error) == 0 ? EXIT_SUCCESS : exit_usage;
    }
    if (line.version->parsed()) {
        fmt::print("omsd {}\n", OMS_VERSION);
        return EXIT_SUCCESS;
    }
    const auto settings = settings_of(line);
    if (!settings) return complain(settings.error(), exit_usage);
    const bool stores = line.migrate->parsed() || line.verify->parsed() || line.restore->parsed();
    if (stores && !settings->upstream.empty()) return complain(no_store_here(), exit_usage);
    prepare_process();
    if (line.migrate->parsed()) return migrate(*settings);
    if (line.verify->parsed()) return verify(*settings);
    if (line.restore->parsed()) return restore(*settings, line.backup_file);
    return settings->upstream.empty() ? serve(*settings, extension)
                                      : serve_copy(*settings, extension);
}

}  // namespace oms::server
