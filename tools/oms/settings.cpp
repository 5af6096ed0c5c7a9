#include "tools/oms/settings.hpp"

#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace oms::cli {
namespace {

tl::unexpected<Failure> configuration_error(std::string message, std::string hint = {}) {
    Failure failure;
    failure.exit_code = ExitCode::usage;
    failure.reason = "CONFIG";
    failure.message = std::move(message);
    failure.hint = std::move(hint);
    return tl::unexpected<Failure>(std::move(failure));
}

// Text, or an array of texts, which are joined with commas.
Outcome<std::string> list_text(const toml::node& node, const std::string& what) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    const toml::array* const array = node.as_array();
    if (array == nullptr) return configuration_error(what + " is neither text nor a list of texts");
    std::vector<std::string> parts;
    for (const toml::node& part : *array) {
        const auto text = part.value_exact<std::string>();
        if (!text) return configuration_error(what + " has an entry that is no text");
        parts.push_back(*text);
    }
    return fmt::format("{}", fmt::join(parts, ","));
}

Outcome<Profile> read_profile(const toml::node& node, const std::string& name) {
    const toml::table* const table = node.as_table();
    if (table == nullptr)
        return configuration_error(fmt::format("profiles.{} is not a table", name));
    Profile profile;
    const std::map<std::string_view, std::optional<std::string>*> keys{
        {"server",    &profile.server   },
        {"principal", &profile.principal},
        {"roles",     &profile.roles    },
        {"channels",  &profile.channels },
        {"locations", &profile.locations}
    };
    for (const auto& [key, value] : *table) {
        const auto known = keys.find(key.str());
        const std::string what = fmt::format("profiles.{}.{}", name, key.str());
        if (known == keys.end()) {
            return configuration_error(
                what + " is no key of a profile",
                "A profile has server, principal, roles, channels and locations.");
        }
        OMS_TRY(*known->second, list_text(value, what));
    }
    return profile;
}

Outcome<Configuration> read_configuration(const toml::table& table, Configuration configuration) {
    for (const auto& [key, value] : table) {
        if (key.str() == "default_profile") {
            configuration.default_profile = value.value_exact<std::string>();
            if (!configuration.default_profile)
                return configuration_error("default_profile is not text");
        } else if (key.str() == "profiles" && value.is_table()) {
            for (const auto& [name, profile] : *value.as_table()) {
                const std::string profile_name(name.str());
                OMS_TRY(configuration.profiles[profile_name], read_profile(profile, profile_name));
            }
        } else {
            return configuration_error(fmt::format("{} is no key of the configuration", key.str()),
                                       "It has default_profile and tables [profiles.NAME].");
        }
    }
    return configuration;
}

std::string first_of(const std::optional<std::string>& first,
                     const std::optional<std::string>& second,
                     const std::optional<std::string>& third, const std::string& otherwise) {
    if (first) return *first;
    if (second) return *second;
    return third.value_or(otherwise);
}

}  // namespace

std::filesystem::path configuration_path(const Environment& environment) {
    const auto folder = environment.variable("XDG_CONFIG_HOME");
    // The XDG base directory specification: relative paths are ignored.
    if (folder && std::filesystem::path(*folder).is_absolute()) {
        return std::filesystem::path(*folder) / "oms" / "config.toml";
    }
    const auto home = environment.variable("HOME");
    if (!home || home->empty()) return {};
    return std::filesystem::path(*home) / ".config" / "oms" / "config.toml";
}

Outcome<Configuration> load_configuration(const Environment& environment) {
    Configuration configuration;
    configuration.path = configuration_path(environment);
    std::error_code error;
    if (configuration.path.empty()) return configuration;
    const std::string path = configuration.path.string();
    const auto status = std::filesystem::status(configuration.path, error);
    if (status.type() == std::filesystem::file_type::not_found) return configuration;
    if (error) return configuration_error(fmt::format("{}: {}", path, error.message()));
    configuration.found = true;
    if (std::filesystem::is_directory(status) || !std::ifstream(path).good())
        return configuration_error(path + " cannot be read",
                                   "It is a file that this user may read.");
    try {
        const toml::table table = toml::parse_file(path);
        auto read = read_configuration(table, std::move(configuration));
        if (!read) read.error().message = path + ": " + read.error().message;
        return read;
    } catch (const toml::parse_error& problem) {
        return configuration_error(
            fmt::format("{}:{}: {}", path, problem.source().begin.line, problem.description()),
            "Correct the file.");
    }
}

Outcome<Settings> resolve_settings(const GlobalOptions& options, const Configuration& configuration,
                                   const Environment& environment) {
    Settings settings;
    settings.profile = first_of(options.profile, environment.variable("OMS_PROFILE"),
                                configuration.default_profile, "");
    Profile profile;
    if (!settings.profile.empty()) {
        const auto found = configuration.profiles.find(settings.profile);
        if (found == configuration.profiles.end()) {
            std::vector<std::string> names;
            for (const auto& [name, unused] : configuration.profiles)
                names.push_back(name);
            const std::string there = names.empty()
                                          ? "none is there"
                                          : fmt::format("there are: {}", fmt::join(names, ", "));
            if (!configuration.found) {
                return configuration_error(
                    fmt::format("no profile '{}': there is no file {}", settings.profile,
                                configuration.path.string()),
                    "Choose one with --profile or OMS_PROFILE, or add it to the file.");
            }
            return configuration_error(
                fmt::format("no profile '{}' in {}; {}", settings.profile,
                            configuration.path.string(), there),
                "Choose one with --profile or OMS_PROFILE, or add it to the file.");
        }
        profile = found->second;
    }
    const Profile& overrides = options.overrides;
    settings.server = first_of(overrides.server, environment.variable("OMS_SERVER"), profile.server,
                               default_server);
    settings.principal = first_of(overrides.principal, profile.principal, std::nullopt, "");
    settings.roles = first_of(overrides.roles, profile.roles, std::nullopt, "");
    settings.channels = first_of(overrides.channels, profile.channels, std::nullopt, "");
    settings.locations = first_of(overrides.locations, profile.locations, std::nullopt, "");
    return settings;
}

}  // namespace oms::cli
