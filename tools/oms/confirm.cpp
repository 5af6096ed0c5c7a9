#include "tools/oms/confirm.hpp"

#include <istream>

namespace oms::cli {
namespace {

void print(Page page, const Consequences& consequences) {
    page.heading(consequences.heading);
    if (consequences.changes.empty()) {
        page.line("Nothing would change.");
        return;
    }
    Table table({
        {"",       Align::left,  true },
        {"what",   Align::left,  false},
        {"before", Align::right, false},
        {"after",  Align::right, false}
    });
    for (const Change& change : consequences.changes) {
        table.add({change.about, change.what, change.before.empty() ? "-" : change.before,
                   Cell(change.after, Tone::strong)});
    }
    page.table(table);
}

}  // namespace

void add_change(std::vector<Change>& changes, const std::string& about, const std::string& what,
                std::int64_t before, std::int64_t after) {
    if (before == after) return;
    changes.push_back({about, what, std::to_string(before), std::to_string(after)});
}

bool asks(const Session& session) {
    return !session.options().yes && !session.options().dry_run;
}

Outcome<void> expect_answerable(const Session& session) {
    if (!asks(session) || session.environment().in_is_terminal) return {};
    return usage_error("this takes something away, and there is no terminal to ask on",
                       "Add --yes to do it without asking, or --dry-run to see what it would do.");
}

Outcome<bool> ask(const Session& session, const Consequences& consequences) {
    OMS_CHECK(expect_answerable(session));
    Environment& environment = session.environment();
    const Style style = style_for(environment, session.options(), environment.err_is_terminal);
    print(Page(environment.err, style, environment.out_columns), consequences);
    environment.err << "Go on? [y/N] " << std::flush;
    std::string answer;
    if (!std::getline(environment.in, answer)) environment.err << '\n';
    answer = lower_case(trimmed(answer));
    if (answer == "y" || answer == "yes") return true;
    environment.err << "nothing was changed\n";
    return false;
}

void show_dry_run(const Session& session, const Consequences& consequences) {
    print(session.page(), consequences);
    session.note("dry run: nothing was changed");
}

}  // namespace oms::cli
