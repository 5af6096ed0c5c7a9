#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/catalog.hpp"

namespace oms::fulfillment {

// Where something is, as far as routing needs to know: nothing of it is personal.
struct PostalPlace {
    std::string country_code;  // ISO 3166-1 alpha-2
    std::string postal_code;   // normalized, or empty
    std::optional<GeoPosition> position;
    friend bool operator==(const PostalPlace&, const PostalPlace&) = default;
};

// Upper case, without spaces and hyphens, but for one space between the two halves of a full
// British postcode: "pa2-0ab" is PA2 0AB, so that the district PA20 is no prefix of it.
std::string normalized_postal_code(std::string_view country_code, std::string_view text);
PostalPlace place_of(const Address& address);

// Meters between two points, within 1 % up to 1,000 km in populated latitudes. Integers only, so
// that every machine decides alike.
std::int64_t distance_m(GeoPosition a, GeoPosition b);

}  // namespace oms::fulfillment
