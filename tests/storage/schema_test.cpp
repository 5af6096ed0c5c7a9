// The migrations, run from empty, make exactly the checked-in schema.
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "storage/sqlite/migrations.hpp"
#include "storage/store.hpp"
#include "tests/support/store_fixture.hpp"

using namespace oms;
using namespace oms::testing;

namespace {

std::string schema_of(const std::string& database) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(database.c_str(), &handle) == SQLITE_OK);
    std::string text = "-- What the migrations make; compared by tests/storage/schema_test.cpp.\n";
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(
        handle, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name", -1,
        &row, nullptr);
    while (sqlite3_step(row) == SQLITE_ROW) {
        text += "\n";
        text += reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
        text += ";\n";
    }
    sqlite3_finalize(row);
    sqlite3_close(handle);
    return text;
}

}  // namespace

TEST_CASE(
    "migrations from empty make the checked-in schema, and running them again changes nothing") {
    const TemporaryFolder folder;
    const std::string dir = folder.path() + "/data";
    CHECK(storage::migrate_sqlite(dir).value() == storage::sqlite::migrations().back().number);
    CHECK(storage::migrate_sqlite(dir).value() == storage::sqlite::migrations().back().number);
    std::ifstream file(OMS_SCHEMA_FILE);
    std::ostringstream checked_in;
    checked_in << file.rdbuf();
    const std::string made = schema_of(dir + "/oms.db");
    if (const char* target = std::getenv("OMS_WRITE_SCHEMA")) std::ofstream(target) << made;
    CHECK_MESSAGE(
        checked_in.str() == made,
        "write it anew: OMS_WRITE_SCHEMA=storage/sqlite/schema.sql storage_test -tc='migrations*'");
}

TEST_CASE("migrations are numbered without a gap") {
    int expected = 0;
    for (const auto& migration : storage::sqlite::migrations())
        CHECK(migration.number == ++expected);
}

TEST_CASE("a store of a newer program is refused") {
    const TemporaryFolder folder;
    const std::string dir = folder.path() + "/data";
    REQUIRE(storage::migrate_sqlite(dir));
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((dir + "/oms.db").c_str(), &handle) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle, "INSERT INTO schema_migrations VALUES (9999, 'later')", nullptr,
                         nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
    const auto refused = storage::migrate_sqlite(dir);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.find("newer omsd") != std::string::npos);
}
