#include "tools/oms/routing_text.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace routing = oms::routing::v1;

struct ReasonWords {
    std::string_view reason;
    std::string_view words;
};

// Of a location, after its id.
constexpr auto reason_words = std::to_array<ReasonWords>({
    {"no_stock",    "has too few units"                              },
    {"not_offered", "does not ship, or hand over pickups, that way"  },
    {"excluded",    "was ruled out"                                  },
    {"distance",    "is too far away"                                },
    {"no_service",  "has no carrier for these goods, that way, there"},
    {"closed",      "is closed"                                      },
    {"capacity",    "has its days full"                              },
    {"no_capacity", "has its days full"                              },
    {"cut_off",     "would be too late"                              },
    {"too_heavy",   "has no carrier for that weight"                 },
    {"cost",        "would cost more"                                },
});

// A reason that this program does not know is shown as it came.
std::string words_of(const std::string& reason) {
    for (const ReasonWords& row : reason_words) {
        if (row.reason == reason) return std::string(row.words);
    }
    return reason;
}

class DecisionText {
public:
    DecisionText(Page& page, const routing::RoutingDecision& decision)
        : page_(page), decision_(decision) {}

    void print() {
        page_.heading(fmt::format("Decision {}, when it was {}", decision_.decision_no(),
                                  enum_words(decision_.cause())));
        const std::string rules = fmt::format("version {}", decision_.rules_version());
        const std::string stock =
            fmt::format("event {}, command {}", decision_.position(), decision_.command_index());
        const std::string took = fmt::format("{} us", decision_.duration_us());
        page_.facts({
            {"decided",  time_text(decision_.time())},
            {"rules",    rules                      },
            {"stock of", stock                      },
            {"took",     took                       },
        });
        for (const routing::DecisionChoice& choice : decision_.choices())
            print(choice);
    }

private:
    std::string money(std::int64_t minor_units) const {
        if (decision_.currency_code().empty()) return std::to_string(minor_units);
        oms::common::v1::Money amount;
        amount.set_currency_code(decision_.currency_code());
        amount.set_minor_units(minor_units);
        return money_text(amount);
    }

    static std::string way_of(const routing::DecisionChoice& choice) {
        if (!choice.pickup_location_id().empty())
            return "Collected at " + choice.pickup_location_id();
        return choice.service_level().empty() ? "Delivered"
                                              : "Delivered, " + choice.service_level();
    }

    static std::string lines_of(const routing::DecisionChoice& choice) {
        std::vector<std::string> lines;
        for (const auto& line : choice.lines())
            lines.push_back(fmt::format("{} ({} units)", line.line_no(), line.quantity()));
        return fmt::format("{}", fmt::join(lines, ", "));
    }

    static std::string senders_of(const routing::WeighedPlan& plan) {
        std::vector<std::string> ids;
        for (const auto& parcel : plan.parcels())
            ids.push_back(parcel.location_id());
        return ids.empty() ? "nowhere" : fmt::format("{}", fmt::join(ids, " and "));
    }

    // "9.10 EUR: parcels 2.00 EUR, carriage 5.90 EUR"
    std::string cost_of(const routing::WeighedPlan& plan) const {
        const auto& costs = plan.costs();
        std::vector<std::string> parts;
        const auto add = [&](const char* name, std::int64_t amount) {
            if (amount != 0) parts.push_back(fmt::format("{} {}", name, money(amount)));
        };
        add("parcels", costs.parcels());
        add("carriage", costs.carriage());
        add("lines", costs.lines());
        add("splitting", costs.splits());
        add("lateness", costs.lateness());
        add("what nobody can send", costs.unfilled());
        return fmt::format("{}{}{}", money(plan.cost()), parts.empty() ? "" : ": ",
                           fmt::join(parts, ", "));
    }

    std::string certainty_of(const routing::DecisionChoice& choice) const {
        if (choice.proven()) return "no other plan costs less";
        return fmt::format("no plan can cost less than {}: at most {} too much",
                           money(choice.bound()), money(choice.chosen().cost() - choice.bound()));
    }

    std::string next_best_of(const routing::DecisionChoice& choice) const {
        if (!choice.has_runner_up()) return {};
        const auto& next = choice.runner_up();
        return fmt::format("from {} for {}, {} more", senders_of(next), money(next.cost()),
                           money(next.cost() - choice.chosen().cost()));
    }

    // "S1 for 4.00 EUR, S2 for 5.20 EUR"
    std::string pickups_of(const routing::DecisionChoice& choice) const {
        std::vector<std::string> places;
        for (const auto& place : choice.pickup_choices())
            places.push_back(fmt::format("{} for {}", place.location_id(), money(place.cost())));
        return fmt::format("{}", fmt::join(places, ", "));
    }

