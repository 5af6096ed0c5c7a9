#include <utility>
#include <vector>

#include <fmt/format.h>

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/stock_table.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace inventory = oms::inventory::v1;
using inventory::InventoryService;

struct GetStock {
    std::string sku, location;
};
struct MoveStock {
    std::string place, kind, quantity, to, reason;
};
struct CountStock {
    std::string place, counted, reason;
};
struct AvailableStock {
    std::string channel;
    std::vector<std::string> skus;
    bool totals_only = false;
};

// "SKU@LOCATION"; neither may hold an '@'.
Outcome<std::pair<std::string, std::string>> parse_place(const std::string& text) {
    return parse_pair(text, '@', "the place", "SKU@LOCATION, such as TEE@W1");
}

// Whether a movement leaves fewer units to sell at its location.
bool takes_away(inventory::MovementKind kind, std::int64_t quantity) {
    return kind == inventory::MOVEMENT_KIND_DAMAGED || kind == inventory::MOVEMENT_KIND_MOVED ||
           kind == inventory::MOVEMENT_KIND_SOLD || quantity < 0;
}

// Adds what `after` changes against what is recorded now.
Outcome<void> compare(Session& session, const inventory::StockLevel& after,
                      std::vector<Change>& changes) {
    inventory::GetStockRequest request;
    request.set_sku(after.sku());
    request.set_location_id(after.location_id());
    OMS_TRY(const auto found, session.call(&InventoryService::Stub::GetStock, request));
    const inventory::StockLevel before =
        found.levels().empty() ? inventory::StockLevel() : found.levels(0);
    const std::string about = fmt::format("{}@{}", after.sku(), after.location_id());
    add_change(changes, about, "on hand", before.on_hand(), after.on_hand());
    add_change(changes, about, "available", before.available(), after.available());
    add_change(changes, about, "damaged", before.damaged(), after.damaged());
    add_change(changes, about, "short", before.short_quantity(), after.short_quantity());
    return {};
}

Outcome<ExitCode> run_get(Session& session, const GetStock& options) {
    inventory::GetStockRequest request;
    request.set_sku(options.sku);
    request.set_location_id(options.location);
    OMS_TRY(const auto response, session.call(&InventoryService::Stub::GetStock, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        print_levels(session, response.levels());
    }
    return ExitCode::ok;
}

Outcome<ExitCode> run_move(Session& session, const MoveStock& options) {
    OMS_TRY(const auto place, parse_place(options.place));
    OMS_TRY(const auto kind, parse_enum<inventory::MovementKind>(options.kind, "the kind"));
    OMS_TRY(const std::int64_t quantity, parse_integer(options.quantity, "the quantity"));
    inventory::PostStockMovementsRequest request;
    inventory::StockMovement& movement = *request.add_movements();
    movement.set_sku(place.first);
    movement.set_location_id(place.second);
    movement.set_kind(kind);
    movement.set_quantity(quantity);
    movement.set_to_location_id(options.to);
    movement.set_reason_code(options.reason);
    const auto show = [&](const auto& response) { print_levels(session, response.levels()); };
    if (!takes_away(kind, quantity) && !session.options().dry_run) {
        OMS_TRY(const auto response,
                session.mutate(&InventoryService::Stub::PostStockMovements, std::move(request)));
        if (session.json()) {
            session.print_json(response);
        } else {
            show(response);
        }
        return ExitCode::ok;
    }
    if (takes_away(kind, quantity)) OMS_CHECK(expect_answerable(session));
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{"Movement of " + place.first, {}, true};
        for (const auto& level : outcome.levels())
            OMS_CHECK(compare(session, level, consequences.changes));
        return consequences;
    };
    return mutate_with_consent(session, &InventoryService::Stub::PostStockMovements,
                               std::move(request), describe, show);
}

