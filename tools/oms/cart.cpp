#include <vector>

#include <fmt/format.h>

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace inventory = oms::inventory::v1;
using inventory::InventoryService;

struct CartKey {
    std::string key;
};
struct HoldCart {
    std::string key, position;
    std::vector<std::string> lines;
};

Tone tone_of(inventory::CartHoldState state) {
    switch (state) {
        case inventory::CART_HOLD_STATE_HELD:
        case inventory::CART_HOLD_STATE_CONSUMED:
            return Tone::good;
        case inventory::CART_HOLD_STATE_EXPIRED:
            return Tone::warning;
        default:
            return Tone::plain;
    }
}

void print_hold(const Session& session, const inventory::CartHold& hold) {
    Page page = session.page();
    page.heading(fmt::format("Cart {}/{}", hold.channel_id(), hold.cart_id()));
    page.facts({
        {"state", Cell(enum_words(hold.state()), tone_of(hold.state()))},
        {"expires",       time_text(hold.expire_time())                           },
        {"extended",       hold.extended() ? "yes" : ""},
    });
    if (hold.held().empty() && hold.lines().empty()) return;
    page.gap();
    Table table({
        {"line",    Align::right, false},
        {"SKU",     Align::left,  false},
        {"units",   Align::right, false},
        {"held at", Align::left,  true }
    });
    for (int index = 0; index < hold.lines_size(); ++index) {
        const auto& line = hold.lines(index);
        std::vector<std::string> places;
        for (const auto& held : hold.held()) {
            if (held.line_no() == index + 1)
                places.push_back(fmt::format("{} {}", held.location_id(), held.quantity()));
        }
        table.add({std::to_string(index + 1), line.sku(), std::to_string(line.quantity()),
                   fmt::format("{}", fmt::join(places, ", "))});
    }
    page.table(table);
}

template <class Response>
Outcome<ExitCode> show(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
    } else {
        print_hold(session, response.cart_hold());
    }
    return ExitCode::ok;
}

// A request of type `Request` for the cart "CHANNEL/CART".
template <class Request>
Outcome<Request> request_for(const std::string& key) {
    OMS_TRY(const auto parts, parse_pair(key, '/', "the cart", "CHANNEL/CART, such as web/C-1"));
    Request request;
    request.set_channel_id(parts.first);
    request.set_cart_id(parts.second);
    return request;
}

// "SKU:QUANTITY[:pickup=LOCATION]"
Outcome<inventory::CartHoldLine> parse_line(const std::string& text) {
    const std::string what = "--line " + text;
    const auto parts = split_text(text, ':');
    if (parts.size() < 2 || parts.size() > 3)
        return usage_error(what + ": it is SKU:QUANTITY[:pickup=LOCATION]");
    inventory::CartHoldLine line;
    line.set_sku(parts[0]);
    OMS_TRY(const std::int64_t quantity, parse_integer(parts[1], what));
    line.set_quantity(quantity);
    if (parts.size() == 3) {
        OMS_TRY(const auto pickup, parse_pair(parts[2], '=', what, "pickup=LOCATION"));
        if (pickup.first != "pickup")
            return usage_error(what + ": only pickup=LOCATION can follow");
        line.set_pickup_location_id(pickup.second);
    }
    return line;
}

Outcome<ExitCode> run_hold(Session& session, const HoldCart& options) {
    OMS_TRY(auto request, request_for<inventory::PlaceCartHoldRequest>(options.key));
    for (const std::string& text : options.lines) {
        OMS_TRY(*request.add_lines(), parse_line(text));
    }
    if (!options.position.empty()) {
        OMS_TRY(*request.mutable_destination(), parse_position(options.position, "--position"));
    }
    OMS_TRY(const auto response,
            session.mutate(&InventoryService::Stub::PlaceCartHold, std::move(request)));
    return show(session, response);
}

Outcome<ExitCode> run_extend(Session& session, const CartKey& options) {
    OMS_TRY(auto request, request_for<inventory::ExtendCartHoldRequest>(options.key));
    OMS_TRY(const auto response,
            session.mutate(&InventoryService::Stub::ExtendCartHold, std::move(request)));
    return show(session, response);
}

Outcome<ExitCode> run_release(Session& session, const CartKey& options) {
    OMS_CHECK(expect_answerable(session));
    OMS_TRY(auto request, request_for<inventory::ReleaseCartHoldRequest>(options.key));
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        OMS_TRY(const auto wanted, request_for<inventory::GetCartHoldRequest>(options.key));
        OMS_TRY(const auto found, session.call(&InventoryService::Stub::GetCartHold, wanted));
        const inventory::CartHold& before = found.cart_hold();
        Consequences consequences{"Release of cart " + options.key, {}, true};
        consequences.changes.push_back(
            {"hold", "state", enum_words(before.state()), enum_words(outcome.cart_hold().state())});
        for (const auto& held : before.held()) {
            const int line = held.line_no();
            const std::string sku = line >= 1 && line <= before.lines_size()
                                        ? before.lines(line - 1).sku()
                                        : fmt::format("line {}", line);
            add_change(consequences.changes, fmt::format("{}@{}", sku, held.location_id()), "held",
                       held.quantity(), 0);
        }
        return consequences;
    };
    return mutate_with_consent(
        session, &InventoryService::Stub::ReleaseCartHold, std::move(request), describe,
        [&](const auto& response) { print_hold(session, response.cart_hold()); });
}

Outcome<ExitCode> run_get(Session& session, const CartKey& options) {
    OMS_TRY(const auto request, request_for<inventory::GetCartHoldRequest>(options.key));
    OMS_TRY(const auto response, session.call(&InventoryService::Stub::GetCartHold, request));
    return show(session, response);
}

}  // namespace

void add_cart(Commands& commands) {
    CLI::App& noun = add_noun(commands, "cart", "Units kept for a cart until it becomes an order");
    constexpr const char* key_help = "CHANNEL/CART, such as web/C-1";
    const auto [hold, cart] = add_verb<HoldCart>(
        noun, commands, "hold", "Reserves units for a cart, for 15 minutes", run_hold);
    hold->add_option("CART", cart->key, key_help)->required();
    add_repeated(*hold, "--line", cart->lines, "SKU:QUANTITY[:pickup=LOCATION]; may be repeated")
        ->required();
    hold->add_option("--position", cart->position,
                     "LAT,LON of the customer: the nearest stock is held");
    const auto [extend, extended] =
        add_verb<CartKey>(noun, commands, "extend", "Adds 5 minutes, once", run_extend);
    extend->add_option("CART", extended->key, key_help)->required();
    const auto [release, released] =
        add_verb<CartKey>(noun, commands, "release", "Gives the units back", run_release);
    release->add_option("CART", released->key, key_help)->required();
    const auto [get, wanted] = add_verb<CartKey>(noun, commands, "get", "Shows a hold", run_get);
    get->add_option("CART", wanted->key, key_help)->required();
}

}  // namespace oms::cli
