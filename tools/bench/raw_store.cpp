#include "tools/bench/raw_store.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "storage/store.hpp"

namespace oms::bench {
namespace {

constexpr std::int64_t orders_per_commit = 100;

using Value = std::variant<std::nullptr_t, std::int64_t, std::string, std::vector<unsigned char>>;
using Row = std::vector<Value>;

class Database {
public:
    explicit Database(const std::string& path) {
        if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error(path);
    }
    ~Database() {
        for (sqlite3_stmt* statement : statements_)
            sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const std::string& sql) {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error(fmt::format("{}: {}", sql, sqlite3_errmsg(handle_)));
        }
    }
    sqlite3_stmt* prepare(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            throw std::runtime_error(fmt::format("{}: {}", sql, sqlite3_errmsg(handle_)));
        }
        statements_.push_back(statement);
        return statement;
    }

private:
    sqlite3* handle_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

Value column(sqlite3_stmt* row, int index) {
    switch (sqlite3_column_type(row, index)) {
        case SQLITE_NULL:
            return nullptr;
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(row, index)};
        case SQLITE_BLOB: {
            const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(row, index));
            return std::vector<unsigned char>(data, data + sqlite3_column_bytes(row, index));
        }
        default:
            return std::string(reinterpret_cast<const char*>(sqlite3_column_text(row, index)));
    }
}

std::vector<Row> rows_of(Database& database, const std::string& sql) {
    std::vector<Row> rows;
    sqlite3_stmt* statement = database.prepare(sql);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        Row& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i)
            row.push_back(column(statement, i));
    }
    return rows;
}

void execute(sqlite3_stmt* statement, const Row& row) {
    int index = 0;
    for (const Value& value : row) {
        ++index;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            sqlite3_bind_int64(statement, index, *number);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()),
                              SQLITE_STATIC);
        } else if (const auto* blob = std::get_if<std::vector<unsigned char>>(&value)) {
            sqlite3_bind_blob(statement, index, blob->data(), static_cast<int>(blob->size()),
                              SQLITE_STATIC);
        } else {
            sqlite3_bind_null(statement, index);
        }
    }
    if (sqlite3_step(statement) != SQLITE_DONE)
        throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(statement)));
    sqlite3_reset(statement);
}

// A statement and the rows it takes for each order.
struct Writing {
    sqlite3_stmt* statement;
    std::map<std::string, std::vector<Row>> rows_by_order;
};

std::string insert_into(const std::string& table, std::size_t columns) {
    std::string marks = "?";
    for (std::size_t i = 1; i < columns; ++i)
        marks += ", ?";
    return fmt::format("INSERT INTO {} VALUES ({})", table, marks);
}

// `key` is the column with the order's id; rows are written as they are.
Writing copy_of(Database& from, Database& to, const std::string& table, const std::string& where,
                std::size_t key) {
    Writing writing;
    const std::vector<Row> rows = rows_of(from, fmt::format("SELECT * FROM {} {}", table, where));
    writing.statement = to.prepare(insert_into(table, rows.empty() ? 1 : rows.front().size()));
    for (const Row& row : rows)
        writing.rows_by_order[std::get<std::string>(row.at(key))].push_back(row);
    return writing;
}

// A store with the same catalog and stock, as before the orders.
void make_empty_copy(const std::string& source, const std::string& scratch) {
    std::filesystem::create_directories(scratch);
    const auto migrated = storage::migrate_sqlite(scratch);
    if (!migrated) throw std::runtime_error(migrated.error().detail);
    Database target(scratch + "/oms.db");
    target.run(fmt::format("ATTACH '{}/oms.db' AS source", source));
    for (const char* table : {"items", "locations", "channels", "stock"}) {
        target.run(fmt::format("INSERT INTO {0} SELECT * FROM source.{0}", table));
    }
    target.run("UPDATE stock SET reserved = 0");
}

void open_for_writing(Database& database) {
    database.run(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
        "cache_size=-65536; "
        "PRAGMA wal_autocheckpoint=4000");
}

RawRate write_in_batches(Database& to, std::vector<Writing>& writings,
                         const std::vector<std::string>& ids) {
    sqlite3_stmt* head =
        to.prepare("UPDATE event_head SET position = ?1, now_us = ?2 WHERE id = 1");
    RawRate rate;
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t at = 0; at < ids.size(); at += orders_per_commit) {
        to.run("BEGIN IMMEDIATE");
        for (std::size_t i = at; i < std::min(ids.size(), at + orders_per_commit);
             ++i, ++rate.orders) {
            for (Writing& writing : writings) {
                for (const Row& row : writing.rows_by_order[ids[i]])
                    execute(writing.statement, row);
            }
        }
        execute(head, {std::int64_t{rate.orders}, std::int64_t{0}});
        to.run("COMMIT");
    }
    rate.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return rate;
}

}  // namespace

