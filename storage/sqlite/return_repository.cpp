#include "storage/sqlite/return_repository.hpp"

#include <algorithm>
#include <utility>

#include "storage/json_archive.hpp"
#include "storage/order_scope.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_return =
    "SELECT body, version, event_hash FROM returns WHERE return_id = ?1";
constexpr std::string_view select_of_order =
    "SELECT body, version, event_hash FROM returns WHERE order_id = ?1 ORDER BY return_id";
constexpr std::string_view select_page_of_order =
    "SELECT body, version, event_hash FROM returns WHERE order_id = ?3 AND (create_time_us, "
    "return_id) > (?1, ?2) ORDER BY create_time_us, return_id";
constexpr std::string_view select_of_location =
    "SELECT r.body, r.version, r.event_hash FROM return_places p JOIN returns r ON r.return_id = "
    "p.return_id WHERE p.location_id = ?3 AND r.is_open = ?4 AND (r.create_time_us, r.return_id) > "
    "(?1, ?2) ORDER BY r.create_time_us, r.return_id";
constexpr std::string_view insert_return =
    "INSERT INTO returns (return_id, order_id, state, is_open, create_time_us, version, "
    "event_hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view update_return =
    "UPDATE returns SET state = ?2, is_open = ?3, version = ?4, event_hash = ?5, body = ?6 WHERE "
    "return_id = ?1";
constexpr std::string_view insert_place =
    "INSERT INTO return_places (location_id, return_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
constexpr std::string_view select_policies =
    "SELECT policy_version, author, comment, publish_time_us, event_hash, body FROM "
    "return_policies ORDER BY policy_version";
constexpr std::string_view select_policy =
    "SELECT policy_version, author, comment, publish_time_us, event_hash, body FROM "
    "return_policies WHERE ?1 IN (0, policy_version) ORDER BY policy_version DESC LIMIT 1";
constexpr std::string_view insert_policy =
    "INSERT INTO return_policies (policy_version, author, comment, publish_time_us, event_hash, "
    "body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

Result<Return> read_return(const Statement& row) {
    OMS_TRY(Return one, read_json<Return>(row.text(0)));
    one.head.sequence = row.integer(1);
    OMS_TRY(one.head.hash, read_hash(row.blob(2)));
    return one;
}

Result<ReturnPolicyVersion> read_policy(const Statement& row) {
    ReturnPolicyVersion version;
    version.version = row.integer(0);
    version.author = row.text(1);
    version.comment = row.text(2);
    version.publish_time = from_unix_micros(row.integer(3));
    version.head.sequence = 1;  // it never changes
    OMS_TRY(version.head.hash, read_hash(row.blob(4)));
    OMS_TRY(version.policy, read_json<ReturnPolicy>(row.text(5)));
    return version;
}

}  // namespace

Result<std::optional<Return>> ReturnRepository::find(const ReturnId& id) {
    Statement row = connection_.prepared(select_return);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return std::optional<Return>();
    OMS_TRY(Return one, read_return(row));
    return std::optional<Return>(std::move(one));
}

Result<std::vector<Return>> ReturnRepository::of_order(const OrderId& id) {
    std::vector<Return> list;
    Statement row = connection_.prepared(select_of_order);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return list;
        OMS_TRY(Return one, read_return(row));
        list.push_back(std::move(one));
    }
}

Result<void> ReturnRepository::load(const ReturnId& id, UnitOfWork& unit) {
    if (unit.returns.is_loaded(id)) return {};
    OMS_TRY(std::optional<Return> one, find(id));
    unit.returns.load(id, std::move(one));
    return {};
}

Result<std::vector<ReturnId>> ReturnRepository::load_of(const OrderId& id, UnitOfWork& unit) {
    std::vector<ReturnId> ids;
    OMS_TRY(std::vector<Return> list, of_order(id));
    for (Return& one : list) {
        ids.push_back(one.return_id);
        if (!unit.returns.is_loaded(ids.back())) unit.returns.load(ids.back(), std::move(one));
    }
    return ids;
}

Result<void> ReturnRepository::load_policies(UnitOfWork& unit) {
    Statement row = connection_.prepared(select_policies);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        const std::int64_t number = row.integer(0);
        unit.load_newest_return_policy(std::max(number, unit.newest_return_policy()));
        if (unit.return_policies.is_loaded(number)) continue;
        OMS_TRY(ReturnPolicyVersion version, read_policy(row));
        unit.return_policies.load(number, std::move(version));
    }
}

Result<void> ReturnRepository::flush(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.returns.changes()) {
        const Return& one = *change.value;
        const std::string& id = one.return_id.str();
        const ChainHash& hash = hashes.of({AggregateType::goods_return, id}, one.head);
        const std::string body = to_json(one);
        const std::int64_t is_open = has_ended(one) ? 0 : 1;
        Statement statement = connection_.prepared(change.inserted ? insert_return : update_return);
        if (change.inserted) {
            statement.bind(id, one.order_id.str(), enum_text(one.state), is_open,
                           to_unix_micros(one.create_time), one.head.sequence, hash, body);
        } else {
            statement.bind(id, enum_text(one.state), is_open, one.head.sequence, hash, body);
        }
        OMS_CHECK(statement.run());
        for (const LocationId& location : locations_of(one))
            OMS_CHECK(connection_.prepared(insert_place).bind(location.str(), id).run());
    }
    return flush_policies(unit, hashes);
}

Result<void> ReturnRepository::flush_policies(const UnitOfWork& unit, const EventHashes& hashes) {
    for (const auto& change : unit.return_policies.changes()) {
        const ReturnPolicyVersion& version = *change.value;
        const ChainHash& hash = hashes.of(
            {AggregateType::return_policy, rules_aggregate_id(version.version)}, version.head);
        const std::string body = to_json(version.policy);
        OMS_CHECK(connection_.prepared(insert_policy)
                      .bind(version.version, version.author, version.comment,
                            to_unix_micros(version.publish_time), hash, body)
                      .run());
    }
    return {};
}

Result<std::optional<ReturnPolicyVersion>> ReturnRepository::find_policy(std::int64_t version) {
    Statement row = connection_.prepared(select_policy);
    OMS_TRY(const bool found, row.bind(version).step());
    if (!found) return std::optional<ReturnPolicyVersion>();
    OMS_TRY(ReturnPolicyVersion policy, read_policy(row));
    return std::optional<ReturnPolicyVersion>(std::move(policy));
}

Result<std::vector<Return>> ReturnRepository::page(const ReturnQuery& query, const Actor& actor) {
    const auto [after, after_id] = page_start(query.after);
    Statement row =
        connection_.prepared(query.order_id ? select_page_of_order : select_of_location);
    if (query.order_id) {
        row.bind(after, after_id, query.order_id->str());
    } else {
        row.bind(after, after_id, query.location_id.str(), std::int64_t{query.ended ? 0 : 1});
    }
    return read_page(row, query.limit, read_return, [&](const Return& one) {
        return is_in(query.states, one.state) && is_visible(one, actor);
    });
}

}  // namespace oms::storage::sqlite
