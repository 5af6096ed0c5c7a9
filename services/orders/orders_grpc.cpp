#include "services/orders/orders_grpc.hpp"

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "services/common/handlers.hpp"
#include "services/effects/effect_handler.hpp"
#include "services/events/stream_sink.hpp"
#include "services/orders/cancel_order.hpp"
#include "services/orders/edit_wire.hpp"
#include "services/orders/follow_order.hpp"
#include "services/orders/handling_wire.hpp"
#include "services/orders/orders_reply.hpp"
#include "services/orders/orders_wire.hpp"
#include "services/orders/search_wire.hpp"

namespace oms::orders {
namespace {

// PlaceOrder and BatchPlaceOrders share the scope of request ids.
constexpr std::string_view place_order_method = "/oms.orders.v1.OrderService/PlaceOrder";

// The outcomes of one batch, each set once; the last one answers the call.
class Batch {
public:
    Batch(const rpc::Call& call, std::size_t size) : call_(call), outcomes_(size), left_(size) {}

    void set(std::size_t index, Result<std::string> outcome) {
        outcomes_[index] = std::move(outcome);
        if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            call_.finish(batch_reply(outcomes_, call_.log_id()));
    }

private:
    rpc::Call call_;
    std::vector<Result<std::string>> outcomes_;
    std::atomic<std::size_t> left_;
};

}  // namespace

void OrdersGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.orders.v1.OrderService/") + name, std::move(handler)});
    };
    add("PlaceOrder", wire::handler<v1::PlaceOrderRequest>([this](const auto& call, const auto& r) {
            return place_order(call, r);
        }));
    add("BatchPlaceOrders",
        wire::handler<v1::BatchPlaceOrdersRequest>(
            [this](const auto& call, const auto& r) { return batch_place_orders(call, r); }));
    add("GetOrder", wire::handler<v1::GetOrderRequest>(
                        [this](const auto& call, const auto& r) { return get_order(call, r); }));
    add("CancelOrder",
        wire::handler<v1::CancelOrderRequest>(
            [this](const auto& call, const auto& r) { return cancel_order(call, r); }));
    add("SearchOrders",
        wire::handler<v1::SearchOrdersRequest>(
            [this](const auto& call, const auto& r) { return search_orders(call, r); }));
    add("HoldOrder", wire::handler<v1::HoldOrderRequest>(
                         [this](const auto& call, const auto& r) { return hold_order(call, r); }));
    add("ReleaseHold",
        wire::handler<v1::ReleaseHoldRequest>(
            [this](const auto& call, const auto& r) { return release_hold(call, r); }));
    add("AddNote", wire::handler<v1::AddNoteRequest>(
                       [this](const auto& call, const auto& r) { return add_note(call, r); }));
    add("UpdateTags", wire::handler<v1::UpdateTagsRequest>([this](const auto& call, const auto& r) {
            return update_tags(call, r);
        }));
    add("PreviewOrderEdit",
        wire::handler<v1::PreviewOrderEditRequest>(
            [this](const auto& call, const auto& r) { return preview_edit(call, r); }));
    add("ConfirmOrderEdit",
        wire::handler<v1::ConfirmOrderEditRequest>(
            [this](const auto& call, const auto& r) { return confirm_edit(call, r); }));
    add("ChangeAddress",
        wire::handler<v1::ChangeAddressRequest>(
            [this](const auto& call, const auto& r) { return change_address(call, r); }));
    add("ChangePickupLocation",
        wire::handler<v1::ChangePickupLocationRequest>(
            [this](const auto& call, const auto& r) { return change_pickup(call, r); }));
    server.add_stream({"/oms.orders.v1.OrderService/WatchOrder",
                       [this](const rpc::Stream& stream) { watch_order(stream); }});
}

