#include "services/omsd/settings.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "services/common/listen_address.hpp"

namespace oms::server {
namespace {

constexpr auto log_levels = std::to_array<std::string_view>({"debug", "info", "warning", "error"});

tl::unexpected<Error> wrong(std::string_view key, std::string_view what) {
    return fail(Reason::malformed_field, fmt::format("{}: {}", key, what));
}

template <class Value>
Result<void> read(const toml::node& node, std::string_view key, std::optional<Value>& out) {
    const auto value = node.value_exact<Value>();
    if (!value) return wrong(key, "a value of another type is expected");
    out = *value;
    return {};
}

Result<void> read(const toml::node& node, std::string_view key,
                  std::optional<std::vector<std::string>>& out) {
    const toml::array* const array = node.as_array();
    if (array == nullptr) return wrong(key, "a list of names is expected");
    out.emplace();
    for (const toml::node& entry : *array) {
        const auto text = entry.value_exact<std::string>();
        if (!text) return wrong(key, "a list of names is expected");
        out->push_back(*text);
    }
    return {};
}

Result<void> read_gateway_key(std::string_view key, const toml::node& node, GivenSettings& given) {
    if (key == "notification_gateway") return read(node, key, given.notification_gateway);
    if (key == "carrier_gateway") return read(node, key, given.carrier_gateway);
    if (key == "payment_gateway") return read(node, key, given.payment_gateway);
    if (key == "notice_language") return read(node, key, given.notice_language);
    if (key == "gs1_prefix") return read(node, key, given.gs1_prefix);
    if (key == "smtp_host") return read(node, key, given.smtp_host);
    if (key == "smtp_port") return read(node, key, given.smtp_port);
    if (key == "smtp_security") return read(node, key, given.smtp_security);
    if (key == "smtp_from") return read(node, key, given.smtp_from);
    if (key == "smtp_from_name") return read(node, key, given.smtp_from_name);
    if (key == "smtp_credentials") return read(node, key, given.smtp_credentials);
    return wrong(key, "no such setting");
}

Result<void> read_key(std::string_view key, const toml::node& node, GivenSettings& given) {
    if (key == "data_dir") return read(node, key, given.data_dir);
    if (key == "listen") return read(node, key, given.listen);
    if (key == "admin_port") return read(node, key, given.admin_port);
    if (key == "development") return read(node, key, given.development);
    if (key == "services") return read(node, key, given.services);
    if (key == "log_level") return read(node, key, given.log_level);
    if (key == "postal_centroids") return read(node, key, given.postal_centroids);
    if (key == "upstream") return read(node, key, given.upstream);
    if (key == "upstream_principal") return read(node, key, given.upstream_principal);
    return read_gateway_key(key, node, given);
}

// The first that was given.
template <class Value>
const Value* pick(const std::optional<Value>& flag, const std::optional<Value>& file) {
    if (flag) return &*flag;
    return file ? &*file : nullptr;
}

Result<rpc::LogLevel> log_level(std::string_view name) {
    const auto* const found = std::find(log_levels.begin(), log_levels.end(), name);
    if (found == log_levels.end()) return wrong("log level", "debug, info, warning or error");
    return static_cast<rpc::LogLevel>(found - log_levels.begin());
}

Result<void> check_services(const std::vector<std::string>& services) {
    const auto& known = service_names();
    if (services.empty()) return wrong("services", "at least one");
    for (const std::string& name : services) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return wrong("services", fmt::format("there is no \"{}\"; there are {}", name,
                                                 fmt::join(known, ", ")));
        }
    }
    return {};
}

