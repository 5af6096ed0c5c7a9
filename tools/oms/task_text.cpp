#include "tools/oms/task_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace fulfillment = oms::fulfillment::v1;
using fulfillment::FulfillmentLine;
using fulfillment::FulfillmentOrder;

Tone tone_of(fulfillment::FulfillmentState state) {
    switch (state) {
        case fulfillment::FULFILLMENT_STATE_RELEASED:
            return Tone::strong;
        case fulfillment::FULFILLMENT_STATE_CANCEL_REQUESTED:
            return Tone::warning;
        case fulfillment::FULFILLMENT_STATE_EXCEPTION:
        case fulfillment::FULFILLMENT_STATE_REJECTED:
            return Tone::bad;
        case fulfillment::FULFILLMENT_STATE_CANCELED:
            return Tone::dim;
        case fulfillment::FULFILLMENT_STATE_READY:
        case fulfillment::FULFILLMENT_STATE_SHIPPED:
        case fulfillment::FULFILLMENT_STATE_DELIVERED:
        case fulfillment::FULFILLMENT_STATE_COLLECTED:
        case fulfillment::FULFILLMENT_STATE_RECEIVED:
            return Tone::good;
        default:
            return Tone::plain;
    }
}

Tone tone_of(fulfillment::ParcelState state) {
    switch (state) {
        case fulfillment::PARCEL_STATE_DELIVERED:
            return Tone::good;
        case fulfillment::PARCEL_STATE_LOST:
            return Tone::bad;
        case fulfillment::PARCEL_STATE_VOIDED:
            return Tone::dim;
        default:
            return Tone::plain;
    }
}

// By which verb a person does something; what only the server does has none.
struct ActionVerb {
    fulfillment::FulfillmentAction action;
    std::string_view verb;
};
constexpr auto action_verbs = std::to_array<ActionVerb>({
    {fulfillment::FULFILLMENT_ACTION_ACCEPT,          "accept"   },
    {fulfillment::FULFILLMENT_ACTION_ASSIGN,          "take"     },
    {fulfillment::FULFILLMENT_ACTION_START_PICKING,   "take"     },
    {fulfillment::FULFILLMENT_ACTION_PICK,            "pick"     },
    {fulfillment::FULFILLMENT_ACTION_FALL_SHORT,      "short"    },
    {fulfillment::FULFILLMENT_ACTION_PACK,            "pack"     },
    {fulfillment::FULFILLMENT_ACTION_SHIP,            "ship"     },
    {fulfillment::FULFILLMENT_ACTION_DELIVER,         "delivered"},
    {fulfillment::FULFILLMENT_ACTION_TRACK,           "lost"     },
    {fulfillment::FULFILLMENT_ACTION_TRACK,           "found"    },
    {fulfillment::FULFILLMENT_ACTION_MAKE_READY,      "ready"    },
    {fulfillment::FULFILLMENT_ACTION_SEND,            "send"     },
    {fulfillment::FULFILLMENT_ACTION_RECEIVE,         "receive"  },
    {fulfillment::FULFILLMENT_ACTION_REJECT,          "reject"   },
    {fulfillment::FULFILLMENT_ACTION_GRANT_CANCEL,    "give-back"},
    {fulfillment::FULFILLMENT_ACTION_RESUME_RELEASED, "keep"     },
    {fulfillment::FULFILLMENT_ACTION_RESUME_ACCEPTED, "keep"     },
    {fulfillment::FULFILLMENT_ACTION_RESUME_PICKING,  "keep"     },
    {fulfillment::FULFILLMENT_ACTION_RESUME_PACKED,   "keep"     },
    {fulfillment::FULFILLMENT_ACTION_RESUME_READY,    "keep"     },
    {fulfillment::FULFILLMENT_ACTION_PUT_BACK,        "put-back" },
    {fulfillment::FULFILLMENT_ACTION_RETRY,           "retry"    },
});

std::string verbs_text(const FulfillmentOrder& task) {
    std::vector<std::string_view> verbs;
    for (const int allowed : task.allowed_actions()) {
        for (const ActionVerb& row : action_verbs) {
            const bool told = std::find(verbs.begin(), verbs.end(), row.verb) != verbs.end();
            if (row.action == allowed && !told) verbs.push_back(row.verb);
        }
    }
    return fmt::format("{}", fmt::join(verbs, ", "));
}

