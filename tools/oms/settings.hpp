#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "tools/oms/environment.hpp"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// Where a server is and as whom we speak to it, under a name. Lists are comma-separated text, as
// they travel; "*" is everything.
struct Profile {
    std::optional<std::string> server;
    std::optional<std::string> principal;
    std::optional<std::string> roles;
    std::optional<std::string> channels;
    std::optional<std::string> locations;
};

// The configuration file:
//
//     default_profile = "till"          # optional
//     [profiles.till]
//     server    = "127.0.0.1:7443"      # or "unix:/run/omsd.sock"
//     principal = "till-7"
//     roles     = ["store"]
//     channels  = ["*"]
//     locations = ["S1"]
struct Configuration {
    std::filesystem::path path;
    // False: there is no such file, which is fine.
    bool found = false;
    std::optional<std::string> default_profile;
    std::map<std::string, Profile> profiles;
};

// Options that every command has. What is absent comes from the environment, then the profile,
// then a default.
struct GlobalOptions {
    std::optional<std::string> profile;
    Profile overrides;
    bool json = false;
    bool dry_run = false;
    // Goes on without asking where a command would ask.
    bool yes = false;
    std::optional<std::string> request_id;
    std::optional<std::string> timeout;
    std::string color = "auto";
};

struct Settings {
    // Empty: none was chosen.
    std::string profile;
    std::string server;
    std::string principal;
    std::string roles;
    std::string channels;
    std::string locations;
};

inline constexpr const char* default_server = "127.0.0.1:7443";

// $XDG_CONFIG_HOME/oms/config.toml, else ~/.config/oms/config.toml.
std::filesystem::path configuration_path(const Environment& environment);

// Fails (CONFIG) for a file that is no TOML, has unknown keys or values of the wrong type.
Outcome<Configuration> load_configuration(const Environment& environment);

// Option, else environment (OMS_SERVER, OMS_PROFILE), else profile, else default. Fails (CONFIG)
// for a profile that is not in the file, listing those that are.
Outcome<Settings> resolve_settings(const GlobalOptions& options, const Configuration& configuration,
                                   const Environment& environment);

}  // namespace oms::cli
