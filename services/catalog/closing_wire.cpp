#include "services/catalog/closing_wire.hpp"

#include "services/catalog/catalog_wire.hpp"
#include "services/common/common_wire.hpp"

namespace oms::catalog {
namespace {

using wire::FieldCheck;

constexpr wire::TextRule reason_rule{
    .shortest = 0, .longest = 200, .multiline = false, .any_digits = true};

template <class Request>
LocationRequest location_request(FieldCheck& check, const Request& request) {
    check.request_id(request.request_id());
    LocationRequest location;
    location.location_id = check.id<LocationId>("location_id", request.location_id(), false);
    if (!request.etag().empty())
        location.version = wire::version_of_etag(check, "etag", request.etag());
    return location;
}

template <class Reply>
std::string reply_of(const Location& location) {
    return wire::bytes_of<Reply>([&](auto& reply) { encode(location, *reply.mutable_location()); });
}

}  // namespace

Result<ClosureRequest> closure_request(const v1::CloseLocationRequest& request) {
    FieldCheck check;
    ClosureRequest closure;
    closure.location = location_request(check, request);
    if (request.has_from()) closure.from = wire::time(check, "from", request.from());
    if (check.require(request.has_until(), "until", "when it opens again"))
        closure.until = wire::time(check, "until", request.until());
    closure.reason = check.text("reason", request.reason(), reason_rule);
    return checked(check, std::move(closure));
}

Result<LocationRequest> reopen_request(const v1::ReopenLocationRequest& request) {
    FieldCheck check;
    return checked(check, location_request(check, request));
}

std::string close_location_reply(const Location& location) {
    return reply_of<v1::CloseLocationResponse>(location);
}

std::string reopen_location_reply(const Location& location) {
    return reply_of<v1::ReopenLocationResponse>(location);
}

void encode(const Closure& closure, v1::Closure& out) {
    wire::encode(closure.from, *out.mutable_from());
    wire::encode(closure.until, *out.mutable_until());
    out.set_reason(closure.reason);
}

Closure closure_of(FieldCheck& check, const v1::Closure& given) {
    return {wire::time(check, "from", given.from()), wire::time(check, "until", given.until()),
            given.reason()};
}

}  // namespace oms::catalog
