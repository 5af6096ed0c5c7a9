#include "domain/search_tokens.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace oms;

TEST_CASE("a search token is its kind's letter and the value in base32hex") {
    // RFC 4648, section 10.
    CHECK(search_token(TokenKind::name_word, "") == "w");
    CHECK(search_token(TokenKind::name_word, "f") == "wco");
    CHECK(search_token(TokenKind::name_word, "fo") == "wcpng");
    CHECK(search_token(TokenKind::name_word, "foo") == "wcpnmu");
    CHECK(search_token(TokenKind::sku, "foobar") == "scpnmuoj1e8");
}

TEST_CASE("whatever a value has in it, its token is plain and its own") {
    CHECK(rc::check([](const std::string& one, const std::string& other) {
        const std::string token = search_token(TokenKind::external_id, one);
        RC_ASSERT(std::all_of(token.begin(), token.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'x');
        }));
        RC_ASSERT((token == search_token(TokenKind::external_id, other)) == (one == other));
        RC_ASSERT(token != search_token(TokenKind::sku, one));
    }));
}

TEST_CASE("the places of an order are its channel, SKUs and locations, each once") {
    Order order;
    order.channel_id = ChannelId::trusted("web");
    order.lines.resize(2);
    order.lines[0].sku = order.lines[1].sku = Sku::trusted("TEE");
    CHECK(place_tokens(order) == std::vector<std::string>{search_token(TokenKind::channel, "web"),
                                                          search_token(TokenKind::sku, "TEE")});
    order.lines[1].pickup_location = LocationId::trusted("S1");
    Reservation reservation;
    reservation.location_id = LocationId::trusted("W1");
    order.reservations = {reservation};
    CHECK(place_tokens(order) == std::vector<std::string>{search_token(TokenKind::any_location, ""),
                                                          search_token(TokenKind::channel, "web"),
                                                          search_token(TokenKind::location, "S1"),
                                                          search_token(TokenKind::location, "W1"),
                                                          search_token(TokenKind::sku, "TEE")});
}

TEST_CASE("the last four digits of a phone") {
    CHECK(last_four("+33123456789") == "6789");
    CHECK(last_four("+1") == "+1");
}
