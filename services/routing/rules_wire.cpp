#include "services/routing/rules_wire.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "services/common/common_wire.hpp"
#include "services/common/page_wire.hpp"
#include "services/routing/described_message.hpp"

namespace oms::routing {
namespace {

using fulfillment::RulesDocument;
using wire::FieldCheck;

constexpr std::int64_t most_versions = std::numeric_limits<std::int64_t>::max();
constexpr wire::TextRule comment_rule{.longest = 500};
// So that every client can read it again: they take 4 MiB unless told otherwise.
constexpr std::size_t largest_document = 3U << 20U;
constexpr std::size_t most_problems = 10'000;

// The number after a prefix of one letter or more; nothing for another text.
std::optional<std::int64_t> number_after(std::string_view prefix, std::string_view text) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 0 || std::to_string(number) != text) {
        return std::nullopt;
    }
    return number;
}

std::string etag_of(const RulesHead& head) {
    return fmt::format("p{}", head.publications);
}

void encode(const RulesVersion& rules, const RulesHead& head, v1::RulesVersion& out) {
    out.set_version(rules.version);
    out.set_state(wire::to_proto<v1::RulesState>(rules.state));
    out.set_in_force(rules.version == head.in_force);
    out.set_author(rules.author);
    out.set_comment(rules.comment);
    wire::encode(rules.create_time, *out.mutable_create_time());
    if (rules.publish_time) wire::encode(*rules.publish_time, *out.mutable_publish_time());
}

}  // namespace

RulesDocument document_of(FieldCheck& check, const v1::RoutingRules& given) {
    RulesDocument document;
    wire::MessageReader reader(check, given);
    describe(reader, document);
    fulfillment::normalize(document);
    return document;
}

void encode(const RulesDocument& document, v1::RoutingRules& out) {
    // describe() serves reading too, so it takes a mutable value; writing changes nothing.
    wire::MessageWriter writer(out);
    describe(writer, const_cast<RulesDocument&>(document));
}

std::string body_of(const RulesDocument& document) {
    v1::RoutingRules message;
    encode(document, message);
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string body;
    const auto done = google::protobuf::util::MessageToJsonString(message, &body, options);
    OMS_REQUIRE(done.ok());
    return body;
}

Result<RulesDocument> document_of_body(const std::string& body) {
    v1::RoutingRules message;
    if (!google::protobuf::util::JsonStringToMessage(body, &message).ok())
        return fail(Reason::corrupt_row, "stored rules cannot be read");
    FieldCheck check;
    RulesDocument document = document_of(check, message);
    if (!check.ok())
        return fail(Reason::corrupt_row, "stored rules: " + std::move(check).error().detail);
    return document;
}

Result<DraftRequest> draft_request(const v1::CreateRulesRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    check.text("comment", request.comment(), comment_rule);
    check.require(request.has_rules(), rules_field, "required");
    const bool bare = !check.ok();
    DraftRequest draft;
    {
        const auto at = check.inside(rules_field);
        draft.document = document_of(check, request.rules());
    }
    if (check.ok()) {
        v1::RoutingRules full;
        encode(draft.document, full);
        check.require(full.ByteSizeLong() <= largest_document, rules_field,
                      "at most 3 MiB with every default written out");
    }
    if (check.ok()) return draft;
    Error error = std::move(check).error();
    if (bare || !request.validate_only()) return fail(std::move(error));
    draft.problems = std::move(error.fields);
    return draft;
}

Result<std::int64_t> wanted_rules(const v1::GetRulesRequest& request) {
    FieldCheck check;
    return checked(check, check.number("version", request.version(), 0, most_versions));
}

Result<Publication> publication(const v1::PublishRulesRequest& request) {
    FieldCheck check;
    check.request_id(request.request_id());
    Publication publication;
    publication.version = check.number("version", request.version(), 1, most_versions);
    if (!request.etag().empty()) {
        publication.expected = number_after("p", request.etag());
        check.require(publication.expected.has_value(), "etag", "the etag of an earlier answer");
    }
    return checked(check, std::move(publication));
}

Result<RulesPageQuestion> rules_page(const v1::ListRulesRequest& request) {
    FieldCheck check;
    RulesPageQuestion page;
    page.limit = check.number("page_size", request.page_size(), 0, wire::largest_page_size);
    if (page.limit == 0) page.limit = wire::usual_page_size;
    if (!request.page_token().empty()) {
        const auto before = number_after(wire::page_token_prefix, request.page_token());
        if (check.require(before && *before > 0, "page_token",
                          "a next_page_token of an earlier answer"))
            page.before = *before;
    }
    return checked(check, page);
}

std::vector<FieldViolation> in_request(std::vector<FieldViolation> violations) {
    for (FieldViolation& one : violations)
        one.field = one.field.empty() ? rules_field : fmt::format("{}.{}", rules_field, one.field);
    return violations;
}

Error refused(Reason reason, std::vector<FieldViolation> violations) {
    FieldCheck check;
    for (FieldViolation& one : violations)
        check.refuse(one.field, std::move(one.description));
    Error error = std::move(check).error();
    error.reason = reason;
    return error;
}

std::string create_rules_reply(const RulesOutcome& outcome) {
    return wire::bytes_of<v1::CreateRulesResponse>(
        [&](auto& reply) { encode(outcome.version, outcome.head, *reply.mutable_version()); });
}

std::string problems_reply(const std::vector<FieldViolation>& problems) {
    return wire::bytes_of<v1::CreateRulesResponse>([&](auto& reply) {
        for (const FieldViolation& problem : problems) {
            if (reply.problems_size() == static_cast<int>(most_problems)) break;
            auto& one = *reply.add_problems();
            one.set_field(problem.field);
            one.set_description(problem.description);
        }
    });
}

std::string publish_rules_reply(const RulesOutcome& outcome) {
    return wire::bytes_of<v1::PublishRulesResponse>([&](auto& reply) {
        encode(outcome.version, outcome.head, *reply.mutable_version());
        reply.set_version_before(outcome.version_before);
        reply.set_etag(etag_of(outcome.head));
    });
}

Result<std::string> get_rules_reply(const RulesRead& read) {
    OMS_TRY(const RulesDocument document, document_of_body(read.version.body));
    return wire::bytes_of<v1::GetRulesResponse>([&](auto& reply) {
        encode(read.version, read.head, *reply.mutable_version());
        encode(document, *reply.mutable_rules());
        reply.set_etag(etag_of(read.head));
    });
}

std::string list_rules_reply(RulesPage page, const RulesPageQuestion& question) {
    return wire::bytes_of<v1::ListRulesResponse>([&](auto& reply) {
        const auto limit = static_cast<std::size_t>(question.limit);
        if (page.versions.size() > limit) {
            page.versions.resize(limit);
            reply.set_next_page_token(
                fmt::format("{}{}", wire::page_token_prefix, page.versions.back().version));
        }
        for (const RulesVersion& version : page.versions)
            encode(version, page.head, *reply.add_versions());
        reply.set_etag(etag_of(page.head));
    });
}

}  // namespace oms::routing
