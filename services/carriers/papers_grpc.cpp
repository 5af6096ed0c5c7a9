#include "services/carriers/papers_grpc.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "services/carriers/label_handler.hpp"
#include "services/common/common_wire.hpp"
#include "services/common/handlers.hpp"
#include "services/effects/effect_handler.hpp"
#include "services/fulfillment/documents/packing_slip.hpp"
#include "services/fulfillment/task_change.hpp"

namespace oms::carriers {
namespace {

namespace v1 = oms::fulfillment::v1;

// Which parcel of which task; an empty parcel: not told.
struct Wanted {
    FulfillmentOrderId task;
    ParcelId parcel;
};

template <class Request>
Result<Wanted> wanted(const Request& request) {
    wire::FieldCheck check;
    Wanted wanted;
    wanted.task =
        check.id<FulfillmentOrderId>("fulfillment_order_id", request.fulfillment_order_id());
    if (!request.parcel_id().empty())
        wanted.parcel = check.id<ParcelId>("parcel_id", request.parcel_id());
    if (!check.ok()) return fail(std::move(check).error());
    return wanted;
}

// The parcel that a label is wanted for, which must be one for a carrier.
Result<ParcelId> parcel_to_label(const FulfillmentOrder& task, const ParcelId& wanted) {
    if (task.method != FulfillmentMethod::ship || task.service_id.empty())
        return fail(Reason::illegal_transition, "no carrier service takes this task's parcels");
    const Parcel* found = nullptr;
    std::int64_t labeled = 0;
    for (const Parcel& parcel : task.parcels) {
        if (parcel.state == ParcelState::voided) continue;
        ++labeled;
        if (wanted.empty() || parcel.parcel_id == wanted) found = &parcel;
    }
    if (found == nullptr) return fail(Reason::parcel_not_found, wanted.str());
    if (wanted.empty() && labeled > 1)
        return fail(Reason::parcel_not_found, "there are several: name one by its parcel_id");
    return found->parcel_id;
}

documents::PackingSlipLine slip_line(const OrderLine& line, std::int64_t units,
                                     ReadSession& session, const Actor& actor) {
    const Result<Item> item = session.item(line.sku, actor);
    return {line.sku.str(), item ? item->title : std::string(), units};
}

Result<documents::PackingSlip> slip_of(const FulfillmentOrder& task, const ParcelId& parcel_id,
                                       ReadSession& session, const Actor& actor) {
    // Where the goods go is told to who sends them, not to all who might.
    if (fulfilling::is_only_offered(actor, task))
        return fail(Reason::fulfillment_order_not_found, task.fulfillment_order_id.str());
    OMS_TRY(const OrderDetails order, session.order(task.order_id, effects::effects_reader()));
    OMS_TRY(const Location location, session.location(task.location_id, actor));
    std::vector<ParcelUnits> units = units_of(task);
    documents::PackingSlip slip;
    if (!parcel_id.empty()) {
        const Parcel* found = fulfilling::find_parcel(task, parcel_id);
        if (found == nullptr) return fail(Reason::parcel_not_found, parcel_id.str());
        units = found->units;
        slip.parcel_number = found - task.parcels.data() + 1;
        slip.parcel_count = static_cast<std::int64_t>(task.parcels.size());
    }
    slip.sender = location.address;
    if (slip.sender.recipient.empty()) slip.sender.recipient = location.name;
    if (const Address* recipient = recipient_of(task, order)) slip.recipient = *recipient;
    for (const PersonalRecord& record : order.personal) {
        if (record.kind == PersonalKind::gift_message) slip.gift_message = record.text;
        if (record.kind != PersonalKind::contact) continue;
        slip.language = enum_from_text<Language>(record.contact.language).value_or(slip.language);
        if (slip.recipient.recipient.empty()) slip.recipient.recipient = record.contact.name;
    }
    slip.order_number = task.order_number.str();
    slip.made_at = task.create_time;
    for (const ParcelUnits& some : units) {
        const OrderLine& line = order.order.lines.at(static_cast<std::size_t>(some.line_no - 1));
        slip.lines.push_back(slip_line(line, some.quantity, session, actor));
    }
    return slip;
}

}  // namespace

void PapersGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.fulfillment.v1.FulfillmentService/GetParcelLabel",
                wire::handler<v1::GetParcelLabelRequest>(
                    [this](const auto& call, const auto& r) { return get_label(call, r); })});
    server.add({"/oms.fulfillment.v1.FulfillmentService/GetPackingSlip",
                wire::handler<v1::GetPackingSlipRequest>(
                    [this](const auto& call, const auto& r) { return get_slip(call, r); })});
}

Result<void> PapersGrpc::get_label(const rpc::Call& call,
                                   const v1::GetParcelLabelRequest& request) {
    OMS_TRY(Wanted paper, wanted(request));
    reads_.submit(wire::continue_with(
        call, [this, call, paper = std::move(paper)](ReadSession& session) -> Result<void> {
            OMS_TRY(const FulfillmentOrder task,
                    session.fulfillment_order(paper.task, call.actor()));
            OMS_TRY(const ParcelId parcel, parcel_to_label(task, paper.parcel));
            OMS_TRY(ParcelBooking booking, booking_of(paper.task, parcel, session, call.actor()));
            // The carrier may take seconds.
            worker_->post([carrier = carrier_, call, parcel, booking = std::move(booking)] {
                Result<BookedParcel> booked = fail(Reason::internal_fault);
                try {
                    booked = carrier->book_parcel(booking);
                } catch (const std::exception& fault) {
                    booked = fail(Reason::internal_fault, fault.what());
                }
                if (!booked) return call.fail(booked.error());
                call.finish(wire::bytes_of<v1::GetParcelLabelResponse>([&](auto& reply) {
                    reply.set_pdf(std::move(booked->label_pdf));
                    reply.set_parcel_id(parcel.str());
                    reply.set_tracking_number(booked->tracking_number);
                }));
            });
            return {};
        }));
    return {};
}

Result<void> PapersGrpc::get_slip(const rpc::Call& call, const v1::GetPackingSlipRequest& request) {
    OMS_TRY(Wanted paper, wanted(request));
    reads_.submit(wire::answer_with(
        call, [this, call, paper = std::move(paper)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const FulfillmentOrder task,
                    session.fulfillment_order(paper.task, call.actor()));
            OMS_TRY(const documents::PackingSlip slip,
                    slip_of(task, paper.parcel, session, call.actor()));
            OMS_TRY(documents::Document printed, documents::print_packing_slip(fonts_, slip));
            return wire::bytes_of<v1::GetPackingSlipResponse>(
                [&](auto& reply) { reply.set_pdf(std::move(printed.pdf)); });
        }));
    return {};
}

}  // namespace oms::carriers
