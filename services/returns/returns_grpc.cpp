#include "services/returns/returns_grpc.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "services/common/handlers.hpp"
#include "services/returns/adjustments.hpp"
#include "services/returns/policy_commands.hpp"
#include "services/returns/policy_wire.hpp"
#include "services/returns/return_wire.hpp"

namespace oms::returns {
namespace {

constexpr std::string_view service = "/oms.returns.v1.ReturnService/";

// A method that becomes one command: `make(header, check, request)` reads the request and makes it.
template <class Request, class Make>
void add_command(rpc::Server& server, const wire::Submitter& submitter, const char* name,
                 Make make) {
    server.add({fmt::format("{}{}", service, name),
                wire::handler<Request>([&submitter, make](const rpc::Call& call,
                                                          const Request& request) -> Result<void> {
                    wire::FieldCheck check;
                    std::unique_ptr<Command> command =
                        make(submitter.header(call, request), check, request);
                    if (!check.ok()) return fail(std::move(check).error());
                    submitter.submit(std::move(command), call);
                    return {};
                })});
}

template <class Response>
EncodeReturn encoder() {
    return [](const Return& one, const std::optional<RefundDue>& due) {
        return return_reply<Response>(one, due);
    };
}

template <class Response>
EncodeAdjustment adjustment_encoder() {
    return [](const Order& order, const RefundDue& due) {
        return wire::bytes_of<Response>([&](auto& reply) {
            reply.set_order_id(order.order_id.str());
            encode(due, *reply.mutable_refund());
            reply.set_etag(wire::etag(order.head));
        });
    };
}

template <class Request>
OrderTarget order_target(wire::FieldCheck& check, const Request& request) {
    OrderTarget target;
    check.request_id(request.request_id());
    target.order_id = check.id<OrderId>("order_id", request.order_id());
    if (!request.etag().empty())
        target.version = wire::version_of_etag(check, "etag", request.etag());
    return target;
}

std::string reason_of(wire::FieldCheck& check, const char* field, const std::string& text,
                      std::size_t shortest) {
    return check.text(field, text, {.shortest = shortest, .longest = 500, .multiline = true});
}

}  // namespace

void ReturnsGrpc::add_to(rpc::Server& server) {
    add_reads_to(server);
    add_commands_to(server);
    add_money_to(server);
}

void ReturnsGrpc::add_reads_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({fmt::format("{}{}", service, name), std::move(handler)});
    };
    add("GetReturnPolicy",
        wire::handler<v1::GetReturnPolicyRequest>(
            [this](const auto& call, const auto& request) -> Result<void> {
                wire::FieldCheck check;
                const std::int64_t version =
                    check.number("version", request.version(), 0, 1'000'000'000);
                if (!check.ok()) return fail(std::move(check).error());
                reads_.submit(
                    wire::answer_with(call, [version](ReadSession& session) -> Result<std::string> {
                        OMS_TRY(const ReturnPolicyVersion found, session.return_policy(version));
                        return wire::bytes_of<v1::GetReturnPolicyResponse>(
                            [&](auto& reply) { encode(found, *reply.mutable_version()); });
                    }));
                return {};
            }));
    add("GetReturn",
        wire::handler<v1::GetReturnRequest>(
            [this](const auto& call, const auto& request) -> Result<void> {
                OMS_TRY(ReturnId id, return_id(request));
                reads_.submit(wire::answer_with(
                    call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
                        OMS_TRY(const Return one, session.goods_return(id, call.actor()));
                        return wire::bytes_of<v1::GetReturnResponse>(
                            [&](auto& reply) { encode(one, *reply.mutable_return_()); });
                    }));
                return {};
            }));
    add("ListReturns",
        wire::handler<v1::ListReturnsRequest>(
            [this](const auto& call, const auto& request) -> Result<void> {
                OMS_TRY(ReturnQuery query, return_query(request));
                reads_.submit(wire::answer_with(
                    call,
                    [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
                        ReturnQuery one_more = query;
                        ++one_more.limit;
                        OMS_TRY(std::vector<Return> found, session.returns(one_more, call.actor()));
                        return return_list_reply(std::move(found), query);
                    }));
                return {};
            }));
    add("CheckReturn",
        wire::handler<v1::CheckReturnRequest>(
            [this](const auto& call, const auto& r) { return check_return(call, r); }));
}

Result<void> ReturnsGrpc::check_return(const rpc::Call& call,
                                       const v1::CheckReturnRequest& request) {
    OMS_TRY(ReturnRequest asked, check_request(request));
    Command::Header header;
    header.actor = call.actor();
    header.method = call.method();
    header.deadline = call.deadline();
    header.validate_only = true;
    submitter_.submit(std::make_unique<CheckReturn>(std::move(header), std::move(asked.key),
                                                    std::move(asked.wish), check_reply),
                      call);
    return {};
}

