#include "services/routing/copied_routing.hpp"

#include <utility>

#include <fmt/format.h>

#include "services/routing/rules_wire.hpp"

namespace oms::routing {

std::shared_ptr<const fulfillment::RoutingSetup> CopiedRouting::current() const {
    const std::lock_guard lock(mutex_);
    return setup_;
}

std::optional<CopiedRouting::Source> CopiedRouting::changed(const StockView& view, bool fresh) {
    const bool same = view.locations_version() == locations_version_ && view.rules() == rules_;
    if (same && !fresh) return std::nullopt;
    locations_version_ = view.locations_version();
    rules_ = view.rules();
    Source source{rules_, {}};
    if (!rules_) return source;
    source.locations.reserve(view.place_count());
    for (std::size_t i = 0; i < view.place_count(); ++i)
        source.locations.push_back(view.location(static_cast<StockView::PlaceIndex>(i)));
    return source;
}

Result<void> CopiedRouting::follow(Source source) {
    std::shared_ptr<const fulfillment::RoutingSetup> setup;
    if (source.rules) {
        OMS_TRY(auto document, document_of_body(source.rules->body));
        OMS_TRY(auto usable, maker_->make(source.rules->version, std::move(document),
                                          std::move(source.locations)));
        if (!usable.set_aside.empty()) {
            tell_(fmt::format("not routed to, {} in all: {}", usable.set_aside.size(),
                              usable.set_aside.front()));
        }
        setup = std::move(usable.setup);
    }
    const std::lock_guard lock(mutex_);
    setup_ = std::move(setup);
    return {};
}

}  // namespace oms::routing
