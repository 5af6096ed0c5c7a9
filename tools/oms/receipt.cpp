#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "oms/inventory/v1/inventory_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/listing.hpp"
#include "tools/oms/stock_table.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace inventory = oms::inventory::v1;
using inventory::InventoryService;

struct PlanReceipt {
    std::string place, quantity, expected;
};
struct UpdateReceipt {
    std::string id, quantity, expected, etag;
};
struct ReceiveReceipt {
    std::string id, quantity, etag;
    bool final = false;
};
struct GetReceipt {
    std::string id;
};
struct ListReceipts : ListOptions {
    std::string sku, location;
    bool open_only = false;
};

Tone tone_of(inventory::ReceiptState state) {
    switch (state) {
        case inventory::RECEIPT_STATE_RECEIVED:
            return Tone::good;
        case inventory::RECEIPT_STATE_CLOSED:
            return Tone::dim;
        default:
            return Tone::plain;
    }
}

void print_receipt(const Session& session, const inventory::Receipt& receipt) {
    Page page = session.page();
    page.heading("Receipt " + receipt.receipt_id());
    const std::string place = fmt::format("{}@{}", receipt.sku(), receipt.location_id());
    page.facts({
        {"of",    place                           },
        {"state", Cell(enum_words(receipt.state()), tone_of(receipt.state()))},
        {"expected",       std::to_string(receipt.expected_quantity())                             },
        {"received",       std::to_string(receipt.received_quantity())},
        {"promised",       std::to_string(receipt.promised_quantity())                             },
        {"due",       time_text(receipt.expected_time())     },
        {"planned",       time_text(receipt.create_time())                         },
        {"etag",       receipt.etag()        },
    });
}

template <class Response>
Outcome<ExitCode> show(const Session& session, const Response& response) {
    if (session.json()) {
        session.print_json(response);
    } else {
        print_receipt(session, response.receipt());
    }
    return ExitCode::ok;
}

Outcome<inventory::Receipt> receipt_now(Session& session, const std::string& id) {
    inventory::GetReceiptRequest request;
    request.set_receipt_id(id);
    OMS_TRY(const auto response, session.call(&InventoryService::Stub::GetReceipt, request));
    return response.receipt();
}

// What `after` changes against the receipt as it is.
Consequences compare(const std::string& heading, const inventory::Receipt& before,
                     const inventory::Receipt& after) {
    Consequences consequences{heading, {}, false};
    std::vector<Change>& changes = consequences.changes;
    add_change(changes, "receipt", "expected", before.expected_quantity(),
               after.expected_quantity());
    add_change(changes, "receipt", "received", before.received_quantity(),
               after.received_quantity());
    const std::string was = time_text(before.expected_time());
    const std::string is = time_text(after.expected_time());
    if (was != is) changes.push_back({"receipt", "due", was, is});
    if (before.state() != after.state()) {
        changes.push_back(
            {"receipt", "state", enum_words(before.state()), enum_words(after.state())});
    }
    return consequences;
}

Outcome<ExitCode> run_plan(Session& session, const PlanReceipt& options) {
    OMS_TRY(const auto place,
            parse_pair(options.place, '@', "the place", "SKU@LOCATION, such as TEE@W1"));
    inventory::PlanReceiptRequest request;
    request.set_sku(place.first);
    request.set_location_id(place.second);
    OMS_TRY(const std::int64_t quantity, parse_integer(options.quantity, "the quantity"));
    request.set_quantity(quantity);
    OMS_TRY(*request.mutable_expected_time(), parse_time(options.expected, "--due"));
    OMS_TRY(const auto response,
            session.mutate(&InventoryService::Stub::PlanReceipt, std::move(request)));
    return show(session, response);
}

Outcome<ExitCode> run_update(Session& session, const UpdateReceipt& options) {
    inventory::UpdateReceiptRequest request;
    request.set_receipt_id(options.id);
    request.set_etag(options.etag);
    if (!options.quantity.empty()) {
        OMS_TRY(const std::int64_t quantity, parse_integer(options.quantity, "--quantity"));
        request.set_quantity(quantity);
    }
    if (!options.expected.empty()) {
        OMS_TRY(*request.mutable_expected_time(), parse_time(options.expected, "--due"));
    }
    // Less, or later, takes promises from customers.
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        OMS_TRY(const inventory::Receipt before, receipt_now(session, options.id));
        const inventory::Receipt& after = outcome.receipt();
        Consequences consequences = compare("Change of receipt " + options.id, before, after);
        consequences.harmful = after.promised_quantity() > 0 &&
                               (after.expected_quantity() < before.expected_quantity() ||
                                after.expected_time().seconds() > before.expected_time().seconds());
        return consequences;
    };
    return mutate_with_consent(
        session, &InventoryService::Stub::UpdateReceipt, std::move(request), describe,
        [&](const auto& response) { print_receipt(session, response.receipt()); });
}

