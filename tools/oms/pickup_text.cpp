#include "tools/oms/pickup_text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace pickups = oms::pickups::v1;
using pickups::Pickup;

Tone tone_of(pickups::PickupState state) {
    switch (state) {
        case pickups::PICKUP_STATE_READY:
            return Tone::strong;
        case pickups::PICKUP_STATE_COLLECTED:
            return Tone::good;
        case pickups::PICKUP_STATE_EXPIRED:
            return Tone::warning;
        case pickups::PICKUP_STATE_CANCELED:
            return Tone::dim;
        default:
            return Tone::plain;
    }
}

// By which verb a person does something; what only the server does has none.
struct ActionVerb {
    pickups::PickupAction action;
    std::string_view verb;
};
constexpr auto action_verbs = std::to_array<ActionVerb>({
    {pickups::PICKUP_ACTION_COLLECT,      "collect" },
    {pickups::PICKUP_ACTION_COLLECT_PART, "collect" },
    {pickups::PICKUP_ACTION_REVIVE,       "collect" },
    {pickups::PICKUP_ACTION_EXTEND,       "extend"  },
    {pickups::PICKUP_ACTION_NAME_PROXY,   "proxy"   },
    {pickups::PICKUP_ACTION_REISSUE_CODE, "new-code"},
    {pickups::PICKUP_ACTION_ARRIVE,       "arrived" },
    {pickups::PICKUP_ACTION_LEAVE,        "left"    },
});

std::string verbs_text(const Pickup& pickup) {
    std::vector<std::string_view> verbs;
    for (const int allowed : pickup.allowed_actions()) {
        for (const ActionVerb& row : action_verbs) {
            const bool told = std::find(verbs.begin(), verbs.end(), row.verb) != verbs.end();
            if (row.action == allowed && !told) verbs.push_back(row.verb);
        }
    }
    return fmt::format("{}", fmt::join(verbs, ", "));
}

std::string checks_text(const Pickup& pickup) {
    std::vector<std::string_view> checks;
    if (pickup.identity_required()) checks.emplace_back("ID");
    if (pickup.age_required()) checks.emplace_back("age");
    return fmt::format("{}", fmt::join(checks, ", "));
}

// Since when the customer waits outside, and where.
std::string waiting_text(const Pickup& pickup) {
    if (!pickup.has_arrival_time()) return {};
    const std::string since = "since " + time_text(pickup.arrival_time());
    return pickup.arrival_place().empty() ? since : since + ", " + pickup.arrival_place();
}

std::string hold_text(const Pickup& pickup) {
    const std::string until = time_text(pickup.hold_until());
    return pickup.extended() && !until.empty() ? until + " (extended)" : until;
}

void print_lines(Page& page, const Pickup& pickup) {
    Table table({
        {"line",      Align::right, false},
        {"SKU",       Align::left,  true },
        {"units",     Align::right, false},
        {"ready",     Align::right, false},
        {"collected", Align::right, false},
    });
    for (const pickups::PickupLine& line : pickup.lines()) {
        table.add({std::to_string(line.line_no()), line.sku(), std::to_string(line.quantity()),
                   std::to_string(line.ready()), std::to_string(line.collected())});
    }
    if (table.empty()) return;
    page.gap();
    page.table(table);
}

std::string holder_name(std::int32_t holder_no) {
    if (holder_no == 0) return {};
    return holder_no == 1 ? std::string("1, the buyer") : fmt::format("{}, a proxy", holder_no);
}

void print_holders(Page& page, const Pickup& pickup) {
    if (pickup.holders().empty()) return;
    Table table({{"holder"}, {"code no."}, {"may collect"}});
    for (const pickups::PickupHolder& holder : pickup.holders()) {
        table.add({holder_name(holder.holder_no()), std::to_string(holder.issue_no()),
                   holder.active() ? Cell("yes", Tone::good) : Cell("no", Tone::dim)});
    }
    page.gap();
    page.table(table);
}

std::string proof_text(const pickups::Handover& handover) {
    std::string proof = enum_words(handover.proof());
    if (handover.identity_checked()) proof += ", ID checked";
    if (handover.age_checked()) proof += ", age checked";
    return proof;
}

