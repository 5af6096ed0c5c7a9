#include "tools/oms/settings.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::Terminal;

namespace {

// A folder of its own for $XDG_CONFIG_HOME, gone at the end.
class ConfigurationFolder {
public:
    explicit ConfigurationFolder(const std::string& text) {
        std::string name =
            (std::filesystem::temp_directory_path() / "oms-settings-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
        std::filesystem::create_directories(path / "oms");
        std::ofstream(path / "oms" / "config.toml") << text;
    }
    ~ConfigurationFolder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

constexpr const char* two_profiles = R"(
default_profile = "till"

[profiles.till]
server = "unix:/run/omsd.sock"
principal = "till-7"
roles = ["store", "checkout"]
channels = "*"
locations = ["S1", "S2"]

[profiles.support]
principal = "ada"
roles = ["agent"]
)";

Outcome<Settings> resolve(Terminal& terminal, const GlobalOptions& options) {
    OMS_TRY(const Configuration configuration, load_configuration(terminal.environment));
    return resolve_settings(options, configuration, terminal.environment);
}

std::string error_of(const std::string& text) {
    const ConfigurationFolder folder(text);
    Terminal terminal;
    terminal.variables["XDG_CONFIG_HOME"] = folder.path.string();
    const auto configuration = load_configuration(terminal.environment);
    REQUIRE_FALSE(configuration);
    CHECK(configuration.error().exit_code == ExitCode::usage);
    CHECK(configuration.error().reason == "CONFIG");
    return configuration.error().message;
}

}  // namespace

TEST_CASE("a profile says where the server is and who asks") {
    const ConfigurationFolder folder(two_profiles);
    Terminal terminal;
    terminal.variables["XDG_CONFIG_HOME"] = folder.path.string();
    const auto settings = resolve(terminal, {});
    REQUIRE(settings);
    CHECK(settings->profile == "till");
    CHECK(settings->server == "unix:/run/omsd.sock");
    CHECK(settings->principal == "till-7");
    CHECK(settings->roles == "store,checkout");
    CHECK(settings->channels == "*");
    CHECK(settings->locations == "S1,S2");
}

TEST_CASE("options win over the environment, that over the profile, that over the default") {
    const ConfigurationFolder folder(two_profiles);
    Terminal terminal;
    terminal.variables["XDG_CONFIG_HOME"] = folder.path.string();
    terminal.variables["OMS_PROFILE"] = "support";
    CHECK(resolve(terminal, {})->server == default_server);
    CHECK(resolve(terminal, {})->principal == "ada");
    terminal.variables["OMS_SERVER"] = "127.0.0.1:1";
    GlobalOptions options;
    options.profile = "till";
    CHECK(resolve(terminal, options)->server == "127.0.0.1:1");
    CHECK(resolve(terminal, options)->principal == "till-7");
    options.overrides.server = "127.0.0.1:2";
    options.overrides.principal = "eve";
    CHECK(resolve(terminal, options)->server == "127.0.0.1:2");
    CHECK(resolve(terminal, options)->principal == "eve");
}

TEST_CASE("a profile that is not there is an error that lists those that are") {
    const ConfigurationFolder folder(two_profiles);
    Terminal terminal;
    terminal.variables["XDG_CONFIG_HOME"] = folder.path.string();
    CHECK(terminal.run({"--profile", "tll", "item", "get", "TEE"}) == ExitCode::usage);
    CHECK(terminal.err().find("no profile 'tll'") != std::string::npos);
    CHECK(terminal.err().find("there are: support, till") != std::string::npos);
}

TEST_CASE("no file is fine, and HOME is where it would be") {
    Terminal terminal;
    terminal.variables["HOME"] = "/nonexistent";
    CHECK(configuration_path(terminal.environment) == "/nonexistent/.config/oms/config.toml");
    CHECK(resolve(terminal, {})->server == default_server);
    terminal.variables["XDG_CONFIG_HOME"] = "relative";
    CHECK(configuration_path(terminal.environment) == "/nonexistent/.config/oms/config.toml");
}

TEST_CASE("a file with mistakes is refused, saying where") {
    CHECK(error_of("[profiles.till\n").find("config.toml:1") != std::string::npos);
    CHECK(error_of("[profiles.till]\nsrever = \"x\"\n").find("profiles.till.srever is no key") !=
          std::string::npos);
    CHECK(error_of("[profiles.till]\nserver = 7443\n").find("neither text nor a list") !=
          std::string::npos);
    CHECK(error_of("[profiles.till]\nroles = [1]\n").find("no text") != std::string::npos);
    CHECK(error_of("[profile.till]\n").find("profile is no key") != std::string::npos);
    CHECK(error_of("default_profile = 1\n").find("default_profile is not text") !=
          std::string::npos);
}
