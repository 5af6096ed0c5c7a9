#include "services/common/card_number.hpp"

#include <doctest/doctest.h>

using oms::wire::has_card_number;
using oms::wire::is_card_number;

TEST_CASE("a card number is found in free text, however it is grouped") {
    // Published test numbers of the schemes.
    for (const auto* text :
         {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111",
          "4111 - 1111 - 1111 - 1111", "my card is 5500000000000004, thanks", "378282246310005",
          "3782 822463 10005", "30569309025904", "6011111111111117", "4222222222222",
          "6304000000000000000", "4111 1111 1111 1111 12/29", "7 4111111111111111"}) {
        CAPTURE(text);
        CHECK(has_card_number(text));
    }
}

TEST_CASE("text that is no card number is left alone") {
    for (const auto* text :
         {"", "hello", "4111111111111112", "411111111111", "+33123456789", "41111111111111110000",
          "4111111111111111000000", "4111 1111 1111 111a", "4111    1111    1111    1111",
          "call 01 23 45 67 89 after 5", "tok_1PqRsTuVwXyZ", "4111.1111.1111.1111"}) {
        CAPTURE(text);
        CHECK_FALSE(has_card_number(text));
    }
}

TEST_CASE("an id is refused only when all of it is a number of a card scheme") {
    for (const auto* text :
         {"4111111111111111", "4111-1111-1111-1111", "378282246310005", "6759649826438453"}) {
        CAPTURE(text);
        CHECK(is_card_number(text));
    }
    // Marketplace and loyalty numbers that happen to pass the Luhn check.
    for (const auto* text :
         {"", "1111111111111117", "7000000000000005", "WEB-4111111111111111",
          "41111111111111111111", "305-0000000-0000009", "550e8400-e29b-41d4-a716-446655440000"}) {
        CAPTURE(text);
        CHECK_FALSE(is_card_number(text));
    }
}
