#include "storage/sqlite/effect_repository.hpp"

#include <utility>

#include "domain/describe_effect.hpp"
#include "storage/json_archive.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_effect =
    "SELECT body, version, event_hash FROM effects WHERE operation_id = ?1";
constexpr std::string_view select_due =
    "SELECT body, version, event_hash FROM effects WHERE state = 'due' AND kind = ?1 AND due_us <= "
    "?2 ORDER BY due_us, operation_id LIMIT ?3";
constexpr std::string_view select_of_order =
    "SELECT body, version, event_hash FROM effects WHERE order_id = ?3 AND (due_us, operation_id) "
    "> (?1, ?2) ORDER BY due_us, operation_id";
// One statement for each state, so that those that are open are found by their index.
constexpr std::string_view select_waiting =
    "SELECT body, version, event_hash FROM effects WHERE state = 'due' AND (due_us, operation_id) "
    "> (?1, ?2) ORDER BY due_us, operation_id";
constexpr std::string_view select_failed =
    "SELECT body, version, event_hash FROM effects WHERE state = 'failed' AND (due_us, "
    "operation_id) > (?1, ?2) ORDER BY due_us, operation_id";
constexpr std::string_view insert_effect =
    "INSERT INTO effects (operation_id, order_id, channel_id, kind, state, due_us, version, "
    "event_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr std::string_view update_effect =
    "UPDATE effects SET state = ?2, due_us = ?3, version = ?4, event_hash = ?5, body = ?6 WHERE "
    "operation_id = ?1";

Result<Effect> read_effect(const Statement& row) {
    OMS_TRY(Effect effect, read_json<Effect>(row.text(0)));
    effect.head.sequence = row.integer(1);
    OMS_TRY(effect.head.hash, read_hash(row.blob(2)));
    return effect;
}

}  // namespace

Result<std::optional<Effect>> EffectRepository::find(const OperationId& id) {
    Statement row = connection_.prepared(select_effect);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<Effect>();
    OMS_TRY(Effect effect, read_effect(row));
    return std::optional<Effect>(std::move(effect));
}

Result<OrderId> EffectRepository::load(const OperationId& id, UnitOfWork& unit) {
    if (!unit.effects.is_loaded(id)) {
        OMS_TRY(std::optional<Effect> effect, find(id));
        unit.effects.load(id, std::move(effect));
    }
    const Effect* effect = unit.effects.find(id);
    return effect == nullptr ? OrderId() : effect->order_id;
}

Result<void> EffectRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.effects.changes()) {
        const Effect& effect = *change.value;
        const std::string& id = effect.operation_id.str();
        const ChainHash& hash = hashes.of({AggregateType::effect, id}, effect.head);
        const std::string body = to_json(effect);
        const std::int64_t due = to_unix_micros(effect.due_time);
        Statement statement = connection_.prepared(change.inserted ? insert_effect : update_effect);
        if (change.inserted) {
            statement.bind(id, effect.order_id.str(), effect.channel_id.str(),
                           enum_text(effect.kind), enum_text(effect.state), due,
                           effect.head.sequence, hash, body);
        } else {
            statement.bind(id, enum_text(effect.state), due, effect.head.sequence, hash, body);
        }
        OMS_CHECK(statement.run());
    }
    return {};
}

Result<std::vector<Effect>> EffectRepository::due(EffectKind kind, Timestamp until,
                                                  std::int64_t limit) {
    std::vector<Effect> effects;
    Statement row = connection_.prepared(select_due);
    row.bind(enum_text(kind), to_unix_micros(until), limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return effects;
        OMS_TRY(Effect effect, read_effect(row));
        effects.push_back(std::move(effect));
    }
}

Result<std::vector<Effect>> EffectRepository::page(const EffectQuery& query, const Actor& actor) {
    const auto [after, after_id] = page_start(query.after);
    Statement row = connection_.prepared(query.order_id                       ? select_of_order
                                         : query.state == EffectState::failed ? select_failed
                                                                              : select_waiting);
    if (query.order_id) {
        row.bind(after, after_id, query.order_id->str());
    } else {
        row.bind(after, after_id);
    }
    return read_page(row, query.limit, read_effect, [&](const Effect& effect) {
        return actor.channels.contains(effect.channel_id);
    });
}

}  // namespace oms::storage::sqlite
