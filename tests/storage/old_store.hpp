#pragma once

// A store as an earlier version left it, for tests of the migrations after that.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "storage/sqlite/migrations.hpp"
#include "tests/support/store_fixture.hpp"

namespace oms::testing {

// Makes the closed store of `shop` one of schema version `version`, with what it has in the tables
// and columns of then; opens it not yet. `change` is run on the old tables.
inline void make_old(StoreFixture& shop, int version, const std::string& change = {}) {
    const std::string old_dir = shop.folder.path() + "/old";
    std::filesystem::create_directories(old_dir);
    sqlite3* old = nullptr;
    REQUIRE(sqlite3_open((old_dir + "/oms.db").c_str(), &old) == SQLITE_OK);
    const auto run = [&](const std::string& sql) {
        REQUIRE_MESSAGE(sqlite3_exec(old, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                        sqlite3_errmsg(old));
    };
    run("CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) "
        "STRICT");
    for (const auto& migration : storage::sqlite::migrations()) {
        if (migration.number > version) break;
        run(std::string(migration.sql));
        run(fmt::format("INSERT INTO schema_migrations VALUES ({}, '{}')", migration.number,
                        migration.name));
    }
    run(fmt::format("ATTACH '{}/oms.db' AS new", shop.options.data_dir));
    sqlite3_stmt* tables = nullptr;
    // The tables behind a full-text table are copied in its place.
    REQUIRE(sqlite3_prepare_v2(old,
                               "SELECT t.name, group_concat(c.name) FROM main.sqlite_schema t, "
                               "pragma_table_info(t.name, 'main') c WHERE t.type = 'table' AND "
                               "t.name <> 'schema_migrations' AND t.sql NOT LIKE 'CREATE VIRTUAL%' "
                               "GROUP BY t.name",
                               -1, &tables, nullptr) == SQLITE_OK);
    std::vector<std::pair<std::string, std::string>> names;
    while (sqlite3_step(tables) == SQLITE_ROW)
        names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(tables, 0)),
                           reinterpret_cast<const char*>(sqlite3_column_text(tables, 1)));
    sqlite3_finalize(tables);
    for (const auto& [table, columns] : names)
        run(fmt::format("INSERT OR REPLACE INTO main.{0} ({1}) SELECT {1} FROM new.{0}", table,
                        columns));
    // Nobody was told of anything then.
    if (version < 15) run("DELETE FROM main.events WHERE aggregate_type = 'effect'");
    run(change);
    sqlite3_close(old);
    shop.options.data_dir = old_dir;
}

}  // namespace oms::testing
