#pragma once

#include <optional>

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/rules_repository.hpp"

namespace oms::storage::sqlite {

// E2 for the routing rules: each version, and which is in force, are what their events say.
class RulesVerifier {
public:
    explicit RulesVerifier(Connection& connection) : rules_(connection) {}

    // The next event of a version, in the order of its sequence.
    Result<void> fold_next(const EventData& data, std::int64_t sequence, Timestamp time);
    // The version's events have all been folded: adds a finding when it is stored otherwise.
    Result<void> finish(std::string_view version, VerifyReport& report);
    // After the last version: the same for the head.
    Result<void> finish_head(VerifyReport& report);

private:
    RulesRepository rules_;
    std::optional<RulesVersion> folded_;
    RulesHead head_;
};

}  // namespace oms::storage::sqlite
