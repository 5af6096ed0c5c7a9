#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "domain/timer.hpp"
#include "oms/admin/v1/admin_service.grpc.pb.h"
#include "oms/fulfillment/v1/fulfillment_service.grpc.pb.h"
#include "oms/pickups/v1/pickup_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace admin = oms::admin::v1;
namespace fulfillment = oms::fulfillment::v1;
namespace pickups = oms::pickups::v1;

constexpr std::int32_t smallest_page = 50;
constexpr std::int32_t largest_page = 200;

struct ListTimers {
    std::string kind;
    std::string order;
    std::int64_t limit = 50;
};

// What the timers of an order are about: itself, its tasks and its pickups.
Outcome<std::set<std::string>> subjects_of(Session& session, const std::string& key) {
    OMS_TRY(const std::string order_id, order_id_of(session, key));
    std::set<std::string> subjects{order_id};
    fulfillment::ListFulfillmentOrdersRequest tasks;
    tasks.set_order_id(order_id);
    tasks.set_page_size(largest_page);
    do {
        OMS_TRY(const auto page,
                session.call(&fulfillment::FulfillmentService::Stub::ListFulfillmentOrders, tasks));
        for (const auto& task : page.fulfillment_orders())
            subjects.insert(task.fulfillment_order_id());
        tasks.set_page_token(page.next_page_token());
    } while (!tasks.page_token().empty());
    pickups::ListPickupsRequest waiting;
    waiting.set_order_id(order_id);
    OMS_TRY(const auto page, session.call(&pickups::PickupService::Stub::ListPickups, waiting));
    for (const auto& pickup : page.pickups())
        subjects.insert(pickup.pickup_id());
    return subjects;
}

// A hold's timer is about the order and the hold: "ord_.../hol_...".
bool is_about(const admin::Timer& timer, const std::set<std::string>& subjects) {
    return subjects.count(timer.subject()) > 0 ||
           subjects.count(timer.subject().substr(0, timer.subject().find('/'))) > 0;
}

struct Found {
    admin::ListTimersResponse timers;
    bool more = false;
};

// The server lists all timers, the first due first; what is not wanted is left out here.
Outcome<Found> find_timers(Session& session, const ListTimers& options) {
    std::set<std::string> subjects;
    if (!options.order.empty()) {
        OMS_TRY(subjects, subjects_of(session, options.order));
    }
    Found found;
    admin::ListTimersRequest request;
    request.set_page_size(static_cast<std::int32_t>(
        std::clamp<std::int64_t>(options.limit, smallest_page, largest_page)));
    do {
        OMS_TRY(const auto page, session.call(&admin::AdminService::Stub::ListTimers, request));
        for (const auto& timer : page.timers()) {
            if (!options.kind.empty() && timer.kind() != options.kind) continue;
            if (!options.order.empty() && !is_about(timer, subjects)) continue;
            found.more = found.timers.timers_size() == options.limit;
            if (found.more) return found;
            *found.timers.add_timers() = timer;
        }
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
}

Outcome<ExitCode> run_list(Session& session, const ListTimers& options) {
    if (options.limit < 1) return usage_error("--limit: at least 1");
    OMS_TRY(const Found found, find_timers(session, options));
    if (found.more) session.note("there are more: --limit shows more");
    if (session.json()) {
        session.print_json(found.timers);
        return ExitCode::ok;
    }
    Table table({
        {"due",   Align::left, false},
        {"kind",  Align::left, false},
        {"about", Align::left, true }
    });
    for (const auto& timer : found.timers.timers())
        table.add({time_text(timer.due_time()), timer.kind(), timer.subject()});
    Page page = session.page();
    if (table.empty()) {
        page.line("No timers.");
    } else {
        page.table(table);
    }
    return ExitCode::ok;
}

std::vector<std::string> timer_kinds() {
    const auto& names = EnumText<TimerKind>::names;
    return {names.begin(), names.end()};
}

}  // namespace

void add_timer(Commands& commands) {
    CLI::App& noun = add_noun(commands, "timer", "What the server will do at a time");
    const auto [list, listed] =
        add_verb<ListTimers>(noun, commands, "list", "Deadlines, the first due first", run_list);
    list->add_option("--kind", listed->kind, "Only these, such as pickup_expiry")
        ->check(CLI::IsMember(timer_kinds()));
    list->add_option(
        "--order", listed->order,
        std::string("Only those of an order, its tasks and its pickups. ") + order_key_help);
    list->add_option("--limit", listed->limit, "How many at most (default 50)");
}

}  // namespace oms::cli
