#include "services/inventory/inventory_grpc.hpp"

#include <memory>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/inventory/cart_holds.hpp"
#include "services/inventory/inventory_wire.hpp"
#include "services/inventory/post_movements.hpp"

namespace oms::inventory {

void InventoryGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.inventory.v1.InventoryService/") + name, std::move(handler)});
    };
    add("PostStockMovements",
        wire::handler<v1::PostStockMovementsRequest>(
            [this](const auto& call, const auto& r) { return post_movements(call, r); }));
    add("RecordStockCount",
        wire::handler<v1::RecordStockCountRequest>(
            [this](const auto& call, const auto& r) { return record_count(call, r); }));
    add("GetStock", wire::handler<v1::GetStockRequest>(
                        [this](const auto& call, const auto& r) { return get_stock(call, r); }));
    add("GetAvailability",
        wire::handler<v1::GetAvailabilityRequest>(
            [this](const auto& call, const auto& r) { return get_availability(call, r); }));
    add("PlaceCartHold",
        wire::handler<v1::PlaceCartHoldRequest>(
            [this](const auto& call, const auto& r) { return place_hold(call, r); }));
    add("ExtendCartHold",
        wire::handler<v1::ExtendCartHoldRequest>(
            [this](const auto& call, const auto& r) { return extend_hold(call, r); }));
    add("ReleaseCartHold",
        wire::handler<v1::ReleaseCartHoldRequest>(
            [this](const auto& call, const auto& r) { return release_hold(call, r); }));
    add("GetCartHold", wire::handler<v1::GetCartHoldRequest>(
                           [this](const auto& call, const auto& r) { return get_hold(call, r); }));
    add("ListStock", wire::handler<v1::ListStockRequest>(
                         [this](const auto& call, const auto& r) { return list_stock(call, r); }));
    server.add({"/oms.inventory.v1.InventoryService/ImportStock",
                wire::handler<v1::ImportStockRequest>(
                    [this](const auto& call, const auto& r) { return import_stock(call, r); }),
                wire::longest_import});
    add_receipts_to(server);
}

Result<void> InventoryGrpc::post_movements(const rpc::Call& call,
                                           const v1::PostStockMovementsRequest& request) {
    OMS_TRY(std::vector<LedgerEntry> entries, ledger_entries(request));
    submitter_.submit(std::make_unique<PostMovements>(submitter_.header(call, request),
                                                      std::move(entries), post_movements_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::record_count(const rpc::Call& call,
                                         const v1::RecordStockCountRequest& request) {
    OMS_TRY(CountRequest count, count_request(request));
    submitter_.submit(std::make_unique<RecordCount>(
                          submitter_.header(call, request), std::move(count.key), count.counted,
                          std::move(count.reason_code), record_count_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::get_stock(const rpc::Call& call, const v1::GetStockRequest& request) {
    OMS_TRY(StockQuestion question, stock_question(request));
    reads_.submit(wire::answer_with(
        call, [call, question = std::move(question)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const std::vector<StockRow> rows,
                    session.stock(question.sku, question.location_id, call.actor()));
            return get_stock_reply(rows);
        }));
    return {};
}

Result<void> InventoryGrpc::get_availability(const rpc::Call& call,
                                             const v1::GetAvailabilityRequest& request) {
    OMS_TRY(const AvailabilityQuestion question, availability_question(request));
    if (!call.actor().channels.contains(question.channel_id)) {
        return fail(Reason::channel_not_found, question.channel_id.str());
    }
    std::string reply;
    stock_view_.read(
        [&](const StockView& view) { reply = availability_reply(question, view, clock_.now()); });
    call.finish(std::move(reply));
    return {};
}

Result<void> InventoryGrpc::place_hold(const rpc::Call& call,
                                       const v1::PlaceCartHoldRequest& request) {
    OMS_TRY(HoldRequest hold, hold_request(request));
    submitter_.submit(std::make_unique<PlaceCartHold>(
                          submitter_.header(call, request), std::move(hold.key),
                          std::move(hold.lines), hold.destination, sourcing_, place_hold_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::extend_hold(const rpc::Call& call,
                                        const v1::ExtendCartHoldRequest& request) {
    OMS_TRY(CartKey key, cart_key(request));
    submitter_.submit(std::make_unique<ExtendCartHold>(submitter_.header(call, request),
                                                       std::move(key), extend_hold_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::release_hold(const rpc::Call& call,
                                         const v1::ReleaseCartHoldRequest& request) {
    OMS_TRY(CartKey key, cart_key(request));
    submitter_.submit(std::make_unique<ReleaseCartHold>(submitter_.header(call, request),
                                                        std::move(key), release_hold_reply),
                      call);
    return {};
}

Result<void> InventoryGrpc::get_hold(const rpc::Call& call, const v1::GetCartHoldRequest& request) {
    OMS_TRY(CartKey key, cart_key(request));
    reads_.submit(wire::answer_with(
        call, [call, key = std::move(key)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const CartHold hold, session.cart_hold(key, call.actor()));
            return get_hold_reply(hold);
        }));
    return {};
}

Result<void> InventoryGrpc::list_stock(const rpc::Call& call, const v1::ListStockRequest& request) {
    OMS_TRY(StockPage page, stock_page(request));
    reads_.submit(wire::answer_with(
        call, [call, page = std::move(page)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(std::vector<StockRow> rows,
                    session.stock_at(page.location_id, page.page.after, page.page.limit + 1,
                                     call.actor()));
            return list_stock_reply(std::move(rows), page);
        }));
    return {};
}

Result<void> InventoryGrpc::import_stock(const rpc::Call& call,
                                         const v1::ImportStockRequest& request) {
    OMS_TRY(StockImport import, stock_import(request));
    submitter_.submit(
        std::make_unique<ImportStock>(
            wire::import_header(submitter_.header(call, request), request),
            std::move(import.origin), std::move(import.given.rows),
            std::move(import.given.problems), wire::import_reply<v1::ImportStockResponse>),
        call);
    return {};
}

}  // namespace oms::inventory
