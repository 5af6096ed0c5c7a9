#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "oms/carriers/v1/carrier_gateway.grpc.pb.h"
#include "oms/notifications/v1/notification_gateway.grpc.pb.h"

// The gateways of a retailer, with faults on demand: what each keeps is its own.
namespace oms::e2e::journeys {

// What becomes of the next calls, one after the other; none left: they succeed.
class Faults {
public:
    void then(grpc::StatusCode code) {
        const std::lock_guard lock(mutex_);
        codes_.push_back(code);
    }
    grpc::Status next() {
        const std::lock_guard lock(mutex_);
        if (codes_.empty()) return grpc::Status::OK;
        const grpc::StatusCode code = codes_.front();
        codes_.pop_front();
        return code == grpc::StatusCode::OK ? grpc::Status::OK : grpc::Status(code, "a fault");
    }

private:
    std::mutex mutex_;
    std::deque<grpc::StatusCode> codes_;
};

class FakeNotifications final : public notifications::v1::NotificationGatewayService::Service {
public:
    grpc::Status Send(grpc::ServerContext* context, const notifications::v1::SendRequest* request,
                      notifications::v1::SendResponse* response) override;

    // In the order they came; of repeats of an operation the first.
    std::vector<notifications::v1::SendRequest> sent() const;
    // Of that template.
    std::vector<notifications::v1::SendRequest> sent(const std::string& key) const;
    std::int64_t calls() const;

    Faults faults;
    // Called once, after the next notice was taken over and before it is answered.
    std::function<void()> before_answer;

private:
    mutable std::mutex mutex_;
    std::vector<notifications::v1::SendRequest> sent_;
    std::int64_t calls_ = 0;
};

class FakeCarrier final : public carriers::v1::CarrierGatewayService::Service {
public:
    grpc::Status BookParcel(grpc::ServerContext* context,
                            const carriers::v1::BookParcelRequest* request,
                            carriers::v1::BookParcelResponse* response) override;
    grpc::Status VoidLabel(grpc::ServerContext* context,
                           const carriers::v1::VoidLabelRequest* request,
                           carriers::v1::VoidLabelResponse* response) override;

    grpc::Status RedirectParcel(grpc::ServerContext* context,
                                const carriers::v1::RedirectParcelRequest* request,
                                carriers::v1::RedirectParcelResponse* response) override;

    // By operation id.
    std::map<std::string, carriers::v1::BookParcelRequest> booked() const;
    std::vector<std::string> voided() const;
    // In the order they came, repeats too.
    std::vector<carriers::v1::RedirectParcelRequest> redirected() const;

    Faults faults;
    Faults redirect_faults;
    // False: it says later what becomes of a redirection.
    std::atomic<bool> answers_redirects{true};

private:
    mutable std::mutex mutex_;
    std::map<std::string, carriers::v1::BookParcelRequest> booked_;
    std::vector<std::string> voided_;
    std::vector<carriers::v1::RedirectParcelRequest> redirected_;
};

// Both, served on a free port.
struct Gateways {
    Gateways();
    ~Gateways();
    Gateways(const Gateways&) = delete;
    Gateways& operator=(const Gateways&) = delete;
    // What a server is told to call them.
    std::vector<std::string> arguments() const;

    FakeNotifications notifications;
    FakeCarrier carrier;

private:
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace oms::e2e::journeys