bool is_principal(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.front() != ' ' && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// Whom to follow, if anybody.
Result<void> read_upstream(const GivenSettings& flags, const GivenSettings& file,
                           Settings& settings) {
    const auto* const upstream = pick(flags.upstream, file.upstream);
    const auto* const principal = pick(flags.upstream_principal, file.upstream_principal);
    if (upstream == nullptr) {
        if (principal != nullptr) return wrong("upstream principal", "only with --upstream");
        return {};
    }
    const auto address = rpc::parse_listen_address(*upstream);
    if (!address || (address->path.empty() && address->port == 0))
        return wrong("--upstream", "127.0.0.1:PORT, [::1]:PORT or unix:/PATH of another omsd");
    settings.upstream = *upstream;
    if (principal != nullptr) {
        if (!is_principal(*principal))
            return wrong("upstream principal", "1 to 64 printable bytes");
        settings.upstream_principal = *principal;
    }
    if (pick(flags.data_dir, file.data_dir) != nullptr)
        return wrong("--upstream", "a server that follows another one has no --data-dir");
    const auto* const services = pick(flags.services, file.services);
    if (services == nullptr || *services != std::vector<std::string>{"routing"}) {
        return wrong("--upstream",
                     "a server that follows another one serves routing alone: --services=routing");
    }
    return {};
}

Result<void> read_gateway(const std::string* given, std::string_view key, std::string& address) {
    if (given == nullptr) return {};
    const auto parsed = rpc::parse_listen_address(*given);
    if (!parsed || (parsed->path.empty() && parsed->port == 0))
        return wrong(key, "127.0.0.1:PORT, [::1]:PORT or unix:/PATH of the gateway");
    address = *given;
    return {};
}

Result<void> read_smtp(const GivenSettings& flags, const GivenSettings& file,
                       notifications::SmtpSettings& smtp) {
    const auto* const host = pick(flags.smtp_host, file.smtp_host);
    if (host == nullptr) return {};
    smtp.host = *host;
    if (const auto* port = pick(flags.smtp_port, file.smtp_port)) {
        if (*port < 1 || *port > std::numeric_limits<std::uint16_t>::max())
            return wrong("smtp port", "1 to 65535");
        smtp.port = static_cast<std::uint16_t>(*port);
    }
    if (const auto* security = pick(flags.smtp_security, file.smtp_security)) {
        if (*security != "none" && *security != "starttls" && *security != "tls")
            return wrong("smtp security", "none, starttls or tls");
        smtp.security = *security == "none"  ? notifications::SmtpSecurity::none
                        : *security == "tls" ? notifications::SmtpSecurity::tls
                                             : notifications::SmtpSecurity::starttls;
    }
    const auto* const from = pick(flags.smtp_from, file.smtp_from);
    if (from == nullptr || !notifications::is_plain_email(*from))
        return wrong("smtp from", "an e-mail address in ASCII, required with a mail server");
    smtp.from.from_address = *from;
    smtp.from.message_id_domain = from->substr(from->find('@') + 1);
    if (const auto* name = pick(flags.smtp_from_name, file.smtp_from_name))
        smtp.from.from_name = *name;
    if (const auto* path = pick(flags.smtp_credentials, file.smtp_credentials)) {
        OMS_TRY(smtp.credentials, notifications::read_credentials(*path));
    }
    return {};
}

Result<void> read_gateways(const GivenSettings& flags, const GivenSettings& file,
                           GatewaySettings& gateways) {
    OMS_CHECK(read_gateway(pick(flags.notification_gateway, file.notification_gateway),
                           "notification gateway", gateways.notifications));
    OMS_CHECK(read_gateway(pick(flags.carrier_gateway, file.carrier_gateway), "carrier gateway",
                           gateways.carriers));
    OMS_CHECK(read_gateway(pick(flags.payment_gateway, file.payment_gateway), "payment gateway",
                           gateways.payments));
    if (const auto* language = pick(flags.notice_language, file.notice_language)) {
        const auto known = enum_from_text<Language>(*language);
        if (!known) return wrong("notice language", "fr or en");
        gateways.language = *known;
    }
    if (const auto* prefix = pick(flags.gs1_prefix, file.gs1_prefix)) {
        if (!Sscc::make(0, *prefix, 0)) return wrong("GS1 prefix", "7 to 10 digits");
        gateways.gs1_prefix = *prefix;
    }
    return read_smtp(flags, file, gateways.smtp);
}

}  // namespace

const std::vector<std::string>& service_names() {
    static const std::vector<std::string> names{"catalog",     "inventory", "orders",
                                                "fulfillment", "payments",  "pickups",
                                                "routing",     "events",    "admin"};
    return names;
}

Result<GivenSettings> read_settings_file(const std::string& path) {
    GivenSettings given;
    try {
        const toml::table table = toml::parse_file(path);
        for (const auto& [key, node] : table) {
            if (auto done = read_key(key.str(), node, given); !done) {
                return wrong(path, done.error().detail);
            }
        }
    } catch (const toml::parse_error& error) {
        return wrong(path,
                     fmt::format("line {}: {}", error.source().begin.line, error.description()));
    }
    return given;
}

Result<Settings> merge_settings(const GivenSettings& flags, const GivenSettings& file) {
    Settings settings;
    if (const auto* value = pick(flags.data_dir, file.data_dir)) settings.data_dir = *value;
    OMS_CHECK(read_upstream(flags, file, settings));
    if (settings.data_dir.empty() && settings.upstream.empty())
        return wrong("--data-dir", "required");
    if (const auto* value = pick(flags.listen, file.listen)) settings.listen = *value;
    OMS_CHECK(rpc::parse_listen_address(settings.listen));
    if (const auto* value = pick(flags.admin_port, file.admin_port)) {
        if (*value < 0 || *value > std::numeric_limits<std::uint16_t>::max())
            return wrong("admin port", "0 to 65535");
        settings.admin_port = static_cast<std::uint16_t>(*value);
    }
    if (const auto* value = pick(flags.development, file.development))
        settings.development = *value;
    const auto* const services = pick(flags.services, file.services);
    settings.services = services == nullptr ? service_names() : *services;
    OMS_CHECK(check_services(settings.services));
    if (const auto* value = pick(flags.log_level, file.log_level)) {
        OMS_TRY(settings.log_level, log_level(*value));
    }
    if (const auto* value = pick(flags.postal_centroids, file.postal_centroids))
        settings.postal_centroids = *value;
    OMS_CHECK(read_gateways(flags, file, settings.gateways));
    return settings;
}

}  // namespace oms::server
