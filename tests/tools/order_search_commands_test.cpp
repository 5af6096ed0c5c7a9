#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "domain/id_source.hpp"
#include "tests/tools/fake_server.hpp"
#include "tests/tools/terminal.hpp"
#include "tools/oms/order_guess.hpp"

using namespace oms::cli;
using oms::cli::testing::FakeServer;
using oms::cli::testing::refusal;
using oms::cli::testing::Terminal;
namespace orders = oms::orders::v1;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> guessed(std::string_view said) {
    std::vector<std::string> names;
    for (const OrderGuess& guess : guess_order(said))
        names.push_back(guess.what);
    return names;
}

// The order number `n`, placed at second `n`.
void add(orders::SearchOrdersResponse& response, int n, const std::string& name = {}) {
    auto& order = *response.add_orders();
    order.set_order_id("ord_" + std::to_string(n));
    order.set_number("NUMBER" + std::to_string(n));
    order.set_channel_id("web");
    order.set_external_id("W-" + std::to_string(n));
    order.set_status(orders::ORDER_STATUS_PLACED);
    order.set_fulfillment_status(orders::FULFILLMENT_STATUS_ALLOCATED);
    order.mutable_create_time()->set_seconds(1'772'528'400 + n);
    order.mutable_total()->set_currency_code("EUR");
    order.mutable_total()->set_minor_units(1990);
    order.set_customer_name(name);
}

}  // namespace

TEST_CASE("what somebody says is taken for everything it can be") {
    using Names = std::vector<std::string>;
    const std::string number = oms::make_order_number(7, 0).str();
    CHECK(guessed(number) == Names{"number", "external id", "SKU"});
    CHECK(guessed(number.substr(0, 4) + " " + number.substr(4)) == Names{"number"});
    CHECK(guessed("W-1001") == Names{"external id", "SKU"});
    CHECK(guessed("web/W-1001") == Names{"external id", "channel and external id", "SKU"});
    CHECK(guessed("ada@example.com") == Names{"external id", "e-mail"});
    CHECK(guessed("+33 1 23 45 67 89") == Names{"phone"});
    CHECK(guessed("6789") == Names{"external id", "end of phone", "SKU"});
    CHECK(guessed("Ada Petit") == Names{"name"});
    CHECK(guessed("O'Brien") == Names{"external id", "name"});
    CHECK(guessed("Zoé") == Names{"name"});
    CHECK(guessed("TEE") == Names{"external id", "name", "SKU"});
    CHECK(guessed(" 1 2 ").empty());
    CHECK(guessed("").empty());
}

TEST_CASE("phones are read as people write them") {
    CHECK(international_phone("+33123456789") == "+33123456789");
    CHECK(international_phone("+33 (0)1 23-45.67/89") == "+33123456789");
    CHECK(international_phone("0033 1 23 45 67 89") == "+33123456789");
    for (const char* bad : {"", "0123456789", "+33 1x", "12+34567890", "+", "(0)"})
        CHECK(international_phone(bad).empty());
}

TEST_CASE("find shows each order once, newest first, with all that matched") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    int calls = 0;
    server.search_orders = [&](const auto& request, auto& response) {
        ++calls;
        CHECK(request.page_size() == 20);
        if (request.filter().sku() == "TEE") {
            add(response, 3, "Ada Petit");
            add(response, 1);
        }
        if (request.filter().name() == "TEE") {
            add(response, 2);
            add(response, 1);
        }
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"find", "TEE"}) == ExitCode::ok);
    CHECK(calls == 3);
    const std::string out = terminal.out();
    CHECK(contains(out, "NUMBER3"));
    CHECK(contains(out, "web/W-3"));
    CHECK(contains(out, "19.90 EUR"));
    CHECK(contains(out, "Ada Petit"));
    CHECK(out.find("NUMBER3") < out.find("NUMBER2"));
    CHECK(out.find("NUMBER2") < out.find("NUMBER1"));
    CHECK(out.find("NUMBER1") == out.rfind("NUMBER1"));
    CHECK(contains(out, "name, SKU"));
    CHECK(terminal.run({"order", "find", "TEE", "-o", "json"}) == ExitCode::ok);
    const auto hits = nlohmann::json::parse(terminal.out())["hits"];
    REQUIRE(hits.size() == 3);
    CHECK(hits[0]["order"]["orderId"] == "ord_3");
    CHECK(hits[2]["matched"] == nlohmann::json{"name", "SKU"});
}

