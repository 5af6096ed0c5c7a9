#include "storage/sqlite/cart_hold_repository.hpp"

#include <utility>

#include "storage/json_archive.hpp"
#include "storage/sqlite/reservation_rows.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_hold =
    "SELECT state, expire_time_us, version, event_hash, body FROM cart_holds WHERE channel_id = ?1 "
    "AND cart_id = ?2";
constexpr std::string_view select_keys =
    "SELECT channel_id, cart_id FROM cart_holds ORDER BY channel_id, cart_id";
constexpr std::string_view select_held_keys =
    "SELECT substr(subject, 1, instr(subject, '/') - 1), substr(subject, instr(subject, '/') + 1) "
    "FROM timers WHERE kind = 'cart_hold_expiry'";
constexpr std::string_view upsert_hold =
    "INSERT INTO cart_holds (channel_id, cart_id, state, expire_time_us, version, event_hash, "
    "body) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (channel_id, cart_id) DO UPDATE SET state = "
    "?3, expire_time_us = ?4, "
    "version = ?5, event_hash = ?6, body = ?7 WHERE version < ?5";

// What of a hold is in its body.
struct HoldBody {
    std::vector<CartHoldLine> lines;
    bool extended = false;
};
template <class A>
void describe(A& a, HoldBody& v) {
    a.field("lines", v.lines);
    a.optional_field("extended", v.extended);
}

}  // namespace

Result<std::optional<CartHold>> CartHoldRepository::find(const CartKey& key) {
    Statement row = connection_.prepared(select_hold);
    OMS_TRY(const bool found, row.bind(key.channel_id.str(), key.cart_id.str()).step());
    if (!found) return std::optional<CartHold>();
    CartHold hold;
    hold.key = key;
    const auto state = enum_from_text<CartHoldState>(row.text(0));
    if (!state) return fail(Reason::corrupt_row, "a cart hold in an unknown state");
    hold.state = *state;
    hold.expire_time = from_unix_micros(row.integer(1));
    hold.head.sequence = row.integer(2);
    OMS_TRY(hold.head.hash, read_hash(row.blob(3)));
    OMS_TRY(HoldBody body, read_json<HoldBody>(row.text(4)));
    hold.lines = std::move(body.lines);
    hold.extended = body.extended;
    OMS_TRY(hold.reservations, load_reservations(connection_, cart_hold_owner, to_text(key)));
    return std::optional<CartHold>(std::move(hold));
}

Result<void> CartHoldRepository::load(const CartKey& key, UnitOfWork& unit) {
    if (unit.cart_holds.is_loaded(key)) return {};
    OMS_TRY(std::optional<CartHold> hold, find(key));
    unit.cart_holds.load(key, std::move(hold));
    return {};
}

Result<std::vector<CartKey>> CartHoldRepository::all_keys() {
    return keys_of(select_keys);
}

Result<void> CartHoldRepository::for_each_held(const std::function<void(const CartHold&)>& visit) {
    OMS_TRY(const std::vector<CartKey> keys, keys_of(select_held_keys));
    for (const CartKey& key : keys) {
        OMS_TRY(const std::optional<CartHold> hold, find(key));
        if (hold) visit(*hold);
    }
    return {};
}

Result<std::vector<CartKey>> CartHoldRepository::keys_of(std::string_view sql) {
    std::vector<CartKey> keys;
    Statement row = connection_.prepared(sql);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return keys;
        keys.push_back({ChannelId::trusted(std::string(row.text(0))),
                        CartId::trusted(std::string(row.text(1)))});
    }
}

Result<void> CartHoldRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.cart_holds.changes()) {
        const CartHold& hold = *change.value;
        const std::string id = to_text(hold.key);
        const std::string body = to_json(HoldBody{hold.lines, hold.extended});
        Statement statement = connection_.prepared(upsert_hold);
        OMS_CHECK(statement
                      .bind(hold.key.channel_id.str(), hold.key.cart_id.str(),
                            enum_text(hold.state), to_unix_micros(hold.expire_time),
                            hold.head.sequence,
                            hashes.of({AggregateType::cart_hold, id}, hold.head), body)
                      .run());
        if (connection_.changed_rows() == 0) return fail(Reason::version_mismatch, id);
        OMS_CHECK(store_reservations(connection_, cart_hold_owner, id, hold.reservations,
                                     change.inserted));
    }
    return {};
}

}  // namespace oms::storage::sqlite
