#include "tools/oms/order_search.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/order_guess.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using orders::OrderService;

constexpr std::int64_t largest_page = 200;

struct FindOrders {
    std::vector<std::string> words;
    std::int64_t limit = 20;
};
struct ListOrders {
    std::string status, fulfillment, channel, since, until, sku, location;
    std::int64_t limit = 50;
};
// An order that was found, and as what.
struct Hit {
    orders::OrderSummary order;
    std::vector<std::string> matched;
};

// Up to `limit` orders; next_page_token is not empty when there are more.
Outcome<orders::SearchOrdersResponse> search(Session& session, const orders::OrderFilter& filter,
                                             std::int64_t limit) {
    orders::SearchOrdersRequest request;
    *request.mutable_filter() = filter;
    orders::SearchOrdersResponse all;
    for (;;) {
        const std::int64_t left = limit - all.orders_size();
        if (left <= 0) return all;
        request.set_page_size(static_cast<std::int32_t>(std::min(left, largest_page)));
        OMS_TRY(auto page, session.call(&OrderService::Stub::SearchOrders, request));
        all.mutable_orders()->MergeFrom(page.orders());
        all.set_next_page_token(page.next_page_token());
        // A token that does not move would be a server's fault, and must not be followed for ever.
        if (page.next_page_token().empty() || page.next_page_token() == request.page_token())
            return all;
        request.set_page_token(page.next_page_token());
    }
}

Outcome<orders::OrderFilter> build_filter(const ListOrders& options) {
    orders::OrderFilter filter;
    if (!options.status.empty()) {
        OMS_TRY(const auto status, parse_enum<orders::OrderStatus>(options.status, "--status"));
        filter.set_status(status);
    }
    if (!options.fulfillment.empty()) {
        OMS_TRY(const auto fulfillment,
                parse_enum<orders::FulfillmentStatus>(options.fulfillment, "--fulfillment"));
        filter.set_fulfillment_status(fulfillment);
    }
    if (!options.since.empty()) {
        OMS_TRY(*filter.mutable_created_from(), parse_day_or_time(options.since, "--since"));
    }
    if (!options.until.empty()) {
        OMS_TRY(*filter.mutable_created_before(), parse_day_or_time(options.until, "--until"));
    }
    filter.set_channel_id(options.channel);
    filter.set_sku(options.sku);
    filter.set_location_id(options.location);
    return filter;
}

std::vector<Cell> cells_of(const orders::OrderSummary& order) {
    return {order.number(),
            fmt::format("{}/{}", order.channel_id(), order.external_id()),
            time_text(order.create_time()),
            enum_words(order.status()),
            enum_words(order.fulfillment_status()),
            money_text(order.total()),
            order.customer_name()};
}

std::vector<Table::Column> columns_of_orders() {
    return {
        {"number"    },
        {                    "from",         Align::left, true},
        {                           "placed"      },
        {                   "status"},
        { "fulfillment"  },
        {            "total",                          Align::right},
        {                                 "customer",                                                Align::left, true},
    };
}

Outcome<ExitCode> run_list(Session& session, const ListOrders& options) {
    if (options.limit < 1) return usage_error("--limit: at least 1");
    OMS_TRY(const auto filter, build_filter(options));
    OMS_TRY(const auto found, search(session, filter, options.limit));
    if (session.json()) {
        session.print_json(found);
        return ExitCode::ok;
    }
    Table table(columns_of_orders());
    for (const auto& order : found.orders())
        table.add(cells_of(order));
    if (table.empty()) {
        session.note("no order fits");
    } else {
        session.page().table(table);
    }
    if (!found.next_page_token().empty())
        session.note(fmt::format("there are more: raise --limit from {}", options.limit));
    return ExitCode::ok;
}

void add_hits(std::vector<Hit>& hits, const std::string& what,
              const orders::SearchOrdersResponse& found) {
    for (const auto& order : found.orders()) {
        const auto known = std::find_if(hits.begin(), hits.end(), [&](const Hit& hit) {
            return hit.order.order_id() == order.order_id();
        });
        if (known == hits.end()) {
            hits.push_back({order, {what}});
        } else {
            known->matched.push_back(what);
        }
    }
}

