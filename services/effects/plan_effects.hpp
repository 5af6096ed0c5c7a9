#pragma once

#include <string>

#include "domain/template_key.hpp"
#include "domain/unit_of_work.hpp"

// What a change makes due outside of the store. Each call is one effect more: call it where the
// change happens, once.
namespace oms::effects {

// The customer is told about something of the order. `subject`: the id of what it is about.
// `holder_no`: to whom of a pickup's holders; 0: to the buyer.
void plan_notice(UnitOfWork& unit, const OrderId& order, const ChannelId& channel, TemplateKey key,
                 std::string subject, std::int64_t holder_no = 0);

// The parcels of a task that was packed are booked with the carrier: those that have no tracking
// number yet. Only of tasks that a carrier service ships.
void plan_labels(UnitOfWork& unit, const FulfillmentOrder& task);
// What was booked for a parcel is taken back.
void plan_void_label(UnitOfWork& unit, const FulfillmentOrder& task, const Parcel& parcel);

// Credit that a return of no order has made due is issued, under the operation id of what fell due.
void plan_credit(UnitOfWork& unit, const ReturnId& one, const ChannelId& channel,
                 const OperationId& id);

// The carrier is asked to bring the parcel to the task's later address, once more each time. False:
// no carrier service takes it, so nobody can be asked.
bool plan_redirect(UnitOfWork& unit, const FulfillmentOrder& task, const Parcel& parcel);

// The operation by which a parcel is booked: the same for ever (L5).
OperationId booking_of(const ParcelId& parcel);

}  // namespace oms::effects