void print_handovers(Page& page, const Pickup& pickup) {
    if (pickup.handovers().empty()) return;
    Table table({
        {"handed over", Align::left, false},
        {"units",       Align::left, true },
        {"to",          Align::left, false},
        {"proof",       Align::left, true },
        {"clerk",       Align::left, true },
        {"till",        Align::left, true },
    });
    for (const pickups::Handover& handover : pickup.handovers()) {
        std::vector<std::string> units;
        for (const pickups::PickupUnits& row : handover.units())
            units.push_back(fmt::format("{}={}", row.line_no(), row.quantity()));
        table.add({time_text(handover.time()), fmt::format("{}", fmt::join(units, ", ")),
                   holder_name(handover.holder_no()), proof_text(handover), handover.clerk(),
                   handover.till()});
    }
    page.gap();
    page.table(table);
}

std::string lines_text(const Pickup& pickup) {
    std::vector<std::string> parts;
    for (const pickups::PickupLine& line : pickup.lines())
        parts.push_back(fmt::format("{} {}/{}", line.sku(), line.ready(), line.quantity()));
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

void print_pickup(Page& page, const Pickup& pickup) {
    page.heading("Pickup " + pickup.pickup_id());
    const std::string order = fmt::format("{} ({})", pickup.order_number(), pickup.order_id());
    const Cell checks(checks_text(pickup), Tone::warning);
    const Cell waits(waiting_text(pickup), Tone::warning);
    const Cell can(verbs_text(pickup), Tone::strong);
    const Cell state(enum_words(pickup.state()), tone_of(pickup.state()));
    page.facts({
        {"state",           state                          },
        {"order",           order                          },
        {"channel",         pickup.channel_id()            },
        {"at",              pickup.location_id()           },
        {"promised by",     time_text(pickup.promised_by())},
        {"ready since",     time_text(pickup.ready_time()) },
        {"waits until",     hold_text(pickup)              },
        {"check",           checks                         },
        {"customer waits",  waits                          },
        {"what you can do", can                            },
        {"created",         time_text(pickup.create_time())},
        {"updated",         time_text(pickup.update_time())},
        {"etag",            pickup.etag()                  },
    });
    print_lines(page, pickup);
    print_holders(page, pickup);
    print_handovers(page, pickup);
}

void print_pickups(Page& page, const google::protobuf::RepeatedPtrField<Pickup>& pickups,
                   bool places) {
    std::vector<Table::Column> columns{
        {"pickup",         Align::left, false},
        {"order",          Align::left, false},
        {"state",          Align::left, false},
        {"lines ready",    Align::left, true },
        {"promised by",    Align::left, false},
        {"waits until",    Align::left, false},
        {"customer waits", Align::left, true },
    };
    if (places) columns.push_back({"at"});
    Table table(std::move(columns));
    for (const Pickup& pickup : pickups) {
        std::vector<Cell> row{pickup.pickup_id(), pickup.order_number()};
        row.emplace_back(enum_words(pickup.state()), tone_of(pickup.state()));
        row.emplace_back(lines_text(pickup));
        row.emplace_back(time_text(pickup.promised_by()));
        row.emplace_back(time_text(pickup.hold_until()));
        row.emplace_back(waiting_text(pickup), Tone::warning);
        if (places) row.emplace_back(pickup.location_id());
        table.add(std::move(row));
    }
    if (table.empty()) {
        page.line("No pickups.");
    } else {
        page.table(table);
    }
}

std::vector<Change> changes_between(const Pickup& before, const Pickup& after) {
    std::vector<Change> changes;
    if (before.state() != after.state()) {
        changes.push_back(
            {"pickup", "state", enum_words(before.state()), enum_words(after.state())});
    }
    for (const pickups::PickupLine& was : before.lines()) {
        const auto is =
            std::find_if(after.lines().begin(), after.lines().end(),
                         [&](const auto& line) { return line.line_no() == was.line_no(); });
        if (is == after.lines().end()) continue;
        const std::string about = fmt::format("line {}, {}", was.line_no(), was.sku());
        add_change(changes, about, "ready", was.ready(), is->ready());
        add_change(changes, about, "collected", was.collected(), is->collected());
    }
    for (const pickups::PickupHolder& was : before.holders()) {
        const auto is =
            std::find_if(after.holders().begin(), after.holders().end(),
                         [&](const auto& one) { return one.holder_no() == was.holder_no(); });
        if (is == after.holders().end()) continue;
        add_change(changes, "holder " + holder_name(was.holder_no()), "code no.", was.issue_no(),
                   is->issue_no());
    }
    return changes;
}

}  // namespace oms::cli
