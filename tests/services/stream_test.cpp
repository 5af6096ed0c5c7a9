#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/services/rpc_fixture.hpp"

namespace oms::rpc {
namespace {

using namespace oms::rpc::test;
using events::v1::EventService;
using events::v1::WatchEventsRequest;
using events::v1::WatchEventsResponse;

std::string message_of(const std::string& cursor) {
    WatchEventsResponse response;
    response.set_cursor(cursor);
    return response.SerializeAsString();
}

// A caller's side of WatchEvents.
struct Watcher {
    explicit Watcher(const TestServer& test, const std::string& roles = "reader",
                     const std::string& cursor = "start") {
        call_as(context, roles);
        WatchEventsRequest request;
        request.set_cursor(cursor);
        stub = EventService::NewStub(test.channel);
        reader = stub->WatchEvents(&context, request);
    }
    std::string next() {
        WatchEventsResponse response;
        return reader->Read(&response) ? response.cursor() : "end";
    }
    // How it ended, after reading what is left.
    grpc::Status end() {
        while (next() != "end") {
        }
        return reader->Finish();
    }
    grpc::ClientContext context;
    std::unique_ptr<EventService::Stub> stub;
    std::unique_ptr<grpc::ClientReader<WatchEventsResponse>> reader;
};

void write_all(const Stream& stream, int from, int to) {
    if (from > to) return stream.finish();
    stream.write(message_of(std::to_string(from)), [stream, from, to](bool ok) {
        if (ok) write_all(stream, from + 1, to);
    });
}

TEST_CASE("stream: messages arrive in order, then the end") {
    TestServer test;
    test.on_watch([](const Stream& stream) {
        CHECK(stream.actor().principal == "tester");
        CHECK(stream.parse<WatchEventsRequest>()->cursor() == "start");
        write_all(stream, 1, 100);
    });
    test.start();
    Watcher watcher(test);
    for (int i = 1; i <= 100; ++i)
        CHECK(watcher.next() == std::to_string(i));
    CHECK(watcher.next() == "end");
    CHECK(watcher.end().ok());
}

TEST_CASE("stream: many at once, several rounds") {
    TestServer test;
    test.on_watch([](const Stream& stream) { write_all(stream, 1, 5); });
    test.start();
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<Watcher>> watchers;
        for (int i = 0; i < 20; ++i)
            watchers.push_back(std::make_unique<Watcher>(test));
        for (auto& watcher : watchers) {
            for (int i = 1; i <= 5; ++i)
                CHECK(watcher->next() == std::to_string(i));
            CHECK(watcher->reader->Finish().ok());
        }
    }
}

TEST_CASE("stream: when the caller goes away the owner is told, and writes say no") {
    TestServer test;
    Mailbox<Stream> streams;
    Mailbox<std::string> done;
    test.on_watch([&](const Stream& stream) {
        stream.on_done([&done] { done.put("done"); });
        streams.put(stream);
    });
    test.start();
    Watcher watcher(test);
    const auto stream = streams.take();
    CHECK_FALSE(stream.ended());
    watcher.context.TryCancel();
    CHECK(done.take() == "done");
    CHECK(stream.ended());
    CHECK_FALSE(stream.write(message_of("late"), [](bool) { FAIL_CHECK("never called"); }));
    stream.finish();
    stream.fail(Error{Reason::slow_subscriber, {}, {}, {}, {}, false});
    CHECK(watcher.end().error_code() == grpc::StatusCode::CANCELLED);
    CHECK(test.metrics->method("/oms.events.v1.EventService/WatchEvents")
              .calls(grpc::StatusCode::CANCELLED) == 1);
}

TEST_CASE("stream: a failure arrives with its reason, and denied callers never reach the handler") {
    TestServer test;
    test.on_watch([](const Stream& stream) {
        stream.fail(Error{
            Reason::malformed_request, "not our cursor", {{"cursor", "not ours"}}, {}, {}, false});
    });
    test.start();
    Watcher watcher(test);
    const auto status = watcher.end();
    CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(detail_of<google::rpc::BadRequest>(status)->field_violations(0).field() == "cursor");
    Watcher denied(test, "checkout");
    CHECK(reason_of(denied.reader->Finish()) == "NOT_PERMITTED");
}

TEST_CASE("stream: a handler that throws or drops the stream does not leave the caller hanging") {
    TestServer test;
    test.on_watch([](const Stream& stream) {
        if (stream.parse<WatchEventsRequest>()->cursor() == "throw")
            throw std::runtime_error("ouch");
    });
    test.start();
    Watcher dropped(test, "reader", "drop");
    CHECK(dropped.reader->Finish().error_code() == grpc::StatusCode::INTERNAL);
    CHECK(test.lines->contains("dropped the stream"));
    Watcher thrown(test, "reader", "throw");
    CHECK(thrown.reader->Finish().error_code() == grpc::StatusCode::INTERNAL);
    CHECK(test.lines->contains("ouch"));
}

// More than what the connection's flow control lets through unread.
constexpr std::size_t unread_bytes = 3 * 1024 * 1024;

TEST_CASE("stream: a slow reader that reads again gets what was sent and then the typed reason") {
    TestServer test;
    test.options.grace_for_write = milliseconds{20'000};
    Mailbox<bool> written;
    test.on_watch([&](const Stream& stream) {
        CHECK(stream.write(message_of(std::string(unread_bytes, 'x')),
                           [&written](bool ok) { written.put(ok); }));
        stream.fail(Error{Reason::slow_subscriber, {}, {}, {}, {}, false});
        CHECK_FALSE(stream.write(message_of("more"), [](bool) {}));
    });
    test.start();
    Watcher watcher(test);
    CHECK(watcher.next().size() == unread_bytes);
    CHECK(watcher.next() == "end");
    const auto status = watcher.end();
    CHECK(status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(reason_of(status) == "SLOW_SUBSCRIBER");
    CHECK(written.take());
}

TEST_CASE("stream: one that never reads is reset, so its write ends") {
    TestServer test;
    test.options.grace_for_write = milliseconds{50};
    Mailbox<bool> written;
    Mailbox<int> done;
    test.on_watch([&](const Stream& stream) {
        stream.on_done([&done] { done.put(1); });
        CHECK(stream.write(message_of(std::string(unread_bytes, 'x')),
                           [&written](bool ok) { written.put(ok); }));
        stream.fail(Error{Reason::slow_subscriber, {}, {}, {}, {}, false});
    });
    test.start();
    Watcher watcher(test);
    CHECK_FALSE(written.take());
    CHECK(done.take() == 1);
    CHECK(watcher.end().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_CASE("stream: a drain ends it with SHUTTING_DOWN, also one that waits for a reader") {
    TestServer test;
    test.options.grace_for_write = milliseconds{50};
    Mailbox<Stream> streams;
    test.on_watch([&](const Stream& stream) {
        if (stream.parse<WatchEventsRequest>()->cursor() == "stalled") {
            CHECK(stream.write(message_of(std::string(unread_bytes, 'x')), [](bool) {}));
        }
        streams.put(stream);
    });
    test.start();
    Watcher idle(test);
    Watcher stalled(test, "reader", "stalled");
    const auto first = streams.take();
    const auto second = streams.take();
    test.server->drain(milliseconds{10'000});
    CHECK(first.ended());
    CHECK(second.ended());
    CHECK(reason_of(idle.reader->Finish()) == "SHUTTING_DOWN");
    CHECK(stalled.end().error_code() == grpc::StatusCode::UNAVAILABLE);
    test.server.reset();
    CHECK_FALSE(first.write(message_of("late"), [](bool) {}));
}

}  // namespace
}  // namespace oms::rpc
