#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/sscc.hpp"
#include "services/common/language.hpp"
#include "services/common/log.hpp"
#include "services/notifications/smtp_sender.hpp"

namespace oms::server {

// Who sends notices to customers, books parcels and moves money, in place of the built-in ways.
struct GatewaySettings {
    // Addresses as `listen` has them; empty: none.
    std::string notifications;
    std::string carriers;
    std::string payments;
    // Without a gateway for notices: the mail server that sends them. An empty host: they are only
    // logged.
    notifications::SmtpSettings smtp;
    // Of customers who told none.
    Language language = Language::en;
    // The company's own, by which parcels are numbered (domain/sscc.hpp).
    std::string gs1_prefix{Sscc::in_house_prefix};
};

// How one server runs, every value checked.
struct Settings {
    std::string data_dir;
    // See services/common/listen_address.hpp.
    std::string listen = "127.0.0.1:7443";
    // Where /metrics and /healthz are on loopback; 0: nowhere.
    std::uint16_t admin_port = 0;
    // Also serves gRPC reflection.
    bool development = false;
    // Of service_names().
    std::vector<std::string> services;
    rpc::LogLevel log_level = rpc::LogLevel::info;
    // Path of a file that says where postal codes are; empty: none.
    std::string postal_centroids;
    // Follow that server's view instead of a store, and route from the copy; empty: no.
    std::string upstream;
    std::string upstream_principal = "replica";
    GatewaySettings gateways;
};

// Values that somebody has given, by flag or in a file.
struct GivenSettings {
    std::optional<std::string> data_dir;
    std::optional<std::string> listen;
    std::optional<std::int64_t> admin_port;
    std::optional<bool> development;
    std::optional<std::vector<std::string>> services;
    std::optional<std::string> log_level;
    std::optional<std::string> postal_centroids;
    std::optional<std::string> upstream;
    std::optional<std::string> upstream_principal;
    std::optional<std::string> notification_gateway;
    std::optional<std::string> carrier_gateway;
    std::optional<std::string> payment_gateway;
    std::optional<std::string> notice_language;
    std::optional<std::string> gs1_prefix;
    std::optional<std::string> smtp_host;
    std::optional<std::int64_t> smtp_port;
    std::optional<std::string> smtp_security;
    std::optional<std::string> smtp_from;
    std::optional<std::string> smtp_from_name;
    std::optional<std::string> smtp_credentials;
};

// catalog, inventory, orders, routing, events, admin.
const std::vector<std::string>& service_names();

// Reads a TOML file whose keys are the members of GivenSettings. An unknown key or a value of
// another type is refused. Fails with Reason::malformed_field, one line.
Result<GivenSettings> read_settings_file(const std::string& path);

// `flags` win over `file`, and that over the defaults. A server with an upstream serves routing
// and nothing else, and has no store. Fails with Reason::malformed_field, one
// line.
Result<Settings> merge_settings(const GivenSettings& flags, const GivenSettings& file);

}  // namespace oms::server
