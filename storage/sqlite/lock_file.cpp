#include "storage/sqlite/lock_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace oms::storage::sqlite {
namespace {

// SQLite's locks and shared memory do not work over a network.
bool is_network_file_system(const std::string& path) {
    constexpr std::int64_t cifs = 0xFF534D42;  // <linux/magic.h> lacks it in some releases
    struct statfs info {};
    if (::statfs(path.c_str(), &info) != 0) return false;
    const auto type = static_cast<std::int64_t>(info.f_type);
    return type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == cifs;
}

}  // namespace

Result<std::unique_ptr<LockFile>> LockFile::take(const std::string& data_dir) {
    std::error_code error;
    if (!std::filesystem::exists(data_dir, error)) {
        std::filesystem::create_directories(data_dir, error);
        if (error)
            return fail(Reason::store_unavailable,
                        fmt::format("cannot make {}: {}", data_dir, error.message()));
        ::chmod(data_dir.c_str(), 0700);
    }
    if (is_network_file_system(data_dir)) {
        return fail(Reason::store_unavailable,
                    fmt::format("{} is on a network file system; use a local disk", data_dir));
    }
    const std::string path = data_dir + "/lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(Reason::store_unavailable,
                    fmt::format("cannot write {}: {}", path, std::strerror(errno)));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return fail(Reason::store_unavailable,
                    fmt::format("{} is in use by another process; an SQLite store has exactly one "
                                "(several servers can "
                                "share a store on PostgreSQL)",
                                data_dir));
    }
    return std::unique_ptr<LockFile>(new LockFile(descriptor));
}

LockFile::~LockFile() {
    ::close(descriptor_);  // gives the lock back
}

}  // namespace oms::storage::sqlite