template <class Units>
std::string units_text(const Units& units) {
    std::vector<std::string> parts;
    for (const fulfillment::LineUnits& row : units)
        parts.push_back(fmt::format("{}={}", row.line_no(), row.quantity()));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string lines_text(const FulfillmentOrder& task) {
    std::vector<std::string> parts;
    for (const FulfillmentLine& line : task.lines())
        parts.push_back(fmt::format("{} {}", line.sku(), line.quantity()));
    return fmt::format("{}", fmt::join(parts, ", "));
}

Cell due_cell(const FulfillmentOrder& task) {
    if (task.has_accept_by())
        return Cell("accept by " + time_text(task.accept_by()), Tone::warning);
    return Cell(time_text(task.promised_by()));
}

Cell count_cell(std::int64_t count, Tone tone = Tone::plain) {
    return count == 0 ? Cell("-", Tone::dim) : Cell(std::to_string(count), tone);
}

void print_lines(Page& page, const FulfillmentOrder& task) {
    Table table({
        {"line",      Align::right, false},
        {"SKU",       Align::left,  true },
        {"units",     Align::right, false},
        {"picked",    Align::right, false},
        {"short",     Align::right, false},
        {"collected", Align::right, false},
        {"missing",   Align::right, false},
    });
    for (const FulfillmentLine& line : task.lines()) {
        table.add({std::to_string(line.line_no()), line.sku(), std::to_string(line.quantity()),
                   count_cell(line.picked()), count_cell(line.short_quantity(), Tone::bad),
                   count_cell(line.collected(), Tone::good),
                   count_cell(line.missing(), Tone::bad)});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

void print_parcels(Page& page, const FulfillmentOrder& task) {
    if (task.parcels().empty()) return;
    Table table({
        {"parcel",   Align::left,  false},
        {"state",    Align::left,  false},
        {"units",    Align::left,  true },
        {"grams",    Align::right, false},
        {"SSCC",     Align::left,  false},
        {"tracking", Align::left,  true },
    });
    for (const fulfillment::Parcel& parcel : task.parcels()) {
        table.add({parcel.parcel_id(), Cell(enum_words(parcel.state()), tone_of(parcel.state())),
                   units_text(parcel.units()), count_cell(parcel.weight_g()), parcel.sscc(),
                   parcel.tracking_number()});
    }
    page.gap();
    page.table(table);
}

std::string assignee_text(const FulfillmentOrder& task) {
    if (task.assignee().empty() || !task.has_lease_until()) return task.assignee();
    return fmt::format("{} until {}", task.assignee(), time_text(task.lease_until()));
}

std::string state_text(const FulfillmentOrder& task) {
    return enum_words(task.state()) + (task.offered_to().empty() ? "" : ", offered");
}

// Nothing of a first attempt that was not refused.
std::string attempt_text(const FulfillmentOrder& task) {
    return task.attempt() > 1 ? std::to_string(task.attempt()) : std::string();
}

}  // namespace

void print_task(Page& page, const FulfillmentOrder& task) {
    page.heading("Task " + task.fulfillment_order_id());
    const std::string order = fmt::format("{} ({})", task.order_number(), task.order_id());
    const Cell accept_by(time_text(task.accept_by()), Tone::warning);
    const Cell wanted_back(units_text(task.cancel_units()), Tone::warning);
    const Cell can(verbs_text(task), Tone::strong);
    const Cell refusal(enum_words(task.refusal()), Tone::bad);
    const Cell state(state_text(task), tone_of(task.state()));
    page.facts({
        {"state",                        state},
        {"order",                        order},
        {"channel",                      task.channel_id()},
        {"at",                           task.location_id()},
        {"also offered to",              fmt::format("{}",fmt::join(task.offered_to(), ", "))},
        {"method",                        enum_words(task.method())},
        {"for pickup at",task.pickup_location_id()},
        {"service",                        task.service_id()                      },
        {"ship date",task.ship_date()},
        {"promised by",                         time_text(task.promised_by())                                                         },
        {"accept by",accept_by},
        {"attempt",                                             attempt_text(task)                                                                                                                             },
        {"assignee",assignee_text(task)},
        {"wanted back",                                            wanted_back                                                                                                                                                                                                         },
        {"given back by",time_text(task.cancel_by())},
        {"refused as",                            refusal                                                                                                                                                                                                                                                             },
        {"what you can do",can},
        {"created",                                time_text(task.create_time())                                                                                                                                                                                                                                                                                                 },
        {"updated",time_text(task.update_time())},
        {"etag",                                task.etag()                                                                                                                                                                                                                                                                                                                                                               },
    });
    print_lines(page, task);
    print_parcels(page, task);
}

void print_tasks(Page& page, const Tasks& tasks, bool places) {
    std::vector<Table::Column> columns{
        {"task",     Align::left, false},
        {"order",    Align::left, false},
        {"state",    Align::left, false},
        {"method",   Align::left, false},
        {"lines",    Align::left, true },
        {"due",      Align::left, false},
        {"assignee", Align::left, true },
    };
    if (places) columns.push_back({"at"});
    Table table(std::move(columns));
    for (const FulfillmentOrder& task : tasks) {
        std::vector<Cell> row{task.fulfillment_order_id(), task.order_number()};
        row.emplace_back(state_text(task), tone_of(task.state()));
        row.emplace_back(enum_words(task.method()));
        row.emplace_back(lines_text(task));
        row.push_back(due_cell(task));
        row.emplace_back(task.assignee());
        if (places) row.emplace_back(task.location_id());
        table.add(std::move(row));
    }
    if (table.empty()) {
        page.line("No tasks.");
    } else {
        page.table(table);
    }
}

Table unpicked_lines(const FulfillmentOrder& task) {
    Table table({
        {"line",    Align::right, false},
        {"SKU",     Align::left,  true },
        {"to pick", Align::right, false},
    });
    for (const FulfillmentLine& line : task.lines()) {
        const std::int64_t left = line.quantity() - line.picked();
        if (left > 0) table.add({std::to_string(line.line_no()), line.sku(), std::to_string(left)});
    }
    return table;
}

std::vector<Change> effects_of(fulfillment::RefusalReason reason) {
    const std::string about = "stock there";
    switch (reason) {
        case fulfillment::REFUSAL_REASON_NOT_FOUND:
            return {
                {about, "free", "", "none until it is counted"}
            };
        case fulfillment::REFUSAL_REASON_DAMAGED:
        case fulfillment::REFUSAL_REASON_SOLD_IN_STORE:
            return {
                {about, "on hand", "", "less these units"}
            };
        default:
            return {};
    }
}

std::vector<Change> changes_between(const FulfillmentOrder& before, const FulfillmentOrder& after) {
    std::vector<Change> changes;
    if (before.state() != after.state()) {
        changes.push_back({"task", "state", enum_words(before.state()), enum_words(after.state())});
    }
    for (const FulfillmentLine& was : before.lines()) {
        const auto is =
            std::find_if(after.lines().begin(), after.lines().end(),
                         [&](const auto& line) { return line.line_no() == was.line_no(); });
        if (is == after.lines().end()) continue;
        const std::string about = fmt::format("line {}, {}", was.line_no(), was.sku());
        add_change(changes, about, "units", was.quantity(), is->quantity());
        add_change(changes, about, "picked", was.picked(), is->picked());
        add_change(changes, about, "short", was.short_quantity(), is->short_quantity());
        add_change(changes, about, "collected", was.collected(), is->collected());
        add_change(changes, about, "missing", was.missing(), is->missing());
    }
    for (const fulfillment::Parcel& is : after.parcels()) {
        const auto was =
            std::find_if(before.parcels().begin(), before.parcels().end(),
                         [&](const auto& one) { return one.parcel_id() == is.parcel_id(); });
        const std::string state =
            was == before.parcels().end() ? std::string() : enum_words(was->state());
        if (state != enum_words(is.state()))
            changes.push_back({"parcel " + is.parcel_id(), "state", state, enum_words(is.state())});
    }
    return changes;
}

}  // namespace oms::cli
