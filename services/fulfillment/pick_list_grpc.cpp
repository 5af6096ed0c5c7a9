#include "services/fulfillment/pick_list_grpc.hpp"

#include <utility>

#include "domain/pick_list.hpp"
#include "services/common/common_wire.hpp"
#include "services/common/handlers.hpp"

namespace oms::fulfilling {
namespace {

namespace v1 = oms::fulfillment::v1;

constexpr int most_tasks = 200;
constexpr std::size_t longest_shelf = 32;

struct PickListQuery {
    LocationId location_id;
    std::vector<FulfillmentOrderId> tasks;  // none: the first due
    std::string shelf_prefix;
};

Result<PickListQuery> pick_list_query(const v1::GetPickListRequest& request) {
    wire::FieldCheck check;
    PickListQuery query;
    query.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    query.shelf_prefix = check.reference("shelf_prefix", request.shelf_prefix(), 0, longest_shelf);
    if (check.count("fulfillment_order_ids", request.fulfillment_order_ids_size(), 0, most_tasks)) {
        for (int i = 0; i < request.fulfillment_order_ids_size(); ++i) {
            const auto at = check.inside("fulfillment_order_ids", i);
            query.tasks.push_back(
                check.id<FulfillmentOrderId>("", request.fulfillment_order_ids(i)));
        }
    }
    if (!check.ok()) return fail(std::move(check).error());
    return query;
}

// Those that are named, which must be the location's, or the first due that are being worked on.
Result<std::vector<FulfillmentOrder>> tasks_of(const PickListQuery& query, ReadSession& session,
                                               const Actor& actor) {
    if (query.tasks.empty()) {
        TaskQuery open;
        open.location_id = query.location_id;
        open.states = {FulfillmentState::accepted, FulfillmentState::picking};
        open.limit = most_tasks;
        return session.fulfillment_orders(open, actor);
    }
    std::vector<FulfillmentOrder> tasks;
    for (const FulfillmentOrderId& id : query.tasks) {
        OMS_TRY(FulfillmentOrder task, session.fulfillment_order(id, actor));
        if (task.location_id != query.location_id)
            return fail(Reason::fulfillment_order_not_found, id.str());
        tasks.push_back(std::move(task));
    }
    return tasks;
}

void encode(const PickStop& stop, ReadSession& session, const Actor& actor, v1::PickStop& out) {
    out.set_shelf(stop.shelf.place);
    out.set_sku(stop.sku.str());
    if (const Result<Item> item = session.item(stop.sku, actor)) {
        out.set_title(item->title);
        out.set_gtin(item->gtin);
    }
    out.set_quantity(stop.quantity);
    for (const PickShare& share : stop.shares) {
        v1::PickStop::Share& one = *out.add_shares();
        one.set_fulfillment_order_id(share.fulfillment_order_id.str());
        one.set_order_number(share.order_number.str());
        one.set_line_no(share.line_no);
        one.set_quantity(share.quantity);
    }
}

}  // namespace

void PickListGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.fulfillment.v1.FulfillmentService/GetPickList",
                wire::handler<v1::GetPickListRequest>(
                    [this](const auto& call, const auto& request) { return get(call, request); })});
}

Result<void> PickListGrpc::get(const rpc::Call& call, const v1::GetPickListRequest& request) {
    OMS_TRY(PickListQuery query, pick_list_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            if (!call.actor().locations.contains(query.location_id))
                return fail(Reason::location_not_found, query.location_id.str());
            OMS_TRY(const std::vector<FulfillmentOrder> tasks,
                    tasks_of(query, session, call.actor()));
            OMS_TRY(const auto shelves, session.shelves(query.location_id, skus_to_pick(tasks)));
            return wire::bytes_of<v1::GetPickListResponse>([&](auto& reply) {
                for (const PickStop& stop : pick_list(tasks, shelves)) {
                    if (!stop.shelf.place.starts_with(query.shelf_prefix)) continue;
                    encode(stop, session, call.actor(), *reply.add_stops());
                }
            });
        }));
    return {};
}

}  // namespace oms::fulfilling
