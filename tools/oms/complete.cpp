#include "tools/oms/complete.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "tools/oms/complete_ids.hpp"

namespace oms::cli {
namespace {

// A person waits for the Tab key.
constexpr const char* time_to_ask = "1s";

using Words = std::vector<std::string>;

// Where the words so far have led.
struct Place {
    CLI::App* app;
    std::size_t positionals = 0;
    // The option whose value comes next.
    CLI::Option* pending = nullptr;
};

CLI::Option* find_option(const CLI::App* app, const std::string& name) {
    for (; app != nullptr; app = app->get_parent()) {
        // get_option_no_throw wants a mutable app.
        if (auto* const option = const_cast<CLI::App*>(app)->get_option_no_throw(name))
            return option;
    }
    return nullptr;
}

CLI::App* find_verb(CLI::App& app, const std::string& name) {
    const auto named = app.get_subcommands([&](CLI::App* one) { return one->check_name(name); });
    return named.empty() ? nullptr : named.front();
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

void give(CLI::Option& option, const std::string& value) {
    try {
        option.add_result(value);
        option.run_callback();
    } catch (const CLI::Error&) {
        // A value that is wrong is found when the command is run.
    }
}

void take_option(Place& place, const std::string& word) {
    const std::size_t equals = word.find('=');
    CLI::Option* const option = find_option(place.app, word.substr(0, equals));
    if (option == nullptr || !takes_value(*option)) return;
    if (equals == std::string::npos) {
        place.pending = option;
    } else {
        give(*option, word.substr(equals + 1));
    }
}

Place follow_words(CLI::App& app, const Words& words) {
    Place place{&app};
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        const std::string& word = words[at];
        if (place.pending != nullptr) {
            give(*place.pending, word);
            place.pending = nullptr;
        } else if (word.starts_with('-') && word.size() > 1) {
            take_option(place, word);
        } else if (auto* const verb = find_verb(*place.app, word)) {
            place.app = verb;
        } else {
            ++place.positionals;
        }
    }
    return place;
}

const CLI::Option* positional(const CLI::App& app, std::size_t index) {
    const CLI::Option* last = nullptr;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        last = option;
        if (index == 0) return option;
        --index;
    }
    // One that takes many takes the rest.
    return last != nullptr && last->get_items_expected_max() > 1 ? last : nullptr;
}

using CompleteIds = Words (*)(Session&, const std::string&);

// By the name of an option or argument.
CompleteIds ids_for(const CLI::App& app, const std::string& name) {
    static const std::map<std::string_view, CompleteIds> by_name{
        {"ORDER",      complete_order   },
        {"--order",    complete_order   },
        {"TASK",       complete_task    },
        {"PICKUP",     complete_pickup  },
        {"SKU",        complete_sku     },
        {"--sku",      complete_sku     },
        {"LOCATION",   complete_location},
        {"--location", complete_location},
        {"--to",       complete_location},
        {"--exclude",  complete_location},
        {"CHANNEL",    complete_channel },
        {"--channel",  complete_channel },
        {"CART",       complete_cart    },
        {"VERSION",    complete_rules   },
    };
    // What is being created has no id that anybody could know.
    if (app.get_name() == "create") return nullptr;
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

Words profiles_of(const Environment& environment) {
    Words names;
    const auto configuration = load_configuration(environment);
    if (!configuration) return names;
    for (const auto& [name, unused] : configuration->profiles)
        names.push_back(name);
    return names;
}

Words values_of(const CLI::Option& option, const Place& place, Commands& commands,
                Environment& environment, const std::string& prefix) {
    Words choices = choices_of(option);
    if (!choices.empty()) return choices;
    const std::string name = option.get_positional() ? option.get_name(true) : option.get_name();
    if (name == "--profile") return profiles_of(environment);
    const CompleteIds ids = ids_for(*place.app, name);
    if (ids == nullptr) return {};
    if (!commands.options.timeout) commands.options.timeout = time_to_ask;
    auto session = Session::open(environment, commands.options);
    return session ? ids(*session, prefix) : Words{};
}

Words options_of(const CLI::App* app) {
    Words names;
    for (; app != nullptr; app = app->get_parent()) {
        for (const CLI::Option* option : app->get_options()) {
            if (!is_shown(*option)) continue;
            for (const std::string& name : option->get_lnames())
                names.push_back("--" + name);
        }
    }
    return names;
}

Words verbs_of(const CLI::App& app) {
    Words names;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (is_shown(*verb)) names.push_back(verb->get_name());
    }
    return names;
}

}  // namespace

bool is_shown(const CLI::App& app) {
    return !app.get_group().empty();
}

bool is_shown(const CLI::Option& option) {
    return !option.get_group().empty();
}

std::vector<std::string> choices_of(const CLI::Option& option) {
    // CLI::IsMember writes FORMAT:{table,json}; enums of the contract are described as a|b|c.
    const std::string type = option.get_type_name();
    const std::size_t open = type.find('{');
    if (open != std::string::npos && type.ends_with('}'))
        return split_text(std::string_view(type).substr(open + 1, type.size() - open - 2), ',');
    const std::string& text = option.get_description();
    const bool listed = text.find('|') != std::string::npos &&
                        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-|") == std::string::npos;
    return listed ? split_text(text, '|') : std::vector<std::string>{};
}

std::vector<std::string> complete(Commands& commands, Environment& environment,
                                  const std::vector<std::string>& words) {
    if (words.empty()) return {};
    const std::string& last = words.back();
    const Place place = follow_words(commands.app, words);
    Words found;
    if (place.pending != nullptr) {
        found = values_of(*place.pending, place, commands, environment, last);
    } else if (last.starts_with('-')) {
        found = options_of(place.app);
    } else if (Words verbs = verbs_of(*place.app); !verbs.empty()) {
        found = std::move(verbs);
    } else if (const auto* const argument = positional(*place.app, place.positionals)) {
        found = values_of(*argument, place, commands, environment, last);
    }
    std::erase_if(found, [&](const std::string& one) {
        // What a shell would take apart cannot be proposed.
        return !one.starts_with(last) || printable(one) != one ||
               one.find_first_of(" \t'\"\\$`") != std::string::npos;
    });
    return found;
}

}  // namespace oms::cli
