#include "storage/sqlite/pickup_repository.hpp"

#include <algorithm>
#include <utility>

#include "domain/describe_fulfillment.hpp"
#include "storage/json_archive.hpp"
#include "storage/order_scope.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_pickup =
    "SELECT body, version, event_hash FROM pickups WHERE pickup_id = ?1";
constexpr std::string_view select_of_order =
    "SELECT body, version, event_hash FROM pickups WHERE order_id = ?1 ORDER BY pickup_id";
constexpr std::string_view select_page_of_order =
    "SELECT body, version, event_hash FROM pickups WHERE order_id = ?3 AND (due_us, pickup_id) > "
    "(?1, ?2) "
    "ORDER BY due_us, pickup_id";
constexpr std::string_view select_of_location =
    "SELECT body, version, event_hash FROM pickups WHERE location_id = ?3 AND is_open = ?4 AND "
    "(due_us, pickup_id) > (?1, ?2) ORDER BY due_us, pickup_id";
constexpr std::string_view insert_pickup =
    "INSERT INTO pickups (pickup_id, order_id, location_id, state, is_open, due_us, version, "
    "event_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr std::string_view update_pickup =
    "UPDATE pickups SET state = ?2, is_open = ?3, due_us = ?4, version = ?5, event_hash = ?6, body "
    "= ?7 WHERE pickup_id = ?1";
constexpr std::string_view select_code =
    "SELECT pickup_id, holder_no FROM pickup_codes WHERE location_id = ?1 AND code_hash = ?2";
constexpr std::string_view write_code =
    "INSERT INTO pickup_codes (location_id, code_hash, pickup_id, holder_no) VALUES (?1, ?2, ?3, "
    "?4) ON CONFLICT (location_id, code_hash) DO UPDATE SET pickup_id = ?3, holder_no = ?4";
constexpr std::string_view select_device = "SELECT body FROM code_attempts WHERE device_id = ?1";
constexpr std::string_view write_device =
    "INSERT INTO code_attempts (device_id, body) VALUES (?1, ?2) ON CONFLICT (device_id) DO UPDATE "
    "SET body = ?2";

Result<Pickup> read_pickup(const Statement& row) {
    OMS_TRY(Pickup pickup, read_json<Pickup>(row.text(0)));
    pickup.head.sequence = row.integer(1);
    OMS_TRY(pickup.head.hash, read_hash(row.blob(2)));
    return pickup;
}

}  // namespace

Result<std::optional<Pickup>> PickupRepository::find(const PickupId& id) {
    Statement row = connection_.prepared(select_pickup);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<Pickup>();
    OMS_TRY(Pickup pickup, read_pickup(row));
    return std::optional<Pickup>(std::move(pickup));
}

Result<OrderId> PickupRepository::load(const PickupId& id, UnitOfWork& unit) {
    if (!unit.pickups.is_loaded(id)) {
        OMS_TRY(std::optional<Pickup> pickup, find(id));
        unit.pickups.load(id, std::move(pickup));
    }
    const Pickup* pickup = unit.pickups.find(id);
    return pickup == nullptr ? OrderId() : pickup->order_id;
}

Result<std::vector<PickupId>> PickupRepository::load_of(const OrderId& id, UnitOfWork& unit) {
    std::vector<PickupId> ids;
    Statement row = connection_.prepared(select_of_order);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        OMS_TRY(Pickup pickup, read_pickup(row));
        ids.push_back(pickup.pickup_id);
        if (!unit.pickups.is_loaded(ids.back())) unit.pickups.load(ids.back(), std::move(pickup));
    }
}

Result<std::optional<PickupCodeOwner>> PickupRepository::find_code(const PickupCodeKey& key) {
    Statement row = connection_.prepared(select_code);
    OMS_TRY(const bool found, row.bind(key.location_id.str(), key.hash).step());
    if (!found) return std::optional<PickupCodeOwner>();
    return std::optional(
        PickupCodeOwner{PickupId::trusted(std::string(row.text(0))), row.integer(1)});
}

Result<void> PickupRepository::load_code(const PickupCodeKey& key, UnitOfWork& unit) {
    if (unit.pickup_codes.is_loaded(key)) return {};
    OMS_TRY(std::optional<PickupCodeOwner> owner, find_code(key));
    unit.pickup_codes.load(key, std::move(owner));
    return {};
}

Result<void> PickupRepository::load_device(const DeviceId& id, UnitOfWork& unit) {
    if (unit.devices.is_loaded(id)) return {};
    Statement row = connection_.prepared(select_device);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    std::optional<AttemptLock> attempts;
    if (found) {
        OMS_TRY(AttemptLock stored, read_json<AttemptLock>(row.text(0)));
        attempts = std::move(stored);
    }
    unit.devices.load(id, std::move(attempts));
    return {};
}

Result<void> PickupRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.pickups.changes()) {
        const Pickup& pickup = *change.value;
        const std::string& id = pickup.pickup_id.str();
        const ChainHash& hash = hashes.of({AggregateType::pickup, id}, pickup.head);
        const std::string body = to_json(pickup);
        const std::int64_t is_open = has_ended(pickup) ? 0 : 1;
        const std::int64_t due = to_unix_micros(due_of(pickup));
        Statement statement = connection_.prepared(change.inserted ? insert_pickup : update_pickup);
        if (change.inserted) {
            statement.bind(id, pickup.order_id.str(), pickup.location_id.str(),
                           enum_text(pickup.state), is_open, due, pickup.head.sequence, hash, body);
        } else {
            statement.bind(id, enum_text(pickup.state), is_open, due, pickup.head.sequence, hash,
                           body);
        }
        OMS_CHECK(statement.run());
    }
    return flush_codes(unit);
}

Result<void> PickupRepository::flush_codes(const UnitOfWork& unit) {
    for (const auto& change : unit.pickup_codes.changes()) {
        OMS_CHECK(connection_.prepared(write_code)
                      .bind(change.key->location_id.str(), change.key->hash,
                            change.value->pickup_id.str(), change.value->holder_no)
                      .run());
    }
    for (const auto& change : unit.devices.changes()) {
        OMS_CHECK(connection_.prepared(write_device)
                      .bind(change.key->str(), to_json(*change.value))
                      .run());
    }
    return {};
}

Result<std::vector<Pickup>> PickupRepository::page(const PickupQuery& query, const Actor& actor) {
    const auto [after, after_id] = page_start(query.after);
    Statement row =
        connection_.prepared(query.order_id ? select_page_of_order : select_of_location);
    if (query.order_id) {
        row.bind(after, after_id, query.order_id->str());
    } else {
        row.bind(after, after_id, query.location_id.str(), std::int64_t{query.ended ? 0 : 1});
    }
    return read_page(row, query.limit, read_pickup, [&](const Pickup& pickup) {
        return is_in(query.states, pickup.state) && is_visible(pickup, actor);
    });
}

}  // namespace oms::storage::sqlite
