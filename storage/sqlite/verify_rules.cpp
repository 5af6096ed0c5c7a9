#include "storage/sqlite/verify_rules.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "storage/sqlite/findings.hpp"

namespace oms::storage::sqlite {
Result<void> RulesVerifier::fold_next(const EventData& data, std::int64_t sequence,
                                      Timestamp time) {
    OMS_TRY(folded_, fold(folded_, data, sequence, time));
    head_.newest_version = std::max(head_.newest_version, folded_->version);
    const auto* published = std::get_if<RulesPublished>(&data.any());
    if (published == nullptr || published->publication <= head_.publications) return {};
    head_.publications = published->publication;
    head_.in_force = published->version;
    return {};
}

Result<void> RulesVerifier::finish(std::string_view version, VerifyReport& report) {
    std::optional<RulesVersion> folded = std::exchange(folded_, std::nullopt);
    OMS_TRY(std::optional<RulesVersion> stored, rules_.find(rules_version_of(version)));
    // The end of the chain is compared for every aggregate alike.
    if (stored && folded) folded->head.hash = stored->head.hash;
    if (!folded || stored != folded)
        add_finding(report, "E2", version,
                    "folding its events does not give the stored version of the rules");
    return {};
}

Result<void> RulesVerifier::finish_head(VerifyReport& report) {
    OMS_TRY(const RulesHead stored, rules_.head());
    if (stored == head_) return {};
    add_finding(
        report, "E2", "rules_head",
        fmt::format("newest {}, in force {} after {} publications; by the events {}, {} and {}",
                    stored.newest_version, stored.in_force, stored.publications,
                    head_.newest_version, head_.in_force, head_.publications));
    return {};
}

}  // namespace oms::storage::sqlite
