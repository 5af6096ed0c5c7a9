#include "tests/architecture/include_rules.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace oms::architecture {

namespace {

// Libraries that only some folders may see.
enum class Library {
    standard,
    system,
    grpc,
    contract,
    sqlite,
    postgres,
    formatting,
    expected,
    other
};

using Names = std::vector<std::string_view>;

// What the files below `folder` may include. The longest folder that fits decides.
struct Rule {
    std::string_view folder;
    Names ours;
    bool pure;      // std, fmt and tl::expected only
    bool contract;  // gRPC, protobuf and the headers generated from proto/
    bool database;  // sqlite3 and libpq
};

const std::vector<Rule>& rules() {
    static const Names everything = {"domain",   "fulfillment", "storage",
                                     "services", "tools",       "tests"};
    static const std::vector<Rule> table = {
        {"domain",        {"domain"},                                       true,  false, false},
        {"fulfillment",   {"domain", "fulfillment"},                        true,  false, false},
        {"storage",       {"domain", "fulfillment", "storage"},             false, false, true },
        {"services",      {"domain", "fulfillment", "services"},            false, true,  false},
        {"services/omsd", {"domain", "fulfillment", "services", "storage"}, false, true,  false},
        {"tools",         {"domain", "fulfillment", "tools"},               false, true,  false},
        {"tools/bench",   {"domain", "fulfillment", "tools", "storage"},    false, true,  true },
        {"tests",         everything,                                       false, true,  true },
    };
    return table;
}

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.substr(0, folder.size()) == folder &&
           path[folder.size()] == '/';
}

bool starts_with_any(std::string_view path, const Names& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return path.starts_with(prefix); });
}

const Rule* rule_for(std::string_view file) {
    const Rule* best = nullptr;
    for (const Rule& rule : rules()) {
        if (!is_below(file, rule.folder)) continue;
        if (best == nullptr || rule.folder.size() > best->folder.size()) best = &rule;
    }
    return best;
}

Library library_of(std::string_view path) {
    if (starts_with_any(path, {"oms/", "google/", "grpc/health/"})) return Library::contract;
    if (starts_with_any(path, {"grpc/", "grpc++/", "grpcpp/"})) return Library::grpc;
    if (path == "sqlite3.h") return Library::sqlite;
    if (starts_with_any(path, {"libpq", "postgresql/"})) return Library::postgres;
    if (path.starts_with("fmt/")) return Library::formatting;
    if (path == "tl/expected.hpp") return Library::expected;
    const bool has_directory = path.find('/') != std::string_view::npos;
    if (!has_directory && path.find('.') == std::string_view::npos) return Library::standard;
    if (path.ends_with(".h") && (!has_directory || path.starts_with("sys/")))
        return Library::system;
    return Library::other;
}

std::optional<std::string> complaint_about_ours(const Rule& rule, std::string_view path) {
    const bool allowed =
        std::any_of(rule.ours.begin(), rule.ours.end(),
                    [&](std::string_view folder) { return is_below(path, folder); });
    // What composes everything may be seen by nobody else but the tests.
    const bool composition = is_below(path, "services/omsd") && rule.folder == "services";
    if (allowed && !composition) return std::nullopt;
    return fmt::format("{} may not include \"{}\"", rule.folder, path);
}

std::optional<std::string> complaint_about_library(const Rule& rule, std::string_view path) {
    const Library library = library_of(path);
    const bool of_contract = library == Library::grpc || library == Library::contract;
    const bool of_database = library == Library::sqlite || library == Library::postgres;
    const bool is_pure = library == Library::standard || library == Library::formatting ||
                         library == Library::expected;
    if (of_contract && !rule.contract) {
        return fmt::format("{} may not see gRPC, protobuf or generated headers: <{}>", rule.folder,
                           path);
    }
    if (of_database && !rule.database) {
        return fmt::format("{} may not talk to a database itself: <{}>", rule.folder, path);
    }
    if (rule.pure && !is_pure) {
        return fmt::format("{} is pure: std, fmt and tl::expected only, not <{}>", rule.folder,
                           path);
    }
    return std::nullopt;
}

std::string_view without_comment(std::string_view line) {
    return line.substr(0, line.find("//"));
}

}  // namespace

std::optional<Include> parse_include(std::string_view line) {
    static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::match_results<std::string_view::const_iterator> match;
    if (!std::regex_search(line.begin(), line.end(), match, pattern)) return std::nullopt;
    return Include{match[2].str(), match[1].str() == "<"};
}

std::optional<std::string> complaint_about_include(std::string_view file, const Include& include) {
    const Rule* rule = rule_for(file);
    if (rule == nullptr) return fmt::format("no rule for the folder of {}", file);
    if (include.path.find("..") != std::string::npos) {
        return fmt::format("includes go from the repository's root: \"{}\"", include.path);
    }
    // Generated headers may be written either way; they are never ours.
    if (include.angled || library_of(include.path) == Library::contract) {
        if (rule_for(include.path) != nullptr) {
            return fmt::format("our own headers are included with quotes: <{}>", include.path);
        }
        return complaint_about_library(*rule, include.path);
    }
    if (rule_for(include.path) == nullptr) {
        return fmt::format("quotes are for our own headers, from the repository's root: \"{}\"",
                           include.path);
    }
    return complaint_about_ours(*rule, include.path);
}

std::optional<std::string> complaint_about_text(std::string_view file, std::string_view line) {
    static const std::array<std::pair<std::regex, std::string_view>, 3> forbidden = {
        {
         {std::regex(R"(_clock\s*::\s*now\b|\bgettimeofday\b|\bclock_gettime\b|\bstd::time\b)"),
             "the time comes in as an argument"},
         {std::regex(R"(\brandom_device\b|\bstd::s?rand\b)"),
             "randomness comes in as an argument"},
         {std::regex(R"(\bstd::(j?thread|async|this_thread)\b)"), "no threads of its own"},
         }
    };
    const Rule* rule = rule_for(file);
    if (rule == nullptr || !rule->pure) return std::nullopt;
    const std::string_view code = without_comment(line);
    for (const auto& [pattern, why] : forbidden) {
        if (std::regex_search(code.begin(), code.end(), pattern)) {
            return fmt::format("{} is pure: {}", rule->folder, why);
        }
    }
    return std::nullopt;
}

bool marks_unfinished_work(std::string_view line) {
    // In two parts, so that this file passes its own test.
    static const std::regex pattern(std::string(R"(\b(TO)") + R"(DO|FIX)" + R"(ME)\b)");
    return std::regex_search(line.begin(), line.end(), pattern);
}

std::vector<std::string> complaints_about_source(std::string_view file, std::string_view text) {
    std::vector<std::string> complaints;
    std::istringstream lines{std::string(text)};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        auto complaint = complaint_about_text(file, line);
        if (const auto include = parse_include(line))
            complaint = complaint_about_include(file, *include);
        if (complaint) complaints.push_back(fmt::format("{}:{}: {}", file, number, *complaint));
    }
    return complaints;
}

}  // namespace oms::architecture
