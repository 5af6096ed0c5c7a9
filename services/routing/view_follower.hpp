#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "services/common/upstream.hpp"
#include "services/routing/copied_routing.hpp"
#include "services/routing/view_copy.hpp"

namespace oms::routing {

// Puts what another server tells into a copy of its view, and lets routing follow.
class ViewFollower final : public rpc::UpstreamReader {
public:
    struct Told {
        // The first whole view is there. Once.
        std::function<void()> complete;
        // One line about what the operator should know.
        std::function<void(const std::string&)> trouble;
    };
    // `copy` and `routing` must outlive this.
    ViewFollower(ViewCopy& copy, CopiedRouting& routing, Told told)
        : copy_(copy), routing_(routing), told_(std::move(told)) {}

    void begin() override;
    Result<void> take(std::string_view bytes) override;
    void lost(const std::string& why) override;

private:
    Result<void> follow();

    ViewCopy& copy_;
    CopiedRouting& routing_;
    const Told told_;
    bool fresh_ = true;  // a whole is coming
    bool announced_ = false;
    std::string last_;  // why the stream was lost, said once as long as it is the same
};

}  // namespace oms::routing
