#include "tools/oms/choice_text.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;

std::string units_text(const orders::Choice& choice) {
    std::vector<std::string> units;
    for (const auto& some : choice.units())
        units.push_back(fmt::format("{} of line {}", some.quantity(), some.line_no()));
    return fmt::format("{}", fmt::join(units, ", "));
}

std::string chosen_text(const orders::Choice& choice) {
    for (const auto& option : choice.options()) {
        if (option.option_no() != choice.chosen_option_no()) continue;
        const std::string where =
            option.location_id().empty() ? std::string() : " " + option.location_id();
        return enum_words(option.kind()) + where;
    }
    return {};
}

std::string chooser_text(const orders::Choice& choice) {
    return choice.state() == orders::CHOICE_STATE_MADE ? enum_words(choice.chosen_by())
                                                       : std::string();
}

Tone tone_of(orders::ChoiceState state) {
    return state == orders::CHOICE_STATE_OPEN ? Tone::warning : Tone::plain;
}

}  // namespace

void print_choice(Page& page, const orders::Choice& choice) {
    page.facts({
        {"choice", choice.choice_id()             },
        {"state",  Cell(enum_words(choice.state()), tone_of(choice.state()))},
        {"because",        enum_words(choice.reason())                              },
        {"at",        choice.location_id()     },
        {"units",        units_text(choice)                           },
        {"parcel of",        choice.fulfillment_order_id() },
        {"until",        time_text(choice.expire_time())                               },
        {"chosen",        chosen_text(choice)},
        {"by",        chooser_text(choice)                                   },
    });
    Table table({
        {"option",      Align::right},
        {"what"            },
        {"where"},
        {"by"            },
        {"price", Align::right},
        {"remark"},
    });
    for (const auto& option : choice.options()) {
        const bool otherwise = option.option_no() == choice.default_option_no();
        table.add({std::to_string(option.option_no()), enum_words(option.kind()),
                   option.location_id(), time_text(option.promised_by()),
                   money_text(option.price()), otherwise ? "without an answer" : ""});
    }
    page.gap();
    page.table(table);
}

void print_choices(Page& page, const google::protobuf::RepeatedPtrField<orders::Choice>& choices) {
    if (choices.empty()) return;
    Table table({
        {"choice" },
        {"because"},
        {"units",   Align::left, true},
        {"state"    },
        {"until"  },
        {"chosen"  },
        {"by" },
    });
    for (const auto& choice : choices) {
        table.add({choice.choice_id(), enum_words(choice.reason()), units_text(choice),
                   Cell(enum_words(choice.state()), tone_of(choice.state())),
                   time_text(choice.expire_time()), chosen_text(choice), chooser_text(choice)});
    }
    page.gap();
    page.table(table);
}

}  // namespace oms::cli