void ReturnsGrpc::add_commands_to(rpc::Server& server) {
    add_command<v1::RequestReturnRequest>(
        server, submitter_, "RequestReturn", [](auto header, auto& check, const auto& request) {
            ReturnRequest asked = return_request(check, request);
            return std::make_unique<RequestReturn>(std::move(header), std::move(asked.key),
                                                   std::move(asked.wish),
                                                   encoder<v1::RequestReturnResponse>());
        });
    add_command<v1::ApproveReturnRequest>(
        server, submitter_, "ApproveReturn", [](auto header, auto& check, const auto& request) {
            return std::make_unique<ApproveReturn>(std::move(header), return_target(check, request),
                                                   encoder<v1::ApproveReturnResponse>());
        });
    add_command<v1::RejectReturnRequest>(
        server, submitter_, "RejectReturn", [](auto header, auto& check, const auto& request) {
            ReturnTarget target = return_target(check, request);
            std::string reason = reason_of(check, "reason", request.reason(), 1);
            return std::make_unique<RejectReturn>(std::move(header), std::move(target),
                                                  std::move(reason),
                                                  encoder<v1::RejectReturnResponse>());
        });
    add_command<v1::SendReturnRequest>(
        server, submitter_, "SendReturn", [](auto header, auto& check, const auto& request) {
            ReturnTarget target = return_target(check, request);
            std::string number =
                check.reference("tracking_number", request.tracking_number(), 0, 64);
            return std::make_unique<SendReturn>(std::move(header), std::move(target),
                                                std::move(number),
                                                encoder<v1::SendReturnResponse>());
        });
    add_command<v1::CancelReturnRequest>(
        server, submitter_, "CancelReturn", [](auto header, auto& check, const auto& request) {
            return std::make_unique<CancelReturn>(std::move(header), return_target(check, request),
                                                  encoder<v1::CancelReturnResponse>());
        });
    add_command<v1::ReceiveReturnRequest>(
        server, submitter_, "ReceiveReturn", [](auto header, auto& check, const auto& request) {
            ReturnTarget target = receipt_target(check, request);
            ReceiptOfReturn receipt = receipt_of(check, request);
            return std::make_unique<ReceiveReturn>(std::move(header), std::move(target),
                                                   std::move(receipt),
                                                   encoder<v1::ReceiveReturnResponse>());
        });
    add_command<v1::InspectReturnRequest>(
        server, submitter_, "InspectReturn", [](auto header, auto& check, const auto& request) {
            ReturnTarget target = return_target(check, request);
            std::vector<DisposedUnits> goods = disposed_units(check, request);
            const auto deduction =
                deduction_of(check, request.has_deduction(), request.deduction());
            return std::make_unique<InspectReturn>(std::move(header), std::move(target),
                                                   std::move(goods), deduction,
                                                   encoder<v1::InspectReturnResponse>());
        });
}

void ReturnsGrpc::add_money_to(rpc::Server& server) {
    add_command<v1::RefundReturnRequest>(
        server, submitter_, "RefundReturn", [](auto header, auto& check, const auto& request) {
            ReturnTarget target = return_target(check, request);
            const auto deduction =
                deduction_of(check, request.has_deduction(), request.deduction());
            return std::make_unique<RefundReturn>(std::move(header), std::move(target), deduction,
                                                  encoder<v1::RefundReturnResponse>());
        });
    add_command<v1::AdjustPriceRequest>(
        server, submitter_, "AdjustPrice", [](auto header, auto& check, const auto& request) {
            OrderTarget target = order_target(check, request);
            const std::int64_t line_no = check.number("line_no", request.line_no(), 1, 2'000);
            wire::MoneyCheck money(check);
            const Money price =
                money.amount("unit_price", request.has_unit_price(), request.unit_price(), 0);
            std::string reason = reason_of(check, "override_reason", request.override_reason(), 0);
            return std::make_unique<AdjustPrice>(std::move(header), std::move(target), line_no,
                                                 price, std::move(reason),
                                                 adjustment_encoder<v1::AdjustPriceResponse>());
        });
    add_command<v1::GrantGoodwillRequest>(
        server, submitter_, "GrantGoodwill", [](auto header, auto& check, const auto& request) {
            OrderTarget target = order_target(check, request);
            wire::MoneyCheck money(check);
            const Money amount = money.amount("amount", request.has_amount(), request.amount(), 1);
            std::string reason = reason_of(check, "reason", request.reason(), 1);
            return std::make_unique<GrantGoodwill>(std::move(header), std::move(target), amount,
                                                   request.as_credit(), std::move(reason),
                                                   adjustment_encoder<v1::GrantGoodwillResponse>());
        });
    add_command<v1::PublishReturnPolicyRequest>(
        server, submitter_, "PublishReturnPolicy",
        [](auto header, auto& check, const auto& request) {
            check.request_id(request.request_id());
            ReturnPolicy document = policy(check, request);
            std::string comment = check.reference("comment", request.comment(), 0, 500);
            return std::make_unique<PublishPolicy>(
                std::move(header), std::move(document), std::move(comment),
                [](const ReturnPolicyVersion& version) {
                    return wire::bytes_of<v1::PublishReturnPolicyResponse>(
                        [&](auto& reply) { encode(version, *reply.mutable_version()); });
                });
        });
}

}  // namespace oms::returns