void OrdersGrpc::place(const rpc::Call& call, const v1::PlaceOrderRequest& request,
                       OrderRequest order, Completion done) const {
    Command::Header header = submitter_.header(call, place_order_method, request);
    if (order.draft.lines.size() <= lines_planned_by_writer) {
        return submitter_.submit(std::make_unique<PlaceOrder>(std::move(header), std::move(order),
                                                              sourcing_, place_order_reply),
                                 std::move(done));
    }
    large_orders_.place(
        [this, header = std::move(header), order = std::move(order)] {
            return std::make_unique<PlaceOrder>(header, order, sourcing_, place_order_reply);
        },
        std::move(done));
}

Result<void> OrdersGrpc::place_order(const rpc::Call& call, const v1::PlaceOrderRequest& request) {
    OMS_TRY(OrderRequest order, order_request(request));
    place(call, request, std::move(order), wire::answer_of(call));
    return {};
}

Result<void> OrdersGrpc::batch_place_orders(const rpc::Call& call,
                                            const v1::BatchPlaceOrdersRequest& request) {
    OMS_CHECK(check_batch(request));
    const auto size = static_cast<std::size_t>(request.requests_size());
    const auto batch = std::make_shared<Batch>(call, size);
    for (std::size_t i = 0; i < size; ++i) {
        const v1::PlaceOrderRequest& one = request.requests(static_cast<int>(i));
        Result<OrderRequest> order = order_request(one);
        if (!order) {
            batch->set(i, fail(std::move(order).error()));
            continue;
        }
        place(call, one, *std::move(order),
              [batch, i](Result<std::string> answer) { batch->set(i, std::move(answer)); });
    }
    return {};
}

Result<void> OrdersGrpc::get_order(const rpc::Call& call, const v1::GetOrderRequest& request) {
    OMS_TRY(OrderLookup lookup, order_lookup(request));
    reads_.submit(wire::answer_with(
        call, [call, lookup = std::move(lookup)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const OrderDetails details, session.order(lookup, call.actor()));
            return get_order_reply(details);
        }));
    return {};
}

Result<void> OrdersGrpc::cancel_order(const rpc::Call& call,
                                      const v1::CancelOrderRequest& request) {
    OMS_TRY(CancelRequest cancel, cancel_request(request));
    submitter_.submit(std::make_unique<CancelOrder>(submitter_.header(call, request),
                                                    std::move(cancel), cancel_order_reply),
                      call);
    return {};
}

Result<void> OrdersGrpc::search_orders(const rpc::Call& call,
                                       const v1::SearchOrdersRequest& request) {
    OMS_TRY(SearchRequest search, search_request(request));
    reads_.submit(wire::answer_with(
        call, [call, search = std::move(search)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const OrderSearchPage page, session.search_orders(search.search, call.actor()));
            return search_reply(page, search.filter_mark);
        }));
    return {};
}

Result<void> OrdersGrpc::hold_order(const rpc::Call& call, const v1::HoldOrderRequest& request) {
    OMS_TRY(HoldRequest hold, hold_request(request));
    submitter_.submit(std::make_unique<HoldOrder>(submitter_.header(call, request), std::move(hold),
                                                  hold_order_reply),
                      call);
    return {};
}

Result<void> OrdersGrpc::release_hold(const rpc::Call& call,
                                      const v1::ReleaseHoldRequest& request) {
    OMS_TRY(ReleaseRequest release, release_request(request));
    submitter_.submit(std::make_unique<ReleaseHold>(submitter_.header(call, request),
                                                    std::move(release), release_hold_reply),
                      call);
    return {};
}

Result<void> OrdersGrpc::add_note(const rpc::Call& call, const v1::AddNoteRequest& request) {
    OMS_TRY(NoteRequest note, note_request(request));
    submitter_.submit(std::make_unique<AddNote>(submitter_.header(call, request), std::move(note),
                                                add_note_reply),
                      call);
    return {};
}