Outcome<ExitCode> run_count(Session& session, const CountStock& options) {
    OMS_TRY(const auto place, parse_place(options.place));
    OMS_TRY(const std::int64_t counted, parse_integer(options.counted, "the count"));
    inventory::RecordStockCountRequest request;
    request.set_sku(place.first);
    request.set_location_id(place.second);
    request.set_counted(counted);
    request.set_reason_code(options.reason);
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        Consequences consequences{"Count of " + options.place, {}, outcome.difference() < 0};
        if (consequences.harmful || session.options().dry_run)
            OMS_CHECK(compare(session, outcome.level(), consequences.changes));
        return consequences;
    };
    const auto show = [&](const inventory::RecordStockCountResponse& response) {
        google::protobuf::RepeatedPtrField<inventory::StockLevel> levels;
        *levels.Add() = response.level();
        print_levels(session, levels);
        session.page().line(
            response.difference() == 0
                ? std::string("As recorded before.")
                : fmt::format("{:+} against what was recorded before.", response.difference()));
    };
    return mutate_with_consent(session, &InventoryService::Stub::RecordStockCount,
                               std::move(request), describe, show);
}

Outcome<ExitCode> run_available(Session& session, const AvailableStock& options) {
    inventory::GetAvailabilityRequest request;
    request.set_channel_id(options.channel);
    request.set_totals_only(options.totals_only);
    for (const std::string& sku : options.skus)
        request.add_skus(sku);
    OMS_TRY(const auto response, session.call(&InventoryService::Stub::GetAvailability, request));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"SKU"},
        { "available",      Align::right},
        {  "at", Align::left, true}
    });
    for (const auto& sku : response.skus()) {
        std::vector<std::string> places;
        for (const auto& at : sku.locations())
            places.push_back(fmt::format("{} {}", at.location_id(), at.available()));
        table.add({sku.sku(),
                   Cell(std::to_string(sku.total()), sku.total() > 0 ? Tone::good : Tone::bad),
                   fmt::format("{}", fmt::join(places, ", "))});
    }
    session.page().table(table);
    return ExitCode::ok;
}

}  // namespace

void add_stock(Commands& commands) {
    CLI::App& noun = add_noun(commands, "stock", "Units at locations");
    const auto [get, wanted] =
        add_verb<GetStock>(noun, commands, "get", "Shows the counters of a SKU", run_get);
    get->add_option("SKU", wanted->sku, "Which SKU")->required();
    get->add_option("--location", wanted->location, "Only this location");

    const auto [move, movement] = add_verb<MoveStock>(
        noun, commands, "move", "Posts one movement to the stock ledger", run_move);
    move->add_option("PLACE", movement->place, "SKU@LOCATION, such as TEE@W1")->required();
    move->add_option("KIND", movement->kind, enum_choices<inventory::MovementKind>())->required();
    move->add_option("QUANTITY", movement->quantity, "Units; for adjusted also negative")
        ->required();
    move->add_option("--to", movement->to, "Where moved goods go");
    move->add_option("--reason", movement->reason, "A reason code of your own");

    const auto [count, counting] = add_verb<CountStock>(
        noun, commands, "count", "Records what was physically counted", run_count);
    count->add_option("PLACE", counting->place, "SKU@LOCATION, such as TEE@W1")->required();
    count
        ->add_option("UNITS", counting->counted, "Units seen on the shelf, those reserved included")
        ->required();
    count->add_option("--reason", counting->reason, "A reason code of your own");

    const auto [available, question] = add_verb<AvailableStock>(
        noun, commands, "available", "Shows what may be promised now", run_available);
    available->add_option("SKU", question->skus, "Which SKUs, up to 50")->required();
    available->add_option("--channel", question->channel, "For which channel")->required();
    available->add_flag("--totals", question->totals_only, "Only the totals");

    add_stock_list(noun, commands);
    add_stock_shelve(noun, commands);
    add_stock_import(noun, commands);
    add_stock_verify(noun, commands);
}

}  // namespace oms::cli
