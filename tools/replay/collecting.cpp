#include "tools/replay/collecting.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"

namespace oms::replay {
namespace {

// What stores have, by item.
using Shelves = std::vector<std::vector<StockRow>>;

Shelves shelves_of(const std::vector<Site>& sites, const std::vector<StockRow>& stock) {
    Shelves shelves;
    for (const StockRow& row : stock) {
        if (sites[row.site].is_warehouse) continue;
        if (shelves.size() <= row.item) shelves.resize(row.item + 1);
        shelves[row.item].push_back(row);
    }
    return shelves;
}

std::optional<std::size_t> best_store(const ReplayOrder& order, const Shelves& shelves) {
    std::map<std::size_t, std::int64_t> units;
    for (const InvoiceLine& line : order.lines) {
        if (line.item >= shelves.size()) continue;
        for (const StockRow& row : shelves[line.item])
            units[row.site] += std::min(row.units, line.units);
    }
    const auto most =
        std::max_element(units.begin(), units.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == units.end()) return std::nullopt;
    return most->first;
}

}  // namespace

std::vector<std::optional<std::size_t>> choose_pickups(std::string_view seed,
                                                       const std::vector<ReplayOrder>& orders,
                                                       const std::vector<Site>& sites,
                                                       const std::vector<StockRow>& stock) {
    const Shelves shelves = shelves_of(sites, stock);
    std::vector<std::optional<std::size_t>> pickups(orders.size());
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::uint64_t draw =
            retail::choice(fmt::format("{}collect:{}", seed, orders[i].external_id));
        if (draw % 100 < percent_collected) pickups[i] = best_store(orders[i], shelves);
    }
    return pickups;
}

}  // namespace oms::replay
