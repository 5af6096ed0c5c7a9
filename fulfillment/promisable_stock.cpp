#include "fulfillment/promisable_stock.hpp"

#include <algorithm>

namespace oms::fulfillment {
namespace {

constexpr std::size_t supply_dates = 4;

// The units under `key`, one for each line.
template <class Rows, class Key>
PromisableStock::Units& row(Rows& rows, const Key& key, std::size_t lines) {
    auto& found = rows[key];
    found.resize(lines);
    return found;
}

}  // namespace

PromisableStock::PromisableStock(std::vector<StockLine> lines, const RoutingRequest& request,
                                 const RoutingWorld& world, InboundUse inbound)
    : lines_(std::move(lines)),
      channel_(request.traits.channel_id),
      world_(world),
      inbound_(inbound),
      row_of_(world.network.size()) {
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        const SkuCells cells = world.stock.cells(lines_[line].sku);
        std::size_t next = 0;
        for (const StockView::Cell& cell : cells.cells) {
            const std::int64_t free = cells.available(cell);
            if (free == 0) continue;
            const auto location =
                world.network.find_from(next, world.stock.view.place(cell.place).location_id);
            if (location) free_at(*location, line) = free;
        }
    }
    if (inbound == InboundUse::none) return;
    for (const InboundSupply& supply : world.inbound) {
        const auto location = world.network.find(supply.key.location_id);
        if (!location || supply.quantity <= 0 || supply.available_from <= request.now) continue;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            if (lines_[line].sku != supply.key.sku) continue;
            row(arriving_[*location], supply.available_from, lines_.size())[line] +=
                supply.quantity;
        }
    }
}

std::span<const std::int64_t> PromisableStock::free_of(std::size_t location) const {
    const std::size_t row = row_of_[location];
    if (row == 0) return {};
    return std::span(free_).subspan((row - 1) * lines_.size(), lines_.size());
}

std::int64_t& PromisableStock::free_at(std::size_t location, std::size_t line) {
    std::uint32_t& row = row_of_[location];
    if (row == 0) {
        free_.resize(free_.size() + lines_.size());
        row = static_cast<std::uint32_t>(free_.size() / lines_.size());
    }
    return free_[(row - 1) * lines_.size() + line];
}

PromisableStock::Units PromisableStock::promisable(std::size_t location,
                                                   std::span<const std::int64_t> free) const {
    Units units(lines_.size());
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        if (free[line] == 0) continue;
        const std::int64_t kept = world_.rules.kept_back(
            channel_, world_.network.location(location), lines_[line].sku, lines_[line].item_tags);
        units[line] = std::max<std::int64_t>(0, free[line] - kept);
    }
    return units;
}

PromisableStock::Units PromisableStock::now(std::size_t location) const {
    const auto free = free_of(location);
    return free.empty() ? Units(lines_.size()) : promisable(location, free);
}

std::vector<std::pair<Timestamp, PromisableStock::Units>> PromisableStock::later(
    std::size_t location) const {
    std::vector<std::pair<Timestamp, Units>> dates;
    const auto arriving = arriving_.find(location);
    if (arriving == arriving_.end()) return dates;
    const auto free = free_of(location);
    Units there = free.empty() ? Units(lines_.size()) : Units(free.begin(), free.end());
    const Units at_once = now(location);
    for (const auto& [from, came] : arriving->second) {
        if (dates.size() == supply_dates) break;
        for (std::size_t line = 0; line < lines_.size(); ++line)
            there[line] += came[line];
        Units units = promisable(location, there);
        for (std::size_t line = 0; inbound_ == InboundUse::apart && line < lines_.size(); ++line)
            units[line] -= at_once[line];
        dates.emplace_back(from, std::move(units));
    }
    return dates;
}

}  // namespace oms::fulfillment
