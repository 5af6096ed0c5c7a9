#include "services/notifications/credentials.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "services/common/listener.hpp"

namespace oms::notifications {
namespace {

tl::unexpected<Error> cannot(const std::string& path, std::string_view what) {
    return fail(Reason::internal_fault, fmt::format("{}: {}", path, what));
}

}  // namespace

Result<Credentials> read_credentials(const std::string& path) {
    const rpc::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return cannot(path, std::strerror(errno));
    struct stat facts {};
    if (fstat(file.get(), &facts) != 0) return cannot(path, std::strerror(errno));
    if (!S_ISREG(facts.st_mode) || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return cannot(path, "others than its owner may read it; set its mode to 0600");
    }
    std::array<char, 1024> bytes{};
    const ssize_t size = read(file.get(), bytes.data(), bytes.size());
    if (size < 0) return cannot(path, std::strerror(errno));
    std::string_view text(bytes.data(), static_cast<std::size_t>(size));
    if (text.ends_with('\n')) text.remove_suffix(1);
    const std::size_t end = text.find('\n');
    const bool two_lines =
        end != std::string_view::npos && end > 0 && end + 1 < text.size() &&
        text.find('\n', end + 1) == std::string_view::npos && text.size() < bytes.size() &&
        text.find_first_of(std::string_view("\r\0", 2)) == std::string_view::npos;
    if (!two_lines) return cannot(path, "is not two lines, user and password");
    return Credentials{std::string(text.substr(0, end)), std::string(text.substr(end + 1))};
}

}  // namespace oms::notifications
