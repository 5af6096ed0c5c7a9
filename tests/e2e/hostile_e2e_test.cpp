#include <algorithm>
#include <functional>
#include <random>
#include <string_view>

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/stubs/logging.h>
#include <grpcpp/support/status_code_enum.h>

#include "domain/error.hpp"
#include "oms/admin/v1/admin_service.pb.h"
#include "oms/common/v1/common.pb.h"
#include "tests/e2e/hostile_bytes.hpp"
#include "tests/e2e/shop.hpp"

namespace oms::e2e {
namespace {

using google::protobuf::MethodDescriptor;

std::vector<const MethodDescriptor*> all_methods() {
    namespace pb = google::protobuf;
    std::vector<std::string> files;
    std::vector<const MethodDescriptor*> methods;
    pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    for (const std::string& name : files) {
        const auto* const file = pb::DescriptorPool::generated_pool()->FindFileByName(name);
        if (file->package().rfind("oms.", 0) != 0) continue;
        for (int s = 0; s < file->service_count(); ++s) {
            // What a retailer serves, and we only call.
            if (file->service(s)->name().find("Gateway") != std::string::npos) continue;
            for (int m = 0; m < file->service(s)->method_count(); ++m)
                methods.push_back(file->service(s)->method(m));
        }
    }
    return methods;
}

// Sends hostile calls of one method and looks at the answers.
class Attack {
public:
    Attack(const Client& client, const MethodDescriptor& method)
        : client_(client), method_(method), name_(method_of(*method.input_type())) {}

