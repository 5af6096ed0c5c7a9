#include "storage/sqlite/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "domain/contract.hpp"

namespace oms::storage::sqlite {
namespace {

struct Pragma {
    std::string_view name;
    std::string_view set;
    std::string_view expected;
};

// Asserted by read-back: a build of SQLite that ignores one must not go unnoticed.
constexpr auto common_pragmas = std::to_array<Pragma>({
    {"foreign_keys",    "ON",     "1"},
    {"trusted_schema",  "OFF",    "0"},
    {"cell_size_check", "ON",     "1"},
    {"mmap_size",       "0",      "0"},
    {"temp_store",      "MEMORY", "2"},
});
constexpr auto writer_pragmas = std::to_array<Pragma>({
    {"journal_mode",       "WAL",      "wal"     },
    {"synchronous",        "FULL",     "2"       },
    {"wal_autocheckpoint", "0",        "0"       }, // see SqliteEngine::maintain
    {"journal_size_limit", "67108864", "67108864"}, // what a held-up log shrinks to
    {"cache_size",         "-65536",   "-65536"  }, // KiB
});
constexpr auto reader_pragmas = std::to_array<Pragma>({
    {"query_only",         "ON",     "1"     },
    {"wal_autocheckpoint", "0",      "0"     },
    {"cache_size",         "-24576", "-24576"},
});

Result<void> set_pragma(sqlite3* handle, const Pragma& pragma) {
    const std::string sql = fmt::format("PRAGMA {}={}; ", pragma.name, pragma.set);
    if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return fail(reason_of(sqlite3_extended_errcode(handle)),
                    fmt::format("{}: {}", pragma.name, sqlite3_errmsg(handle)));
    }
    sqlite3_stmt* raw = nullptr;
    const std::string query = fmt::format("PRAGMA {}", pragma.name);
    sqlite3_prepare_v2(handle, query.c_str(), -1, &raw, nullptr);
    const bool has_row = sqlite3_step(raw) == SQLITE_ROW;
    const auto* value = has_row ? sqlite3_column_text(raw, 0) : nullptr;
    const std::string found = value == nullptr ? "" : reinterpret_cast<const char*>(value);
    sqlite3_finalize(raw);
    // mmap may be compiled out: then there is no row, which is as good as 0.
    if (found == pragma.expected || (!has_row && pragma.expected == "0")) return {};
    return fail(Reason::store_unavailable,
                fmt::format("SQLite has {}={}, not {}", pragma.name, found, pragma.expected));
}

}  // namespace

Reason reason_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return Reason::disk_full;
        case SQLITE_CONSTRAINT:
            return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY
                       ? Reason::version_mismatch
                       : Reason::internal_fault;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Reason::corrupt_row;
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_ERROR:
            return Reason::internal_fault;
        default:
            return Reason::store_unavailable;
    }
}

Statement::~Statement() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::bind_one(int index, std::int64_t value) {
    OMS_REQUIRE(sqlite3_bind_int64(statement_, index, value) == SQLITE_OK);
}

void Statement::bind_one(int index, std::string_view text) {
    const char* data = text.empty() ? "" : text.data();
    OMS_REQUIRE(sqlite3_bind_text(statement_, index, data, static_cast<int>(text.size()),
                                  SQLITE_STATIC) == SQLITE_OK);
}

void Statement::bind_one(int index, std::span<const std::uint8_t> blob) {
    OMS_REQUIRE(sqlite3_bind_blob(statement_, index, blob.data(), static_cast<int>(blob.size()),
                                  SQLITE_STATIC) == SQLITE_OK);
}

void Statement::bind_one(int index, std::nullptr_t) {
    OMS_REQUIRE(sqlite3_bind_null(statement_, index) == SQLITE_OK);
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    sqlite3* handle = sqlite3_db_handle(statement_);
    return fail(reason_of(sqlite3_extended_errcode(handle)), sqlite3_errmsg(handle));
}

Result<void> Statement::run() {
    OMS_TRY(const bool row, step());
    OMS_REQUIRE(!row);
    return {};
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(statement_, column);
    if (data == nullptr) return {};
    return {reinterpret_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
    const bool writes = mode == Mode::read_write;
    const int flags = (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (code != SQLITE_OK) {
        return fail(Reason::store_unavailable, fmt::format("{}: {}", path, sqlite3_errmsg(handle)));
    }
    OMS_CHECK(connection->configure(mode));
    return connection;
}

Result<void> Connection::configure(Mode mode) {
    sqlite3_busy_timeout(handle_, 5000);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    if (mode == Mode::read_only)
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (const Pragma& pragma : common_pragmas)
        OMS_CHECK(set_pragma(handle_, pragma));
    if (mode == Mode::read_write) {
        for (const Pragma& pragma : writer_pragmas)
            OMS_CHECK(set_pragma(handle_, pragma));
    } else {
        for (const Pragma& pragma : reader_pragmas)
            OMS_CHECK(set_pragma(handle_, pragma));
    }
    return {};
}

Connection::~Connection() {
    for (const auto& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close_v2(handle_);
}

Statement Connection::prepared(std::string_view sql) {
    sqlite3_stmt*& statement = statements_[sql.data()];
    if (statement == nullptr) {
        const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            throw ContractViolation(
                fmt::format("cannot prepare [{}]: {}", sql, sqlite3_errmsg(handle_)));
    }
    return Statement(statement);
}

Result<void> Connection::execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return fail(failure(sql));
}

int Connection::changed_rows() const {
    return sqlite3_changes(handle_);
}

Error Connection::failure(std::string_view doing) const {
    return {reason_of(sqlite3_extended_errcode(handle_)),
            fmt::format("{}: {}", doing, sqlite3_errmsg(handle_)),
            {},
            {},
            {},
            false};
}

}  // namespace oms::storage::sqlite
