#include <utility>

#include "services/inventory/inventory_wire.hpp"

// The messages of snapshots and of lists of stock.
namespace oms::inventory {
namespace {

using wire::FieldCheck;

CountedStock counted_stock(FieldCheck& check, const v1::ImportStockRequest::Row& given) {
    CountedStock row;
    row.key.sku = check.id<Sku>("sku", given.sku());
    row.key.location_id = check.id<LocationId>("location_id", given.location_id(), false);
    row.on_hand = check.number("on_hand", given.on_hand(), 0, quantity_limit);
    return row;
}

}  // namespace

Result<StockPage> stock_page(const v1::ListStockRequest& request) {
    FieldCheck check;
    StockPage page;
    page.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    page.page = wire::page_question<Sku>(check, request);
    if (!check.ok()) return fail(std::move(check).error());
    return page;
}

Result<StockImport> stock_import(const v1::ImportStockRequest& request) {
    FieldCheck check;
    StockImport import;
    import.origin.import_id = request.import_id();
    import.origin.source = check.own_id<LocationId>("source", request.source(), false).str();
    if (check.require(request.has_as_of(), "as_of", "required"))
        import.origin.as_of = wire::time(check, "as_of", request.as_of());
    OMS_TRY(import.given, wire::import_rows<CountedStock>(
                              std::move(check), request, "sku", counted_stock,
                              [](const CountedStock& row) { return to_text(row.key); }));
    return import;
}

}  // namespace oms::inventory
