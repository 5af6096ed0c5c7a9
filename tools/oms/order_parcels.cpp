#include "tools/oms/order_parcels.hpp"

#include <string>

#include <fmt/format.h>

#include "tools/oms/values.hpp"

namespace oms::cli {

namespace orders = oms::orders::v1;

void print_parcels(Page& page, const orders::Order& order) {
    if (order.parcels().empty()) return;
    Table table({
        {"from",        Align::left, false},
        {"to",          Align::left, false},
        {"by",          Align::left, true },
        {"units",       Align::left, true },
        {"promised by", Align::left, false},
        {"task",        Align::left, false},
    });
    for (const orders::OrderParcel& parcel : order.parcels()) {
        std::vector<std::string> units;
        for (const auto& row : parcel.units())
            units.push_back(fmt::format("{}={}", row.line_no(), row.quantity()));
        const std::string& pickup_at = parcel.pickup_location_id();
        const std::string by =
            parcel.service_id().empty() ? enum_words(parcel.carriage()) : parcel.service_id();
        const std::string& task = parcel.fulfillment_order_id();
        table.add({parcel.location_id(), pickup_at.empty() ? "the customer" : pickup_at, by,
                   fmt::format("{}", fmt::join(units, ", ")), time_text(parcel.promised_by()),
                   task.empty() ? Cell("not released", Tone::dim) : Cell(task)});
    }
    page.gap();
    page.table(table);
}

void add_asked(std::vector<Change>& changes, const orders::CancelOrderResponse& response) {
    for (const auto& units : response.asked()) {
        changes.push_back({fmt::format("line {}", units.line_no()), "asked back of locations", "",
                           std::to_string(units.quantity())});
    }
}

void print_asked(Page& page, const orders::CancelOrderResponse& response) {
    if (response.asked().empty()) return;
    page.gap();
    page.line("In work: the locations were asked to give back", Tone::warning);
    Table table({
        {"line",  Align::right, false},
        {"units", Align::right, false},
    });
    for (const auto& units : response.asked())
        table.add({std::to_string(units.line_no()), std::to_string(units.quantity())});
    page.table(table);
}

}  // namespace oms::cli
