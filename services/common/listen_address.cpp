#include "services/common/listen_address.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <sys/un.h>

namespace oms::rpc {
namespace {

constexpr std::string_view ipv4_prefix = "127.0.0.1:";
constexpr std::string_view ipv6_prefix = "[::1]:";
constexpr std::string_view unix_prefix = "unix:";

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

}  // namespace

std::string ListenAddress::text() const {
    switch (family) {
        case Family::ipv4_loopback:
            return fmt::format("{}{}", ipv4_prefix, port);
        case Family::ipv6_loopback:
            return fmt::format("{}{}", ipv6_prefix, port);
        case Family::unix_socket:
            break;
    }
    return fmt::format("{}{}", unix_prefix, path);
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    using Family = ListenAddress::Family;
    if (text.starts_with(ipv4_prefix)) {
        if (const auto port = parse_port(text.substr(ipv4_prefix.size()))) {
            return ListenAddress{Family::ipv4_loopback, *port, {}};
        }
    } else if (text.starts_with(ipv6_prefix)) {
        if (const auto port = parse_port(text.substr(ipv6_prefix.size()))) {
            return ListenAddress{Family::ipv6_loopback, *port, {}};
        }
    } else if (text.starts_with(unix_prefix)) {
        const auto path = text.substr(unix_prefix.size());
        if (path.size() > 1 && path.front() == '/' && path.size() < sizeof(sockaddr_un::sun_path) &&
            path.find('\0') == std::string_view::npos) {
            return ListenAddress{Family::unix_socket, 0, std::string(path)};
        }
    }
    return fail(Reason::malformed_field,
                fmt::format("cannot listen on \"{}\": only 127.0.0.1:PORT, [::1]:PORT and "
                            "unix:/PATH (up to {} bytes) "
                            "are served",
                            text, sizeof(sockaddr_un::sun_path) - 1));
}

}  // namespace oms::rpc
