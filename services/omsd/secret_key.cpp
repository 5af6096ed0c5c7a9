#include "services/omsd/secret_key.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "services/common/listener.hpp"

namespace oms::server {
namespace {

using rpc::Fd;
using wire::BodyHashKey;

tl::unexpected<Error> cannot(const std::string& path, std::string_view what) {
    return fail(Reason::store_unavailable, fmt::format("{}: {}", path, what));
}

tl::unexpected<Error> cannot(const std::string& path, std::string_view what, int error) {
    return cannot(path, fmt::format("{}: {}", what, std::strerror(error)));
}

Result<BodyHashKey> read_key(const std::string& path, const Fd& file) {
    struct stat facts {};
    if (fstat(file.get(), &facts) != 0) return cannot(path, "cannot be read", errno);
    if (!S_ISREG(facts.st_mode) || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return cannot(path, "others than its owner may read it; set its mode to 0600");
    }
    BodyHashKey key;
    if (facts.st_size != static_cast<off_t>(key.size()))
        return cannot(path, fmt::format("is not {} bytes long", key.size()));
    if (read(file.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
        return cannot(path, "cannot be read", errno);
    }
    return key;
}

Result<void> sync_folder(const std::string& folder) {
    const Fd handle(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.valid() || fsync(handle.get()) != 0)
        return cannot(folder, "cannot be made durable", errno);
    return {};
}

// Whole or not at all: written beside, then renamed. The store's lock keeps others away.
Result<BodyHashKey> make_key(const std::string& data_dir, const std::string& path) {
    BodyHashKey key;
    if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
        return cannot(path, "no random bytes", errno);
    }
    const std::string fresh = path + ".new";
    {
        const Fd file(open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                           S_IRUSR | S_IWUSR));
        if (!file.valid()) return cannot(fresh, "cannot be made", errno);
        if (write(file.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
            fsync(file.get()) != 0) {
            return cannot(fresh, "cannot be written", errno);
        }
    }
    if (rename(fresh.c_str(), path.c_str()) != 0) return cannot(path, "cannot be made", errno);
    OMS_CHECK(sync_folder(data_dir));
    return key;
}

}  // namespace

Result<BodyHashKey> load_secret_key(const std::string& data_dir) {
    const std::string path = data_dir + "/secret.key";
    const Fd file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (file.valid()) return read_key(path, file);
    if (errno != ENOENT) return cannot(path, "cannot be read", errno);
    return make_key(data_dir, path);
}

}  // namespace oms::server
