#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "tests/tools/terminal.hpp"

using namespace oms::cli;
using oms::cli::testing::Terminal;

namespace {

std::string help_of(std::vector<std::string> words) {
    Terminal terminal;
    words.push_back("--help");
    REQUIRE(terminal.run(words) == ExitCode::ok);
    return terminal.out();
}

// The names under "Subcommands:" in a help text.
std::vector<std::string> subcommands(const std::string& help) {
    std::vector<std::string> names;
    std::istringstream lines(help);
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "Subcommands:") {
            inside = true;
        } else if (inside && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') {
            names.push_back(line.substr(2, line.find(' ', 2) - 2));
        } else if (!line.starts_with(" ")) {
            inside = false;
        }
    }
    return names;
}

// As the page writes a verb such as give-back.
std::string as_roff(const std::string& verb) {
    std::string text;
    for (const char c : verb)
        text += c == '-' ? std::string("\\-") : std::string(1, c);
    return text;
}

std::string manual() {
    Terminal terminal;
    REQUIRE(terminal.run({"manual"}) == ExitCode::ok);
    return terminal.out();
}

}  // namespace

TEST_CASE("every noun and verb that help shows is in the manual page") {
    const std::string page = manual();
    const auto nouns = subcommands(help_of({}));
    CHECK(nouns.size() >= 10);
    std::size_t checked = 0;
    for (const std::string& noun : nouns) {
        auto verbs = subcommands(help_of({noun}));
        if (verbs.empty()) verbs.push_back("");
        for (const std::string& verb : verbs) {
            const std::string section =
                "\n.SS oms " + noun + (verb.empty() ? "" : " " + as_roff(verb));
            CAPTURE(section);
            // Of a verb with verbs of its own, such as `order edit`, those have the sections.
            const bool is_there = page.find(section + "\n") != std::string::npos ||
                                  page.find(section + " ") != std::string::npos;
            CHECK(is_there);
            ++checked;
        }
    }
    CHECK(checked > nouns.size());
    for (const char* const part :
         {"\\-\\-dry\\-run", "\\-\\-yes", "OMS_SERVER", "130  interrupted"})
        CHECK(page.find(part) != std::string::npos);
    CHECK(page.find("oms manual") == std::string::npos);  // hidden
}

TEST_CASE("groff has nothing to say against the manual page") {
    if (std::system("command -v groff >/dev/null 2>&1") != 0) {
        MESSAGE("groff is not installed: not checked");
        return;
    }
    std::string folder = (std::filesystem::temp_directory_path() / "oms_man_XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/oms.1") << manual();
    const std::string command =
        "groff -man -ww -Tutf8 " + folder + "/oms.1 2>" + folder + "/told >/dev/null";
    CHECK(std::system(command.c_str()) == 0);
    std::ifstream told(folder + "/told");
    std::ostringstream text;
    text << told.rdbuf();
    CHECK(text.str() == "");
    std::filesystem::remove_all(folder);
}
