#include "services/routing/view_follower.hpp"

#include <utility>

namespace oms::routing {

void ViewFollower::begin() {
    copy_.begin();
    fresh_ = true;
}

Result<void> ViewFollower::take(std::string_view bytes) {
    v1::WatchViewResponse message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(Reason::malformed_request, "it is no WatchViewResponse");
    auto read = view_message(message);
    if (!read) {
        const auto& fields = read.error().fields;
        return fail(
            Reason::malformed_request,
            fields.empty() ? read.error().detail : fields[0].field + ": " + fields[0].description);
    }
    if (copy_.take(*std::move(read), std::chrono::steady_clock::now())) return follow();
    return {};
}

Result<void> ViewFollower::follow() {
    std::optional<CopiedRouting::Source> source;
    copy_.read([&](const StockView& view) { source = routing_.changed(view, fresh_); });
    fresh_ = false;
    if (source) {
        if (const auto followed = routing_.follow(*std::move(source)); !followed)
            told_.trouble("the rules in force cannot be followed: " + followed.error().detail);
    }
    last_.clear();
    if (!std::exchange(announced_, true)) told_.complete();
    return {};
}

void ViewFollower::lost(const std::string& why) {
    if (std::exchange(last_, why) != why) told_.trouble(why);
}

}  // namespace oms::routing
