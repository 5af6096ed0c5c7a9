#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "oms/inventory/v1/inventory_service.pb.h"
#include "oms/orders/v1/order_service.pb.h"
#include "tools/retail/retail.hpp"

namespace oms::replay {

using retail::Totals;

// Where units of order lines are.
struct UnitTally {
    std::int64_t allocated = 0;
    std::int64_t backordered = 0;
    std::int64_t elsewhere = 0;
    friend bool operator==(const UnitTally&, const UnitTally&) = default;
};

// The sum of order.placed events.
class EventTally {
public:
    explicit EventTally(std::string channel_id) : channel_id_(std::move(channel_id)) {}

    // An event's data. Events of other channels are left out. Throws std::runtime_error for what is
    // not the data of an order.placed event.
    void add(std::string_view data_json);

    const Totals& totals() const { return totals_; }
    const UnitTally& units() const { return units_; }
    // Events whose order had one already.
    std::int64_t doubled() const { return doubled_; }
    // Units reserved, by "sku@location".
    const std::unordered_map<std::string, std::int64_t>& reserved() const { return reserved_; }
    // Units to be delivered that wait for stock, by SKU.
    const std::unordered_map<std::string, std::int64_t>& backordered() const {
        return backordered_;
    }

private:
    std::string channel_id_;
    Totals totals_;
    UnitTally units_;
    std::int64_t doubled_ = 0;
    std::unordered_set<std::string> external_ids_;
    std::unordered_map<std::string, std::int64_t> reserved_;
    std::unordered_map<std::string, std::int64_t> backordered_;
};

// The sum of orders read back one by one, each compared with what was asked for.
class OrderTally {
public:
    // Empty when they agree in lines, SKUs, units, prices, discounts, total, customer and address;
    // else the first field that does not.
    static std::string difference(const orders::v1::PlaceOrderRequest& asked,
                                  const orders::v1::Order& stored);
    void add(const orders::v1::PlaceOrderRequest& asked, const orders::v1::Order& stored);

    const Totals& totals() const { return totals_; }
    const UnitTally& units() const { return units_; }
    std::int64_t different() const { return different_; }
    // The first few, with what differs.
    const std::vector<std::string>& examples() const { return examples_; }

private:
    Totals totals_;
    UnitTally units_;
    std::int64_t different_ = 0;
    std::vector<std::string> examples_;
};

// The stock counters beside what was posted and what the orders hold.
class StockTally {
public:
    // `posted` and `reserved` by "sku@location", `backordered` by SKU.
    StockTally(const std::unordered_map<std::string, std::int64_t>& posted,
               const std::unordered_map<std::string, std::int64_t>& reserved,
               const std::unordered_map<std::string, std::int64_t>& backordered)
        : posted_(posted), reserved_by_orders_(reserved), backordered_(backordered) {}

    // All levels of one SKU.
    void add(const std::string& sku, const inventory::v1::GetStockResponse& stock);

    std::int64_t rows() const { return rows_; }
    std::int64_t on_hand() const { return on_hand_; }
    std::int64_t reserved() const { return reserved_; }
    // Rows whose on hand is not what was posted, or whose reserved is not what orders hold there.
    std::int64_t unbalanced() const { return unbalanced_; }
    // Rows with more reserved than on hand.
    std::int64_t oversold() const { return oversold_; }
    // SKUs of which units wait for stock although some are free.
    std::int64_t waiting_in_vain() const { return waiting_in_vain_; }

private:
    const std::unordered_map<std::string, std::int64_t>& posted_;
    const std::unordered_map<std::string, std::int64_t>& reserved_by_orders_;
    const std::unordered_map<std::string, std::int64_t>& backordered_;
    std::int64_t rows_ = 0;
    std::int64_t on_hand_ = 0;
    std::int64_t reserved_ = 0;
    std::int64_t unbalanced_ = 0;
    std::int64_t oversold_ = 0;
    std::int64_t waiting_in_vain_ = 0;
};

// "sku@location".
std::string stock_key(std::string_view sku, std::string_view location_id);

}  // namespace oms::replay
