#include "services/catalog/create_catalog.hpp"

namespace oms::catalog {

Result<std::string> CreateItem::run(UnitOfWork& unit) {
    if (unit.items.find(item_.sku) != nullptr) return fail(Reason::item_exists, item_.sku.str());
    Item item = item_;
    item.create_time = item.update_time = unit.now();
    unit.record({AggregateType::item, item.sku.str()}, item.head, {}, {}, ItemCreated{item});
    std::string answer = encode_(item);
    unit.items.put(item_.sku, std::move(item));
    return answer;
}

Result<std::string> CreateLocation::run(UnitOfWork& unit) {
    const LocationId& id = location_.location_id;
    if (!header().actor.locations.contains(id))
        return fail(Reason::not_permitted, "outside your locations");
    if (unit.locations.find(id) != nullptr) return fail(Reason::location_exists, id.str());
    Location location = location_;
    location.create_time = location.update_time = unit.now();
    unit.record({AggregateType::location, id.str()}, location.head, {}, {id},
                LocationCreated{location});
    std::string answer = encode_(location);
    unit.locations.put(id, std::move(location));
    return answer;
}

Result<std::string> CreateChannel::run(UnitOfWork& unit) {
    const ChannelId& id = channel_.channel_id;
    if (!header().actor.channels.contains(id))
        return fail(Reason::not_permitted, "outside your channels");
    if (unit.channels.find(id) != nullptr) return fail(Reason::channel_exists, id.str());
    Channel channel = channel_;
    channel.create_time = channel.update_time = unit.now();
    unit.record({AggregateType::channel, id.str()}, channel.head, id, {}, ChannelCreated{channel});
    std::string answer = encode_(channel);
    unit.channels.put(id, std::move(channel));
    return answer;
}

}  // namespace oms::catalog
