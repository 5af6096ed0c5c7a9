#pragma once

#include <optional>

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/return_repository.hpp"

namespace oms::storage::sqlite {

// Returns and versions of their policy: each is what its events say (E2), an order counts just what
// its returns say is announced and has come (R1), and no more was paid back of it than captured
// (M2).
class ReturnVerifier {
public:
    explicit ReturnVerifier(Connection& connection) : returns_(connection) {}

    Result<void> check(const Order& order, VerifyReport& report);
    // The next event of a return or a policy, in the order of its sequence.
    Result<void> fold_next(AggregateType type, const EventData& data, std::int64_t sequence,
                           Timestamp time);
    // Its events have all been folded: adds a finding when it is stored otherwise.
    Result<void> finish(const AggregateRef& aggregate, VerifyReport& report);

private:
    ReturnRepository returns_;
    std::optional<Return> return_;
    std::optional<ReturnPolicyVersion> policy_;
};

}  // namespace oms::storage::sqlite
