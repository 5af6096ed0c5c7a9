#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "domain/command.hpp"

namespace oms::routing {

// A version of the rules on its way into the store, or into force.
struct RulesOutcome {
    RulesVersion version;
    std::int64_t version_before = 0;  // what was in force before
    RulesHead head;                   // with the change
};
using EncodeRules = std::function<std::string(const RulesOutcome&)>;

// A document that was read and checked before the command: `refusal` is what is wrong with it. The
// command tells it, so that a request whose answer is kept gets that one.
struct CheckedRules {
    std::string body;
    std::string comment;
    std::optional<Error> refusal;
};

// Keeps a document as the next version. Refusals: those of the check.
class CreateRules final : public Command {
public:
    CreateRules(Header header, CheckedRules rules, EncodeRules encode)
        : Command(std::move(header)), rules_(std::move(rules)), encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override { keys.rules_head = true; }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    CheckedRules rules_;
    EncodeRules encode_;
};

// What is to come into force.
struct Publication {
    std::int64_t version = 0;
    // RulesHead::publications as the caller saw it; nothing: whatever it is.
    std::optional<std::int64_t> expected;
    // What keeps the version from fitting the locations of now.
    std::optional<Error> refusal;
};

// Brings a version into force, and lets whoever waits be routed by it. Refusals in this order:
// rules_not_found, version_mismatch, and that of the check.
class PublishRules final : public Command {
public:
    PublishRules(Header header, Publication publication, EncodeRules encode)
        : Command(std::move(header)),
          publication_(std::move(publication)),
          encode_(std::move(encode)) {}
    void name_keys(KeySet& keys) const override {
        keys.rules_head = true;
        keys.rules.push_back(publication_.version);
    }
    Result<std::string> run(UnitOfWork& unit) override;

private:
    Publication publication_;
    EncodeRules encode_;
};

}  // namespace oms::routing
