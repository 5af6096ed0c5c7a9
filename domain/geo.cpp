#include "domain/geo.hpp"

#include <cstdlib>

namespace oms {
namespace {

constexpr std::int64_t half_turn = 180;

// cos(latitude) * 4096, for |latitude| <= 90 degrees given in millionths.
std::int64_t cosine_4096(std::int64_t latitude_microdegrees) {
    const std::int64_t milli = latitude_microdegrees / 1000;
    const std::int64_t square = milli * milli;  // up to 8.1e9
    constexpr std::int64_t whole =
        half_turn * half_turn * 1'000'000LL;  // (180 degrees in thousandths)^2
    return 4096 * (whole - 4 * square) / (whole + square);
}

}  // namespace

std::int64_t distance_rank(GeoPosition a, GeoPosition b) {
    const std::int64_t mean = (std::int64_t{a.latitude_microdegrees} + b.latitude_microdegrees) / 2;
    const std::int64_t dy = std::int64_t{a.latitude_microdegrees} - b.latitude_microdegrees;
    std::int64_t dx = std::llabs(std::int64_t{a.longitude_microdegrees} - b.longitude_microdegrees);
    if (dx > half_turn * 1'000'000) dx = 2 * half_turn * 1'000'000 - dx;  // the short way round
    dx = dx * cosine_4096(mean) / 4096;
    return dx * dx + dy * dy;  // at most 2 * (1.8e8)^2 = 6.5e16
}

}  // namespace oms
