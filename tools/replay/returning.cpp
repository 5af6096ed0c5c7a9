#include "tools/replay/returning.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "oms/events/v1/event_service.grpc.pb.h"
#include "oms/returns/v1/return_service.grpc.pb.h"
#include "tools/replay/progress.hpp"
#include "tools/replay/stored.hpp"

namespace oms::replay {
namespace {

namespace pb = oms::returns::v1;

constexpr std::int64_t mills_of_a_penny = 10;
constexpr int was_refunded = 1;
constexpr int was_credited = 2;
constexpr int was_refused = 4;

class Returning {
public:
    Returning(Caller& caller, const Plan& plan, const ReturnPlan& returns, const OrderIndex& index)
        : caller_(caller), plan_(plan), returns_(returns) {
        for (const auto& [id, order] : index)
            ids_.emplace(order, id);
        done_.endings.resize(returns.invoices);
    }

    Returned run() {
        Progress progress("returns", static_cast<std::int64_t>(returns_.calls.size()));
        for (const ReturnCall& call : returns_.calls) {
            bring_back(call);
            progress.add(1);
        }
        return std::move(done_);
    }

private:
    void bring_back(const ReturnCall& call) {
        const grpc::Status whole = try_once(call, call.goods, 0);
        if (whole.ok()) return;
        if (call.goods.size() == 1) {
            refuse(call, call.goods.front(), whole);
            return;
        }
        for (std::size_t i = 0; i < call.goods.size(); ++i) {
            const grpc::Status alone = try_once(call, {call.goods[i]}, static_cast<int>(i) + 1);
            if (!alone.ok()) refuse(call, call.goods[i], alone);
        }
    }

    grpc::Status try_once(const ReturnCall& call, const std::vector<ComingBack>& goods,
                          int attempt) {
        const pb::ReceiveReturnRequest request =
            return_request(plan_, returns_, call, goods, attempt,
                           call.order ? ids_.at(*call.order) : std::string());
        pb::ReceiveReturnResponse response;
        const grpc::Status status =
            caller_.try_call(&pb::ReturnService::Stub::ReceiveReturn, request, response);
        if (status.ok()) take(call, goods, request, response);
        return status;
    }

    void take(const ReturnCall& call, const std::vector<ComingBack>& goods,
              const pb::ReceiveReturnRequest& request, const pb::ReceiveReturnResponse& response) {
        ++done_.returns;
        done_.endings[call.invoice] |= call.order ? was_refunded : was_credited;
        (call.order ? done_.refund_pence : done_.credit_pence) +=
            response.refund().amount().minor_units();
        for (std::size_t i = 0; i < goods.size(); ++i) {
            const ComingBack& some = goods[i];
            (call.order ? done_.refunded : done_.credited).add(some);
            if (call.order) {
                done_.by_line[{*call.order, some.line}] += some.units;
            } else {
                done_.credit_due_pence += some.units * (some.price_mills / mills_of_a_penny);
            }
            auto& [sellable, aside] = done_.shelved[stock_key(some.sku, request.location_id())];
            const bool is_fit =
                request.units(static_cast<int>(i)).disposition() == pb::DISPOSITION_RESTOCK;
            (is_fit ? sellable : aside) += some.units;
        }
    }

    void refuse(const ReturnCall& call, const ComingBack& goods, const grpc::Status& status) {
        done_.endings[call.invoice] |= was_refused;
        done_.refused.add(goods);
        ++done_.refused_lines[reason_of(status)];
    }

    Caller& caller_;
    const Plan& plan_;
    const ReturnPlan& returns_;
    std::unordered_map<std::size_t, std::string> ids_;
    Returned done_;
};

}  // namespace

void Ended::add(const ComingBack& goods) {
    ++lines;
    units += goods.units;
    source_mills += goods.units * goods.price_mills;
}

std::string reason_of(const grpc::Status& status) {
    google::rpc::Status details;
    if (details.ParseFromString(status.error_details())) {
        for (const auto& detail : details.details()) {
            google::rpc::ErrorInfo info;
            if (detail.UnpackTo(&info)) return info.reason();
        }
    }
    return fmt::format("code {}", static_cast<int>(status.error_code()));
}

Returned drive_returns(Caller& caller, const Plan& plan, const ReturnPlan& returns,
                       const OrderIndex& index) {
    return Returning(caller, plan, returns, index).run();
}

bool has_returned(Session& session) {
    events::v1::ListEventsRequest request;
    request.mutable_filter()->add_types("return.received");
    request.set_page_size(1);
    return session.get(&events::v1::EventService::Stub::ListEvents, request).events_size() > 0;
}

}  // namespace oms::replay
