#include "services/routing/rules_commands.hpp"

#include <fmt/format.h>

#include "domain/waiting_queue.hpp"

namespace oms::routing {
namespace {

tl::unexpected<Error> published_since(const RulesHead& head) {
    Error error{Reason::version_mismatch,
                fmt::format("version {} is in force now", head.in_force),
                {},
                {},
                {},
                false};
    error.metadata.emplace_back("version_in_force", std::to_string(head.in_force));
    return fail(std::move(error));
}

AggregateRef aggregate_of(const RulesVersion& rules) {
    return {AggregateType::rules, rules_aggregate_id(rules.version)};
}

}  // namespace

Result<std::string> CreateRules::run(UnitOfWork& unit) {
    if (rules_.refusal) return fail(*rules_.refusal);
    RulesHead head = *unit.rules_head.find(SingleRow::only);
    RulesVersion rules;
    rules.version = ++head.newest_version;
    rules.body = rules_.body;
    rules.author = header().actor.principal;
    rules.comment = rules_.comment;
    rules.create_time = unit.now();
    unit.record(aggregate_of(rules), rules.head, {}, {},
                RulesCreated{rules.version, rules.author, rules.comment, rules.body});
    unit.rules.load(rules.version, std::nullopt);  // a new number: nobody else can have it
    unit.rules.put(rules.version, rules);
    unit.rules_head.put(SingleRow::only, head);
    return encode_({std::move(rules), head.in_force, head});
}

Result<std::string> PublishRules::run(UnitOfWork& unit) {
    const RulesVersion* found = unit.rules.find(publication_.version);
    if (found == nullptr)
        return fail(Reason::rules_not_found, fmt::format("version {}", publication_.version));
    RulesHead head = *unit.rules_head.find(SingleRow::only);
    if (publication_.expected && *publication_.expected != head.publications)
        return published_since(head);
    if (publication_.refusal) return fail(*publication_.refusal);
    const std::int64_t before = head.in_force;
    RulesVersion rules = *found;
    if (before == rules.version) return encode_({std::move(rules), before, head});
    head.in_force = rules.version;
    ++head.publications;
    rules.state = RulesState::published;
    rules.publish_time = unit.now();
    unit.record(aggregate_of(rules), rules.head, {}, {},
                RulesPublished{rules.version, head.publications, before});
    unit.rules.put(rules.version, rules);
    unit.rules_head.put(SingleRow::only, head);
    unit.set(wake_timer(unit.now(), head.publications, 0, {}));
    return encode_({std::move(rules), before, head});
}

}  // namespace oms::routing
