#include <nlohmann/json.hpp>

#include "tools/oms/commands.hpp"

namespace oms::cli {

void add_version(Commands& commands) {
    CLI::App* const verb =
        commands.app.add_subcommand("version", "Shows the version of this program");
    verb->callback([&commands] {
        commands.chosen = [](Environment& environment,
                             const GlobalOptions& options) -> Outcome<ExitCode> {
            if (options.json) {
                environment.out << nlohmann::json{{"version", OMS_VERSION}}.dump() << '\n';
            } else {
                environment.out << "oms " OMS_VERSION "\n";
            }
            return ExitCode::ok;
        };
    });
}

}  // namespace oms::cli
