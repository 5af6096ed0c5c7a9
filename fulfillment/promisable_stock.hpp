#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fulfillment/routing_request.hpp"

namespace oms::fulfillment {

// What rules ask about the goods of a problem line.
struct StockLine {
    Sku sku;
    std::span<const std::string> item_tags;
};

// Units by line that each location may promise to a channel: on hand less reserved, less what the
// rules keep back, now and as supply comes. One request's work; references must outlive it.
class PromisableStock {
public:
    using Units = std::vector<std::int64_t>;

    PromisableStock(std::vector<StockLine> lines, const RoutingRequest& request,
                    const RoutingWorld& world, InboundUse inbound);

    // False when it has nothing of any line, now or later, before rules.
    bool has_any(std::size_t location) const {
        return !free_of(location).empty() || arriving_.count(location) > 0;
    }
    // Locations that have something now.
    std::size_t stocked_locations() const {
        return lines_.empty() ? 0 : free_.size() / lines_.size();
    }
    Units now(std::size_t location) const;
    // At the first four dates on which supply comes: all there is then, or what is more than now.
    std::vector<std::pair<Timestamp, Units>> later(std::size_t location) const;

private:
    Units promisable(std::size_t location, std::span<const std::int64_t> free) const;
    // Empty where there is nothing now.
    std::span<const std::int64_t> free_of(std::size_t location) const;
    std::int64_t& free_at(std::size_t location, std::size_t line);

    std::vector<StockLine> lines_;
    const ChannelId& channel_;
    const RoutingWorld& world_;
    InboundUse inbound_;
    // Rows of one figure for each line, of the locations that have something; by location 1 + the
    // number of its row, or 0.
    std::vector<std::int64_t> free_;
    std::vector<std::uint32_t> row_of_;
    // By location.
    std::unordered_map<std::size_t, std::map<Timestamp, Units>> arriving_;
};

}  // namespace oms::fulfillment
