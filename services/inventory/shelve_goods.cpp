#include "services/inventory/shelve_goods.hpp"

namespace oms::inventory {

void ShelveGoods::name_keys(KeySet& keys) const {
    keys.locations.push_back(location_);
    for (const ShelvedGoods& goods : goods_) {
        keys.items.push_back(goods.sku);
        keys.stock.push_back({goods.sku, location_});
        keys.shelves.push_back({goods.sku, location_});
    }
}

Result<std::string> ShelveGoods::run(UnitOfWork& unit) {
    if (!header().actor.locations.contains(location_) || unit.locations.find(location_) == nullptr)
        return fail(Reason::location_not_found, location_.str());
    for (const ShelvedGoods& goods : goods_) {
        if (unit.items.find(goods.sku) == nullptr)
            return fail(Reason::item_not_found, goods.sku.str());
    }
    std::int64_t changed = 0;
    for (const ShelvedGoods& goods : goods_) {
        const StockKey key{goods.sku, location_};
        const Shelf* before = unit.shelves.find(key);
        if (before == nullptr ? goods.shelf.place.empty() : *before == goods.shelf) continue;
        const StockLevel* found = unit.stock.find(key);
        StockLevel level = found == nullptr ? StockLevel{} : *found;
        unit.record({AggregateType::stock, to_text(key)}, level.head, {}, {location_},
                    StockShelved{key, goods.shelf});
        unit.stock.put(key, level);
        unit.shelves.put(key, goods.shelf);
        ++changed;
    }
    return encode_(changed);
}

}  // namespace oms::inventory
