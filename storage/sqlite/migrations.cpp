#include "storage/sqlite/migrations.hpp"

#include <fmt/format.h>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_has_table =
    "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
constexpr std::string_view count_tables = "SELECT count(*) FROM sqlite_schema";
constexpr std::string_view select_version =
    "SELECT coalesce(max(number), 0) FROM schema_migrations";
constexpr std::string_view insert_migration =
    "INSERT INTO schema_migrations (number, name) VALUES (?1, ?2)";
constexpr const char* create_table =
    "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) "
    "STRICT";

Result<std::int64_t> count(Connection& connection, std::string_view sql) {
    Statement row = connection.prepared(sql);
    OMS_CHECK(row.step());
    return row.integer(0);
}

Result<void> apply_one(Connection& connection, const Migration& migration) {
    OMS_CHECK(connection.execute("BEGIN IMMEDIATE"));
    Result<void> done = connection.execute(std::string(migration.sql));
    if (done)
        done = connection.prepared(insert_migration)
                   .bind(std::int64_t{migration.number}, migration.name)
                   .run();
    if (done) done = connection.execute("COMMIT");
    if (!done) {
        const Result<void> undone = connection.execute("ROLLBACK");
        static_cast<void>(undone);  // the first failure is the one to tell
    }
    return done;
}

}  // namespace

Result<int> schema_version(Connection& connection) {
    OMS_TRY(const std::int64_t ours, count(connection, select_has_table));
    if (ours == 0) return 0;
    OMS_TRY(const std::int64_t version, count(connection, select_version));
    return static_cast<int>(version);
}

Result<void> check_is_store(Connection& connection) {
    OMS_TRY(const int version, schema_version(connection));
    if (version == 0)
        return fail(Reason::store_unavailable, "another program's database, or an empty one");
    const int newest = migrations().back().number;
    if (version > newest) {
        return fail(
            Reason::store_unavailable,
            fmt::format(
                "the store is at schema version {}, this program knows {}: use a newer omsd",
                version, newest));
    }
    return {};
}

Result<int> migrate(Connection& connection) {
    OMS_TRY(const std::int64_t tables, count(connection, count_tables));
    if (tables == 0) OMS_CHECK(connection.execute(create_table));
    OMS_TRY(const std::int64_t ours, count(connection, select_has_table));
    OMS_TRY(int version, schema_version(connection));
    // Ours and at version 0: stopped before its first migration.
    if (ours == 0 || version > 0) OMS_CHECK(check_is_store(connection));
    for (const Migration& migration : migrations()) {
        if (migration.number <= version) continue;
        OMS_CHECK(apply_one(connection, migration));
        version = migration.number;
    }
    return version;
}

}  // namespace oms::storage::sqlite
