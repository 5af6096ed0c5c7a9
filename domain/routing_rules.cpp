#include "domain/routing_rules.hpp"

#include <charconv>

namespace oms {

RulesInForce rules_in_force(const RulesVersion& rules, const RulesHead& head) {
    return {rules.version, head.publications, rules.body,        rules.author,
            rules.comment, rules.create_time, rules.publish_time};
}

bool sees_rules(const Actor& actor) {
    return actor.has(Role::admin) || actor.has(Role::agent) || actor.has(Role::inventory) ||
           actor.has(Role::reader);
}

std::string rules_aggregate_id(std::int64_t version) {
    return std::to_string(version);
}

std::int64_t rules_version_of(std::string_view aggregate_id) {
    std::int64_t version = 0;
    const char* const end = aggregate_id.data() + aggregate_id.size();
    const auto parsed = std::from_chars(aggregate_id.data(), end, version);
    return parsed.ec == std::errc{} && parsed.ptr == end && version > 0 ? version : 0;
}

}  // namespace oms
