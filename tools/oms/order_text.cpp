#include "tools/oms/order_text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tools/oms/address.hpp"
#include "tools/oms/choice_text.hpp"
#include "tools/oms/order_parcels.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;

struct QuantityColumn {
    const char* heading;
    std::int64_t (orders::LineQuantities::*count)() const;
    Tone tone;
};

constexpr auto quantity_columns = std::to_array<QuantityColumn>({
    {"ordered",         &orders::LineQuantities::ordered,         Tone::plain  },
    {"unallocated",     &orders::LineQuantities::unallocated,     Tone::warning},
    {"backordered",     &orders::LineQuantities::backordered,     Tone::warning},
    {"allocated",       &orders::LineQuantities::allocated,       Tone::plain  },
    {"in transfer",     &orders::LineQuantities::in_transfer,     Tone::plain  },
    {"picking",         &orders::LineQuantities::picking,         Tone::plain  },
    {"packed",          &orders::LineQuantities::packed,          Tone::plain  },
    {"ready",           &orders::LineQuantities::ready,           Tone::good   },
    {"shipped",         &orders::LineQuantities::shipped,         Tone::good   },
    {"delivered",       &orders::LineQuantities::delivered,       Tone::good   },
    {"collected",       &orders::LineQuantities::collected,       Tone::good   },
    {"canceled",        &orders::LineQuantities::canceled,        Tone::bad    },
    {"written off",     &orders::LineQuantities::written_off,     Tone::bad    },
    {"return expected", &orders::LineQuantities::return_expected, Tone::plain  },
    {"returned",        &orders::LineQuantities::returned,        Tone::plain  },
});

Tone tone_of(orders::OrderStatus status) {
    switch (status) {
        case orders::ORDER_STATUS_COMPLETED:
            return Tone::good;
        case orders::ORDER_STATUS_CANCELED:
        case orders::ORDER_STATUS_EXPIRED:
            return Tone::bad;
        case orders::ORDER_STATUS_PENDING_PAYMENT:
            return Tone::warning;
        default:
            return Tone::strong;
    }
}

Tone tone_of(orders::FulfillmentStatus status) {
    switch (status) {
        case orders::FULFILLMENT_STATUS_UNALLOCATED:
        case orders::FULFILLMENT_STATUS_PARTIALLY_ALLOCATED:
            return Tone::warning;
        case orders::FULFILLMENT_STATUS_ALLOCATED:
        case orders::FULFILLMENT_STATUS_FULFILLED:
            return Tone::good;
        case orders::FULFILLMENT_STATUS_CANCELED:
            return Tone::bad;
        default:
            return Tone::plain;
    }
}

// The columns that say something for at least one line; ordered always does.
template <class Lines>
std::vector<QuantityColumn> used_columns(const Lines& lines) {
    std::vector<QuantityColumn> used;
    for (const QuantityColumn& column : quantity_columns) {
        bool wanted = used.empty();
        for (const auto& line : lines)
            wanted = wanted || (line.quantities().*column.count)() != 0;
        if (wanted) used.push_back(column);
    }
    return used;
}

void add_quantities(std::vector<Cell>& row, const std::vector<QuantityColumn>& columns,
                    const orders::LineQuantities& quantities) {
    for (const QuantityColumn& column : columns) {
        const std::int64_t count = (quantities.*column.count)();
        row.emplace_back(count == 0 ? "-" : std::to_string(count),
                         count == 0 ? Tone::dim : column.tone);
    }
}

