#include "services/pickups/pickup_grpc.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "services/common/handlers.hpp"

namespace oms::pickups {
namespace {

constexpr std::string_view service = "/oms.pickups.v1.PickupService/";

// A method that becomes one command on a pickup: `make(header, pickup, check, request, encode)`
// reads what is its own and makes it.
template <class Request, class Reply, class Make>
void add_pickup_method(rpc::Server& server, const wire::Submitter& submitter, const char* name,
                       Make make) {
    server.add({fmt::format("{}{}", service, name),
                wire::handler<Request>([&submitter, make](const rpc::Call& call,
                                                          const Request& request) -> Result<void> {
                    wire::FieldCheck check;
                    PickupRequest pickup = pickup_request(check, request);
                    const EncodePickup encode = [](const Pickup& done, const Order&) {
                        return pickup_reply<Reply>(done);
                    };
                    std::unique_ptr<Command> command = make(
                        submitter.header(call, request), std::move(pickup), check, request, encode);
                    if (!check.ok()) return fail(std::move(check).error());
                    submitter.submit(std::move(command), call);
                    return {};
                })});
}

}  // namespace

void PickupGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({fmt::format("{}{}", service, name), std::move(handler)});
    };
    add("GetPickup", wire::handler<v1::GetPickupRequest>(
                         [this](const auto& call, const auto& r) { return get_pickup(call, r); }));
    add("ListPickups",
        wire::handler<v1::ListPickupsRequest>(
            [this](const auto& call, const auto& r) { return list_pickups(call, r); }));
    add("FindPickup", wire::handler<v1::FindPickupRequest>([this](const auto& call, const auto& r) {
            return find_pickup(call, r);
        }));
    add("GetPickupCode",
        wire::handler<v1::GetPickupCodeRequest>(
            [this](const auto& call, const auto& r) { return get_code(call, r); }));
    add_commands_to(server);
}

void PickupGrpc::add_commands_to(rpc::Server& server) {
    add_pickup_method<v1::CollectPickupRequest, v1::CollectPickupResponse>(
        server, submitter_, "CollectPickup",
        [](auto header, auto pickup, auto& check, const auto& request, const auto& encode) {
            HandoverRequest handover = handover_request(check, request);
            return std::make_unique<CollectPickup>(std::move(header), std::move(pickup),
                                                   std::move(handover), encode);
        });
    add_pickup_method<v1::ExtendPickupRequest, v1::ExtendPickupResponse>(
        server, submitter_, "ExtendPickup",
        [](auto header, auto pickup, auto& check, const auto& request, const auto& encode) {
            const std::int64_t days = check.number("days", request.days(), 1, most_extension_days);
            return std::make_unique<ExtendPickup>(std::move(header), std::move(pickup), days,
                                                  encode);
        });
    add_pickup_method<v1::NameProxyRequest, v1::NameProxyResponse>(
        server, submitter_, "NameProxy",
        [](auto header, auto pickup, auto& check, const auto& request, const auto& encode) {
            std::string name = check.text("name", request.name(), {.longest = 200});
            return std::make_unique<NameProxy>(std::move(header), std::move(pickup),
                                               std::move(name), encode);
        });
    add_pickup_method<v1::ReissueCodeRequest, v1::ReissueCodeResponse>(
        server, submitter_, "ReissueCode",
        [](auto header, auto pickup, auto& check, const auto& request, const auto& encode) {
            const std::int64_t holder = check.number("holder_no", request.holder_no(), 0, 1'000);
            return std::make_unique<ReissueCode>(std::move(header), std::move(pickup),
                                                 holder == 0 ? 1 : holder, encode);
        });
    add_pickup_method<v1::RecordArrivalRequest, v1::RecordArrivalResponse>(
        server, submitter_, "RecordArrival",
        [](auto header, auto pickup, auto& check, const auto& request, const auto& encode) {
            std::string place = check.text("place", request.place(), {.longest = 64});
            return std::make_unique<RecordArrival>(std::move(header), std::move(pickup),
                                                   request.arrived(), std::move(place), encode);
        });
}

Result<void> PickupGrpc::get_pickup(const rpc::Call& call, const v1::GetPickupRequest& request) {
    OMS_TRY(PickupId id, pickup_id(request));
    reads_.submit(wire::answer_with(
        call, [call, id = std::move(id)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Pickup pickup, session.pickup(id, call.actor()));
            return pickup_reply<v1::GetPickupResponse>(pickup);
        }));
    return {};
}

Result<void> PickupGrpc::list_pickups(const rpc::Call& call,
                                      const v1::ListPickupsRequest& request) {
    OMS_TRY(PickupQuery query, pickup_query(request));
    reads_.submit(wire::answer_with(
        call, [call, query = std::move(query)](ReadSession& session) -> Result<std::string> {
            PickupQuery one_more = query;
            ++one_more.limit;
            OMS_TRY(std::vector<Pickup> pickups, session.pickups(one_more, call.actor()));
            return pickup_list_reply(std::move(pickups), query);
        }));
    return {};
}

Result<void> PickupGrpc::find_pickup(const rpc::Call& call, const v1::FindPickupRequest& request) {
    OMS_TRY(const CodeQuestion question, code_question(request));
    const std::optional<PickupCodeKey> key = codes_.key_of(question.location_id, question.code);
    if (!key) return fail(Reason::pickup_not_found, "no such code");
    reads_.submit(
        wire::answer_with(call, [call, key = *key](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Pickup pickup, session.pickup_by_code(key, call.actor()));
            return pickup_reply<v1::FindPickupResponse>(pickup);
        }));
    return {};
}

Result<void> PickupGrpc::get_code(const rpc::Call& call, const v1::GetPickupCodeRequest& request) {
    OMS_TRY(HolderQuestion question, holder_question(request));
    reads_.submit(wire::answer_with(
        call,
        [this, call, question = std::move(question)](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const Pickup pickup, session.pickup(question.pickup_id, call.actor()));
            const PickupHolder* holder = find_holder(pickup, question.holder_no);
            if (holder == nullptr || has_ended(pickup))
                return fail(Reason::pickup_not_found, "nobody with that number may collect");
            return wire::bytes_of<v1::GetPickupCodeResponse>(
                [&](auto& reply) { reply.set_code(codes_.code_of(pickup, *holder)); });
        }));
    return {};
}

}  // namespace oms::pickups
