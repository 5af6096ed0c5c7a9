// The verbs of `order` that change what was ordered: edit preview, edit confirm, address.
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/address.hpp"
#include "tools/oms/commands.hpp"
#include "tools/oms/confirm.hpp"
#include "tools/oms/order_lookup.hpp"
#include "tools/oms/order_text.hpp"
#include "tools/oms/text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using orders::OrderService;

struct EditOrder {
    std::string key, etag, token;
    std::string currency = "EUR";
    std::string service_level = "standard";
    std::vector<std::string> quantities, pickups, deliveries, added, tenders;
    AddressOptions address;
};

// What becomes of that line, once for all flags that name it.
orders::OrderEdit::Line& line_of(orders::OrderEdit& edit, std::int32_t line_no) {
    for (auto& line : *edit.mutable_lines()) {
        if (line.line_no() == line_no) return line;
    }
    auto& line = *edit.add_lines();
    line.set_line_no(line_no);
    return line;
}

// "2:3" and the like, of `what`.
Outcome<std::pair<std::int32_t, std::string>> parse_of_line(const std::string& text,
                                                            const std::string& what) {
    OMS_TRY(const auto parts, parse_pair(text, ':', what, "LINE:VALUE"));
    OMS_TRY(const std::int64_t line_no, parse_integer(parts.first, what));
    if (line_no < 1 || line_no > 2'000) return usage_error(what + ": lines are 1 to 2000");
    return std::pair(static_cast<std::int32_t>(line_no), parts.second);
}

Outcome<void> add_line(const EditOrder& options, const std::string& text, Currency currency,
                       orders::OrderEdit& edit) {
    const std::string what = "--add " + text;
    const auto parts = split_text(text, ':');
    if (parts.size() < 3 || parts.size() > 4)
        return usage_error(what + ": it is SKU:QUANTITY:UNIT_PRICE[:pickup=LOCATION]");
    auto& line = *edit.add_added();
    line.set_sku(parts[0]);
    OMS_TRY(const std::int64_t quantity, parse_integer(parts[1], what));
    OMS_TRY(const Money price, parse_money(parts[2], currency, what));
    line.set_quantity(quantity);
    *line.mutable_unit_price() = to_wire(price);
    if (parts.size() == 3) {
        line.mutable_delivery()->set_service_level(options.service_level);
        return {};
    }
    OMS_TRY(const auto extra, parse_pair(parts[3], '=', what, "pickup=LOCATION"));
    if (extra.first != "pickup") return usage_error(what + ": it is pickup=LOCATION");
    line.mutable_pickup()->set_location_id(extra.second);
    return {};
}

Outcome<orders::OrderEdit> build_edit(const EditOrder& options) {
    orders::OrderEdit edit;
    OMS_TRY(const Currency currency, parse_currency(options.currency));
    for (const std::string& text : options.quantities) {
        OMS_TRY(const auto line, parse_of_line(text, "--quantity " + text));
        OMS_TRY(const std::int64_t units, parse_integer(line.second, "--quantity " + text));
        line_of(edit, line.first).set_quantity(units);
    }
    for (const std::string& text : options.pickups) {
        OMS_TRY(const auto line, parse_of_line(text, "--pickup " + text));
        line_of(edit, line.first).mutable_pickup()->set_location_id(line.second);
    }
    for (const std::string& text : options.deliveries) {
        OMS_TRY(const auto line, parse_of_line(text, "--deliver " + text));
        line_of(edit, line.first).mutable_delivery()->set_service_level(line.second);
    }
    for (const std::string& text : options.added)
        OMS_CHECK(add_line(options, text, currency, edit));
    if (options.address.given()) {
        OMS_TRY(*edit.mutable_ship_to(), options.address.build());
    }
    return edit;
}

Outcome<void> add_tenders(const EditOrder& options, orders::ConfirmOrderEditRequest& request) {
    OMS_TRY(const Currency currency, parse_currency(options.currency));
    for (const std::string& text : options.tenders) {
        const std::string what = "--tender " + text;
        const auto parts = split_text(text, ':', 3);
        if (parts.size() < 2) return usage_error(what + ": it is TYPE:AMOUNT[:REFERENCE]");
        OMS_TRY(const Money amount, parse_money(parts[1], currency, what));
        auto& tender = *request.add_tenders();
        tender.set_type(parts[0]);
        *tender.mutable_amount() = to_wire(amount);
        if (parts.size() == 3) tender.set_reference(parts[2]);
    }
    return {};
}

void print_preview(Page& page, const orders::PreviewOrderEditResponse& shown) {
    print_receipt(page, shown.order());
    page.gap();
    page.heading("The edit");
    for (const auto& line : shown.lines()) {
        const auto& q = line.quantities();
        page.line(fmt::format("line {}  {}  {} x {}", line.line_no(), line.sku(),
                              q.ordered() - q.canceled(), money_text(line.unit_price())));
    }
    if (shown.to_pay().minor_units() > 0) page.line("to pay more: " + money_text(shown.to_pay()));
    if (shown.to_release().minor_units() > 0)
        page.line("to release: " + money_text(shown.to_release()));
    for (const auto& line : shown.short_lines()) {
        page.line(fmt::format("short: line {}  {}  wanted {}, available {}", line.line_no(),
                              line.sku(), line.wanted(), line.available()));
    }
    if (shown.needs_review())
        page.line("the new address is far from the old one: it waits for a fraud review");
    page.line(fmt::format("to confirm what is shown: --etag {} --token {}", shown.order().etag(),
                          shown.preview_token()));
}

Outcome<orders::PreviewOrderEditResponse> fetch_preview(Session& session, const EditOrder& options,
                                                        const orders::OrderEdit& edit) {
    orders::PreviewOrderEditRequest request;
    OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    request.set_etag(options.etag);
    *request.mutable_edit() = edit;
    return session.call(&OrderService::Stub::PreviewOrderEdit, request);
}

Outcome<ExitCode> run_preview(Session& session, const EditOrder& options) {
    OMS_TRY(const orders::OrderEdit edit, build_edit(options));
    OMS_TRY(const auto shown, fetch_preview(session, options, edit));
    if (session.json()) {
        session.print_json(shown);
    } else {
        Page page = session.page();
        print_preview(page, shown);
    }
    return ExitCode::ok;
}

Consequences consequences_of(const orders::PreviewOrderEditResponse& shown) {
    Consequences consequences{"Edit of order " + shown.order().number(), {}, true};
    for (const auto& line : shown.lines()) {
        const auto& q = line.quantities();
        consequences.changes.push_back({fmt::format("line {}", line.line_no()), line.sku(), "",
                                        fmt::format("{}", q.ordered() - q.canceled())});
    }
    consequences.changes.push_back({"money", "to pay more", "", money_text(shown.to_pay())});
    consequences.changes.push_back({"money", "to release", "", money_text(shown.to_release())});
    return consequences;
}

Outcome<ExitCode> run_confirm(Session& session, const EditOrder& options) {
    orders::ConfirmOrderEditRequest request;
    OMS_TRY(*request.mutable_edit(), build_edit(options));
    OMS_CHECK(add_tenders(options, request));
    request.set_etag(options.etag);
    request.set_preview_token(options.token);
    if (options.token.empty()) {
        OMS_CHECK(expect_answerable(session));
        OMS_TRY(const auto shown, fetch_preview(session, options, request.edit()));
        if (asks(session)) {
            OMS_TRY(const bool go_on, ask(session, consequences_of(shown)));
            if (!go_on) return ExitCode::refused;
        }
        // What is agreed to is what is done, or nothing.
        request.set_order_id(shown.order().order_id());
        request.set_etag(shown.order().etag());
        request.set_preview_token(shown.preview_token());
    } else {
        OMS_TRY(*request.mutable_order_id(), order_id_of(session, options.key));
    }
    OMS_TRY(const auto response,
            session.mutate(&OrderService::Stub::ConfirmOrderEdit, std::move(request)));
    if (session.json()) {
        session.print_json(response);
        return ExitCode::ok;
    }
    Page page = session.page();
    print_receipt(page, response.order());
    if (response.released().minor_units() > 0)
        page.line("released: " + money_text(response.released()));
    return ExitCode::ok;
}

void add_key_and_address(CLI::App& verb, EditOrder& options) {
    verb.add_option("ORDER", options.key, order_key_help)->required();
    verb.add_option("--etag", options.etag, "Only if the order is still at this version");
    add_address_options(verb, options.address);
}

void add_confirmation(CLI::App& verb, EditOrder& options) {
    verb.add_option("--token", options.token,
                    "What a preview told: confirms just that, without asking");
    add_repeated(verb, "--tender", options.tenders,
                 "How what is to be paid more is paid, TYPE:AMOUNT[:REFERENCE]; may be repeated");
}

void add_edit_options(CLI::App& verb, EditOrder& options) {
    add_key_and_address(verb, options);
    add_repeated(verb, "--quantity", options.quantities,
                 "LINE:UNITS that are still wanted, 0 takes it off; may be repeated");
    add_repeated(verb, "--pickup", options.pickups,
                 "LINE:LOCATION where it is collected from now on; may be repeated");
    add_repeated(verb, "--deliver", options.deliveries,
                 "LINE:SERVICE_LEVEL by which it is delivered from now on; may be repeated");
    add_repeated(verb, "--add", options.added,
                 "SKU:QUANTITY:UNIT_PRICE[:pickup=LOCATION] to add; may be repeated");
    verb.add_option("--service-level", options.service_level, "Of added lines")
        ->capture_default_str();
    verb.add_option("--currency", options.currency, "Of all amounts")->capture_default_str();
}

}  // namespace

void add_order_edit(CLI::App& noun, Commands& commands) {
    CLI::App& edit = *noun.add_subcommand("edit", "Changes what was ordered, before work on it");
    edit.require_subcommand(1);
    const auto [preview, previewed] = add_verb<EditOrder>(
        edit, commands, "preview", "Shows what an edit would come to", run_preview);
    add_edit_options(*preview, *previewed);
    const auto [confirm, confirmed] =
        add_verb<EditOrder>(edit, commands, "confirm", "Edits an order as was shown", run_confirm);
    add_edit_options(*confirm, *confirmed);
    add_confirmation(*confirm, *confirmed);

    const auto [address, readdressed] = add_verb<EditOrder>(
        noun, commands, "address", "Sends an order to another address", run_confirm);
    add_key_and_address(*address, *readdressed);
    add_confirmation(*address, *readdressed);
}

}  // namespace oms::cli
