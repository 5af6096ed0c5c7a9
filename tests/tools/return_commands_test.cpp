#include <doctest/doctest.h>

#include "oms/returns/v1/return_service.grpc.pb.h"
#include "tests/tools/served.hpp"

using namespace oms::cli;
using namespace oms::cli::testing;
namespace returns = oms::returns::v1;

namespace {

// Two TEE of an order have come to S2, by somebody who was given them.
void fill(returns::Return& made) {
    made.set_return_id("ret_1");
    made.set_order_number("7KQ2M9XD4T");
    made.set_location_id("S2");
    made.set_state(returns::RETURN_STATE_RECEIVED);
    made.add_allowed_actions(returns::RETURN_ACTION_INSPECT);
    made.set_gift(true);
    made.set_etag("v3");
    set_euros(*made.mutable_refunded(), 0);
    returns::ReturnLine& line = *made.add_lines();
    line.set_line_no(1);
    line.set_sku("TEE");
    line.set_quantity(2);
    line.set_received(2);
    line.set_answer(returns::RETURN_ANSWER_YES);
    returns::ReturnGoods& goods = *made.add_goods();
    goods.set_goods_no(1);
    goods.set_line_no(1);
    goods.set_sku("TEE");
    goods.set_quantity(2);
    goods.set_location_id("S2");
    goods.set_disposition(returns::DISPOSITION_RESTOCK);
    made.add_credits()->set_provider_reference("GC-77");
}

void fill(returns::RefundDue& due, std::int64_t minor_units) {
    set_euros(*due.mutable_goods(), minor_units);
    set_euros(*due.mutable_amount(), minor_units);
}

// A server that keeps what it was asked for.
class Desk final : public Served<returns::ReturnService::Service> {
public:
    grpc::Status PublishReturnPolicy(grpc::ServerContext*,
                                     const returns::PublishReturnPolicyRequest* request,
                                     returns::PublishReturnPolicyResponse* response) override {
        published = *request;
        response->mutable_version()->set_version(2);
        *response->mutable_version()->mutable_policy() = request->policy();
        return grpc::Status::OK;
    }
    grpc::Status CheckReturn(grpc::ServerContext*, const returns::CheckReturnRequest* request,
                             returns::CheckReturnResponse* response) override {
        checked = *request;
        returns::LineAnswer& line = *response->add_lines();
        line.set_line_no(1);
        line.set_quantity(2);
        line.set_answer(answer);
        line.set_rule("sale");
        return grpc::Status::OK;
    }
    grpc::Status RequestReturn(grpc::ServerContext*, const returns::RequestReturnRequest* request,
                               returns::RequestReturnResponse* response) override {
        requested = *request;
        fill(*response->mutable_return_());
        return grpc::Status::OK;
    }
    grpc::Status ReceiveReturn(grpc::ServerContext*, const returns::ReceiveReturnRequest* request,
                               returns::ReceiveReturnResponse* response) override {
        received = *request;
        fill(*response->mutable_return_());
        return grpc::Status::OK;
    }
    grpc::Status InspectReturn(grpc::ServerContext*, const returns::InspectReturnRequest* request,
                               returns::InspectReturnResponse* response) override {
        inspected = *request;
        fill(*response->mutable_return_());
        return grpc::Status::OK;
    }
    grpc::Status RefundReturn(grpc::ServerContext*, const returns::RefundReturnRequest* request,
                              returns::RefundReturnResponse* response) override {
        refunded = *request;
        done += request->validate_only() ? 0 : 1;
        fill(*response->mutable_return_());
        set_euros(*response->mutable_return_()->mutable_refunded(), 4000);
        fill(*response->mutable_refund(), 4000);
        return grpc::Status::OK;
    }
    grpc::Status GetReturn(grpc::ServerContext*, const returns::GetReturnRequest*,
                           returns::GetReturnResponse* response) override {
        fill(*response->mutable_return_());
        return grpc::Status::OK;
    }
    grpc::Status ListReturns(grpc::ServerContext*, const returns::ListReturnsRequest* request,
                             returns::ListReturnsResponse* response) override {
        listed = *request;
        fill(*response->add_returns());
        return grpc::Status::OK;
    }
    grpc::Status GrantGoodwill(grpc::ServerContext*, const returns::GrantGoodwillRequest* request,
                               returns::GrantGoodwillResponse* response) override {
        granted = *request;
        fill(*response->mutable_refund(), request->amount().minor_units());
        return grpc::Status::OK;
    }

    returns::ReturnAnswer answer = returns::RETURN_ANSWER_YES;
    returns::PublishReturnPolicyRequest published;
    returns::CheckReturnRequest checked;
    returns::RequestReturnRequest requested;
    returns::ReceiveReturnRequest received;
    returns::InspectReturnRequest inspected;
    returns::RefundReturnRequest refunded;
    returns::ListReturnsRequest listed;
    returns::GrantGoodwillRequest granted;
    int done = 0;
};

}  // namespace