template <class Allocations>
std::string allocations_text(const Allocations& allocations) {
    std::vector<std::string> parts;
    for (const auto& row : allocations)
        parts.push_back(fmt::format("{} {}", row.location_id(), row.quantity()));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string fulfillment_text(const orders::OrderLine& line) {
    if (line.has_pickup()) return "pickup " + line.pickup().location_id();
    if (line.has_delivery()) return line.delivery().service_level();
    return {};
}

void print_lines(Page& page, const orders::Order& order) {
    const auto quantities = used_columns(order.lines());
    std::vector<Table::Column> columns{
        {"line", Align::right, false},
        {"SKU",  Align::left,  true },
        {"by",   Align::left,  true }
    };
    for (const QuantityColumn& column : quantities)
        columns.push_back({column.heading, Align::right});
    columns.push_back({"unit price", Align::right});
    columns.push_back({"allocated at", Align::left, true});
    columns.push_back({"promised by"});
    Table table(std::move(columns));
    for (const orders::OrderLine& line : order.lines()) {
        std::vector<Cell> row{std::to_string(line.line_no()), line.sku(), fulfillment_text(line)};
        add_quantities(row, quantities, line.quantities());
        row.emplace_back(money_text(line.unit_price()));
        row.emplace_back(allocations_text(line.allocations()));
        row.emplace_back(time_text(line.promised_by()));
        table.add(std::move(row));
    }
    page.gap();
    page.table(table);
}

Tone tone_of(orders::HoldState state) {
    return state == orders::HOLD_STATE_ACTIVE ? Tone::warning : Tone::dim;
}

template <class Hold>
std::string lines_text(const Hold& hold) {
    return hold.line_nos().empty() ? "all" : fmt::format("{}", fmt::join(hold.line_nos(), ", "));
}

// Why and about what, as far as the caller may know.
std::string remark_of(const orders::OrderHold& hold) {
    std::string remark = hold.about().empty() ? "" : "like " + hold.about();
    for (const std::string* text : {&hold.reason(), &hold.end_reason()}) {
        if (text->empty()) continue;
        remark += (remark.empty() ? "" : "; ") + *text;
    }
    return remark;
}

std::string remark_of(const orders::OrderReceipt::Hold& hold) {
    return hold.about().empty() ? "" : "like " + hold.about();
}

std::string owner_of(const orders::OrderHold& hold) {
    return hold.owner();
}

std::string owner_of(const orders::OrderReceipt::Hold&) {
    return {};
}

template <class Holds>
void print_holds(Page& page, const Holds& holds) {
    if (holds.empty()) return;
    Table table({
        {"hold"},
        {"type"},
        {"state"},
        {"lines", Align::left, true},
        {"until"},
        {"owner", Align::left, true},
        {"remark", Align::left, true},
    });
    for (const auto& hold : holds) {
        table.add({hold.hold_id(), enum_words(hold.type()),
                   Cell(enum_words(hold.state()), tone_of(hold.state())), lines_text(hold),
                   time_text(hold.expire_time()), owner_of(hold), remark_of(hold)});
    }
    page.gap();
    page.table(table);
}

// Units that supply to come was promised for.
template <class Rows>
void print_waiting(Page& page, const Rows& waiting) {
    if (waiting.empty()) return;
    Table table({
        {"line", Align::right, false},
        {"waiting", Align::right, false},
        {"for receipt", Align::left, false},
        {"promised by", Align::left, false},
    });
    for (const orders::WaitingUnits& row : waiting) {
        table.add({std::to_string(row.line_no()), std::to_string(row.quantity()), row.receipt_id(),
                   time_text(row.promised_by())});
    }
    page.gap();
    page.table(table);
}

template <class Tags>
std::string tags_text(const Tags& tags) {
    return fmt::format("{}", fmt::join(tags, ", "));
}

void print_totals(Page& page, const orders::OrderTotals& totals, bool tax_included) {
    const char* const tax_label = tax_included ? "tax (included)" : "tax";
    const auto unless_zero = [](const oms::common::v1::Money& amount) {
        return amount.minor_units() == 0 ? std::string() : money_text(amount);
    };
    const Cell total(money_text(totals.total()), Tone::strong);
    const std::string discounts = unless_zero(totals.discounts());
    const std::string charges = unless_zero(totals.charges());
    page.gap();
    page.facts({
        {"goods",     money_text(totals.goods())},
        {"discounts", discounts                 },
        {"charges",   charges                   },
        {tax_label,   money_text(totals.tax())  },
        {"total",     total                     },
    });
}

// How the total came about, one fact each; beside the sums of print_totals.
std::vector<Page::Fact> money_details(const orders::Order& order) {
    std::vector<Page::Fact> facts;
    for (const orders::Charge& charge : order.charges()) {
        facts.emplace_back(
            "charge", fmt::format("{} {}", enum_words(charge.type()), money_text(charge.amount())));
    }
    for (const orders::Discount& discount : order.discounts()) {
        facts.emplace_back("discount", fmt::format("{} {}", discount.promotion_id(),
                                                   money_text(discount.amount())));
    }
    for (const orders::Tender& tender : order.tenders()) {
        facts.emplace_back("paid by", fmt::format("{} {} {}", tender.type(),
                                                  money_text(tender.amount()), tender.reference()));
    }
    return facts;
}

void print_personal(Page& page, const orders::Order& order) {
    std::vector<Page::Fact> facts;
    if (order.has_contact()) {
        facts.emplace_back("name", order.contact().name());
        facts.emplace_back("e-mail", order.contact().email());
        facts.emplace_back("phone", order.contact().phone());
    }
    if (order.has_ship_to()) {
        facts.emplace_back("ship to", order.ship_to().recipient());
        facts.emplace_back("address", address_text(order.ship_to()));
    }
    facts.emplace_back("gift message", order.gift_message());
    for (const orders::Note& note : order.notes()) {
        facts.emplace_back(note.type().empty() ? std::string("note") : printable(note.type()),
                           fmt::format("{} ({})", note.text(), time_text(note.create_time())));
    }
    const bool any = std::any_of(facts.begin(), facts.end(),
                                 [](const auto& fact) { return !fact.second.text.empty(); });
    if (!any) return;
    page.gap();
    page.heading("Customer");
    page.facts(facts);
}

}  // namespace