Outcome<ExitCode> run_receive(Session& session, const ReceiveReceipt& options) {
    inventory::ReceiveReceiptRequest request;
    request.set_receipt_id(options.id);
    request.set_etag(options.etag);
    request.set_final(options.final);
    OMS_TRY(const std::int64_t quantity, parse_integer(options.quantity, "the quantity"));
    request.set_quantity(quantity);
    const auto describe = [&](const auto& outcome) -> Outcome<Consequences> {
        OMS_TRY(const inventory::Receipt before, receipt_now(session, options.id));
        Consequences consequences =
            compare("Goods of receipt " + options.id, before, outcome.receipt());
        consequences.harmful = outcome.receipt().state() == inventory::RECEIPT_STATE_CLOSED;
        return consequences;
    };
    const auto print = [&](const inventory::ReceiveReceiptResponse& response) {
        print_receipt(session, response.receipt());
        google::protobuf::RepeatedPtrField<inventory::StockLevel> levels;
        *levels.Add() = response.level();
        session.page().gap();
        print_levels(session, levels);
    };
    return mutate_with_consent(session, &InventoryService::Stub::ReceiveReceipt, std::move(request),
                               describe, print);
}

Outcome<ExitCode> run_get(Session& session, const GetReceipt& options) {
    inventory::GetReceiptRequest request;
    request.set_receipt_id(options.id);
    OMS_TRY(const auto response, session.call(&InventoryService::Stub::GetReceipt, request));
    return show(session, response);
}

Outcome<ExitCode> run_list(Session& session, const ListReceipts& options) {
    inventory::ListReceiptsRequest request;
    request.set_sku(options.sku);
    request.set_location_id(options.location);
    request.set_open_only(options.open_only);
    OMS_TRY(const auto response,
            list_pages(session, &InventoryService::Stub::ListReceipts, std::move(request),
                       &inventory::ListReceiptsResponse::mutable_receipts, options));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Table table({
        {"receipt"    },
        {"SKU",         Align::left, true},
        {"location"        },
        {"due"   },
        {"expected",         Align::right},
        {"received",    Align::right},
        {"promised",             Align::right},
        {"state"}
    });
    for (const inventory::Receipt& receipt : response.receipts()) {
        table.add({receipt.receipt_id(), receipt.sku(), receipt.location_id(),
                   time_text(receipt.expected_time()), std::to_string(receipt.expected_quantity()),
                   std::to_string(receipt.received_quantity()),
                   std::to_string(receipt.promised_quantity()),
                   Cell(enum_words(receipt.state()), tone_of(receipt.state()))});
    }
    if (table.empty()) {
        session.page().line("No receipts.");
    } else {
        session.page().table(table);
    }
    return ExitCode::ok;
}

}  // namespace

void add_receipt(Commands& commands) {
    CLI::App& noun = add_noun(commands, "receipt", "Supply to come");
    constexpr const char* due_help = "When, such as 2026-03-20T08:00:00+01:00";
    const auto [plan, planned] =
        add_verb<PlanReceipt>(noun, commands, "plan", "Plans units to come", run_plan);
    plan->add_option("PLACE", planned->place, "SKU@LOCATION, such as TEE@W1")->required();
    plan->add_option("QUANTITY", planned->quantity, "Units to come")->required();
    plan->add_option("--due", planned->expected, due_help)->required();

    const auto [update, change] = add_verb<UpdateReceipt>(
        noun, commands, "update", "Expects other units, or at another time", run_update);
    update->add_option("RECEIPT", change->id, "Its id")->required();
    update->add_option("--quantity", change->quantity,
                       "All units expected, those received included");
    update->add_option("--due", change->expected, due_help);
    update->add_option("--etag", change->etag, "Only if nobody has changed it since");

    const auto [receive, received] = add_verb<ReceiveReceipt>(
        noun, commands, "receive", "Books units that have come", run_receive);
    receive->add_option("RECEIPT", received->id, "Its id")->required();
    receive->add_option("QUANTITY", received->quantity, "Units that have come")->required();
    receive->add_flag("--final", received->final, "Nothing more comes");
    receive->add_option("--etag", received->etag, "Only if nobody has changed it since");

    const auto [get, wanted] =
        add_verb<GetReceipt>(noun, commands, "get", "Shows a receipt", run_get);
    get->add_option("RECEIPT", wanted->id, "Its id")->required();

    const auto [list, listed] = add_verb<ListReceipts>(
        noun, commands, "list", "Lists receipts, the first due first", run_list);
    list->add_option("--sku", listed->sku, "Only of this SKU");
    list->add_option("--location", listed->location, "Only at this location");
    list->add_flag("--open", listed->open_only, "Only those that still bring something");
    add_list_options(*list, *listed);
}

}  // namespace oms::cli
