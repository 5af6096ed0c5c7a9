// The noun `quote`: when, from where and at what cost a basket can be had, before it is an order.
#include <charconv>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "oms/routing/v1/routing_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace routing = oms::routing::v1;
using routing::RoutingService;

struct QuoteBasket {
    std::vector<std::string> lines, levels, pickups;
    std::string channel, country, postal_code;
    std::int64_t radius_km = 0;
};

// SKU or SKU:QUANTITY.
void add_line(routing::QuoteFulfillmentRequest& request, const std::string& text) {
    routing::QuoteFulfillmentRequest::Line& line = *request.add_lines();
    const std::size_t colon = text.rfind(':');
    line.set_sku(text.substr(0, colon));
    std::int64_t quantity = colon == std::string::npos ? 1 : 0;
    if (colon != std::string::npos)
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), quantity);
    line.set_quantity(quantity);
}

std::string way_of(const routing::MethodQuote& quote) {
    if (quote.pickup_location_id().empty()) return quote.service_level();
    return "pickup at " + quote.pickup_location_id();
}

std::string sources_of(const routing::Offer& offer) {
    std::string text;
    for (const routing::PlannedParcel& parcel : offer.parcels())
        text += (text.empty() ? "" : ", ") + parcel.location_id();
    return text;
}

std::string remarks_of(const routing::Offer& offer) {
    std::string text;
    const auto add = [&](bool holds, const char* word) {
        if (holds) text += (text.empty() ? "" : ", ") + std::string(word);
    };
    add(offer.placed(), "what an order gets");
    add(offer.earliest(), "earliest");
    add(offer.cheapest(), "cheapest");
    add(offer.complete(), "in one parcel");
    add(offer.waits(), "waits for supply");
    if (offer.has_carbon_g())
        text += fmt::format("{}{} g CO2e", text.empty() ? "" : ", ", offer.carbon_g());
    return text;
}

void add_offer(Table& table, const std::string& way, const routing::Offer& offer) {
    table.add({way, time_text(offer.promised_by()), sources_of(offer), money_text(offer.cost()),
               time_text(offer.order_by()), remarks_of(offer)});
}

void print_quotes(Page& page, const routing::QuoteFulfillmentResponse& response) {
    Table table({
        {"method",        Align::left,  false},
        {"there by",      Align::left,  false},
        {"from",          Align::left,  false},
        {"cost",          Align::right, false},
        {"if ordered by", Align::left,  false},
        {"",              Align::left,  true },
    });
    for (const routing::MethodQuote& quote : response.quotes()) {
        for (const routing::Offer& offer : quote.offers())
            add_offer(table, way_of(quote), offer);
        for (const routing::PickupAlternative& other : quote.alternatives())
            add_offer(table, "instead: pickup at " + other.pickup_location_id(), other.offer());
    }
    if (table.empty()) {
        page.line("Nobody can have this basket that way now.");
    } else {
        page.table(table);
    }
    for (const routing::MethodQuote& quote : response.quotes()) {
        for (const routing::QuoteShortage& shortage : quote.shortages()) {
            page.line(fmt::format("{}: {} wanted, {} available now by {}", shortage.sku(),
                                  shortage.wanted(), shortage.available(), way_of(quote)),
                      Tone::warning);
        }
    }
    page.line(fmt::format("By version {} of the rules, as of {}.", response.rules_version(),
                          time_text(response.as_of())),
              Tone::dim);
}

Outcome<ExitCode> run_quote(Session& session, const QuoteBasket& options) {
    routing::QuoteFulfillmentRequest request;
    request.set_channel_id(options.channel);
    for (const std::string& line : options.lines)
        add_line(request, line);
    request.set_country_code(options.country);
    request.set_postal_code(options.postal_code);
    for (const std::string& level : options.levels)
        request.add_service_levels(level);
    for (const std::string& location : options.pickups)
        request.add_pickup_location_ids(location);
    request.set_pickup_radius_m(options.radius_km * 1'000);
    OMS_TRY(const auto response, session.call(&RoutingService::Stub::QuoteFulfillment, request));
    if (session.json()) {
        session.print_json(response);
    } else {
        Page page = session.page();
        print_quotes(page, response);
    }
    return ExitCode::ok;
}

}  // namespace

void add_quote(Commands& commands) {
    const auto [quote, basket] = add_verb<QuoteBasket>(
        commands.app, commands, "quote",
        "Tells when, from where and at what cost a basket can be delivered or collected",
        run_quote);
    add_repeated(*quote, "--line", basket->lines, "SKU or SKU:QUANTITY; may be repeated")
        ->required();
    quote->add_option("--channel", basket->channel, "For which channel")->required();
    quote->add_option("--country", basket->country, "Where to: ISO country code, such as FR");
    quote->add_option("--postal-code", basket->postal_code, "Where to");
    add_repeated(*quote, "--level", basket->levels,
                 "Delivered at this service level, such as standard; may be repeated");
    add_repeated(*quote, "--pickup", basket->pickups,
                 "Collected at this location; may be repeated");
    quote->add_option("--radius-km", basket->radius_km,
                      "Collected at locations within so many kilometers of the place");
}

}  // namespace oms::cli
