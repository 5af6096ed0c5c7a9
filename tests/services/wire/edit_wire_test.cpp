#include "services/orders/edit_wire.hpp"

#include <doctest/doctest.h>

#include "tests/services/wire/support.hpp"

using namespace oms;
using namespace oms::orders;
using oms::tests::refused;

namespace {

v1::ConfirmOrderEditRequest good_confirmation() {
    v1::ConfirmOrderEditRequest request;
    request.set_request_id("edit-1");
    request.set_order_id("ord_1");
    request.set_etag("v3");
    request.set_preview_token("0123456789abcdef");
    auto& line = *request.mutable_edit()->add_lines();
    line.set_line_no(2);
    line.set_quantity(0);
    return request;
}

// The one field that is refused once `change` was made.
template <class Change>
std::string refused_field(Change change) {
    v1::ConfirmOrderEditRequest request = good_confirmation();
    change(request);
    const auto fields = refused(confirm_request(request));
    REQUIRE(fields.size() == 1);
    return fields.front();
}

Address at(const char* country, std::int32_t latitude, std::int32_t longitude) {
    Address address;
    address.country_code = country;
    address.position = GeoPosition{latitude, longitude};
    return address;
}

}  // namespace

TEST_CASE("a confirmation names its version and what was shown") {
    const auto parsed = confirm_request(good_confirmation());
    REQUIRE(parsed);
    CHECK(parsed->version == 3);
    CHECK(parsed->preview_token == "0123456789abcdef");
    REQUIRE(parsed->edit.lines.size() == 1);
    CHECK(parsed->edit.lines[0].line_no == 2);
    CHECK(parsed->edit.lines[0].quantity == 0);
    CHECK_FALSE(parsed->edit.readdressed);

    CHECK(refused_field([](auto& r) { r.clear_etag(); }) == "etag");
    CHECK(refused_field([](auto& r) { r.clear_preview_token(); }) == "preview_token");
    CHECK(refused_field([](auto& r) { r.clear_edit(); }) == "edit");
    CHECK(refused_field([](auto& r) { r.mutable_edit()->mutable_lines(0)->set_quantity(-1); }) ==
          "edit.lines[0].quantity");
    CHECK(refused_field([](auto& r) { *r.mutable_edit()->add_lines() = r.edit().lines(0); }) ==
          "edit.lines[1].line_no");
    CHECK(refused_field([](auto& r) { r.mutable_edit()->mutable_lines(0)->clear_quantity(); }) ==
          "edit.lines[0]");
    CHECK(refused_field([](auto& r) {
              auto& pickup = *r.mutable_edit()->mutable_lines(0)->mutable_pickup();
              pickup.set_location_id("S1");
              pickup.add_any_of_location_ids("S2");
          }) == "edit.lines[0].pickup.any_of_location_ids");
    CHECK(refused_field([](auto& r) { r.add_tenders()->set_type("card"); }) == "tenders[0].amount");
}

TEST_CASE("an address is reviewed in another country, or beyond 100 km") {
    const Address paris = at("FR", 48'860'000, 2'340'000);
    CHECK_FALSE(needs_review(paris, at("FR", 48'540'000, 2'660'000)));  // Melun, 43 km
    CHECK(needs_review(paris, at("FR", 45'760'000, 4'860'000)));        // Lyon
    CHECK(needs_review(paris, at("BE", 48'860'000, 2'340'000)));
    Address unknown = paris;
    unknown.position.reset();
    CHECK_FALSE(needs_review(paris, unknown));
}

TEST_CASE("a new address is whole, and so is another store") {
    v1::ChangeAddressRequest request;
    CHECK(refused(address_request(request)) ==
          std::vector<std::string>{"order_id", "request_id", "ship_to"});
    request.set_request_id("move-1");
    request.set_order_id("ord_1");
    request.mutable_ship_to()->set_country_code("France");
    CHECK(refused(address_request(request)) == std::vector<std::string>{"ship_to.country_code"});
    request.mutable_ship_to()->set_country_code("FR");
    request.set_etag("3");
    CHECK(refused(address_request(request)) == std::vector<std::string>{"etag"});
    request.set_etag("v3");
    const auto parsed = address_request(request);
    REQUIRE(parsed);
    CHECK(parsed->version == 3);
    CHECK(parsed->ship_to.country_code == "FR");

    v1::ChangePickupLocationRequest pickup;
    CHECK(refused(pickup_change_request(pickup)) ==
          std::vector<std::string>{"from_location_id", "order_id", "request_id", "to_location_id"});
}
