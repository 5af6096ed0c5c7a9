#include <future>
#include <optional>

#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;
using Health = grpc::health::v1::HealthCheckResponse;

TEST_CASE("health: the server and its services are serving, others are not found") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    CHECK(health(test.channel) == Health::SERVING);
    const auto stub = grpc::health::v1::Health::NewStub(test.channel);
    const auto ask = [&](const std::string& service, Health& response) {
        grpc::ClientContext context;
        grpc::health::v1::HealthCheckRequest request;
        request.set_service(service);
        return stub->Check(&context, request, &response).error_code();
    };
    Health response;
    CHECK(ask("oms.testing.v1.EchoService", response) == grpc::StatusCode::OK);
    CHECK(response.status() == Health::SERVING);
    CHECK(ask("oms.orders.v1.OrderService", response) == grpc::StatusCode::NOT_FOUND);
    test.server->set_serving(false);
    CHECK(health(test.channel) == Health::NOT_SERVING);
}

TEST_CASE("drain: what is in flight is answered, what is new is refused, and health says so") {
    TestServer test;
    Mailbox<Call> held;
    test.on_echo([&](Call call) { held.put(std::move(call)); });
    test.start();
    auto in_flight = std::async(std::launch::async, [&] { return echo(test.channel, "kept"); });
    std::optional<Call> call = held.take();
    auto drained =
        std::async(std::launch::async, [&] { test.server->drain(milliseconds{15'000}); });
    while (health(test.channel) != Health::NOT_SERVING) {
    }
    const auto refused = echo(test.channel).status;
    CHECK(refused.error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(reason_of(refused) == "SHUTTING_DOWN");
    CHECK(detail_of<google::rpc::RetryInfo>(refused));
    echo_back(*call);
    CHECK(in_flight.get().payload == "kept");
    drained.get();
    CHECK(echo(test.channel).status.error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE(
    "drain: a call that is never answered ends with SHUTTING_DOWN, and its handle may outlive the "
    "server") {
    TestServer test;
    Mailbox<Call> held;
    test.on_echo([&](Call call) { held.put(std::move(call)); });
    test.start();
    auto in_flight = std::async(std::launch::async, [&] { return echo(test.channel); });
    std::optional<Call> call = held.take();
    test.server->drain(milliseconds{1});
    const auto status = in_flight.get().status;
    CHECK(reason_of(status) == "SHUTTING_DOWN");
    test.server->drain(milliseconds{1});
    test.server.reset();
    CHECK(call->actor().principal == "tester");
    CHECK(call->parse<testing::v1::EchoRequest>()->payload() == "hello");
    echo_back(*call);
    call.reset();
}

TEST_CASE("drain: a server that was never started, or had no calls, stops at once") {
    TestServer never;
    never.on_echo(echo_back);
    never.server.reset();
    TestServer idle;
    idle.on_echo(echo_back);
    idle.options.pollers = 3;
    idle.start();
    idle.server->drain(milliseconds{10'000});
}

TEST_CASE("reflection: it is there in development only") {
    const auto reflects = [](bool development) {
        TestServer test;
        test.on_echo(echo_back);
        test.options.development = development;
        test.start();
        grpc::internal::RpcMethod method(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            grpc::internal::RpcMethod::BIDI_STREAMING, test.channel);
        grpc::ClientContext context;
        std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
            grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
                test.channel.get(), method, &context));
        const grpc::Slice list_services("\x3a\x01*");
        stream->Write(grpc::ByteBuffer(&list_services, 1));
        stream->WritesDone();
        grpc::ByteBuffer reply;
        const bool answered = stream->Read(&reply);
        if (answered) {
            grpc::Slice slice;
            REQUIRE(reply.DumpToSingleSlice(&slice).ok());
            CHECK(std::string(slice.begin(), slice.end()).find("oms.testing.v1.EchoService") !=
                  std::string::npos);
        }
        while (stream->Read(&reply)) {
        }
        CHECK(stream->Finish().ok() == answered);
        CHECK(echo(test.channel).status.ok());
        return answered;
    };
    CHECK_FALSE(reflects(false));
    CHECK(reflects(true));
    CHECK_FALSE(reflects(false));
}

}  // namespace
}  // namespace oms::rpc
