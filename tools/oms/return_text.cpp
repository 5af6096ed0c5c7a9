#include "tools/oms/return_text.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace returns = oms::returns::v1;

Tone tone_of(returns::ReturnState state) {
    switch (state) {
        case returns::RETURN_STATE_REFUNDED:
            return Tone::good;
        case returns::RETURN_STATE_REQUESTED:
        case returns::RETURN_STATE_RECEIVED:
            return Tone::strong;
        case returns::RETURN_STATE_REJECTED:
        case returns::RETURN_STATE_EXPIRED:
            return Tone::warning;
        case returns::RETURN_STATE_CANCELED:
            return Tone::dim;
        default:
            return Tone::plain;
    }
}

std::string actions_text(const returns::Return& one) {
    std::vector<std::string> actions;
    for (int i = 0; i < one.allowed_actions_size(); ++i)
        actions.push_back(enum_words(one.allowed_actions(i)));
    return fmt::format("{}", fmt::join(actions, ", "));
}

// By the provider's numbers.
std::string credits_text(const returns::Return& one) {
    std::vector<std::string> issued;
    for (const returns::IssuedCredit& credit : one.credits())
        issued.push_back(credit.provider_reference());
    return fmt::format("{}", fmt::join(issued, ", "));
}

std::string line_text(std::int32_t line_no) {
    return line_no == 0 ? std::string("-") : std::to_string(line_no);
}

Cell answer_cell(returns::ReturnAnswer answer) {
    return {enum_words(answer), answer == returns::RETURN_ANSWER_YES ? Tone::good : Tone::warning};
}

void print_lines(Page& page, const returns::Return& one) {
    Table table({
        {"line",     Align::right, false},
        {"SKU",      Align::left,  true },
        {"units",    Align::right, false},
        {"reason",   Align::left,  true },
        {"policy",   Align::left,  false},
        {"expected", Align::right, false},
        {"received", Align::right, false},
        {"refunded", Align::right, false},
    });
    for (const returns::ReturnLine& line : one.lines()) {
        table.add({line_text(line.line_no()), line.sku(), std::to_string(line.quantity()),
                   enum_words(line.reason()), answer_cell(line.answer()),
                   std::to_string(line.announced()), std::to_string(line.received()),
                   std::to_string(line.refunded())});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

void print_goods(Page& page, const returns::Return& one) {
    Table table({
        {"goods", Align::right, false},
        {"line",  Align::right, false},
        {"SKU",   Align::left,  true },
        {"units", Align::right, false},
        {"at",    Align::left,  true },
        {"found", Align::left,  false},
        {"go",    Align::left,  false},
    });
    for (const returns::ReturnGoods& goods : one.goods()) {
        table.add({std::to_string(goods.goods_no()), line_text(goods.line_no()), goods.sku(),
                   std::to_string(goods.quantity()), goods.location_id(),
                   enum_words(goods.finding()), enum_words(goods.disposition())});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

}  // namespace

void print_return(Page& page, const returns::Return& one) {
    page.heading("Return " + one.return_id());
    page.facts({
        {"state", Cell(enum_words(one.state()), tone_of(one.state()))},
        {"can be",       actions_text(one)                           },
        {"order",       one.order_number() },
        {"at",       one.location_id()                              },
        {"comes by",       enum_words(one.method())},
        {"result",       enum_words(one.result())                                },
        {"gift",       one.gift() ? "yes" : ""},
        {"credit to",       one.credit_reference()                           },
        {"credit issued",       credits_text(one)},
        {"evidence",       one.evidence()                                },
        {"tracking",       one.tracking_number()},
        {"ends",       time_text(one.expire_time())                                    },
        {"refunded",       money_text(one.refunded())},
        {"fees",       money_text(one.fees())                                        },
        {"requested",       time_text(one.create_time())},
    });
    print_lines(page, one);
    print_goods(page, one);
}

void print_returns(Page& page, const google::protobuf::RepeatedPtrField<returns::Return>& list) {
    Table table({
        {"return"  },
        {"order"   },
        {"state"   },
        {"at"      },
        {"result"  },
        {"refunded", Align::right},
        {"requested"         }
    });
    for (const returns::Return& one : list) {
        table.add({one.return_id(), one.order_number(),
                   Cell(enum_words(one.state()), tone_of(one.state())), one.location_id(),
                   enum_words(one.result()), money_text(one.refunded()),
                   time_text(one.create_time())});
    }
    page.table(table);
}

void print_refund(Page& page, const returns::RefundDue& due) {
    page.gap();
    page.facts({
        {"goods",     money_text(due.goods())  },
        {"charges",   money_text(due.charges())},
        {"kept back", money_text(due.fee())    },
        {"paid back", money_text(due.amount()) },
    });
}

void print_check(Page& page, const returns::CheckReturnResponse& check) {
    Table table({
        {"line",  Align::right, false},
        {"units", Align::right, false},
        {"may",   Align::left,  false},
        {"until", Align::left,  false},
        {"fee",   Align::right, false},
        {"rule",  Align::left,  true },
    });
    for (const returns::LineAnswer& line : check.lines()) {
        table.add({std::to_string(line.line_no()), std::to_string(line.quantity()),
                   answer_cell(line.answer()), time_text(line.latest_time()),
                   money_text(line.fee()), line.rule()});
    }
    page.table(table);
    if (check.approval_required()) page.line("Somebody has to approve it.", Tone::warning);
    if (check.has_refund()) print_refund(page, check.refund());
}

}  // namespace oms::cli
