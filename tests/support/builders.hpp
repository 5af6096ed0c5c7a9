#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/catalog.hpp"
#include "domain/order.hpp"
#include "services/orders/place_order.hpp"

namespace oms::testing {

inline constexpr Timestamp noon =
    Timestamp{std::chrono::seconds{1'772'535'600}};  // 2026-03-03 11:00 UTC

Money euro(std::int64_t cents);
Actor admin();

Item item(std::string_view sku);
Location warehouse(std::string_view id);
// Ships, and offers pickup.
Location store_location(std::string_view id);
Channel channel(std::string_view id);

// Names only what a case is about; the rest is one plain delivered order of channel "web".
class OrderRequestBuilder {
public:
    OrderRequestBuilder& in(std::string_view channel_id);
    OrderRequestBuilder& external(std::string_view id);
    OrderRequestBuilder& cart(std::string_view id);
    OrderRequestBuilder& customer(std::string_view reference);
    OrderRequestBuilder& line(std::string_view sku, std::int64_t quantity,
                              std::int64_t cents = 1000);
    OrderRequestBuilder& pickup(std::string_view sku, std::int64_t quantity,
                                std::string_view location, std::int64_t cents = 1000);
    OrderRequestBuilder& on_shortage(OnShortage policy);
    OrderRequestBuilder& expecting(Money total);
    OrderRequestBuilder& discount(std::int64_t cents);
    OrderRequestBuilder& shipping(std::int64_t cents);
    OrderRequestBuilder& to(GeoPosition position);
    // Priced; expects what the parts make, unless told otherwise.
    orders::OrderRequest build() const;

private:
    OrderLine& add(std::string_view sku, std::int64_t quantity, std::int64_t cents);
    Order draft_;
    std::string external_ = "W-1";
    std::optional<Money> expected_;
    std::optional<GeoPosition> position_;
};

}  // namespace oms::testing
