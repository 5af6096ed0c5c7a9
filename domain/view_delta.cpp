#include "domain/view_delta.hpp"

namespace oms {

void apply(StockView& view, const ViewDelta& delta) {
    for (const Location& location : delta.locations)
        view.put_place(location);
    for (const ChannelId& id : delta.channels)
        view.put_channel(id);
    for (const ViewDelta::ItemRow& row : delta.items)
        view.put_facts(row.sku, row.facts);
    for (const ViewDelta::CellRow& row : delta.cells)
        view.put_cell(row.key, row.on_hand, row.reserved);
    for (const ViewDelta::WorkRow& row : delta.work)
        view.put_work(row.key, row.done);
    for (const ViewDelta::InboundRow& row : delta.inbound)
        view.put_inbound(row.sku, row.units);
    for (const ViewDelta::WaitingRow& row : delta.waiting)
        view.put_waiting(row.sku, row.units);
    for (const ViewDelta::HeldRow& row : delta.holds)
        view.put_held(row.cart, row.held);
    if (delta.rules) view.put_rules(delta.rules);
}

ViewDelta network_rows(const StockView& view) {
    ViewDelta rows;
    for (std::size_t i = 0; i < view.place_count(); ++i)
        rows.locations.push_back(view.location(static_cast<StockView::PlaceIndex>(i)));
    rows.channels.assign(view.channels().begin(), view.channels().end());
    for (const auto& entry : view.workload().rows())
        rows.work.push_back({entry.first, entry.second});
    rows.rules = view.rules();
    return rows;
}

ViewDelta sku_rows(const StockView& view, std::span<const Sku> skus) {
    ViewDelta rows;
    for (const Sku& sku : skus) {
        if (const ItemFacts* facts = view.item(sku)) rows.items.push_back({sku, *facts});
        for (const StockView::Cell& cell : view.cells(sku)) {
            rows.cells.push_back({
                {sku, view.place(cell.place).location_id},
                cell.on_hand, cell.reserved
            });
        }
        const auto inbound = view.inbound(sku);
        if (!inbound.empty())
            rows.inbound.push_back({
                sku, {inbound.begin(), inbound.end()}
            });
    }
    return rows;
}

}  // namespace oms
