#include "tests/journeys/gateways.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace oms::e2e::journeys {

using carriers::v1::BookParcelRequest;
using notifications::v1::SendRequest;

grpc::Status FakeNotifications::Send(grpc::ServerContext*, const SendRequest* request,
                                     notifications::v1::SendResponse*) {
    grpc::Status status = faults.next();
    {
        const std::lock_guard lock(mutex_);
        ++calls_;
        const bool is_known = std::any_of(sent_.begin(), sent_.end(), [&](const auto& one) {
            return one.operation_id() == request->operation_id();
        });
        if (status.ok() && !is_known) sent_.push_back(*request);
    }
    if (status.ok()) {
        if (const auto then = std::exchange(before_answer, nullptr)) then();
    }
    return status;
}

std::vector<SendRequest> FakeNotifications::sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
}

std::vector<SendRequest> FakeNotifications::sent(const std::string& key) const {
    std::vector<SendRequest> all = sent();
    std::erase_if(all, [&](const SendRequest& one) { return one.template_key() != key; });
    return all;
}

std::int64_t FakeNotifications::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

grpc::Status FakeCarrier::BookParcel(grpc::ServerContext*, const BookParcelRequest* request,
                                     carriers::v1::BookParcelResponse* response) {
    grpc::Status status = faults.next();
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    booked_.try_emplace(request->operation_id(), *request);
    response->set_tracking_number("TRK-" + request->sscc());
    return status;
}

grpc::Status FakeCarrier::VoidLabel(grpc::ServerContext*,
                                    const carriers::v1::VoidLabelRequest* request,
                                    carriers::v1::VoidLabelResponse*) {
    const std::lock_guard lock(mutex_);
    voided_.push_back(request->operation_id());
    return grpc::Status::OK;
}

grpc::Status FakeCarrier::RedirectParcel(grpc::ServerContext*,
                                         const carriers::v1::RedirectParcelRequest* request,
                                         carriers::v1::RedirectParcelResponse* response) {
    const std::lock_guard lock(mutex_);
    redirected_.push_back(*request);
    response->set_accepted(answers_redirects);
    return redirect_faults.next();
}

std::vector<carriers::v1::RedirectParcelRequest> FakeCarrier::redirected() const {
    const std::lock_guard lock(mutex_);
    return redirected_;
}

std::map<std::string, BookParcelRequest> FakeCarrier::booked() const {
    const std::lock_guard lock(mutex_);
    return booked_;
}

std::vector<std::string> FakeCarrier::voided() const {
    const std::lock_guard lock(mutex_);
    return voided_;
}

Gateways::Gateways() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&notifications);
    builder.RegisterService(&carrier);
    server_ = builder.BuildAndStart();
    if (!server_ || port_ == 0) throw std::runtime_error("no port for the gateways");
}

Gateways::~Gateways() {
    server_->Shutdown();
}

std::vector<std::string> Gateways::arguments() const {
    const std::string address = "127.0.0.1:" + std::to_string(port_);
    return {"--notification-gateway", address, "--carrier-gateway", address};
}

}  // namespace oms::e2e::journeys