void print_order(Page& page, const orders::Order& order) {
    page.heading("Order " + order.number());
    const std::string caller = fmt::format("{}/{}", order.channel_id(), order.external_id());
    page.facts({
        {"status",                              Cell(enum_words(order.status()), tone_of(order.status()))},
        {"fulfillment",
         Cell(enum_words(order.fulfillment_status()),                                                        tone_of(order.fulfillment_status()))},
        {"id", order.order_id()},
        {"from",                     caller                                                                           },
        {"cart",           order.cart_id()},
        {"customer",            order.customer_reference()                                                                            },
        {"gift",order.gift() ? "yes" : ""},
        {"tags",                tags_text(order.tags())},
        {"placed",             time_text(order.create_time())                                                                                         },
        {"updated",time_text(order.update_time())},
        {"etag",             order.etag()                                                                                                           },
    });
    print_lines(page, order);
    print_parcels(page, order);
    print_waiting(page, order.waiting());
    print_holds(page, order.holds());
    print_choices(page, order.choices());
    print_totals(page, order.totals(), order.tax_included());
    page.facts(money_details(order));
    print_personal(page, order);
}

void print_receipt(Page& page, const orders::OrderReceipt& receipt) {
    page.heading("Order " + receipt.number());
    page.facts({
        {"status",                                   Cell(enum_words(receipt.status()), tone_of(receipt.status()))},
        {"fulfillment",
         Cell(enum_words(receipt.fulfillment_status()),                                                               tone_of(receipt.fulfillment_status()))},
        {"id",    receipt.order_id()},
        {"total",                     Cell(money_text(receipt.totals().total()),                                                                                Tone::strong)},
        {"tags", tags_text(receipt.tags())},
        {"etag",receipt.etag()},
    });
    const auto quantities = used_columns(receipt.lines());
    std::vector<Table::Column> columns{
        {"line", Align::right}
    };
    for (const QuantityColumn& column : quantities)
        columns.push_back({column.heading, Align::right});
    columns.push_back({"allocated at", Align::left, true});
    Table table(std::move(columns));
    for (const auto& line : receipt.lines()) {
        std::vector<Cell> row{std::to_string(line.line_no())};
        add_quantities(row, quantities, line.quantities());
        row.emplace_back(allocations_text(line.allocations()));
        table.add(std::move(row));
    }
    if (!table.empty()) {
        page.gap();
        page.table(table);
    }
    print_waiting(page, receipt.waiting());
    print_holds(page, receipt.holds());
}

std::vector<Change> changes_between(const orders::Order& before, const orders::OrderReceipt& after) {
    std::vector<Change> changes;
    const auto add_state = [&](const char* what, const std::string& was, const std::string& is) {
        if (was != is) changes.push_back({"order", what, was, is});
    };
    add_state("status", enum_words(before.status()), enum_words(after.status()));
    add_state("fulfillment", enum_words(before.fulfillment_status()),
              enum_words(after.fulfillment_status()));
    for (const orders::OrderLine& line : before.lines()) {
        const auto same =
            std::find_if(after.lines().begin(), after.lines().end(),
                         [&](const auto& other) { return other.line_no() == line.line_no(); });
        if (same == after.lines().end()) continue;
        const std::string about = fmt::format("line {}, {}", line.line_no(), line.sku());
        for (const QuantityColumn& column : quantity_columns)
            add_change(changes, about, column.heading, (line.quantities().*column.count)(),
                       (same->quantities().*column.count)());
    }
    return changes;
}

std::string change_line(const orders::WatchOrderResponse& message) {
    std::vector<std::string> lines;
    for (const auto& line : message.order().lines()) {
        std::vector<std::string> counts;
        for (const QuantityColumn& column : quantity_columns) {
            const std::int64_t count = (line.quantities().*column.count)();
            if (count != 0 && column.count != &orders::LineQuantities::ordered)
                counts.push_back(fmt::format("{} {}", count, column.heading));
        }
        lines.push_back(fmt::format("{}: {}", line.line_no(), fmt::join(counts, ", ")));
    }
    const std::string time =
        message.has_change() ? time_text(message.change().time()) : std::string("now");
    return fmt::format("{:<20}  {:<20}  {}, {}  {}", time,
                       message.has_change() ? message.change().type() : "",
                       enum_words(message.order().status()),
                       enum_words(message.order().fulfillment_status()), fmt::join(lines, "; "));
}

}  // namespace oms::cli
