#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "domain/events.hpp"
#include "domain/queries.hpp"
#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {

// One aggregate as its events say (E2), in the order of their sequence.
template <class State>
class Folded {
public:
    // Fails as folding does.
    Result<void> next(const EventData& data, std::int64_t sequence) {
        OMS_TRY(state_, fold(state_, data, sequence));
        return {};
    }
    // Adds a finding when it is stored otherwise, and begins anew.
    void finish(std::string_view id, const std::optional<State>& stored, VerifyReport& report) {
        std::optional<State> folded = std::exchange(state_, std::nullopt);
        // The end of the chain is compared for every aggregate alike.
        if (stored && folded) folded->head.hash = stored->head.hash;
        if (!folded || stored != folded)
            add_finding(report, "E2", id, "folding its events does not give the stored state");
    }

private:
    std::optional<State> state_;
};

}  // namespace oms::storage::sqlite
