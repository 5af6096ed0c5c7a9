#pragma once

#include <functional>
#include <string>
#include <utility>

#include "domain/command.hpp"
#include "domain/return_policy.hpp"

namespace oms::returns {

using EncodePolicy = std::function<std::string(const ReturnPolicyVersion&)>;

// Brings a policy into force, as the next version: for the orders placed from now on.
class PublishPolicy final : public Command {
public:
    PublishPolicy(Header header, ReturnPolicy policy, std::string comment, EncodePolicy encode)
        : Command(std::move(header)),
          policy_(std::move(policy)),
          comment_(std::move(comment)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.return_policies = true; }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    ReturnPolicy policy_;
    std::string comment_;
    EncodePolicy encode_;
};

}  // namespace oms::returns
