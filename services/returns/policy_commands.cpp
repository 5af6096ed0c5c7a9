#include "services/returns/policy_commands.hpp"

namespace oms::returns {

Result<std::string> PublishPolicy::run(UnitOfWork& unit) {
    ReturnPolicyVersion version;
    version.version = unit.newest_return_policy() + 1;
    version.policy = policy_;
    version.author = header().actor.principal;
    version.comment = comment_;
    version.publish_time = unit.now();
    unit.record({AggregateType::return_policy, rules_aggregate_id(version.version)}, version.head,
                {}, {},
                ReturnPolicyPublished{version.version, version.author, version.comment, policy_});
    unit.return_policies.load(version.version, std::nullopt);  // a new number
    unit.return_policies.put(version.version, version);
    unit.load_newest_return_policy(version.version);
    return encode_(version);
}

}  // namespace oms::returns
