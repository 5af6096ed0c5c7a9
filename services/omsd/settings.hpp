#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "services/common/log.hpp"

namespace oms::server {

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
};

// catalog, inventory, orders, routing, events, admin.
const std::vector<std::string>& service_names();

// Reads a TOML file with the keys data_dir, listen, admin_port, development, services,
// log_level, postal_centroids, upstream and upstream_principal. An unknown key or a value of
// another type is refused. Fails with Reason::malformed_field, one line.
Result<GivenSettings> read_settings_file(const std::string& path);

// `flags` win over `file`, and that over the defaults. A server with an upstream serves routing
// and nothing else, and has no store. Fails with Reason::malformed_field, one
// line.
Result<Settings> merge_settings(const GivenSettings& flags, const GivenSettings& file);

}  // namespace oms::server
