#include "tools/replay/stored.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace oms::replay {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_examples = 5;

// "1999 GBP".
std::int64_t pence(const std::string& amount) {
    std::int64_t units = 0;
    const auto read = std::from_chars(amount.data(), amount.data() + amount.size(), units);
    if (read.ec != std::errc{} || std::string_view(read.ptr) != " GBP")
        throw std::runtime_error(fmt::format("not an amount in pounds: {}", amount));
    return units;
}

std::int64_t of(const std::unordered_map<std::string, std::int64_t>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
}

std::int64_t discounts_of(const orders::v1::OrderLineInput& line) {
    std::int64_t sum = 0;
    for (const auto& discount : line.discounts())
        sum += discount.amount().minor_units();
    return sum;
}

std::string line_difference(const orders::v1::OrderLineInput& asked,
                            const orders::v1::OrderLine& stored) {
    if (asked.sku() != stored.sku()) return "sku";
    if (asked.quantity() != stored.quantities().ordered()) return "quantity";
    if (asked.unit_price().minor_units() != stored.unit_price().minor_units()) return "unit price";
    if (discounts_of(asked) != stored.totals().line_discounts().minor_units()) return "discount";
    if (asked.delivery().service_level() != stored.delivery().service_level())
        return "service level";
    if (asked.pickup().location_id() != stored.pickup().location_id()) return "pickup location";
    return {};
}

}  // namespace

std::string stock_key(std::string_view sku, std::string_view location_id) {
    return fmt::format("{}@{}", sku, location_id);
}

void EventTally::add(std::string_view data_json) try {
    const Json order = Json::parse(data_json).at("order");
    if (order.at("channel_id").get<std::string>() != channel_id_) return;
    if (!external_ids_.insert(order.at("external_id").get<std::string>()).second) ++doubled_;
    ++totals_.orders;
    totals_.money += pence(order.at("totals").at("total").get<std::string>());
    for (const Json& line : order.at("lines")) {
        ++totals_.lines;
        for (const auto& [state, count] : line.at("quantities").items()) {
            const auto units = count.get<std::int64_t>();
            totals_.units += units;
            if (state == "allocated") {
                units_.allocated += units;
            } else if (state == "backordered") {
                units_.backordered += units;
                // What a store lacks that is to be collected there, others may have.
                if (line.value("method", "") != "pickup")
                    backordered_[line.at("sku").get<std::string>()] += units;
            } else {
                units_.elsewhere += units;
            }
        }
    }
    for (const Json& reservation : order.value("reservations", Json::array())) {
        reserved_[stock_key(reservation.at("sku").get<std::string>(),
                            reservation.at("location_id").get<std::string>())] +=
            reservation.at("quantity").get<std::int64_t>();
    }
} catch (const Json::exception& error) {
    throw std::runtime_error(fmt::format("an order.placed event cannot be read: {}", error.what()));
}

std::string OrderTally::difference(const orders::v1::PlaceOrderRequest& asked,
                                   const orders::v1::Order& stored) {
    if (asked.channel_id() != stored.channel_id()) return "channel";
    if (asked.external_id() != stored.external_id()) return "external id";
    if (asked.customer_reference() != stored.customer_reference()) return "customer reference";
    if (asked.contact().SerializeAsString() != stored.contact().SerializeAsString())
        return "contact";
    if (asked.ship_to().SerializeAsString() != stored.ship_to().SerializeAsString())
        return "address";
    if (asked.expected_total().minor_units() != stored.totals().total().minor_units())
        return "total";
    if (asked.lines_size() != stored.lines_size()) return "number of lines";
    for (int i = 0; i < asked.lines_size(); ++i) {
        const std::string what = line_difference(asked.lines(i), stored.lines(i));
        if (!what.empty()) return fmt::format("line {}: {}", i + 1, what);
    }
    return {};
}

void OrderTally::add(const orders::v1::PlaceOrderRequest& asked, const orders::v1::Order& stored) {
    const std::string what = difference(asked, stored);
    if (!what.empty()) {
        ++different_;
        if (examples_.size() < most_examples)
            examples_.push_back(fmt::format("order {}: {}", asked.external_id(), what));
    }
    ++totals_.orders;
    totals_.lines += stored.lines_size();
    totals_.money += stored.totals().total().minor_units();
    for (const orders::v1::OrderLine& line : stored.lines()) {
        const auto& quantities = line.quantities();
        totals_.units += quantities.ordered();
        units_.allocated += quantities.allocated();
        units_.backordered += quantities.backordered();
        units_.elsewhere +=
            quantities.ordered() - quantities.allocated() - quantities.backordered();
    }
}

void StockTally::add(const std::string& sku, const inventory::v1::GetStockResponse& stock) {
    std::int64_t free = 0;
    for (const inventory::v1::StockLevel& level : stock.levels()) {
        ++rows_;
        on_hand_ += level.on_hand();
        reserved_ += level.reserved();
        free += level.available();
        const std::string key = stock_key(sku, level.location_id());
        if (level.on_hand() != of(posted_, key) || level.reserved() != of(reserved_by_orders_, key))
            ++unbalanced_;
        if (level.reserved() > level.on_hand()) ++oversold_;
    }
    if (free > 0 && of(backordered_, sku) > 0) ++waiting_in_vain_;
}

}  // namespace oms::replay
