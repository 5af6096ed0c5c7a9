#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <oms/routing/v1/routing_service.pb.h>

#include "domain/queries.hpp"
#include "fulfillment/rules_document.hpp"
#include "services/common/field_check.hpp"
#include "services/routing/rules_commands.hpp"

// The messages of oms.routing.v1.RoutingService about rules, from the wire to the domain and back.
namespace oms::routing {

// The path of the document in a request, which its violations begin with.
inline constexpr const char* rules_field = "rules";

// A request to draft. `problems`: what of the document cannot even be read.
struct DraftRequest {
    fulfillment::RulesDocument document;
    std::vector<FieldViolation> problems;
};
// Fails when anything but the document is wrong; with the problems too, unless it is a dry run.
Result<DraftRequest> draft_request(const v1::CreateRulesRequest& request);
Result<std::int64_t> wanted_rules(const v1::GetRulesRequest& request);
Result<Publication> publication(const v1::PublishRulesRequest& request);

struct RulesPageQuestion {
    std::int64_t before = 0;  // 0: from the newest on
    std::int64_t limit = 0;
};
Result<RulesPageQuestion> rules_page(const v1::ListRulesRequest& request);

// The document by its message.
fulfillment::RulesDocument document_of(wire::FieldCheck& check, const v1::RoutingRules& given);
void encode(const fulfillment::RulesDocument& document, v1::RoutingRules& out);
// The document as it is stored, with every default written out.
std::string body_of(const fulfillment::RulesDocument& document);
// Fails with Reason::corrupt_row.
Result<fulfillment::RulesDocument> document_of_body(const std::string& body);

// What is wrong with a document, by its path in the request.
std::vector<FieldViolation> in_request(std::vector<FieldViolation> violations);
// MALFORMED_REQUEST, or another reason, with all of that.
Error refused(Reason reason, std::vector<FieldViolation> violations);

std::string create_rules_reply(const RulesOutcome& outcome);
std::string problems_reply(const std::vector<FieldViolation>& problems);
std::string publish_rules_reply(const RulesOutcome& outcome);
// Fails with Reason::corrupt_row when the stored document cannot be read.
Result<std::string> get_rules_reply(const RulesRead& read);
std::string list_rules_reply(RulesPage page, const RulesPageQuestion& question);

}  // namespace oms::routing
