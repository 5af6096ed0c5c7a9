#include <doctest/doctest.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tests/tools/served.hpp"

using namespace oms::cli;
using namespace oms::cli::testing;
namespace orders = oms::orders::v1;

namespace {

// A server that shows each edit at 10.00 more, and keeps what it was asked for.
class Editor final : public Served<orders::OrderService::Service> {
public:
    grpc::Status PreviewOrderEdit(grpc::ServerContext*,
                                  const orders::PreviewOrderEditRequest* request,
                                  orders::PreviewOrderEditResponse* response) override {
        previewed = *request;
        response->mutable_order()->set_order_id("ord_1");
        response->mutable_order()->set_number("7KQ2M9XD4T");
        response->mutable_order()->set_etag("v3");
        response->set_preview_token("shown-1");
        set_euros(*response->mutable_to_pay(), 1000);
        response->set_needs_review(request->edit().has_ship_to());
        auto& short_line = *response->add_short_lines();
        short_line.set_line_no(2);
        short_line.set_sku("JEAN");
        short_line.set_wanted(3);
        short_line.set_available(1);
        return grpc::Status::OK;
    }
    grpc::Status ConfirmOrderEdit(grpc::ServerContext*,
                                  const orders::ConfirmOrderEditRequest* request,
                                  orders::ConfirmOrderEditResponse* response) override {
        confirmed = *request;
        response->mutable_order()->set_number("7KQ2M9XD4T");
        set_euros(*response->mutable_released(), 500);
        return grpc::Status::OK;
    }

    orders::PreviewOrderEditRequest previewed;
    orders::ConfirmOrderEditRequest confirmed;
};

}  // namespace

TEST_CASE("an edit is shown with what it costs and what is short, and changes nothing") {
    Editor editor;
    CHECK(editor.run("order edit preview ord_1 --quantity 1:0 --quantity 2:3 --pickup 2:S1 "
                     "--add TEE:2:20.00 --add COAT:1:150.00:pickup=S2") == ExitCode::ok);
    const orders::OrderEdit& edit = editor.previewed.edit();
    REQUIRE(edit.lines_size() == 2);
    CHECK(edit.lines(0).has_quantity());
    CHECK(edit.lines(0).quantity() == 0);
    CHECK(edit.lines(1).quantity() == 3);
    CHECK(edit.lines(1).pickup().location_id() == "S1");
    REQUIRE(edit.added_size() == 2);
    CHECK(edit.added(0).delivery().service_level() == "standard");
    CHECK(edit.added(0).unit_price().minor_units() == 2000);
    CHECK(edit.added(1).pickup().location_id() == "S2");
    for (const char* const part :
         {"to pay more: 10.00 EUR", "wanted 3, available 1", "--etag v3 --token shown-1"})
        CHECK(contains(editor.terminal.out(), part));
    CHECK_FALSE(contains(editor.terminal.out(), "fraud review"));
    CHECK(editor.confirmed.order_id().empty());
}

TEST_CASE("what is confirmed is what was shown") {
    Editor editor;
    SUBCASE("with the token of a preview") {
        CHECK(editor.run("order edit confirm ord_1 --quantity 1:2 --etag v2 --token mine "
                         "--tender card:10.00:tok_1") == ExitCode::ok);
        CHECK(editor.previewed.order_id().empty());
        CHECK(editor.confirmed.etag() == "v2");
        CHECK(editor.confirmed.preview_token() == "mine");
        CHECK(editor.confirmed.tenders(0).amount().minor_units() == 1000);
        CHECK(editor.confirmed.tenders(0).reference() == "tok_1");
    }
    SUBCASE("without, after a preview of the same edit") {
        CHECK(editor.run("order edit confirm ord_1 --quantity 1:2 --yes") == ExitCode::ok);
        CHECK(editor.previewed.edit().lines(0).quantity() == 2);
        CHECK(editor.confirmed.etag() == "v3");
        CHECK(editor.confirmed.preview_token() == "shown-1");
    }
    CHECK(editor.confirmed.order_id() == "ord_1");
    CHECK(editor.confirmed.edit().lines(0).quantity() == 2);
    CHECK(contains(editor.terminal.out(), "released: 5.00 EUR"));
}

TEST_CASE("what cannot be understood of an edit is told before anybody is asked") {
    Editor editor;
    for (const char* const wrong :
         {"--quantity one:2", "--quantity 0:2", "--quantity 1", "--add TEE:2", "--pickup S1",
          "--add TEE:2:20.00:carry-out=S1", "--add TEE:2:20.001"}) {
        CAPTURE(wrong);
        CHECK(editor.run(std::string("order edit preview ord_1 ") + wrong) == ExitCode::usage);
    }
    CHECK(editor.run("order edit confirm ord_1 --quantity 1:2 --yes --tender card") ==
          ExitCode::usage);
    CHECK(editor.previewed.order_id().empty());
}
