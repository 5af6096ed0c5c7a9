#include "services/common/admin_http.hpp"

#include <string>
#include <utility>
#include <vector>

#include <CivetServer.h>
#include <fmt/format.h>

#include "services/common/listen_address.hpp"

namespace oms::rpc {
namespace {

struct Page {
    int status;
    const char* type;
    std::string body;
};

// Answers GET with what `render` gives.
class PageHandler final : public CivetHandler {
public:
    explicit PageHandler(std::function<Page()> render) : render_(std::move(render)) {}

    bool handleGet(CivetServer* /*server*/, mg_connection* connection) override {
        const Page page = render_();
        const auto head = fmt::format(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
            "Connection: close\r\n\r\n",
            page.status == 200 ? "200 OK" : "503 Service Unavailable", page.type, page.body.size());
        mg_write(connection, head.data(), head.size());
        mg_write(connection, page.body.data(), page.body.size());
        return true;
    }

private:
    std::function<Page()> render_;
};

}  // namespace

struct AdminHttp::Impl {
    Impl(const std::vector<std::string>& options, std::shared_ptr<Metrics> metrics,
         std::function<bool()> serving)
        : metrics_page([metrics = std::move(metrics)] {
              return Page{200, "text/plain; version=0.0.4; charset=utf-8", metrics->text()};
          }),
          health_page([serving = std::move(serving)] {
              return serving() ? Page{200, "text/plain", "ok\n"}
                               : Page{503, "text/plain", "not serving\n"};
          }),
          server(options) {
        server.addHandler("/metrics$", metrics_page);
        server.addHandler("/healthz$", health_page);
    }
    PageHandler metrics_page;
    PageHandler health_page;
    CivetServer server;  // stops before the pages go
    std::uint16_t port = 0;
};

AdminHttp::AdminHttp(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminHttp::~AdminHttp() = default;

std::uint16_t AdminHttp::port() const noexcept {
    return impl_->port;
}

Result<std::unique_ptr<AdminHttp>> AdminHttp::open(std::string_view address,
                                                   std::shared_ptr<Metrics> metrics,
                                                   std::function<bool()> serving) {
    OMS_TRY(const auto parsed, parse_listen_address(address));
    if (parsed.family == ListenAddress::Family::unix_socket) {
        return fail(Reason::malformed_field,
                    "metrics are served on 127.0.0.1:PORT or [::1]:PORT only");
    }
    const std::vector<std::string> options{
        "listening_ports",   parsed.text(), "num_threads",      "2",   "request_timeout_ms", "5000",
        "enable_keep_alive", "no",          "max_request_size", "8192"};
    try {
        auto impl = std::make_unique<Impl>(options, std::move(metrics), std::move(serving));
        const auto ports = impl->server.getListeningPorts();
        if (!ports.empty()) impl->port = static_cast<std::uint16_t>(ports.front());
        return std::unique_ptr<AdminHttp>(new AdminHttp(std::move(impl)));
    } catch (const CivetException&) {
        return fail(Reason::store_unavailable,
                    fmt::format("cannot serve metrics on {}: in use or not allowed", address));
    }
}

}  // namespace oms::rpc
