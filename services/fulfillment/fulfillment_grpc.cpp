#include "services/fulfillment/fulfillment_grpc.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "services/common/handlers.hpp"
#include "services/fulfillment/giving_back.hpp"
#include "services/fulfillment/transfers.hpp"
#include "services/fulfillment/waves.hpp"

namespace oms::fulfilling {
namespace {

constexpr std::string_view service = "/oms.fulfillment.v1.FulfillmentService/";

// A method that becomes one command on a task: `make(header, task, check, request, encode)` reads
// what is its own and makes it.
template <class Request, class Reply, class Make>
void add_task_method(rpc::Server& server, const wire::Submitter& submitter, const char* name,
                     Make make) {
    server.add({fmt::format("{}{}", service, name),
                wire::handler<Request>([&submitter, make](const rpc::Call& call,
                                                          const Request& request) -> Result<void> {
                    wire::FieldCheck check;
                    TaskRequest task = task_request(check, request);
                    const EncodeTask encode = [](const FulfillmentOrder& done, const Order&) {
                        return task_reply<Reply>(done);
                    };
                    std::unique_ptr<Command> command = make(
                        submitter.header(call, request), std::move(task), check, request, encode);
                    if (!check.ok()) return fail(std::move(check).error());
                    submitter.submit(std::move(command), call);
                    return {};
                })});
}

// The same for a command that needs nothing beside the task.
template <class TheCommand, class Request, class Reply>
void add_plain_method(rpc::Server& server, const wire::Submitter& submitter, const char* name) {
    add_task_method<Request, Reply>(server, submitter, name,
                                    [](Command::Header header, TaskRequest task, wire::FieldCheck&,
                                       const Request&, const EncodeTask& encode) {
                                        return std::make_unique<TheCommand>(
                                            std::move(header), std::move(task), encode);
                                    });
}

}  // namespace

void FulfillmentGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({fmt::format("{}{}", service, name), std::move(handler)});
    };
    add("GetFulfillmentOrder",
        wire::handler<v1::GetFulfillmentOrderRequest>(
            [this](const auto& call, const auto& r) { return get_task(call, r); }));
    add("ListFulfillmentOrders",
        wire::handler<v1::ListFulfillmentOrdersRequest>(
            [this](const auto& call, const auto& r) { return list_tasks(call, r); }));
    add("ReleaseWave",
        wire::handler<v1::ReleaseWaveRequest>(
            [this](const auto& call, const auto& r) { return release_wave(call, r); }));
    add_task_method<v1::AcceptFulfillmentOrderRequest, v1::AcceptFulfillmentOrderResponse>(
        server, submitter_, "AcceptFulfillmentOrder",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            LocationId by;
            if (!request.location_id().empty())
                by = check.template id<LocationId>("location_id", request.location_id(), false);
            return std::make_unique<AcceptTask>(std::move(header), std::move(task), std::move(by),
                                                encode);
        });
    add_plain_method<AssignTask, v1::AssignFulfillmentOrderRequest,
                     v1::AssignFulfillmentOrderResponse>(server, submitter_,
                                                         "AssignFulfillmentOrder");
    add_plain_method<StartPicking, v1::StartPickingRequest, v1::StartPickingResponse>(
        server, submitter_, "StartPicking");
    add_plain_method<MakeReady, v1::MarkReadyRequest, v1::MarkReadyResponse>(server, submitter_,
                                                                             "MarkReady");
    add_plain_method<SendTransfer, v1::SendTransferRequest, v1::SendTransferResponse>(
        server, submitter_, "SendTransfer");
    add_plain_method<PutBack, v1::PutBackRequest, v1::PutBackResponse>(server, submitter_,
                                                                       "PutBack");
    add_plain_method<RetryTask, v1::RetryFulfillmentOrderRequest,
                     v1::RetryFulfillmentOrderResponse>(server, submitter_,
                                                        "RetryFulfillmentOrder");
    add_work_to(server);
}

