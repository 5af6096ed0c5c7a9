#include "tools/oms/manual.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tools/oms/complete.hpp"

namespace oms::cli {
namespace {

// Text as roff takes it: nothing in it is a request or an escape.
std::string plain(std::string_view text) {
    std::string result;
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins && (c == '.' || c == '\'')) result += "\\&";
        line_begins = c == '\n';
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else if (c == '|') {
            result += "|\\:";  // a long list of words may break after each
        } else {
            result += c;
        }
    }
    return result;
}

std::string names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_snames())
        names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        names.push_back("--" + name);
    std::string text = fmt::format("{}", fmt::join(names, ", "));
    if (option.get_items_expected_max() > 0)
        text += " " + option.get_type_name().substr(0, option.get_type_name().find(':'));
    return text;
}

void add_option(std::string& page, const CLI::Option& option) {
    const std::string name = option.get_positional() ? option.get_name(true) : names_of(option);
    page += fmt::format(".TP\n.B {}\n{}{}\n", plain(name), plain(option.get_description()),
                        option.get_required() ? " (required)" : "");
}

void add_options(std::string& page, const CLI::App& app, bool positionals) {
    for (const CLI::Option* option : app.get_options()) {
        // Once for all, under the options of the whole.
        if (app.get_parent() != nullptr && option == app.get_help_ptr()) continue;
        if (is_shown(*option) && option->get_positional() == positionals) add_option(page, *option);
    }
}

std::string usage_of(const CLI::App& verb, const std::string& path) {
    std::string usage = path;
    for (const CLI::Option* option : verb.get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true);
        usage += option->get_required() ? " " + name : " [" + name + "]";
        if (option->get_items_expected_max() > 1) usage += "...";
    }
    return usage + " [OPTIONS]";
}

std::vector<const CLI::App*> shown_below(const CLI::App& app) {
    std::vector<const CLI::App*> shown;
    for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (is_shown(*one)) shown.push_back(one);
    }
    return shown;
}

void add_command(std::string& page, const CLI::App& app, const std::string& path) {
    const auto below = shown_below(app);
    if (!below.empty()) {
        for (const CLI::App* one : below)
            add_command(page, *one, path + " " + one->get_name());
        return;
    }
    page += fmt::format(".SS {}\n{}.\n.PP\n.B {}\n", plain(path), plain(app.get_description()),
                        plain(usage_of(app, path)));
    add_options(page, app, true);
    add_options(page, app, false);
}

}  // namespace

std::string manual_page(const CLI::App& app, const std::string& version,
                        const std::string& footer) {
    std::string page = fmt::format(
        ".TH OMS 1 \"\" \"oms {}\" \"User Commands\"\n.ad l\n.nh\n.SH NAME\noms \\- {}\n.SH "
        "SYNOPSIS\n"
        ".B oms\nNOUN VERB [ARGUMENTS] [OPTIONS]\n.SH COMMANDS\n",
        plain(version), plain(app.get_description()));
    add_command(page, app, "oms");
    page += ".SH OPTIONS\nThese may stand anywhere in a command line.\n";
    add_options(page, app, false);
    page += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", plain(footer));
    return page;
}

}  // namespace oms::cli
