#include "tools/oms/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tools/oms/complete.hpp"
#include "tools/oms/manual.hpp"

namespace oms::cli {
namespace {

constexpr const char* footer = R"(Exit codes:
  0    done
  1    refused: the server's state does not allow it, or a check found something
  2    the command or a value in it is wrong, or the configuration is
  3    the server cannot be reached, is overloaded or did not answer in time: try again
  4    not permitted: unknown actor, or one without the right
  5    a fault of the server or of this program
  130  interrupted

Environment: OMS_SERVER, OMS_PROFILE, NO_COLOR, XDG_CONFIG_HOME.
Configuration: ~/.config/oms/config.toml; check it with `oms doctor`.)";

void add_global_options(Commands& commands) {
    CLI::App& app = commands.app;
    GlobalOptions& options = commands.options;
    Profile& overrides = options.overrides;
    const auto text = [&app](const char* name, std::optional<std::string>& value,
                             const char* description) {
        app.add_option(name, value, description)->type_name("TEXT")->group("Global options");
    };
    text("--server", overrides.server,
         "Where the server is: HOST:PORT or unix:PATH (default 127.0.0.1:7443)");
    text("--profile", options.profile, "A profile of the configuration");
    text("--principal", overrides.principal, "Who asks");
    text("--roles", overrides.roles,
         "As what: admin, agent, checkout, store, inventory, reader; comma-separated");
    text("--channels", overrides.channels, "For which channels, comma-separated; * is all");
    text("--locations", overrides.locations, "For which locations, comma-separated; * is all");
    text("--request-id", options.request_id, "Makes a retry safe: the id of the first attempt");
    text("--timeout", options.timeout, "How long a call may take, such as 500ms, 10s or 2m");
    app.add_flag("--dry-run", options.dry_run, "Check everything, change nothing")
        ->group("Global options");
    app.add_flag("-y,--yes", options.yes, "Do not ask before taking something away")
        ->group("Global options");
    app.add_option_function<std::string>(
           "-o,--output",
           [&options](const std::string& format) { options.json = format == "json"; },
           "table (default) or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->type_name("FORMAT")
        ->group("Global options");
    app.add_option("--color", options.color, "auto (default), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN")
        ->group("Global options");
}

// Whether errors go out as JSON, also when the command line could not be parsed.
bool wants_json(const std::vector<std::string>& arguments) {
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        const std::string& argument = arguments[index];
        if (argument == "-ojson" || argument == "--output=json") return true;
        const bool is_option = argument == "-o" || argument == "--output";
        if (is_option && index + 1 < arguments.size() && arguments[index + 1] == "json")
            return true;
    }
    return false;
}

Failure parse_failure(const CLI::ParseError& problem) {
    Failure failure;
    failure.exit_code = ExitCode::usage;
    failure.reason = "USAGE";
    failure.message = problem.what();
    failure.hint = "Add --help to see what the command takes.";
    return failure;
}

// Full disks and closed files show only when the output is flushed.
Outcome<ExitCode> after_flush(Environment& environment, ExitCode code) {
    environment.out.flush();
    if (environment.out.good()) return code;
    Failure failure;
    failure.reason = "OUTPUT";
    failure.message = "the output could not be written in full";
    return tl::unexpected<Failure>(std::move(failure));
}

// For the build, which makes oms.1 of it: not a command for people.
void add_manual(Commands& commands) {
    CLI::App* const verb = commands.app.add_subcommand("manual", "Prints the manual page");
    verb->group("");
    verb->callback([&commands] {
        commands.chosen = [&commands](Environment& environment,
                                      const GlobalOptions&) -> Outcome<ExitCode> {
            environment.out << manual_page(commands.app, OMS_VERSION, footer);
            return ExitCode::ok;
        };
    });
}

void add_all(Commands& commands) {
    add_global_options(commands);
    add_order(commands);
    add_find(commands);
    add_task(commands);
    add_wave(commands);
    add_payment(commands);
    add_pickup(commands);
    add_stock(commands);
    add_receipt(commands);
    add_cart(commands);
    add_item(commands);
    add_location(commands);
    add_channel(commands);
    add_rules(commands);
    add_quote(commands);
    add_simulate(commands);
    add_event(commands);
    add_effect(commands);
    add_admin(commands);
    add_doctor(commands);
    add_version(commands);
    add_completion(commands);
    add_manual(commands);
}

// Asked by the scripts of `oms completion`, on every Tab: its words are not a command line yet.
void print_completions(Commands& commands, Environment& environment,
                       const std::vector<std::string>& words) {
    for (const std::string& one : complete(commands, environment, words))
        environment.out << one << '\n';
    environment.out.flush();
}

Outcome<ExitCode> run_chosen(Commands& commands, Environment& environment) {
    try {
        OMS_TRY(const ExitCode code, commands.chosen(environment, commands.options));
        return after_flush(environment, code);
    } catch (const std::exception& problem) {
        Failure failure;
        failure.reason = "FAULT";
        failure.message = problem.what();
        failure.hint = "This is a fault of oms; please report it with the command.";
        return tl::unexpected<Failure>(std::move(failure));
    }
}

}  // namespace

CLI::App& add_noun(Commands& commands, const std::string& name, const std::string& description) {
    CLI::App* const noun = commands.app.add_subcommand(name, description);
    noun->require_subcommand(1);
    return *noun;
}

CLI::Option* add_repeated(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
                          const std::string& description) {
    return verb.add_option(name, values, description)->allow_extra_args(false);
}

void file_instead_of(CLI::App& verb, const CLI::Option* file, std::vector<CLI::Option*> others) {
    // CLI11's own excludes() would fill the help with the names of all others.
    verb.parse_complete_callback([file, others = std::move(others)] {
        if (file->count() == 0) return;
        for (const CLI::Option* other : others) {
            if (other->count() > 0) throw CLI::ExcludesError(file->get_name(), other->get_name());
        }
    });
}

ExitCode run_command_line(const std::vector<std::string>& arguments, Environment& environment) {
    CLI::App app("Speaks to an order management server", "oms");
    Commands commands{app, {}, {}};
    app.require_subcommand(1);
    app.fallthrough();
    app.set_version_flag("--version", "oms " OMS_VERSION);
    app.footer("Options of every command, exit codes: oms --help");

    add_all(commands);
    app.footer(footer);  // of the whole only: the nouns took over the one before

    if (!arguments.empty() && arguments.front() == "complete") {
        print_completions(commands, environment, {arguments.begin() + 1, arguments.end()});
        return ExitCode::ok;
    }
    Outcome<ExitCode> result = ExitCode::ok;
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        result = run_chosen(commands, environment);
    } catch (const CLI::Success& help) {
        app.exit(help, environment.out, environment.err);
    } catch (const CLI::ParseError& problem) {
        result = tl::unexpected<Failure>(parse_failure(problem));
    }
    if (result) return *result;
    const Style style = style_for(environment, commands.options, environment.err_is_terminal);
    print_failure(environment, result.error(), wants_json(arguments), style);
    return result.error().exit_code;
}

}  // namespace oms::cli
