#include "services/carriers/rate_table_carrier.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace oms;
using namespace oms::carriers;

namespace {

documents::Fonts& test_fonts() {
    static documents::Fonts fonts = [] {
        auto loaded = documents::Fonts::load(documents::FontFiles::built_in());
        REQUIRE_MESSAGE(loaded, loaded.error().detail);
        return std::move(*loaded);
    }();
    return fonts;
}

ParcelBooking some_booking() {
    ParcelBooking booking;
    booking.operation_id = "par_01/book";
    booking.service_id = "standard";
    booking.sender = {"W1", {"1 rue du Dépôt"}, "Orléans", "", "45000", "FR", {}};
    booking.recipient = {"Zoë Lefèvre", {"3 allée des Chênes"}, "Lyon", "", "69003", "FR", {}};
    booking.sscc = "340123450000000000";
    booking.order_number = "7K2M9QX4D1";
    booking.weight_g = 800;
    booking.made_at = from_unix_micros(1'772'532'000'000'000);
    return booking;
}

}  // namespace

TEST_CASE("rate-table carrier: a booking that is repeated is the same booking, to the byte") {
    RateTableCarrier carrier(test_fonts());
    RateTableCarrier restarted(test_fonts());
    const auto first = carrier.book_parcel(some_booking());
    const auto again = restarted.book_parcel(some_booking());
    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->tracking_number == again->tracking_number);
    CHECK(first->label_pdf == again->label_pdf);
    CHECK(first->label_pdf.starts_with("%PDF-"));
    CHECK(first->tracking_number == tracking_number_of("par_01/book"));
    CHECK_FALSE(first->cost);
}

TEST_CASE("rate-table carrier: other parcels have other numbers, each with a check digit") {
    std::set<std::string> numbers;
    for (int parcel = 0; parcel < 1000; ++parcel) {
        const std::string number = tracking_number_of("op-" + std::to_string(parcel));
        CHECK(is_our_tracking_number(number));
        numbers.insert(number);
    }
    CHECK(numbers.size() == 1000);
    // Fixed, since labels with it are on parcels.
    CHECK(tracking_number_of("") == "CT68292328242616520");
    std::string mistyped = tracking_number_of("op");
    mistyped[5] = mistyped[5] == '9' ? '0' : static_cast<char>(mistyped[5] + 1);
    CHECK_FALSE(is_our_tracking_number(mistyped));
    CHECK_FALSE(is_our_tracking_number(""));
}

TEST_CASE("rate-table carrier: a booking that cannot be printed is refused by its field") {
    RateTableCarrier carrier(test_fonts());
    const auto field_refused = [&](auto change) {
        ParcelBooking booking = some_booking();
        change(booking);
        const auto result = carrier.book_parcel(booking);
        REQUIRE_FALSE(result);
        CHECK(result.error().reason == Reason::malformed_request);
        REQUIRE(result.error().fields.size() == 1);
        return result.error().fields[0].field;
    };
    CHECK(field_refused([](ParcelBooking& it) { it.operation_id = ""; }) == "operation_id");
    CHECK(field_refused([](ParcelBooking& it) { it.operation_id = "a b"; }) == "operation_id");
    CHECK(field_refused([](ParcelBooking& it) { it.service_id = ""; }) == "service_id");
    CHECK(field_refused([](ParcelBooking& it) { it.sscc = "1"; }) == "sscc");
    CHECK(field_refused([](ParcelBooking& it) { it.parcel_count = 0; }) == "parcel_number");
}

TEST_CASE("rate-table carrier: voiding may be repeated, and needs no answer to the booking") {
    RateTableCarrier carrier(test_fonts());
    const std::string number = tracking_number_of("par_01/book");
    CHECK(carrier.void_label("par_01/book", number));
    CHECK(carrier.void_label("par_01/book", number));
    CHECK(carrier.void_label("par_01/book", ""));
    const auto other = carrier.void_label("par_02/book", number);
    REQUIRE_FALSE(other);
    CHECK(other.error().reason == Reason::gateway_refused);
}

TEST_CASE("rate-table carrier: it knows its numbers, and nothing of their way") {
    RateTableCarrier carrier(test_fonts());
    const auto events = carrier.track("standard", tracking_number_of("par_01/book"));
    REQUIRE(events);
    CHECK(events->empty());
    const auto unknown = carrier.track("standard", "XY123");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().reason == Reason::gateway_refused);
}