void FulfillmentGrpc::add_work_to(rpc::Server& server) {
    add_task_method<v1::RejectFulfillmentOrderRequest, v1::RejectFulfillmentOrderResponse>(
        server, submitter_, "RejectFulfillmentOrder",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            Refusal told = refusal(check, request);
            return std::make_unique<RejectTask>(std::move(header), std::move(task), std::move(told),
                                                encode);
        });
    add_task_method<v1::RecordPicksRequest, v1::RecordPicksResponse>(
        server, submitter_, "RecordPicks",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            return std::make_unique<PickGoods>(std::move(header), std::move(task),
                                               scans(check, request), encode);
        });
    add_task_method<v1::ReportShortPickRequest, v1::ReportShortPickResponse>(
        server, submitter_, "ReportShortPick",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            const ParcelUnits units = short_units(check, request);
            const auto reason = wire::enumeration<RefusalReason>(check, "reason", request.reason());
            check_cascade(check, reason, request.cascade());
            return std::make_unique<FallShort>(std::move(header), std::move(task), units, reason,
                                               request.cascade(), encode);
        });
    add_task_method<v1::PackFulfillmentOrderRequest, v1::PackFulfillmentOrderResponse>(
        server, submitter_, "PackFulfillmentOrder",
        [this](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            return std::make_unique<PackTask>(std::move(header), std::move(task),
                                              parcels(check, request), encode, gs1_prefix_);
        });
    add_task_method<v1::ShipFulfillmentOrderRequest, v1::ShipFulfillmentOrderResponse>(
        server, submitter_, "ShipFulfillmentOrder",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            return std::make_unique<ShipTask>(std::move(header), std::move(task),
                                              trackings(check, request), encode);
        });
    add_task_method<v1::TrackParcelRequest, v1::TrackParcelResponse>(
        server, submitter_, "TrackParcel",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            ParcelId parcel = check.template id<ParcelId>("parcel_id", request.parcel_id());
            const ParcelAction action = parcel_action(check, request);
            return std::make_unique<TrackParcel>(std::move(header), std::move(task),
                                                 std::move(parcel), action, encode);
        });
    add_task_method<v1::ReceiveTransferRequest, v1::ReceiveTransferResponse>(
        server, submitter_, "ReceiveTransfer",
        [](auto header, auto task, auto& check, const auto& request, const auto& encode) {
            return std::make_unique<ReceiveTransfer>(std::move(header), std::move(task),
                                                     !request.partial(),
                                                     arrived_units(check, request), encode);
        });
    add_task_method<v1::AnswerCancelRequestRequest, v1::AnswerCancelRequestResponse>(
        server, submitter_, "AnswerCancelRequest",
        [](auto header, auto task, auto&, const auto& request, const auto& encode) {
            return std::make_unique<AnswerCancel>(std::move(header), std::move(task),
                                                  request.granted(), encode);
        });
}

Result<void> FulfillmentGrpc::get_task(const rpc::Call& call,
                                       const v1::GetFulfillmentOrderRequest& request) {
    OMS_TRY(FulfillmentOrderId id, task_id(request));
    reads_.submit(wire::answer_with(
        call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const FulfillmentOrder task, session.fulfillment_order(id, call.actor()));
            return task_reply<v1::GetFulfillmentOrderResponse>(task);
        }));
    return {};
}

Result<void> FulfillmentGrpc::list_tasks(const rpc::Call& call,
                                         const v1::ListFulfillmentOrdersRequest& request) {
    OMS_TRY(TaskQuery query, task_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            TaskQuery one_more = query;
            ++one_more.limit;
            OMS_TRY(std::vector<FulfillmentOrder> tasks,
                    session.fulfillment_orders(one_more, call.actor()));
            return task_list_reply(std::move(tasks), query);
        }));
    return {};
}

Result<void> FulfillmentGrpc::release_wave(const rpc::Call& call,
                                           const v1::ReleaseWaveRequest& request) {
    OMS_TRY(WaveRequest wave, wave_request(request));
    Command::Header header = submitter_.header(call, request);
    reads_.submit(wire::continue_with(
        call,
        [this, call, wave = std::move(wave),
         header = std::move(header)](ReadSession& session) -> Result<void> {
            OMS_TRY(std::vector<OrderId> orders,
                    session.planned_orders(wave.location_id, wave.limit));
            submitter_.submit(std::make_unique<ReleaseWave>(header, wave.location_id,
                                                            std::move(orders), wave_reply),
                              call);
            return {};
        }));
    return {};
}

}  // namespace oms::fulfilling