RawRate write_raw(const std::string& data_dir, const std::string& scratch, std::int64_t most) {
    make_empty_copy(data_dir, scratch);
    Database from(data_dir + "/oms.db");
    Database to(scratch + "/oms.db");
    open_for_writing(to);
    from.run(fmt::format(
        "CREATE TEMP TABLE some AS SELECT order_id FROM orders ORDER BY order_id LIMIT {}", most));
    std::vector<std::string> ids;
    for (const Row& row : rows_of(from, "SELECT order_id FROM some ORDER BY order_id"))
        ids.push_back(std::get<std::string>(row[0]));

    std::vector<Writing> writings;
    writings.push_back(
        copy_of(from, to, "orders", "WHERE order_id IN (SELECT order_id FROM some)", 0));
    writings.push_back(
        copy_of(from, to, "order_lines", "WHERE order_id IN (SELECT order_id FROM some)", 0));
    writings.push_back(
        copy_of(from, to, "reservations", "WHERE owner_id IN (SELECT order_id FROM some)", 1));
    writings.push_back(
        copy_of(from, to, "personal", "WHERE order_id IN (SELECT order_id FROM some)", 0));
    writings.push_back(
        copy_of(from, to, "stock_ledger", "WHERE cause_id IN (SELECT order_id FROM some)", 9));
    writings.push_back(
        copy_of(from, to, "events", "WHERE aggregate_id IN (SELECT order_id FROM some)", 3));

    writings.push_back(
        copy_of(from, to, "order_summaries", "WHERE order_id IN (SELECT order_id FROM some)", 1));

    // A stock row is updated for each reservation.
    Writing stock;
    stock.statement =
        to.prepare("UPDATE stock SET reserved = reserved + ?1 WHERE sku = ?2 AND location_id = ?3");
    Writing answers;
    answers.statement = to.prepare(insert_into("kept_answers", 5));
    const std::vector<Row> kept =
        rows_of(from,
                "SELECT * FROM kept_answers WHERE answer_no >= (SELECT min(first_answer_no) FROM "
                "answer_batches WHERE commit_time_us >= (SELECT min(create_time_us) FROM orders)) "
                "ORDER BY answer_no");
    std::size_t next_answer = 0;
    for (const std::string& id : ids) {
        for (const Row& entry : writings[4].rows_by_order[id]) {
            stock.rows_by_order[id].push_back({entry[6], entry[2], entry[3]});
        }
        // Answers name no order: any will do, each once.
        if (next_answer < kept.size()) answers.rows_by_order[id].push_back(kept[next_answer++]);
    }
    writings.push_back(std::move(stock));
    writings.push_back(std::move(answers));
    return write_in_batches(to, writings, ids);
}

RawRate write_minimal(const std::string& scratch, std::int64_t orders, std::int64_t per_commit) {
    std::filesystem::create_directories(scratch);
    Database database(scratch + "/minimal.db");
    open_for_writing(database);
    database.run(
        "CREATE TABLE o (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID; CREATE TABLE l (id TEXT, n "
        "INTEGER, sku TEXT, "
        "q INTEGER, PRIMARY KEY (id, n)) WITHOUT ROWID; CREATE TABLE s (sku TEXT PRIMARY KEY, q "
        "INTEGER) WITHOUT "
        "ROWID; CREATE TABLE e (p INTEGER PRIMARY KEY, body TEXT)");
    sqlite3_stmt* stock_row = database.prepare("INSERT INTO s VALUES (?1, 0)");
    database.run("BEGIN");
    for (std::int64_t i = 0; i < 2000; ++i)
        execute(stock_row, {fmt::format("SKU-{:06}", i)});
    database.run("COMMIT");
    sqlite3_stmt* order = database.prepare("INSERT INTO o VALUES (?1, ?2)");
    sqlite3_stmt* line = database.prepare("INSERT INTO l VALUES (?1, ?2, ?3, 1)");
    sqlite3_stmt* stock = database.prepare("UPDATE s SET q = q + 1 WHERE sku = ?1");
    sqlite3_stmt* event = database.prepare("INSERT INTO e VALUES (?1, ?2)");
    const std::string body(300, 'x');
    RawRate rate;
    const auto begun = std::chrono::steady_clock::now();
    while (rate.orders < orders) {
        database.run("BEGIN IMMEDIATE");
        for (std::int64_t i = 0; i < per_commit; ++i) {
            const std::int64_t number = ++rate.orders;
            const std::string id = fmt::format("ord_{:026}", number);
            execute(order, {id, body});
            for (std::int64_t n = 1; n <= 3; ++n) {
                const std::string sku =
                    fmt::format("SKU-{:06}", (number * 7919 + n * 104729) % 2000);
                execute(line, {id, n, sku});
                execute(stock, {sku});
            }
            execute(event, {number, body});
        }
        database.run("COMMIT");
    }
    rate.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return rate;
}

}  // namespace oms::bench
