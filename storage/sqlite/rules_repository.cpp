#include "storage/sqlite/rules_repository.hpp"

#include <utility>

#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_head =
    "SELECT newest_version, version_in_force, publications FROM rules_head WHERE id = 1";
// Writes only over the head that was read.
constexpr std::string_view update_head =
    "UPDATE rules_head SET newest_version = ?1, version_in_force = ?2, publications = ?3 WHERE id "
    "= 1 AND newest_version = ?4 AND version_in_force = ?5 AND publications = ?6";
constexpr std::string_view select_rules =
    "SELECT rules_version, state, author, comment, create_time_us, publish_time_us, version, "
    "event_hash, body FROM routing_rules WHERE rules_version = ?1";
constexpr std::string_view select_before =
    "SELECT rules_version, state, author, comment, create_time_us, publish_time_us, version, "
    "event_hash, '' FROM routing_rules WHERE rules_version < ?1 ORDER BY rules_version DESC LIMIT "
    "?2";
constexpr std::string_view insert_rules =
    "INSERT INTO routing_rules (rules_version, state, author, comment, create_time_us, "
    "publish_time_us, version, event_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7, "
    "?8, ?9)";
// What was drafted is not among it: a version never changes.
constexpr std::string_view update_rules =
    "UPDATE routing_rules SET state = ?2, publish_time_us = ?3, version = ?4, event_hash = ?5 "
    "WHERE rules_version = ?1 AND version < ?4";

Result<RulesVersion> read_rules(const Statement& row) {
    RulesVersion rules;
    rules.version = row.integer(0);
    const auto state = enum_from_text<RulesState>(row.text(1));
    if (!state) return fail(Reason::corrupt_row, "rules in an unknown state");
    rules.state = *state;
    rules.author = row.text(2);
    rules.comment = row.text(3);
    rules.create_time = from_unix_micros(row.integer(4));
    // The schema says that it is there.
    if (rules.state == RulesState::published) rules.publish_time = from_unix_micros(row.integer(5));
    rules.head.sequence = row.integer(6);
    OMS_TRY(rules.head.hash, read_hash(row.blob(7)));
    rules.body = row.text(8);
    return rules;
}

}  // namespace

Result<std::optional<RulesVersion>> RulesRepository::find(std::int64_t version) {
    Statement row = connection_.prepared(select_rules);
    OMS_TRY(const bool found, row.bind(version).step());
    if (!found) return std::optional<RulesVersion>();
    OMS_TRY(RulesVersion rules, read_rules(row));
    return std::optional<RulesVersion>(std::move(rules));
}

Result<RulesHead> RulesRepository::head() {
    Statement row = connection_.prepared(select_head);
    OMS_TRY(const bool found, row.step());
    if (!found) return fail(Reason::corrupt_row, "the rules_head row is missing");
    return RulesHead{row.integer(0), row.integer(1), row.integer(2)};
}

Result<std::vector<RulesVersion>> RulesRepository::before(std::int64_t before, std::int64_t limit) {
    std::vector<RulesVersion> list;
    Statement row = connection_.prepared(select_before);
    row.bind(before, limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return list;
        OMS_TRY(RulesVersion rules, read_rules(row));
        list.push_back(std::move(rules));
    }
}

Result<void> RulesRepository::load(const KeySet& keys, UnitOfWork& unit) {
    for (const std::int64_t version : keys.rules) {
        if (unit.rules.is_loaded(version)) continue;
        OMS_TRY(std::optional<RulesVersion> rules, find(version));
        unit.rules.load(version, std::move(rules));
    }
    if (!keys.rules_head || unit.rules_head.is_loaded(SingleRow::only)) return {};
    OMS_TRY(RulesHead now, head());
    unit.rules_head.load(SingleRow::only, now);
    return {};
}

Result<void> RulesRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.rules.changes()) {
        const RulesVersion& rules = *change.value;
        const ChainHash& hash =
            hashes.of({AggregateType::rules, rules_aggregate_id(rules.version)}, rules.head);
        const std::int64_t published = rules.publish_time ? to_unix_micros(*rules.publish_time) : 0;
        Statement statement = connection_.prepared(change.inserted ? insert_rules : update_rules);
        if (change.inserted) {
            statement.bind(rules.version, enum_text(rules.state), rules.author, rules.comment,
                           to_unix_micros(rules.create_time), published, rules.head.sequence, hash,
                           rules.body);
        } else {
            statement.bind(rules.version, enum_text(rules.state), published, rules.head.sequence,
                           hash);
        }
        OMS_CHECK(statement.run());
        if (connection_.changed_rows() == 0)
            return fail(Reason::version_mismatch, rules_aggregate_id(rules.version));
    }
    for (const auto& change : unit.rules_head.changes()) {
        const RulesHead& after = *change.value;
        const RulesHead& before = *change.before;  // the row is always there
        Statement statement = connection_.prepared(update_head);
        OMS_CHECK(statement
                      .bind(after.newest_version, after.in_force, after.publications,
                            before.newest_version, before.in_force, before.publications)
                      .run());
        if (connection_.changed_rows() == 0) return fail(Reason::version_mismatch, "rules_head");
    }
    return {};
}

}  // namespace oms::storage::sqlite
