#include "tools/replay/task_driver.hpp"

#include <algorithm>
#include <array>

#include "tools/retail/choice.hpp"

namespace oms::replay {
namespace {

namespace pb = oms::fulfillment::v1;
using Stub = pb::FulfillmentService::Stub;

constexpr std::array<std::string_view, 6> refused_names{"no",      "too busy",      "not found",
                                                        "damaged", "sold in store", "short pick"};
constexpr int most_scans = 200;
// Of one task: more would be a task that comes to no end.
constexpr int most_steps = 10'000;

pb::RefusalReason reason_of(Refused refused) {
    switch (refused) {
        case Refused::too_busy:
            return pb::REFUSAL_REASON_TOO_BUSY;
        case Refused::damaged:
            return pb::REFUSAL_REASON_DAMAGED;
        case Refused::sold_in_store:
            return pb::REFUSAL_REASON_SOLD_IN_STORE;
        case Refused::no:
        case Refused::not_found:
        case Refused::short_pick:
            break;
    }
    return pb::REFUSAL_REASON_NOT_FOUND;
}

bool has_short(const pb::FulfillmentOrder& task) {
    return std::any_of(task.lines().begin(), task.lines().end(),
                       [](const auto& line) { return line.short_quantity() > 0; });
}

}  // namespace

std::string_view refused_name(Refused refused) {
    return refused_names[static_cast<std::size_t>(refused)];
}

Refused refusal_of(std::string_view seed, std::string_view external_id,
                   std::string_view location_id, std::int64_t attempt) {
    const std::uint64_t draw =
        retail::choice(fmt::format("{}refuse:{}:{}:{}", seed, external_id, location_id, attempt));
    if (draw % 100 >= percent_refused) return Refused::no;
    return static_cast<Refused>(1 + draw / 100 % (refused_names.size() - 1));
}

std::map<std::string, std::int64_t> TaskDriver::refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
}

void TaskDriver::count(Refused refused) {
    const std::lock_guard lock(mutex_);
    ++refused_[std::string(refused_name(refused))];
}

Refused TaskDriver::refusal_of_task(const Task& task) const {
    const auto at = index_.find(task.order_id());
    if (at == index_.end()) throw std::runtime_error("a task of no order of ours");
    return refusal_of(plan_.seed, plan_.orders[at->second].external_id, task.location_id(),
                      task.attempt());
}

template <class Response, class Request, class Method>
void TaskDriver::act(Method method, Request request, Task& task, const std::string& verb) {
    request.set_request_id(fmt::format("replay:{}:{}", verb, task.fulfillment_order_id()));
    request.set_fulfillment_order_id(task.fulfillment_order_id());
    task = caller_.get<Response>(method, request).fulfillment_order();
}

void TaskDriver::drive(Task task) {
    for (int i = 0; i < most_steps; ++i) {
        if (!step(task)) return;
    }
    throw std::runtime_error("no end of task " + task.fulfillment_order_id());
}

bool TaskDriver::step(Task& task) {
    switch (task.state()) {
        case pb::FULFILLMENT_STATE_RELEASED:
            return answer(task, refusal_of_task(task));
        case pb::FULFILLMENT_STATE_ACCEPTED:
            act<pb::StartPickingResponse>(&Stub::StartPicking, pb::StartPickingRequest(), task,
                                          "start");
            return true;
        case pb::FULFILLMENT_STATE_PICKING:
            return pick(task, refusal_of_task(task));
        case pb::FULFILLMENT_STATE_PACKED:
            act<pb::ShipFulfillmentOrderResponse>(&Stub::ShipFulfillmentOrder,
                                                  pb::ShipFulfillmentOrderRequest(), task, "ship");
            return true;
        case pb::FULFILLMENT_STATE_SHIPPED:
            deliver(task);
            return false;
        default:
            return false;
    }
}

bool TaskDriver::answer(Task& task, Refused refused) {
    if (refused == Refused::no || refused == Refused::short_pick) {
        act<pb::AcceptFulfillmentOrderResponse>(
            &Stub::AcceptFulfillmentOrder, pb::AcceptFulfillmentOrderRequest(), task, "accept");
        return true;
    }
    pb::RejectFulfillmentOrderRequest request;
    request.set_reason(reason_of(refused));
    act<pb::RejectFulfillmentOrderResponse>(&Stub::RejectFulfillmentOrder, request, task, "reject");
    count(refused);
    return false;
}

void TaskDriver::report_short(Task& task, const pb::FulfillmentLine& line) {
    pb::ReportShortPickRequest request;
    request.set_line_no(line.line_no());
    request.set_quantity(1);
    request.set_reason(reason_of(Refused::short_pick));
    act<pb::ReportShortPickResponse>(&Stub::ReportShortPick, request, task, "short");
    count(Refused::short_pick);
}

bool TaskDriver::pick(Task& task, Refused refused) {
    pb::RecordPicksRequest request;
    std::int64_t picked = 0;
    for (const auto& line : task.lines()) {
        picked += line.picked();
        const std::int64_t open = line.quantity() - line.picked();
        if (open == 0 || request.scans_size() == most_scans) continue;
        if (refused == Refused::short_pick && !has_short(task)) {
            report_short(task, line);
            return true;
        }
        request.add_scans()->set_code(line.sku());
        request.mutable_scans(request.scans_size() - 1)->set_quantity(open);
    }
    if (request.scans_size() > 0) {
        act<pb::RecordPicksResponse>(&Stub::RecordPicks, request, task,
                                     fmt::format("pick:{}", picked));
    } else if (task.method() == pb::FULFILLMENT_METHOD_PICKUP) {
        act<pb::MarkReadyResponse>(&Stub::MarkReady, pb::MarkReadyRequest(), task, "ready");
    } else {
        act<pb::PackFulfillmentOrderResponse>(&Stub::PackFulfillmentOrder,
                                              pb::PackFulfillmentOrderRequest(), task, "pack");
    }
    return true;
}

void TaskDriver::deliver(Task& task) {
    const auto parcels = task.parcels();
    int number = 0;
    for (const pb::Parcel& parcel : parcels) {
        ++number;
        if (parcel.state() != pb::PARCEL_STATE_SHIPPED) continue;
        pb::TrackParcelRequest request;
        request.set_parcel_id(parcel.parcel_id());
        request.set_event(pb::PARCEL_EVENT_DELIVERED);
        act<pb::TrackParcelResponse>(&Stub::TrackParcel, request, task,
                                     fmt::format("deliver:{}", number));
    }
}

}  // namespace oms::replay
