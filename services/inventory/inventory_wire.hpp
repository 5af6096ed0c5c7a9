#pragma once

#include <optional>
#include <string>
#include <vector>

#include <oms/inventory/v1/inventory_service.pb.h>

#include "domain/cart_hold.hpp"
#include "domain/queries.hpp"
#include "domain/result.hpp"
#include "services/common/import_wire.hpp"
#include "services/common/page_wire.hpp"
#include "services/inventory/import_stock.hpp"

namespace oms::inventory {

// What somebody saw on a shelf.
struct CountRequest {
    StockKey key;
    std::int64_t counted = 0;
    std::string reason_code;
};

// What a cart wants held.
struct HoldRequest {
    CartKey key;
    std::vector<CartHoldLine> lines;
    std::optional<GeoPosition> destination;
};

// Whose counters somebody wants to see.
struct StockQuestion {
    Sku sku;
    std::optional<LocationId> location_id;
};

// What somebody wants to sell, and where.
struct AvailabilityQuestion {
    ChannelId channel_id;
    std::vector<Sku> skus;
    bool totals_only = false;
};

// From the wire to the domain, every field checked. Each fails with Reason::malformed_request and
// all field violations at once.

// The entries of the ledger, in the order given; a move is two.
Result<std::vector<LedgerEntry>> ledger_entries(const v1::PostStockMovementsRequest& request);
Result<CountRequest> count_request(const v1::RecordStockCountRequest& request);
Result<HoldRequest> hold_request(const v1::PlaceCartHoldRequest& request);
Result<CartKey> cart_key(const v1::ExtendCartHoldRequest& request);
Result<CartKey> cart_key(const v1::ReleaseCartHoldRequest& request);
Result<CartKey> cart_key(const v1::GetCartHoldRequest& request);
Result<StockQuestion> stock_question(const v1::GetStockRequest& request);
Result<AvailabilityQuestion> availability_question(const v1::GetAvailabilityRequest& request);

// The stock rows of one location somebody wants to see.
struct StockPage {
    LocationId location_id;
    wire::PageQuestion<Sku> page;
};
Result<StockPage> stock_page(const v1::ListStockRequest& request);

// A snapshot of stock.
struct StockImport {
    SnapshotOrigin origin;
    wire::ImportRows<CountedStock> given;
};
Result<StockImport> stock_import(const v1::ImportStockRequest& request);

void encode_level(const StockRow& row, v1::StockLevel& out);
// From the domain to the wire, as the bytes that are sent.
std::string post_movements_reply(const std::vector<StockRow>& rows);
std::string record_count_reply(const StockRow& row, std::int64_t difference);
std::string get_stock_reply(const std::vector<StockRow>& rows);
// `rows`: one more than the page holds, if there is one.
std::string list_stock_reply(std::vector<StockRow> rows, const StockPage& page);
std::string place_hold_reply(const CartHold& hold);
std::string extend_hold_reply(const CartHold& hold);
std::string release_hold_reply(const CartHold& hold);
std::string get_hold_reply(const CartHold& hold);
// Units at every place that ships or offers pickup.
std::string availability_reply(const AvailabilityQuestion& question, const StockView& view,
                               Timestamp now);

}  // namespace oms::inventory