    // Expects an answer, or a refusal of the kind every client can rely on.
    Answer send(std::string_view what, const std::string& bytes) {
        CallOptions options;
        // A stream that is accepted has no end of its own.
        if (method_.server_streaming()) options.deadline = std::chrono::milliseconds{200};
        Answer answer = client_.send(name_, bytes, options);
        check(what, answer);
        return answer;
    }
    void check(std::string_view what, const Answer& answer) {
        ++sent;
        if (answer.ok()) return;
        if (method_.server_streaming() && answer.code == grpc::StatusCode::DEADLINE_EXCEEDED)
            return;
        INFO(name_ << ", " << std::string(what) << ": " << answer.text());
        const auto row = std::find_if(reason_table.begin(), reason_table.end(),
                                      [&](const auto& r) { return r.name == answer.reason; });
        REQUIRE(row != reason_table.end());
        CHECK(row->kind != Kind::internal);
        CHECK(answer.code != grpc::StatusCode::UNKNOWN);
        CHECK(answer.error_infos == 1);
        CHECK(answer.domain == "oms");
        CHECK(answer.details.size() <= 4096);
        CHECK(answer.message.size() <= 256);
        CHECK(!answer.message.empty());
    }
    int sent = 0;

private:
    const Client& client_;
    const MethodDescriptor& method_;
    std::string name_;
};

void attack_bytes(Attack& attack, const std::string& sample, std::mt19937& random) {
    attack.send("an empty body", "");
    for (int i = 0; i < 20; ++i)
        attack.send("random bytes", random_bytes(random, 1 + random() % 300));
    for (std::size_t size = 0; size < sample.size(); size += 1 + sample.size() / 60)
        attack.send("a truncated message", sample.substr(0, size));
    for (int i = 0; i < 40; ++i) {
        std::string altered = sample;
        if (altered.empty()) break;
        altered[random() % altered.size()] = static_cast<char>(random());
        attack.send("a byte changed", altered);
    }
    attack.send("groups in groups", std::string(10'000, '\x0b'));
    attack.send("bytes in bytes", nested_bytes(300));
}

void attack_fields(Attack& attack, const google::protobuf::Descriptor& type) {
    for (const std::string& bytes : wrong_wire_types(type))
        attack.send("a wrong wire type", bytes);
    for (const Mutant& mutant : mutants_of(type))
        attack.send(mutant.what, mutant.bytes);
}

void attack_size(Attack& attack, const std::string& sample) {
    // An unknown field of 5 MiB in all: the longest that is read at all.
    const std::size_t most = 5 * 1024 * 1024;
    const Answer large = attack.send("5 MiB", sample + unknown_field(most - sample.size()));
    CHECK(large.reason == "MESSAGE_TOO_LARGE");
    attack.send("almost 1 MiB", sample + unknown_field(1024 * 1024 - sample.size()));
}

}  // namespace

TEST_CASE("whatever bytes come, every method answers with one typed reason and stays up") {
    google::protobuf::SetLogHandler(nullptr);  // it complains of what is sent here on purpose
    Shop shop;
    stock_item(shop.client, "x", "W1", 10);
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    int sent = 0;
    for (const MethodDescriptor* method : all_methods()) {
        INFO(method->full_name());
        Attack attack(shop.client, *method);
        const std::string sample = sample_of(*method->input_type())->SerializeAsString();
        attack_bytes(attack, sample, random);
        attack_fields(attack, *method->input_type());
        attack_size(attack, sample);
        REQUIRE(shop.client.call(oms::admin::v1::GetStatusRequest()).ok());
        sent += attack.sent;
    }
    MESSAGE(sent << " hostile calls");
    CHECK(verify_store(shop.client) == "");
    CHECK(shop.server.stop() == 0);
    const std::string log = shop.server.log();
    CHECK(log.find("\"level\":\"error\"") == std::string::npos);
    CHECK(log.find("Sanitizer") == std::string::npos);
}

TEST_CASE("a call with too much metadata or too long a message is refused, the next one served") {
    const Shop shop;
    const oms::admin::v1::GetStatusRequest status;
    // Both never reach a handler: gRPC itself refuses them, without details.
    CallOptions heavy;
    heavy.metadata.emplace("x-heavy", std::string(64 * 1024, 'h'));
    CHECK(shop.client.call(status, heavy).code == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(
        shop.client.send(method_of(*status.GetDescriptor()), unknown_field(6 * 1024 * 1024)).code ==
        grpc::StatusCode::RESOURCE_EXHAUSTED);
    CallOptions odd;
    odd.metadata.emplace("x-request-id", std::string(2'000, 'i'));
    odd.metadata.emplace("oms-other", "unknown keys do no harm");
    odd.metadata.emplace("odd-bin", std::string("\x00\xff\x01", 3));
    CHECK(shop.client.call(status, odd).ok());
    CallOptions twice;
    twice.metadata.emplace("oms-roles", "reader");
    const Answer answer = shop.client.call(status, twice);
    CHECK(answer.reason == "PRINCIPAL_MISSING");
    CHECK(answer.message == "oms-roles is given more than once");
    CHECK(shop.client.call(status).ok());
}

TEST_CASE("a call without a deadline, with a huge one or with none left is answered") {
    const Shop shop;
    stock_item(shop.client, "TEE", "W1", 10);
    CallOptions none;
    none.deadline.reset();
    CHECK(shop.client.call(delivery_order("TEE"), none).ok());
    CallOptions huge;
    huge.deadline = std::chrono::hours{24 * 365 * 100};
    CHECK(shop.client.call(delivery_order("TEE"), huge).ok());
    CallOptions past;
    past.deadline = std::chrono::milliseconds{-1};
    CHECK(shop.client.call(delivery_order("TEE"), past).code ==
          grpc::StatusCode::DEADLINE_EXCEEDED);
    CHECK(available(shop.client, "TEE") == 8);
}

TEST_CASE("a method that is not there is refused like everything else") {
    const Shop shop;
    for (const char* const method :
         {"/oms.orders.v1.OrderService/ShipOrder", "/oms.orders.v2.OrderService/PlaceOrder",
          "/nonsense", "/a/b/c"}) {
        const Answer answer = shop.client.send(method, "x");
        INFO(method << " " << answer.text());
        CHECK(answer.code == grpc::StatusCode::UNIMPLEMENTED);
        CHECK(answer.reason == "METHOD_UNKNOWN");
        CHECK(answer.error_infos == 1);
    }
}

}  // namespace oms::e2e
