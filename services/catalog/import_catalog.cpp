#include "services/catalog/import_catalog.hpp"

namespace oms::catalog {
namespace {

// What differs between the three kinds of rows.
template <class T>
struct Kind;

template <>
struct Kind<Item> {
    static constexpr const char* outside = "";
    static const Sku& id(const Item& item) { return item.sku; }
    static auto& rows(UnitOfWork& unit) { return unit.items; }
    static void name(KeySet& keys, const Item& item) { keys.items.push_back(item.sku); }
    static bool in_scope(const Actor&, const Item&) { return true; }
    static void tell(UnitOfWork& unit, Item& item, bool created) {
        EventData data = ItemUpdated{item};
        if (created) data = ItemCreated{item};
        unit.record({AggregateType::item, item.sku.str()}, item.head, {}, {}, std::move(data));
    }
};

template <>
struct Kind<Location> {
    static constexpr const char* outside = "outside your locations";
    static const LocationId& id(const Location& location) { return location.location_id; }
    static auto& rows(UnitOfWork& unit) { return unit.locations; }
    static void name(KeySet& keys, const Location& location) {
        keys.locations.push_back(location.location_id);
    }
    static bool in_scope(const Actor& actor, const Location& location) {
        return actor.locations.contains(location.location_id);
    }
    static void tell(UnitOfWork& unit, Location& location, bool created) {
        EventData data = LocationUpdated{location};
        if (created) data = LocationCreated{location};
        unit.record({AggregateType::location, location.location_id.str()}, location.head, {},
                    {location.location_id}, std::move(data));
    }
};

template <>
struct Kind<Channel> {
    static constexpr const char* outside = "outside your channels";
    static const ChannelId& id(const Channel& channel) { return channel.channel_id; }
    static auto& rows(UnitOfWork& unit) { return unit.channels; }
    static void name(KeySet& keys, const Channel& channel) {
        keys.channels.push_back(channel.channel_id);
    }
    static bool in_scope(const Actor& actor, const Channel& channel) {
        return actor.channels.contains(channel.channel_id);
    }
    static void tell(UnitOfWork& unit, Channel& channel, bool created) {
        EventData data = ChannelUpdated{channel};
        if (created) data = ChannelCreated{channel};
        unit.record({AggregateType::channel, channel.channel_id.str()}, channel.head,
                    channel.channel_id, {}, std::move(data));
    }
};

void keep(const KeptFields& kept, const Item& before, Item& value) {
    if (kept.tags) value.tags = before.tags;
}
void keep(const KeptFields&, const Location&, Location&) {}
void keep(const KeptFields&, const Channel&, Channel&) {}

const char* id_field(const Location&) {
    return "location_id";
}
const char* id_field(const Channel&) {
    return "channel_id";
}
const char* id_field(const Item&) {
    return "sku";
}

// Writes the row if it is new or differs, and counts what it did.
template <class T>
void import_row(UnitOfWork& unit, const T& given, const KeptFields& kept, ImportOutcome& outcome) {
    T value = given;
    const T* before = Kind<T>::rows(unit).find(Kind<T>::id(given));
    if (before != nullptr) {
        keep(kept, *before, value);
        value.head = before->head;
        value.create_time = before->create_time;
        value.update_time = before->update_time;
        if constexpr (std::is_same_v<T, Location>) {
            // What a row does not say stays.
            if (value.fulfillment == FulfillmentSettings{}) value.fulfillment = before->fulfillment;
            value.closure = before->closure;
        }
        if (value == *before) {
            ++outcome.unchanged;
            return;
        }
    }
    const bool created = before == nullptr;
    value.update_time = unit.now();
    if (created) value.create_time = unit.now();
    ++(created ? outcome.created : outcome.updated);
    Kind<T>::tell(unit, value, created);
    const auto id = Kind<T>::id(value);
    Kind<T>::rows(unit).put(id, std::move(value));
}

}  // namespace

template <class T>
void ImportCatalog<T>::name_keys(KeySet& keys) const {
    for (const ImportRow<T>& row : rows_)
        Kind<T>::name(keys, row.value);
}

template <class T>
Result<std::string> ImportCatalog<T>::run(UnitOfWork& unit) {
    ImportOutcome outcome;
    outcome.problems = problems_;
    for (const ImportRow<T>& row : rows_) {
        if (Kind<T>::in_scope(header().actor, row.value)) continue;
        outcome.problems.push_back({row.index, id_field(row.value), Kind<T>::outside});
    }
    if (outcome.problems.empty()) {
        for (const ImportRow<T>& row : rows_)
            import_row(unit, row.value, kept_, outcome);
    }
    return end_import(outcome, header().validate_only, encode_);
}

template class ImportCatalog<Item>;
template class ImportCatalog<Location>;
template class ImportCatalog<Channel>;

}  // namespace oms::catalog
