#pragma once

#include <cstdint>

#include <oms/orders/v1/order_service.pb.h>

namespace oms::tests {

inline common::v1::Money eur(std::int64_t minor_units) {
    common::v1::Money money;
    money.set_currency_code("EUR");
    money.set_minor_units(minor_units);
    return money;
}

// Three shirts at 20.00 EUR, delivered to Paris; nothing wrong with it.
inline orders::v1::PlaceOrderRequest good_order() {
    orders::v1::PlaceOrderRequest request;
    request.set_request_id("place-1");
    request.set_channel_id("web");
    request.set_external_id("WEB-1");
    request.mutable_contact()->set_name("Ada Petit");
    request.mutable_contact()->set_email("ada@example.org");
    request.mutable_contact()->set_phone("+33123456789");
    common::v1::Address& address = *request.mutable_ship_to();
    address.set_recipient("Ada Petit");
    address.add_lines("2 rue de la Paix");
    address.set_locality("Paris");
    address.set_postal_code("75002");
    address.set_country_code("FR");
    orders::v1::OrderLineInput& line = *request.add_lines();
    line.set_sku("TEE");
    line.set_quantity(3);
    *line.mutable_unit_price() = eur(2000);
    *line.mutable_tax() = eur(1000);
    line.mutable_delivery()->set_service_level("standard");
    request.set_tax_included(true);
    *request.mutable_expected_total() = eur(6000);
    return request;
}

}  // namespace oms::tests