TEST_CASE("whether goods may go back is asked line by line, and no is an exit code") {
    Desk desk;
    CHECK(desk.run("return check ord_1 --line 1=2 --reason wrong-size --method store") ==
          ExitCode::ok);
    REQUIRE(desk.checked.units_size() == 1);
    CHECK(desk.checked.units(0).line_no() == 1);
    CHECK(desk.checked.units(0).quantity() == 2);
    CHECK(desk.checked.units(0).reason() == returns::RETURN_REASON_WRONG_SIZE);
    CHECK(desk.checked.method() == returns::RETURN_METHOD_STORE);
    desk.answer = returns::RETURN_ANSWER_FINAL_SALE;
    CHECK(desk.run("return check ord_1 --line 1=2") == ExitCode::refused);
    CHECK(contains(desk.terminal.out(), "final sale"));
    CHECK(desk.run("return check ord_1") == ExitCode::usage);
    CHECK(desk.run("return check ord_1 --line 1=2 --reason bored") == ExitCode::usage);
}

TEST_CASE("goods are announced, also by whom they were given to") {
    Desk desk;
    CHECK(desk.run("return request ord_1 --line 1=2 --line 2=1 --reason damaged --gift "
                   "--credit-to GC-77 --location S2") == ExitCode::ok);
    CHECK(desk.requested.units_size() == 2);
    CHECK(desk.requested.units(1).reason() == returns::RETURN_REASON_DAMAGED);
    CHECK(desk.requested.gift());
    CHECK(desk.requested.credit_reference() == "GC-77");
    CHECK(desk.requested.location_id() == "S2");
    CHECK(desk.requested.request_id().starts_with("oms-"));
    for (const char* const part : {"ret_1", "received", "7KQ2M9XD4T", "GC-77", "TEE", "restock"})
        CHECK(contains(desk.terminal.out(), part));
    CHECK(desk.run("return request ord_1 --line one") == ExitCode::usage);
}

TEST_CASE("goods come by the number on the slip, or of no order") {
    Desk desk;
    CHECK(desk.run("return receive S2 --number 7KQ2M9XD4T --line 1=2 --goes quarantine "
                   "--deduct 5.00 --clerk Zoe") == ExitCode::ok);
    CHECK(desk.received.order_number() == "7KQ2M9XD4T");
    CHECK(desk.received.units(0).disposition() == returns::DISPOSITION_QUARANTINE);
    CHECK(desk.received.deduction().minor_units() == 500);
    CHECK(desk.received.clerk() == "Zoe");
    CHECK(desk.run("return receive S2 --channel web --sku TEE=1:15.00") == ExitCode::ok);
    CHECK(desk.received.units(0).sku() == "TEE");
    CHECK(desk.received.units(0).unit_credit().minor_units() == 1500);
    CHECK(desk.run("return receive S2 --sku TEE=1:15.005") == ExitCode::usage);
    CHECK(desk.run("return receive S2 --number A --order ord_1 --line 1=1") == ExitCode::usage);
    CHECK(desk.run("return inspect ret_1 --goods 1=2:destroy") == ExitCode::ok);
    CHECK(desk.inspected.goods(0).disposition() == returns::DISPOSITION_DESTROY);
    CHECK(desk.run("return inspect ret_1 --goods 1=2") == ExitCode::usage);
}

TEST_CASE("a refund tells what it pays before it does, of the return that was seen") {
    Desk desk;
    CHECK(desk.run("return refund ret_1 --dry-run") == ExitCode::ok);
    CHECK(desk.done == 0);
    CHECK(desk.refunded.etag() == "v3");
    CHECK(contains(desk.terminal.out(), "40.00 EUR"));
    CHECK(desk.run("return refund ret_1 --deduct 5.00 --yes") == ExitCode::ok);
    CHECK(desk.done == 1);
    CHECK(desk.refunded.deduction().minor_units() == 500);
    CHECK(desk.run("return goodwill ord_1 5 --credit --reason late --yes") == ExitCode::ok);
    CHECK(desk.granted.amount().minor_units() == 500);
    CHECK(desk.granted.as_credit());
    CHECK(contains(desk.terminal.out(), "5.00 EUR"));
}

TEST_CASE("returns are listed by location or order, and policies published from a file") {
    Desk desk;
    CHECK(desk.run("return list S2 --state received") == ExitCode::ok);
    CHECK(desk.listed.location_id() == "S2");
    CHECK(desk.listed.states(0) == returns::RETURN_STATE_RECEIVED);
    CHECK(desk.run("return list") == ExitCode::usage);
    CHECK(desk.run("return list S2 --order ord_1") == ExitCode::usage);
    desk.terminal.input = R"({"rules":[{"name":"sale","finalSale":true}]})";
    CHECK(desk.run("return policy --publish - --comment spring") == ExitCode::ok);
    CHECK(desk.published.policy().rules(0).final_sale());
    CHECK(desk.published.comment() == "spring");
    CHECK(contains(desk.terminal.out(), "Version 2"));
    desk.terminal.input = "{";
    CHECK(desk.run("return policy --publish -") == ExitCode::usage);
}
