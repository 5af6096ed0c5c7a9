#include "tests/support/builders.hpp"

#include "domain/pricing.hpp"

namespace oms::testing {

Money euro(std::int64_t cents) {
    return *Money::of(cents, *Currency::parse("EUR"));
}

Actor admin() {
    return system_actor("tester");
}

Item item(std::string_view sku) {
    Item made;
    made.sku = *Sku::parse(sku);
    made.title = "An item";
    return made;
}

Location warehouse(std::string_view id) {
    Location made;
    made.location_id = *LocationId::parse(id);
    made.name = "A location";
    made.address.country_code = "FR";
    made.time_zone = "Europe/Paris";
    made.capabilities = {Capability::ship};
    return made;
}

Location store_location(std::string_view id) {
    Location made = warehouse(id);
    made.type = LocationType::store;
    // Most tests are about orders that nobody works on yet.
    made.fulfillment.release = ReleaseMode::in_waves;
    made.capabilities = {Capability::ship, Capability::pickup};
    return made;
}

Channel channel(std::string_view id) {
    Channel made;
    made.channel_id = *ChannelId::parse(id);
    made.name = "A channel";
    made.brand = "A brand";
    return made;
}

OrderRequestBuilder& OrderRequestBuilder::in(std::string_view channel_id) {
    draft_.channel_id = *ChannelId::parse(channel_id);
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::external(std::string_view id) {
    external_ = id;
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::cart(std::string_view id) {
    draft_.cart_id = *CartId::parse(id);
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::customer(std::string_view reference) {
    draft_.customer_reference = reference;
    return *this;
}

OrderLine& OrderRequestBuilder::add(std::string_view sku, std::int64_t quantity,
                                    std::int64_t cents) {
    OrderLine line;
    line.line_no = static_cast<std::int64_t>(draft_.lines.size()) + 1;
    line.sku = *Sku::parse(sku);
    line.unit_price = euro(cents);
    line.tax = euro(0);
    line.service_level = "standard";
    line.quantities = LineQuantities(UnitState::unallocated, quantity);
    draft_.lines.push_back(line);
    return draft_.lines.back();
}

OrderRequestBuilder& OrderRequestBuilder::line(std::string_view sku, std::int64_t quantity,
                                               std::int64_t cents) {
    add(sku, quantity, cents);
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::pickup(std::string_view sku, std::int64_t quantity,
                                                 std::string_view location, std::int64_t cents) {
    OrderLine& line = add(sku, quantity, cents);
    line.method = Method::pickup;
    line.service_level.clear();
    line.pickup_location = *LocationId::parse(location);
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::on_shortage(OnShortage policy) {
    draft_.on_shortage = policy;
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::expecting(Money total) {
    expected_ = total;
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::discount(std::int64_t cents) {
    draft_.discounts.push_back(
        {"PROMO", DiscountScope::order, OnReturn::proportional, euro(cents)});
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::shipping(std::int64_t cents) {
    draft_.charges.push_back({ChargeType::shipping, euro(cents), euro(0)});
    return *this;
}

OrderRequestBuilder& OrderRequestBuilder::to(GeoPosition position) {
    position_ = position;
    return *this;
}

orders::OrderRequest OrderRequestBuilder::build() const {
    orders::OrderRequest request;
    request.draft = draft_;
    if (request.draft.channel_id.empty()) request.draft.channel_id = *ChannelId::parse("web");
    request.draft.external_id = *ExternalId::parse(external_);
    request.priced = price(request.draft, *Currency::parse("EUR"));
    request.expected_total = expected_.value_or(request.draft.totals.total);
    request.contact = Contact{"Ada Example", "ada@example.com", "+33123456789"};
    Address address;
    address.recipient = "Ada Example";
    address.lines = {"1 rue de l'Exemple"};
    address.locality = "Paris";
    address.postal_code = "75001";
    address.country_code = "FR";
    address.position = position_;
    request.ship_to = address;
    return request;
}

}  // namespace oms::testing
