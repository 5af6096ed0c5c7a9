#pragma once

#include <cstdint>

namespace oms {

// A point on the earth, WGS84, in millionths of a degree.
struct GeoPosition {
    std::int32_t latitude_microdegrees = 0;
    std::int32_t longitude_microdegrees = 0;
    friend bool operator==(const GeoPosition&, const GeoPosition&) = default;
};

// Distance squared in an integer measure that orders distances within a continent: equirectangular
// with the cosine of the mean latitude by Bhaskara's rational formula (error below 0.2 %). Integer
// only, so that every machine decides alike.
std::int64_t distance_rank(GeoPosition a, GeoPosition b);

}  // namespace oms