    void print_parcels(const routing::WeighedPlan& plan) {
        Table table({
            {"sent from",      Align::left,  true },
            {"by",             Align::left,  true },
            {"units",          Align::right, false},
            {"there or ready", Align::left,  false},
        });
        for (const auto& parcel : plan.parcels()) {
            table.add({parcel.location_id(),
                       parcel.service_id().empty() ? "its own shelf" : parcel.service_id(),
                       std::to_string(parcel.units()), time_text(parcel.promised_by())});
        }
        if (plan.unfilled_units() > 0) {
            table.add({Cell("nowhere", Tone::bad), "", std::to_string(plan.unfilled_units()),
                       "waits for stock"});
        }
        page_.table(table);
    }

    void print_rejections(const routing::DecisionChoice& choice) {
        if (choice.rejections().empty()) return;
        Table table({
            {"not from",    Align::left,  true },
            {"since it",    Align::left,  true },
            {"alone it is", Align::right, false},
        });
        for (const auto& rejection : choice.rejections()) {
            std::string why = words_of(rejection.reason());
            if (!rejection.rule().empty()) why += fmt::format(" (rule: {})", rejection.rule());
            table.add({rejection.location_id(), why,
                       rejection.has_alone_cost() ? money(rejection.alone_cost()) : "-"});
        }
        page_.gap();
        page_.table(table);
        std::vector<std::string> counts;
        std::int64_t all = 0;
        for (const auto& count : choice.rejected()) {
            counts.push_back(fmt::format("{} {}", count.locations(), count.reason()));
            all += count.locations();
        }
        page_.line(fmt::format("{} locations send nothing: {}", all, fmt::join(counts, ", ")),
                   Tone::dim);
    }

    void print(const routing::DecisionChoice& choice) {
        page_.gap();
        page_.heading(way_of(choice));
        print_parcels(choice.chosen());
        const std::string engine =
            fmt::format("{}, {} steps", choice.engine(), choice.expansions());
        page_.facts({
            {"lines",     lines_of(choice)        },
            {"chosen of", pickups_of(choice)      },
            {"cost",      cost_of(choice.chosen())},
            {"certainty", certainty_of(choice)    },
            {"next best", next_best_of(choice)    },
            {"profile",   choice.profile()        },
            {"engine",    engine                  },
        });
        print_rejections(choice);
    }

    Page& page_;
    const routing::RoutingDecision& decision_;
};

template <class Parcels>
void print_parcels(Page& page, const Parcels& parcels) {
    if (parcels.empty()) return;
    Table table({
        {"from",           Align::left, true },
        {"to",             Align::left, true },
        {"by",             Align::left, true },
        {"leaves",         Align::left, false},
        {"there or ready", Align::left, false},
        {"lines",          Align::left, true },
    });
    for (const routing::PlannedParcel& parcel : parcels) {
        std::vector<std::string> lines;
        for (const auto& units : parcel.units())
            lines.push_back(fmt::format("{}: {}", units.line_no(), units.quantity()));
        table.add(
            {parcel.location_id(),
             parcel.pickup_location_id().empty() ? "the customer" : parcel.pickup_location_id(),
             parcel.service_id().empty() ? "its own shelf" : parcel.service_id(),
             parcel.ship_date(), time_text(parcel.promised_by()),
             fmt::format("{}", fmt::join(lines, ", "))});
    }
    page.gap();
    page.heading("Planned now");
    page.table(table);
}

}  // namespace

void print_decisions(Page& page, const std::string& order,
                     const routing::GetRoutingDecisionsResponse& response) {
    if (response.decisions().empty()) {
        page.line(
            fmt::format("Order {}: no rules of routing were in force. The plain rule took one "
                        "location that holds everything, else line by line, the nearest "
                        "first.",
                        order));
        return;
    }
    const std::int64_t left_out = response.decision_count() - response.decisions_size();
    if (left_out > 0) page.line(fmt::format("{} earlier decisions are not shown.", left_out));
    for (int i = 0; i < response.decisions_size(); ++i) {
        if (i > 0) page.gap();
        DecisionText(page, response.decisions(i)).print();
    }
    print_parcels(page, response.parcels());
}

std::vector<Change> changes_of(const routing::RerouteOrderResponse& response) {
    std::vector<Change> changes;
    for (const auto& move : response.moves()) {
        changes.push_back({fmt::format("line {}, {}", move.line_no(), move.sku()),
                           fmt::format("{} units come from", move.quantity()),
                           move.from_location_id(), move.to_location_id()});
    }
    return changes;
}

void print_reroute(Page& page, const routing::RerouteOrderResponse& response) {
    page.heading("Order " + response.number());
    if (response.moves().empty())
        page.line("Nothing was moved: the order has the best plan already.");
    Table table({
        {"line",  Align::right, false},
        {"SKU",   Align::left,  true },
        {"units", Align::right, false},
        {"from",  Align::left,  true },
        {"now",   Align::left,  true },
    });
    for (const auto& move : response.moves())
        table.add({std::to_string(move.line_no()), move.sku(), std::to_string(move.quantity()),
                   move.from_location_id(), move.to_location_id()});
    if (!table.empty()) page.table(table);
    print_parcels(page, response.parcels());
    page.facts({
        {"etag", response.etag()}
    });
}

}  // namespace oms::cli
