#include "storage/event_hashes.hpp"

namespace oms::storage {
namespace {

const StockKey& stock_key_of(const EventData& data) {
    const auto* shelved = std::get_if<StockShelved>(&data.any());
    return shelved != nullptr ? shelved->key : std::get<StockPosted>(data.any()).entry.key;
}

// The end of the chain as it was loaded with the aggregate.
ChainHash hash_before(const UnitOfWork& unit, const PendingEvent& event) {
    const auto of = [](const auto* value) {
        return value == nullptr ? ChainHash{} : value->head.hash;
    };
    const std::string& id = event.aggregate.id;
    switch (event.aggregate.type) {
        case AggregateType::order:
            return of(unit.orders.find(OrderId::trusted(id)));
        case AggregateType::item:
            return of(unit.items.find(Sku::trusted(id)));
        case AggregateType::location:
            return of(unit.locations.find(LocationId::trusted(id)));
        case AggregateType::channel:
            return of(unit.channels.find(ChannelId::trusted(id)));
        case AggregateType::stock:
            return of(unit.stock.find(stock_key_of(event.data)));
        case AggregateType::rules:
            return of(unit.rules.find(rules_version_of(id)));
        case AggregateType::receipt:
            return of(unit.receipts.find(ReceiptId::trusted(id)));
        case AggregateType::fulfillment_order:
            return of(unit.fulfillment_orders.find(FulfillmentOrderId::trusted(id)));
        case AggregateType::pickup:
            return of(unit.pickups.find(PickupId::trusted(id)));
        case AggregateType::payment:
            return of(unit.payments.find(OrderId::trusted(id)));
        case AggregateType::effect:
            return of(unit.effects.find(OperationId::trusted(id)));
        case AggregateType::goods_return:
            return of(unit.returns.find(ReturnId::trusted(id)));
        case AggregateType::return_policy:  // never changes
            return {};
        case AggregateType::cart_hold:  // "channel/cart"
            return of(unit.cart_holds.find(
                {event.channel_id, CartId::trusted(id.substr(event.channel_id.str().size() + 1))}));
    }
    return {};
}

}  // namespace

EventHashes::EventHashes(const UnitOfWork& unit, Sha256& sha, JsonWriter& writer) {
    rows_.reserve(unit.events().size());
    for (const PendingEvent& event : unit.events()) {
        writer.clear();
        write_event_data(writer, event.data);
        const auto [end, first] = ends_.try_emplace(event.aggregate);
        if (first) end->second = hash_before(unit, event);
        const std::string_view type = event_type(event.data);
        end->second =
            chain_hash(sha, end->second, event.aggregate, event.sequence, event.event_id.str(),
                       type, event.time, event.actor, event.cause, writer.text());
        rows_.push_back({&event, type, std::string(writer.text()), end->second});
    }
}

const ChainHash& EventHashes::of(const AggregateRef& aggregate, const EventHead& head) const {
    const auto end = ends_.find(aggregate);
    return end == ends_.end() ? head.hash : end->second;
}

}  // namespace oms::storage
