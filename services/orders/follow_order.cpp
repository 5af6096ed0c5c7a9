#include "services/orders/follow_order.hpp"

#include <algorithm>
#include <utility>

#include "services/orders/orders_reply.hpp"

namespace oms::orders {
namespace {

// A message holds every line of the order: fewer of them wait than of single events.
constexpr std::int64_t most_messages = 10;

class OrderSource final : public events::WatchSource {
public:
    explicit OrderSource(OrderId id) : id_(std::move(id)) {}

    Result<Page> read(ReadSession& session, const Actor& actor, std::int64_t after_position,
                      std::int64_t limit) override {
        // A read that finds nothing new says nothing of whether the order may be seen.
        if (!admitted_) OMS_CHECK(session.order(id_, actor));
        admitted_ = true;
        OrderChangesQuery query{id_, after_position, std::min(limit, most_messages)};
        if (after_position == 0) query.after_position.reset();
        Page page;
        OMS_TRY(
            const OrderChangesRead read,
            session.order_changes(query, actor, [&](const OrderChange& change, const Order& order) {
                const OrderChange* const told = after_position == 0 ? nullptr : &change;
                page.messages.push_back(watch_order_message(told, order, change.position));
            }));
        page.scanned_to = read.scanned_to;
        page.more = read.more;
        return page;
    }
    std::string heartbeat(std::int64_t position) const override {
        return watch_order_heartbeat(position);
    }

private:
    const OrderId id_;
    bool admitted_ = false;
};

}  // namespace

std::unique_ptr<events::WatchSource> follow_order(OrderId id) {
    return std::make_unique<OrderSource>(std::move(id));
}

}  // namespace oms::orders
