#include "services/routing/routing_grpc.hpp"

#include <utility>

#include "services/common/handlers.hpp"
#include "services/routing/rules_wire.hpp"

namespace oms::routing {
namespace {

using fulfillment::RulesDocument;

// What is wrong with a document by its path in the request, or nothing. Another failure than one of
// the document is ours.
Result<std::vector<FieldViolation>> violations_of(const Result<SetupMaker::Made>& made) {
    if (made) return std::vector<FieldViolation>{};
    if (made.error().reason != Reason::malformed_field) return fail(made.error());
    return in_request(made.error().fields);
}

}  // namespace

void RoutingGrpc::add_to(rpc::Server& server) {
    const auto add = [&](const char* name, std::function<void(rpc::Call)> handler) {
        server.add({std::string("/oms.routing.v1.RoutingService/") + name, std::move(handler)});
    };
    add("CreateRules",
        wire::handler<v1::CreateRulesRequest>(
            [this](const auto& call, const auto& r) { return create_rules(call, r); }));
    add("GetRules", wire::handler<v1::GetRulesRequest>(
                        [this](const auto& call, const auto& r) { return get_rules(call, r); }));
    add("ListRules", wire::handler<v1::ListRulesRequest>(
                         [this](const auto& call, const auto& r) { return list_rules(call, r); }));
    add("PublishRules",
        wire::handler<v1::PublishRulesRequest>(
            [this](const auto& call, const auto& r) { return publish_rules(call, r); }));
}

Result<void> RoutingGrpc::create_rules(const rpc::Call& call,
                                       const v1::CreateRulesRequest& request) {
    OMS_TRY(DraftRequest given, draft_request(request));
    if (!given.problems.empty()) {
        call.finish(problems_reply(given.problems));
        return {};
    }
    auto header = submitter_.header(call, request);
    reads_.submit(wire::continue_with(
        call,
        [this, call, header = std::move(header), document = std::move(given.document),
         comment = request.comment()](ReadSession& session) -> Result<void> {
            OMS_TRY(RoutingSource source, session.routing_source(0));
            OMS_TRY(auto problems,
                    violations_of(maker_->make(source.head.newest_version + 1, document,
                                               std::move(source.locations))));
            if (!problems.empty() && header.validate_only) {
                call.finish(problems_reply(problems));
                return {};
            }
            CheckedRules rules{body_of(document), comment, std::nullopt};
            if (!problems.empty())
                rules.refusal = refused(Reason::malformed_request, std::move(problems));
            draft(call, header, std::move(rules));
            return {};
        }));
    return {};
}

void RoutingGrpc::draft(const rpc::Call& call, Command::Header header, CheckedRules rules) const {
    submitter_.submit(
        std::make_unique<CreateRules>(std::move(header), std::move(rules), create_rules_reply),
        call);
}

Result<void> RoutingGrpc::get_rules(const rpc::Call& call, const v1::GetRulesRequest& request) {
    OMS_TRY(const std::int64_t version, wanted_rules(request));
    reads_.submit(
        wire::answer_with(call, [call, version](ReadSession& session) -> Result<std::string> {
            OMS_TRY(const RulesRead read, session.rules(version, call.actor()));
            return get_rules_reply(read);
        }));
    return {};
}

Result<void> RoutingGrpc::list_rules(const rpc::Call& call, const v1::ListRulesRequest& request) {
    OMS_TRY(const RulesPageQuestion question, rules_page(request));
    reads_.submit(
        wire::answer_with(call, [call, question](ReadSession& session) -> Result<std::string> {
            OMS_TRY(RulesPage page,
                    session.rules_versions(question.before, question.limit + 1, call.actor()));
            return list_rules_reply(std::move(page), question);
        }));
    return {};
}

Result<void> RoutingGrpc::publish_rules(const rpc::Call& call,
                                        const v1::PublishRulesRequest& request) {
    OMS_TRY(Publication given, publication(request));
    auto header = submitter_.header(call, request);
    reads_.submit(wire::continue_with(
        call,
        [this, call, header = std::move(header),
         given = std::move(given)](ReadSession& session) -> Result<void> {
            Publication checked = given;
            OMS_TRY(RoutingSource source, session.routing_source(given.version));
            if (source.rules) {
                OMS_TRY(const RulesDocument document, document_of_body(source.rules->body));
                OMS_TRY(auto problems, violations_of(maker_->make(given.version, document,
                                                                  std::move(source.locations))));
                if (!problems.empty())
                    checked.refusal = refused(Reason::rules_do_not_fit, std::move(problems));
            }
            publish(call, header, std::move(checked));
            return {};
        }));
    return {};
}

// Whoever gets the answer finds decisions made by the version.
void RoutingGrpc::publish(const rpc::Call& call, Command::Header header,
                          Publication publication) const {
    auto command = std::make_unique<PublishRules>(std::move(header), std::move(publication),
                                                  publish_rules_reply);
    submitter_.submit(std::move(command), [call, active = active_](Result<std::string> answer) {
        if (!answer) return call.fail(answer.error());
        active->refresh([call, bytes = *std::move(answer)] { call.finish(bytes); });
    });
}

}  // namespace oms::routing
