#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "domain/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace oms::storage::sqlite {

// One use of a prepared statement; reset when it goes. Text and blobs that are bound must live
// until then; columns that are read must not outlive the next step.
class Statement {
public:
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Binds ?1, ?2, ... in order.
    template <class... T>
    Statement& bind(const T&... values) {
        int index = 0;
        (bind_one(++index, values), ...);
        return *this;
    }
    // True: a row is there. Fails as Connection::failure says.
    Result<bool> step();
    // For a statement without rows.
    Result<void> run();

    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    std::span<const std::uint8_t> blob(int column) const;

private:
    void bind_one(int index, std::int64_t value);
    void bind_one(int index, std::string_view text);
    void bind_one(int index, std::span<const std::uint8_t> blob);
    void bind_one(int index, std::nullptr_t);
    template <class T>
    requires std::is_convertible_v<const T&, std::string_view>
    void bind_one(int index, const T& text) { bind_one(index, std::string_view(text)); }
    template <std::size_t N>
    void bind_one(int index, const std::array<std::uint8_t, N>& blob) {
        bind_one(index, std::span<const std::uint8_t>(blob));
    }
    sqlite3_stmt* statement_;
};

// One connection to one file, used by one thread at a time. Statements are named constants,
// prepared once each.
class Connection {
public:
    enum class Mode : std::uint8_t { read_write, read_only };
    // Opens, sets every pragma and reads each back. Fails with Reason::store_unavailable.
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // `sql` must be a constant: it is known by its address.
    Statement prepared(std::string_view sql);
    // One or several statements without parameters or rows.
    Result<void> execute(const std::string& sql);
    int changed_rows() const;
    sqlite3* handle() const { return handle_; }

    // The newest failure as a Reason: disk_full; version_mismatch for a unique key that another
    // writer took; internal_fault for a row that a constraint refused; corrupt_row for a damaged
    // file; store_unavailable for everything else.
    Error failure(std::string_view doing) const;

private:
    explicit Connection(sqlite3* handle) : handle_(handle) {}
    Result<void> configure(Mode mode);
    sqlite3* handle_;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

// What SQLite result code `code` means; see Connection::failure.
Reason reason_of(int code);

}  // namespace oms::storage::sqlite