Result<void> OrdersGrpc::update_tags(const rpc::Call& call, const v1::UpdateTagsRequest& request) {
    OMS_TRY(TagsRequest tags, tags_request(request));
    submitter_.submit(std::make_unique<UpdateTags>(submitter_.header(call, request),
                                                   std::move(tags), update_tags_reply),
                      call);
    return {};
}

Result<void> OrdersGrpc::preview_edit(const rpc::Call& call,
                                      const v1::PreviewOrderEditRequest& request) {
    OMS_TRY(EditRequest asked, preview_request(request));
    edit(call, submitter_.question(call), std::move(asked), true);
    return {};
}

Result<void> OrdersGrpc::confirm_edit(const rpc::Call& call,
                                      const v1::ConfirmOrderEditRequest& request) {
    OMS_TRY(EditRequest asked, confirm_request(request));
    edit(call, submitter_.header(call, request), std::move(asked), false);
    return {};
}

void OrdersGrpc::edit(const rpc::Call& call, Command::Header header, EditRequest request,
                      bool preview) const {
    reads_.submit(wire::continue_with(
        call,
        [this, call, header = std::move(header), request = std::move(request),
         preview](ReadSession& session) -> Result<void> {
            // Who may not see it learns nothing of it; where it goes is for the plan alone.
            OMS_CHECK(session.order(request.order_id, call.actor()));
            OMS_TRY(std::optional<WaitingOrder> read, session.order_to_route(request.order_id));
            if (!read) return fail(Reason::order_not_found, request.order_id.str());
            EditRequest asked = request;
            asked.needs_review =
                asked.ship_to && read->ship_to && needs_review(*read->ship_to, *asked.ship_to);
            submitter_.submit(std::make_unique<EditOrder>(
                                  header, std::move(asked), *std::move(read), preview, sourcing_,
                                  preview ? preview_edit_reply : confirm_edit_reply),
                              call);
            return {};
        }));
}

Result<void> OrdersGrpc::change_address(const rpc::Call& call,
                                        const v1::ChangeAddressRequest& request) {
    OMS_TRY(AddressRequest asked, address_request(request));
    reads_.submit(wire::continue_with(
        call,
        [this, call, header = submitter_.header(call, request),
         asked = std::move(asked)](ReadSession& session) -> Result<void> {
            // Who may not see it learns nothing of it; where it goes is for the command alone.
            OMS_CHECK(session.order(asked.order_id, call.actor()));
            OMS_TRY(const OrderDetails read,
                    session.order(asked.order_id, effects::effects_reader()));
            AddressRequest request_read = asked;
            request_read.read_version = read.order.head.sequence;
            const Address* from = nullptr;
            for (const PersonalRecord& record : read.personal) {
                if (record.kind != PersonalKind::ship_to) continue;
                request_read.from = record.personal_id;
                from = &record.address;
            }
            request_read.needs_review = from != nullptr && needs_review(*from, asked.ship_to);
            submitter_.submit(std::make_unique<ChangeAddress>(header, std::move(request_read),
                                                              change_address_reply),
                              call);
            return {};
        }));
    return {};
}

Result<void> OrdersGrpc::change_pickup(const rpc::Call& call,
                                       const v1::ChangePickupLocationRequest& request) {
    OMS_TRY(PickupChangeRequest asked, pickup_change_request(request));
    submitter_.submit(std::make_unique<ChangePickupLocation>(submitter_.header(call, request),
                                                             std::move(asked), change_pickup_reply),
                      call);
    return {};
}

void OrdersGrpc::watch_order(const rpc::Stream& stream) {
    const auto request = stream.parse<v1::WatchOrderRequest>();
    if (!request) return stream.fail(request.error());
    auto watch = order_watch(*request);
    if (!watch) return stream.fail(watch.error());
    events::serve(stream, watching_, [&](std::shared_ptr<events::EventSink> sink) {
        return watching_->join(std::move(sink), follow_order(std::move(watch->order_id)),
                               watch->after_position);
    });
}

}  // namespace oms::orders
