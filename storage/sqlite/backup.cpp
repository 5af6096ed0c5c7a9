#include "storage/sqlite/backup.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "storage/sqlite/event_log.hpp"

namespace oms::storage::sqlite {
namespace {

namespace fs = std::filesystem;

// The whole copy in one step: a reader's snapshot does not move, and nobody waits for a reader.
Result<void> copy(Connection& source, const std::string& path) {
    sqlite3* target = nullptr;
    int code =
        sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_backup* backup = sqlite3_backup_init(target, "main", source.handle(), "main");
        if (backup != nullptr) {
            sqlite3_backup_step(backup, -1);
            sqlite3_backup_finish(backup);
        }
        code = sqlite3_extended_errcode(target);
        // A copy is a file of its own: no write-ahead log beside it.
        if (code == SQLITE_OK)
            code = sqlite3_exec(target, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
    }
    const std::string message = sqlite3_errmsg(target);
    sqlite3_close_v2(target);
    if (code == SQLITE_OK) return {};
    return fail(reason_of(code), fmt::format("backup: {}", message));
}

Result<void> sync(const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (synced) return {};
    return fail(error == ENOSPC ? Reason::disk_full : Reason::store_unavailable,
                fmt::format("{}: {}", path, std::strerror(error)));
}

}  // namespace

Result<BackupReport> back_up(Connection& source, const std::string& path) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return fail(Reason::backup_exists, path);
    fs::create_directories(fs::path(path).parent_path(), ignored);
    const std::string part = path + ".part";
    fs::remove(part, ignored);
    Result<void> done = copy(source, part);
    if (done) done = sync(part, O_RDONLY);
    if (done && ::link(part.c_str(), path.c_str()) != 0) {
        done = fail(errno == EEXIST ? Reason::backup_exists : Reason::store_unavailable,
                    fmt::format("{}: {}", path, std::strerror(errno)));
    }
    fs::remove(part, ignored);
    OMS_CHECK(std::move(done));
    OMS_CHECK(sync(fs::path(path).parent_path().string(), O_RDONLY | O_DIRECTORY));

    BackupReport report;
    report.size_bytes = static_cast<std::int64_t>(fs::file_size(path, ignored));
    OMS_TRY(const auto written, Connection::open(path, Connection::Mode::read_only));
    OMS_TRY(const LastCommit last, EventLog(*written).head());
    report.last_position = last.position;
    return report;
}

}  // namespace oms::storage::sqlite
