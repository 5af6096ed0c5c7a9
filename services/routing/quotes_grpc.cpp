#include "services/routing/quotes_grpc.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "services/common/handlers.hpp"
#include "services/routing/quote_basket.hpp"
#include "services/routing/quotes_wire.hpp"

namespace oms::routing {
namespace {

void answer(const rpc::Call& call, const fulfillment::QuoteRequest& request,
            const fulfillment::RoutingSetups& setups, const QuoteSource& source) {
    if (call.deadline() <= std::chrono::steady_clock::now())
        return call.fail({Reason::deadline_passed, "", {}, {}, {}, false});
    try {
        auto setup = setups.current();
        if (!setup) {
            return call.fail(
                {Reason::rules_not_published, "no rules to quote by", {}, {}, {}, false});
        }
        const auto quote = quote_basket(request, std::move(setup), source);
        if (!quote) return call.fail(quote.error());
        call.finish(quote_reply(*quote));
    } catch (const std::exception& fault) {
        call.fail({Reason::internal_fault, fault.what(), {}, {}, {}, false});
    }
}

}  // namespace

void QuotesGrpc::add_to(rpc::Server& server) {
    server.add({"/oms.routing.v1.RoutingService/QuoteFulfillment",
                wire::handler<v1::QuoteFulfillmentRequest>(
                    [this](const auto& call, const auto& r) { return quote(call, r); })});
}

Result<void> QuotesGrpc::quote(const rpc::Call& call, const v1::QuoteFulfillmentRequest& request) {
    OMS_TRY(fulfillment::QuoteRequest asked, quote_request(request));
    const ChannelId channel = asked.channel_id;
    source_.find_channel(channel, call.actor(),
                         [this, call, asked = std::move(asked)](const Result<void>& found) mutable {
                             if (!found) return call.fail(found.error());
                             const auto taken =
                                 planners_.submit([this, call, asked = std::move(asked)] {
                                     answer(call, asked, setups_, source_);
                                 });
                             if (!taken) call.fail(taken.error());
                         });
    return {};
}

}  // namespace oms::routing
