#pragma once

#include <optional>
#include <string>
#include <vector>

#include <oms/returns/v1/return_service.pb.h>

#include "domain/queries.hpp"
#include "services/common/common_wire.hpp"
#include "services/returns/return_commands.hpp"

// Messages of ReturnService about returns, from the wire to the domain and back. Every parse fails
// with Reason::malformed_request and all violations at once.
namespace oms::returns {

// What every mutation of a return begins with.
template <class Request>
ReturnTarget return_target(wire::FieldCheck& check, const Request& request) {
    ReturnTarget target;
    check.request_id(request.request_id());
    target.key.return_id = check.id<ReturnId>("return_id", request.return_id());
    if (!request.etag().empty())
        target.version = wire::version_of_etag(check, "etag", request.etag());
    return target;
}

struct ReturnRequest {
    ReturnKey key;
    ReturnWish wish;
};
Result<ReturnRequest> check_request(const v1::CheckReturnRequest& request);
ReturnRequest return_request(wire::FieldCheck& check, const v1::RequestReturnRequest& request);
ReturnTarget receipt_target(wire::FieldCheck& check, const v1::ReceiveReturnRequest& request);
ReceiptOfReturn receipt_of(wire::FieldCheck& check, const v1::ReceiveReturnRequest& request);
std::vector<DisposedUnits> disposed_units(wire::FieldCheck& check,
                                          const v1::InspectReturnRequest& request);
// `field` of the request, when it is given: at least 0.
std::optional<Money> deduction_of(wire::FieldCheck& check, bool given,
                                  const common::v1::Money& deduction);

Result<ReturnId> return_id(const v1::GetReturnRequest& request);
Result<ReturnQuery> return_query(const v1::ListReturnsRequest& request);

void encode(const Return& one, v1::Return& out);
void encode(const RefundDue& due, v1::RefundDue& out);
std::string check_reply(const ReturnCheck& check);
std::string return_list_reply(std::vector<Return> returns, const ReturnQuery& query);

// The bytes of a response message that has a return, and what it has made due.
template <class Response>
std::string return_reply(const Return& one, const std::optional<RefundDue>& due) {
    return wire::bytes_of<Response>([&](auto& reply) {
        encode(one, *reply.mutable_return_());
        if (due) encode(*due, *reply.mutable_refund());
    });
}

}  // namespace oms::returns
