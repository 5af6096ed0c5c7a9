#include "services/common/status.hpp"

#include <string>

#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;

Error error_with(Reason reason, std::string detail = {}) {
    return {reason, std::move(detail), {}, {}, {}, false};
}

TEST_CASE(
    "status: every reason travels as one ErrorInfo under our domain, with the code of its kind") {
    for (const auto& row : reason_table) {
        const auto status = to_status(error_with(row.reason), "id-1");
        CHECK(status.error_code() == static_cast<grpc::StatusCode>(grpc_code(row.kind)));
        CHECK_FALSE(status.ok());
        const auto info = detail_of<google::rpc::ErrorInfo>(status);
        REQUIRE(info);
        CHECK(info->reason() == std::string(row.name));
        CHECK(info->domain() == "oms");
        google::rpc::Status details;
        REQUIRE(details.ParseFromString(status.error_details()));
        CHECK(details.code() == status.error_code());
        CHECK(details.message() == status.error_message());
    }
}

TEST_CASE("status: who should try again is told when") {
    CHECK(detail_of<google::rpc::RetryInfo>(to_status(error_with(Reason::overloaded), ""))
              ->retry_delay()
              .nanos() == 100'000'000);
    CHECK(detail_of<google::rpc::RetryInfo>(to_status(error_with(Reason::shutting_down), "")));
    CHECK(detail_of<google::rpc::RetryInfo>(to_status(error_with(Reason::stock_contention), "")));
    CHECK_FALSE(
        detail_of<google::rpc::RetryInfo>(to_status(error_with(Reason::message_too_large), "")));
    CHECK_FALSE(
        detail_of<google::rpc::RetryInfo>(to_status(error_with(Reason::version_mismatch), "")));
}

TEST_CASE("status: fields, preconditions and facts come with their total") {
    auto error = error_with(Reason::malformed_request, "two fields are wrong");
    error.fields = {
        {"lines[0].quantity", "above 0" },
        {"channel_id",        "required"}
    };
    error.metadata = {
        {"order_id", "ord_1"}
    };
    const auto status = to_status(error, "");
    CHECK(status.error_message() == "two fields are wrong");
    const auto bad = detail_of<google::rpc::BadRequest>(status);
    REQUIRE(bad);
    REQUIRE(bad->field_violations_size() == 2);
    CHECK(bad->field_violations(0).field() == "lines[0].quantity");
    CHECK(bad->field_violations(1).description() == "required");
    const auto facts = detail_of<google::rpc::ErrorInfo>(status)->metadata();
    CHECK(facts.at("total") == "2");
    CHECK(facts.at("order_id") == "ord_1");

    auto shortage = error_with(Reason::insufficient_stock);
    shortage.preconditions = {
        {"STOCK", "TEE", "wanted 3, available 1"}
    };
    const auto failure = detail_of<google::rpc::PreconditionFailure>(to_status(shortage, ""));
    REQUIRE(failure);
    CHECK(failure->violations(0).subject() == "TEE");
}

TEST_CASE("status: details stay below 4 KiB and say how many entries there were") {
    for (const std::size_t length : {1U, 40U, 300U, 5000U}) {
        auto error = error_with(Reason::malformed_request, std::string(length, 'm'));
        for (int i = 0; i < 2000; ++i)
            error.fields.push_back({"lines[" + std::to_string(i) + "]", std::string(length, 'd')});
        for (int i = 0; i < 100; ++i)
            error.metadata.emplace_back("key" + std::to_string(i),
                                        std::string(i < 20 ? 8 : length, 'v'));
        const auto status = to_status(error, "");
        CHECK(status.error_details().size() <= 4096);
        CHECK(status.error_message().size() <= 256);
        const auto info = detail_of<google::rpc::ErrorInfo>(status);
        REQUIRE(info);
        if (length < 300) {
            CHECK(info->metadata().at("total") == "2000");
            CHECK(detail_of<google::rpc::BadRequest>(status)->field_violations_size() <= 25);
            CHECK(detail_of<google::rpc::BadRequest>(status)->field_violations_size() >= 6);
        }
    }
}

TEST_CASE("status: a fault of ours tells its log id and nothing else") {
    auto error = error_with(Reason::internal_fault, "assertion failed at secret.cpp:12");
    error.metadata = {
        {"row", "secret"}
    };
    error.fields = {
        {"secret", "secret"}
    };
    const auto status = to_status(error, "id-77");
    CHECK(status.error_message() == "internal error id-77");
    CHECK(status.error_details().find("secret") == std::string::npos);
    CHECK(detail_of<google::rpc::ErrorInfo>(status)->metadata().at("log_id") == "id-77");
}

TEST_CASE("status: text that is not printable UTF-8 leaves printable") {
    const auto status = to_status(error_with(Reason::malformed_field, "a\xff\x01\n\xc3\xa9"), "");
    CHECK(status.error_message() == "a???\xc3\xa9");
}

}  // namespace
}  // namespace oms::rpc
