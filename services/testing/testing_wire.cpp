#include "services/testing/testing_wire.hpp"

#include "services/common/common_wire.hpp"

namespace oms::testing {
namespace {

constexpr std::int64_t most_reply_bytes = 65'536;

}  // namespace

Result<Timestamp> advance_to(const v1::AdvanceRequest& request) {
    wire::FieldCheck check;
    check.require(request.has_to(), "to", "required");
    const Timestamp to = request.has_to() ? wire::time(check, "to", request.to()) : Timestamp{};
    if (!check.ok()) return fail(std::move(check).error());
    return to;
}

Result<std::size_t> echo_bytes(const v1::EchoRequest& request) {
    wire::FieldCheck check;
    const std::int64_t bytes =
        check.number("reply_bytes", request.reply_bytes(), 0, most_reply_bytes);
    if (!check.ok()) return fail(std::move(check).error());
    return static_cast<std::size_t>(bytes);
}

std::string advance_reply(Timestamp now, std::int64_t timers_run) {
    return wire::bytes_of<v1::AdvanceResponse>([&](auto& reply) {
        wire::encode(now, *reply.mutable_now());
        reply.set_timers_run(timers_run);
    });
}

std::string echo_reply(std::size_t bytes) {
    return wire::bytes_of<v1::EchoResponse>(
        [&](auto& reply) { reply.set_payload(std::string(bytes, 'e')); });
}

}  // namespace oms::testing