TEST_CASE("find leaves out what the actor may not search by, and says so") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    server.search_orders = [](const auto& request, auto& response) {
        const auto& filter = request.filter();
        if (!filter.name().empty() || !filter.phone().empty())
            return refusal(grpc::StatusCode::PERMISSION_DENIED, "no", "NOT_PERMITTED", {}, {});
        if (filter.sku() == "TEE") add(response, 1);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"find", "TEE"}) == ExitCode::ok);
    CHECK(contains(terminal.err(), "not searched, for want of the right: name\n"));
    CHECK(terminal.run({"find", "JEAN"}) == ExitCode::refused);
    CHECK(contains(terminal.err(), "no order is found by 'JEAN'\n"));
    CHECK(terminal.out().empty());
    CHECK(terminal.run({"find", "+33", "123456789"}) == ExitCode::not_permitted);
    CHECK(terminal.run({"find", "1 2"}) == ExitCode::usage);
    CHECK(terminal.run({"find"}) == ExitCode::usage);
}

TEST_CASE("a list goes through pages until it has enough, also through short ones") {
    FakeServer server;
    Terminal terminal;
    terminal.variables["OMS_SERVER"] = server.address();
    orders::OrderFilter seen;
    std::vector<int> sizes;
    server.search_orders = [&](const auto& request, auto& response) {
        seen = request.filter();
        sizes.push_back(request.page_size());
        if (request.page_token().empty()) {
            response.set_next_page_token("p2");
            return grpc::Status::OK;
        }
        if (request.page_token() == "p2") {
            add(response, 9);
            response.set_next_page_token("p3");
            return grpc::Status::OK;
        }
        CHECK(request.page_token() == "p3");
        add(response, 8);
        return grpc::Status::OK;
    };
    CHECK(terminal.run({"order", "list", "--status", "placed", "--fulfillment", "in-progress",
                        "--channel", "web", "--since", "2026-03-03", "--until",
                        "2026-03-04T00:00:00+01:00", "--sku", "TEE", "--location", "W1"}) ==
          ExitCode::ok);
    CHECK(sizes == std::vector<int>{50, 50, 49});
    CHECK(seen.status() == orders::ORDER_STATUS_PLACED);
    CHECK(seen.fulfillment_status() == orders::FULFILLMENT_STATUS_IN_PROGRESS);
    CHECK(seen.channel_id() == "web");
    CHECK(seen.created_from().seconds() == 1'772'496'000);
    CHECK(seen.created_before().seconds() == 1'772'578'800);
    CHECK(seen.sku() == "TEE");
    CHECK(seen.location_id() == "W1");
    CHECK(terminal.out().find("NUMBER9") < terminal.out().find("NUMBER8"));
    CHECK(terminal.err().empty());
    CHECK(terminal.run({"order", "list", "--limit", "1", "-o", "json"}) == ExitCode::ok);
    CHECK(nlohmann::json::parse(terminal.out())["orders"].size() == 1);
    CHECK(terminal.run({"order", "list", "--limit", "1"}) == ExitCode::ok);
    CHECK(contains(terminal.err(), "there are more"));
    CHECK(terminal.run({"order", "list", "--status", "nonsense"}) == ExitCode::usage);
    CHECK(terminal.run({"order", "list", "--since", "yesterday"}) == ExitCode::usage);
    CHECK(terminal.run({"order", "list", "--limit", "0"}) == ExitCode::usage);
}
