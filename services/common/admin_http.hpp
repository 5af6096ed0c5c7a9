#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "domain/result.hpp"
#include "services/common/metrics.hpp"

namespace oms::rpc {

// Two pages for the operator's tools, on loopback: /metrics (Prometheus text) and /healthz (200
// "ok" while serving, else 503).
class AdminHttp {
public:
    // `address`: 127.0.0.1:PORT or [::1]:PORT, port 0 for any free one. `serving` is called from
    // HTTP threads. Fails with Reason::malformed_field or store_unavailable and one line.
    static Result<std::unique_ptr<AdminHttp>> open(std::string_view address,
                                                   std::shared_ptr<Metrics> metrics,
                                                   std::function<bool()> serving);
    // Waits for replies under way.
    ~AdminHttp();
    AdminHttp(const AdminHttp&) = delete;
    AdminHttp& operator=(const AdminHttp&) = delete;

    std::uint16_t port() const noexcept;

private:
    struct Impl;
    explicit AdminHttp(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace oms::rpc
