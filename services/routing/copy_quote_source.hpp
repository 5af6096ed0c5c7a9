#pragma once

#include <functional>

#include "domain/time.hpp"
#include "services/routing/quote_source.hpp"
#include "services/routing/view_copy.hpp"

namespace oms::routing {

// The view of another server, as far as the copy has it: quotes say how old it is. All it is given
// must outlive it.
class CopyQuoteSource final : public QuoteSource {
public:
    CopyQuoteSource(const ViewCopy& copy, const Clock& clock) : copy_(copy), clock_(clock) {}
    void read(const std::function<void(const StockView&)>& reader) const override {
        copy_.read(reader);
    }
    ViewStamp stamp() const override;
    // Fails with Reason::routing_unavailable before there is a copy too.
    void find_channel(const ChannelId& id, const Actor& actor,
                      std::function<void(Result<void>)> done) override;

private:
    const ViewCopy& copy_;
    const Clock& clock_;
};

}  // namespace oms::routing