bool is_newer(const Hit& a, const Hit& b) {
    const auto key = [](const Hit& hit) {
        return std::tuple(hit.order.create_time().seconds(), hit.order.create_time().nanos(),
                          hit.order.order_id());
    };
    return key(a) > key(b);
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

void print_hits(Session& session, const std::vector<Hit>& hits) {
    if (session.json()) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const Hit& hit : hits) {
            nlohmann::ordered_json one;
            one["order"] = nlohmann::ordered_json::parse(to_json(hit.order, JsonLayout::one_line));
            one["matched"] = hit.matched;
            list.push_back(std::move(one));
        }
        nlohmann::ordered_json object;
        object["hits"] = std::move(list);
        session.environment().out << object.dump(1, ' ', true,
                                                 nlohmann::ordered_json::error_handler_t::replace)
                                  << '\n';
        return;
    }
    auto columns = columns_of_orders();
    columns.push_back({"matched"});
    Table table(std::move(columns));
    for (const Hit& hit : hits) {
        auto cells = cells_of(hit.order);
        cells.emplace_back(joined(hit.matched, ", "));
        table.add(std::move(cells));
    }
    if (!table.empty()) session.page().table(table);
}

Outcome<ExitCode> run_find(Session& session, const FindOrders& options) {
    if (options.limit < 1) return usage_error("--limit: at least 1");
    const std::string said = joined(options.words, " ");
    const std::vector<OrderGuess> guesses = guess_order(said);
    if (guesses.empty())
        return usage_error(fmt::format("'{}' can name no order", said),
                           "Give a number, an external id, an e-mail address, a phone or its last "
                           "four digits, a name or a SKU.");
    std::vector<Hit> hits;
    std::vector<std::string> left_out;
    bool more = false;
    for (const OrderGuess& guess : guesses) {
        auto found = search(session, guess.filter, options.limit);
        if (!found) {
            // A name of signs only, which the server alone can tell.
            if (guess.is_personal && found.error().reason == "MALFORMED_FIELD") continue;
            if (!guess.is_personal || found.error().reason != "NOT_PERMITTED")
                return tl::unexpected<Failure>(std::move(found).error());
            left_out.push_back(guess.what);
            if (left_out.size() == guesses.size())
                return tl::unexpected<Failure>(std::move(found).error());
            continue;
        }
        more = more || !found->next_page_token().empty();
        add_hits(hits, guess.what, *found);
    }
    std::sort(hits.begin(), hits.end(), is_newer);
    print_hits(session, hits);
    if (!left_out.empty())
        session.note("not searched, for want of the right: " + joined(left_out, ", "));
    if (more) session.note(fmt::format("there are more: raise --limit from {}", options.limit));
    if (!hits.empty()) return ExitCode::ok;
    session.note(fmt::format("no order is found by '{}'", said));
    return ExitCode::refused;
}

void declare_find(CLI::App& noun, Commands& commands) {
    const auto [find, options] = add_verb<FindOrders>(
        noun, commands, "find", "Finds orders by whatever is known of them", run_find);
    find->add_option("WHAT", options->words,
                     "A number, external id, e-mail, phone or its last four digits, name or SKU")
        ->required();
    find->add_option("--limit", options->limit, "How many at most of each kind (default 20)");
}

}  // namespace

void add_find(Commands& commands) {
    declare_find(commands.app, commands);
}

void add_order_search(CLI::App& order, Commands& commands) {
    declare_find(order, commands);
    const auto [list, options] =
        add_verb<ListOrders>(order, commands, "list", "Lists orders, newest first", run_list);
    list->add_option("--status", options->status, enum_choices<orders::OrderStatus>());
    list->add_option("--fulfillment", options->fulfillment,
                     enum_choices<orders::FulfillmentStatus>());
    list->add_option("--channel", options->channel, "Only of this channel");
    list->add_option("--since", options->since,
                     "Placed then or later: 2026-03-01 (UTC) or RFC 3339");
    list->add_option("--until", options->until, "Placed before then");
    list->add_option("--sku", options->sku, "Only with a line of this SKU");
    list->add_option("--location", options->location, "Only with units there");
    list->add_option("--limit", options->limit, "How many at most (default 50)");
}

}  // namespace oms::cli
