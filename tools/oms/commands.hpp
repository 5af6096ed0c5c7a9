#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/oms/session.hpp"

namespace oms::cli {

// Collects what the command line chose while it is parsed; run afterwards.
struct Commands {
    CLI::App& app;
    GlobalOptions options;
    // What the chosen verb does; empty until one is chosen.
    std::function<Outcome<ExitCode>(Environment&, const GlobalOptions&)> chosen;
};

// A noun such as `order`, under which verbs go.
CLI::App& add_noun(Commands& commands, const std::string& name, const std::string& description);

// Adds a verb whose options live in an `Options` for as long as the command line does. `run` gets
// a session and the options as parsed. Returns the verb and its options, to declare them:
//     const auto [verb, options] = add_verb<GetItem>(noun, commands, "get", "Shows an item",
//     run_get); verb->add_option("SKU", options->sku)->required();
template <class Options>
std::pair<CLI::App*, Options*> add_verb(CLI::App& noun, Commands& commands, const std::string& name,
                                        const std::string& description,
                                        Outcome<ExitCode> (*run)(Session&, const Options&)) {
    auto options = std::make_shared<Options>();
    CLI::App* const verb = noun.add_subcommand(name, description);
    verb->callback([&commands, options, run] {
        commands.chosen = [options, run](Environment& environment,
                                         const GlobalOptions& global) -> Outcome<ExitCode> {
            OMS_TRY(Session session, Session::open(environment, global));
            return run(session, *options);
        };
    });
    return {verb, options.get()};
}

// An option that may be given again and again, one value each time.
CLI::Option* add_repeated(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
                          const std::string& description);

// Refuses the command line that gives `file` together with one of `others`.
void file_instead_of(CLI::App& verb, const CLI::Option* file, std::vector<CLI::Option*> others);

// One function per noun, each in the file of that name.
void add_order(Commands& commands);
void add_find(Commands& commands);
// Those verbs of `order` that are not about its units: hold, release, note, tag.
void add_order_handling(CLI::App& noun, Commands& commands);
// What was ordered: edit preview, edit confirm, address.
void add_order_edit(CLI::App& noun, Commands& commands);
void add_order_way(CLI::App& noun, Commands& commands);
void add_order_watch(CLI::App& noun, Commands& commands);  // of add_order
// Where it comes from: why, reroute.
void add_order_routing(CLI::App& noun, Commands& commands);
// What customers choose: choice, choose.
void add_order_choice(CLI::App& noun, Commands& commands);
void add_task(Commands& commands);
void add_wave(Commands& commands);
void add_payment(Commands& commands);
void add_pickup(Commands& commands);
void add_return(Commands& commands);
void add_stock(Commands& commands);
void add_receipt(Commands& commands);
void add_item(Commands& commands);
void add_location(Commands& commands);
void add_location_closing(CLI::App& noun, Commands& commands);  // of add_location
void add_channel(Commands& commands);
void add_cart(Commands& commands);
void add_rules(Commands& commands);
void add_quote(Commands& commands);
void add_simulate(Commands& commands);
void add_event(Commands& commands);
void add_timer(Commands& commands);
void add_admin(Commands& commands);
void add_effect(Commands& commands);
void add_doctor(Commands& commands);
void add_version(Commands& commands);
void add_completion(Commands& commands);

// Runs a whole command line (without the program's name); the process ends with what it returns.
ExitCode run_command_line(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace oms::cli
