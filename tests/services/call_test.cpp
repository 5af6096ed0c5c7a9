#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/generic/generic_stub.h>

#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;

TEST_CASE("call: a request is answered, and the handler knows who asked") {
    TestServer test;
    Mailbox<Actor> actors;
    test.on_echo([&](const Call& call) {
        actors.put(call.actor());
        CHECK(call.method() == "/oms.testing.v1.EchoService/Echo");
        echo_back(call);
    });
    test.start();
    const auto reply = echo(test.channel, "hello");
    CHECK(reply.status.ok());
    CHECK(reply.payload == "hello");
    const auto actor = actors.take();
    CHECK(actor.principal == "tester");
    CHECK(actor.has(Role::admin));
    CHECK(actor.channels.is_all());
    CHECK(test.metrics->method("/oms.testing.v1.EchoService/Echo").calls(grpc::StatusCode::OK) ==
          1);
}

TEST_CASE("call: bytes that are serialized already are sent as they are, short and long") {
    TestServer test;
    test.on_echo([](const Call& call) {
        testing::v1::EchoResponse response;
        response.set_payload(std::string(call.body().size() > 100 ? 500'000 : 3, 'x'));
        call.finish(response.SerializeAsString());
    });
    test.start();
    CHECK(echo(test.channel, "a").payload.size() == 3);
    CHECK(echo(test.channel, std::string(900'000, 'a')).payload.size() == 500'000);
}

TEST_CASE("call: a body in many pieces and an empty one parse like any other") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    const std::string large(1'000'000, 'p');
    CHECK(echo(test.channel, large).payload == large);
    const auto empty = echo(test.channel, "");
    CHECK(empty.status.ok());
    CHECK(empty.payload.empty());
}

TEST_CASE("call: it may be answered on another thread, and only the first answer counts") {
    TestServer test;
    std::vector<std::jthread> threads;
    test.on_echo([&](const Call& call) {
        threads.emplace_back([call] {
            echo_back(call);
            call.fail(Error{Reason::overloaded, {}, {}, {}, {}, false});
            echo_back(call);
        });
    });
    test.start();
    CHECK(echo(test.channel, "elsewhere").payload == "elsewhere");
    threads.clear();
    CHECK(test.metrics->method("/oms.testing.v1.EchoService/Echo")
              .calls(grpc::StatusCode::RESOURCE_EXHAUSTED) == 0);
}

TEST_CASE("call: a refusal arrives with its reason and its fields") {
    TestServer test;
    test.on_echo([](const Call& call) {
        call.fail(
            Error{Reason::malformed_request, "wrong", {{"payload", "too dull"}}, {}, {}, false});
    });
    test.start();
    const auto status = echo(test.channel).status;
    CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(reason_of(status) == "MALFORMED_REQUEST");
    CHECK(detail_of<google::rpc::BadRequest>(status)->field_violations(0).field() == "payload");
    CHECK(test.lines->size() == 0);
}

TEST_CASE("call: who does not say who they are, or says it badly, is turned away") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    const auto stub = testing::v1::EchoService::NewStub(test.channel);
    testing::v1::EchoResponse response;
    {
        grpc::ClientContext context;
        const auto status = stub->Echo(&context, {}, &response);
        CHECK(status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
        CHECK(reason_of(status) == "PRINCIPAL_MISSING");
    }
    {
        grpc::ClientContext context;
        call_as(context, "admin,emperor");
        const auto status = stub->Echo(&context, {}, &response);
        CHECK(status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
        CHECK(status.error_message().find("oms-roles") != std::string::npos);
    }
    {
        grpc::ClientContext context;
        call_as(context, "reader");
        context.AddMetadata("oms-roles", "admin");
        const auto status = stub->Echo(&context, {}, &response);
        CHECK(status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
        CHECK(status.error_message().find("more than once") != std::string::npos);
    }
    CHECK(test.lines->contains("\"message\":\"call denied\""));
}

TEST_CASE("call: a role that may not call the method is refused, and that is logged") {
    TestServer test;
    std::atomic<int> handled{0};
    test.on_echo([&](const Call& call) {
        ++handled;
        echo_back(call);
    });
    test.start();
    const auto status = echo(test.channel, "x", "reader,store").status;
    CHECK(status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
    CHECK(reason_of(status) == "NOT_PERMITTED");
    CHECK(handled == 0);
    CHECK(test.lines->contains("\"principal\":\"tester\",\"code\":7,\"reason\":\"NOT_PERMITTED\""));
}

TEST_CASE("call: a message above the method's limit is refused before it is parsed") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    const auto status = echo(test.channel, std::string(1024 * 1024, 'x')).status;
    CHECK(status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(reason_of(status) == "MESSAGE_TOO_LARGE");
    // Far above, gRPC refuses it without reading on.
    CHECK(echo(test.channel, std::string(8 * 1024 * 1024, 'x')).status.error_code() ==
          grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(echo(test.channel).status.ok());
}

TEST_CASE("call: compressed messages are refused") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
        grpc::ClientContext context;
        call_as(context, "admin");
        context.set_compression_algorithm(algorithm);
        testing::v1::EchoRequest request;
        request.set_payload(std::string(10'000, 'a'));
        testing::v1::EchoResponse response;
        const auto status =
            testing::v1::EchoService::NewStub(test.channel)->Echo(&context, request, &response);
        CHECK(status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
    }
    CHECK(echo(test.channel).status.ok());
}

// Sends raw bytes to a method and returns how it ended.
grpc::Status send_raw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const std::string& bytes) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    call_as(context, "admin");
    grpc::CompletionQueue queue;
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    auto reader = stub.PrepareUnaryCall(&context, method, request, &queue);
    reader->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    reader->Finish(&response, &status, &status);
    void* tag = nullptr;
    bool ok = false;
    REQUIRE(queue.Next(&tag, &ok));
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) {
    }
    return status;
}

TEST_CASE("call: a method that is not served is unknown, whatever the message") {
    TestServer test;
    test.on_echo(echo_back);
    test.start();
    for (const auto* method : {"/oms.orders.v1.OrderService/GetOrder", "/nobody.Knows/Me"}) {
        const auto status = send_raw(test.channel, method, "abc");
        CHECK(status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
        CHECK(reason_of(status) == "METHOD_UNKNOWN");
    }
}

TEST_CASE(
    "call: bytes that are no message, and text that is not UTF-8, are refused with a reason") {
    TestServer test;
    test.server->add({"/oms.orders.v1.OrderService/CancelOrder", [](const Call& call) {
                          const auto request = call.parse<orders::v1::CancelOrderRequest>();
                          if (!request) return call.fail(request.error());
                          call.finish(orders::v1::CancelOrderResponse{});
                      }});
    test.start();
    const std::string method = "/oms.orders.v1.OrderService/CancelOrder";
    CHECK(send_raw(test.channel, method, "").ok());
    const auto broken = send_raw(test.channel, method, "\x0a\xff");
    CHECK(broken.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(reason_of(broken) == "MALFORMED_REQUEST");
    const auto latin1 = send_raw(test.channel, method, "\x1a\x02\xe9\xe9");  // order_id, field 3
    CHECK(latin1.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    const auto bad = detail_of<google::rpc::BadRequest>(latin1);
    REQUIRE(bad);
    CHECK(bad->field_violations(0).field() == "oms.orders.v1.CancelOrderRequest.order_id");
}

TEST_CASE("call: a handler that throws is answered INTERNAL, and only the log says why") {
    TestServer test;
    test.on_echo([](const Call&) { throw std::runtime_error("the shelf\nfell"); });
    test.start();
    const auto status = echo(test.channel).status;
    CHECK(status.error_code() == grpc::StatusCode::INTERNAL);
    CHECK(status.error_message().find("shelf") == std::string::npos);
    const auto id = detail_of<google::rpc::ErrorInfo>(status)->metadata().at("log_id");
    CHECK(status.error_message() == "internal error " + id);
    CHECK(test.lines->contains("\"request_id\":\"" + id + "\""));
    CHECK(test.lines->contains("the shelf\\u000afell"));
}

TEST_CASE("call: a handler that drops the call does not leave the caller hanging") {
    TestServer test;
    test.on_echo([](const Call& call) { const Call copy = call; });
    test.start();
    CHECK(echo(test.channel).status.error_code() == grpc::StatusCode::INTERNAL);
    CHECK(test.lines->contains("dropped the call"));
}

TEST_CASE("call: the caller's request id is logged if it is a proper one") {
    TestServer test;
    Mailbox<std::string> ids;
    test.on_echo([&](const Call& call) {
        ids.put(call.log_id());
        echo_back(call);
    });
    test.start();
    for (const std::string given : {"abc-1", "has space"}) {
        grpc::ClientContext context;
        call_as(context, "admin");
        context.AddMetadata("x-request-id", given);
        testing::v1::EchoResponse response;
        REQUIRE(
            testing::v1::EchoService::NewStub(test.channel)->Echo(&context, {}, &response).ok());
        const auto id = ids.take();
        CHECK((id == given) == (given == "abc-1"));
        CHECK_FALSE(id.empty());
    }
}

TEST_CASE("call: without a deadline of the caller's it gets ours, and a longer one is cut") {
    TestServer test;
    Mailbox<std::chrono::steady_clock::duration> left;
    test.on_echo([&](const Call& call) {
        left.put(call.deadline() - std::chrono::steady_clock::now());
        echo_back(call);
    });
    test.start();
    const auto with_deadline = [&](std::chrono::seconds deadline) {
        grpc::ClientContext context;
        call_as(context, "admin");
        context.set_deadline(std::chrono::system_clock::now() + deadline);
        testing::v1::EchoResponse response;
        REQUIRE(
            testing::v1::EchoService::NewStub(test.channel)->Echo(&context, {}, &response).ok());
        return left.take();
    };
    using std::chrono::seconds;
    const auto given = with_deadline(seconds{30});
    CHECK(given > seconds{25});
    CHECK(given <= seconds{31});
    CHECK(with_deadline(seconds{3600}) <= seconds{60});
    grpc::ClientContext none;
    none.AddMetadata("oms-principal", "tester");
    none.AddMetadata("oms-roles", "admin");
    testing::v1::EchoResponse response;
    REQUIRE(testing::v1::EchoService::NewStub(test.channel)->Echo(&none, {}, &response).ok());
    const auto ours = left.take();
    CHECK(ours > seconds{8});
    CHECK(ours <= seconds{10});
}

TEST_CASE("call: past its deadline it is answered, and the late answer is dropped") {
    TestServer test;
    Mailbox<Call> held;
    test.server->add({"/oms.testing.v1.EchoService/Echo",
                      [&](Call call) { held.put(std::move(call)); }, milliseconds{100}});
    test.start();
    const auto status = echo(test.channel).status;
    CHECK(status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
    CHECK(reason_of(status) == "DEADLINE_PASSED");
    const auto late = held.take();
    CHECK(late.parse<testing::v1::EchoRequest>()->payload() == "hello");
    echo_back(late);
}

TEST_CASE("call: beyond the limit in flight calls are refused until one is done") {
    TestServer test;
    Mailbox<Call> held;
    test.options.most_in_flight = 2;
    test.on_echo([&](Call call) { held.put(std::move(call)); });
    test.start();
    auto first = std::async(std::launch::async, [&] { return echo(test.channel); });
    auto second = std::async(std::launch::async, [&] { return echo(test.channel); });
    const auto one = held.take();
    const auto two = held.take();
    const auto status = echo(test.channel).status;
    CHECK(reason_of(status) == "OVERLOADED");
    CHECK(detail_of<google::rpc::RetryInfo>(status));
    echo_back(one);
    echo_back(two);
    CHECK(first.get().status.ok());
    CHECK(second.get().status.ok());
    auto third = std::async(std::launch::async, [&] { return echo(test.channel); });
    echo_back(held.take());
    CHECK(third.get().status.ok());
}

TEST_CASE("call: 64 callers at once all get their own answer, from one poller or several") {
    for (const std::size_t pollers : {1U, 3U}) {
        TestServer test;
        test.options.pollers = pollers;
        test.on_echo(echo_back);
        test.start();
        std::vector<std::future<int>> callers;
        for (int caller = 0; caller < 64; ++caller) {
            callers.push_back(std::async(std::launch::async, [&, caller] {
                int right = 0;
                for (int i = 0; i < 20; ++i) {
                    const auto text = std::to_string(caller) + ":" + std::to_string(i);
                    right += echo(test.channel, text).payload == text ? 1 : 0;
                }
                return right;
            }));
        }
        int right = 0;
        for (auto& caller : callers)
            right += caller.get();
        CHECK(right == 64 * 20);
    }
}

TEST_CASE("call: a caller who goes away harms nobody") {
    TestServer test;
    Mailbox<Call> held;
    test.on_echo([&](Call call) { held.put(std::move(call)); });
    test.start();
    grpc::ClientContext context;
    call_as(context, "admin");
    auto gone = std::async(std::launch::async, [&] {
        testing::v1::EchoResponse response;
        return testing::v1::EchoService::NewStub(test.channel)->Echo(&context, {}, &response);
    });
    const auto call = held.take();
    context.TryCancel();
    CHECK(gone.get().error_code() == grpc::StatusCode::CANCELLED);
    echo_back(call);
    auto next = std::async(std::launch::async, [&] { return echo(test.channel, "next"); });
    echo_back(held.take());
    CHECK(next.get().payload == "next");
}

}  // namespace
}  // namespace oms::rpc
