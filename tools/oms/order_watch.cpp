#include <string>
#include <utility>

#include <fmt/format.h>

#include "oms/orders/v1/order_service.grpc.pb.h"
#include "tools/oms/commands.hpp"
#include "tools/oms/follow.hpp"
#include "tools/oms/order_key.hpp"
#include "tools/oms/order_text.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {
namespace {

namespace orders = oms::orders::v1;
using orders::OrderService;

struct WatchOrder {
    std::string key, from;
};

Outcome<ExitCode> run_watch(Session& session, const WatchOrder& options) {
    orders::WatchOrderRequest request;
    OMS_TRY(const auto key, parse_order_key(options.key));
    request.set_order_id(key.order_id());
    if (key.key_case() != orders::GetOrderRequest::kOrderId) {
        OMS_TRY(const auto found, session.call(&OrderService::Stub::GetOrder, key));
        request.set_order_id(found.order().order_id());
    }
    request.set_cursor(options.from);
    const auto show = [&session](const orders::WatchOrderResponse& message) {
        if (!message.has_order()) return;
        if (session.json()) {
            session.print_json(message, JsonLayout::one_line);
        } else {
            session.page().line(change_line(message));
        }
    };
    const std::string resume = "oms order watch " + request.order_id();
    return follow(session, &OrderService::Stub::WatchOrder, std::move(request), show, resume);
}

}  // namespace

void add_order_watch(CLI::App& noun, Commands& commands) {
    const auto [watch, watched] = add_verb<WatchOrder>(
        noun, commands, "watch", "Shows an order's state and follows its changes", run_watch);
    watch->add_option("ORDER", watched->key, "Its id (ord_...), its number, or CHANNEL/EXTERNAL_ID")
        ->required();
    watch->add_option("--from", watched->from, "A cursor: only what happened after it");
}

}  // namespace oms::cli
