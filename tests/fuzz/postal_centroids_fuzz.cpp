// A file of postal codes from outside: no input may break its parser, and what it accepts obeys
// its rule: no more codes than lines, every position on the earth.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "fulfillment/postal_centroids.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = oms::fulfillment::PostalCentroids::parse(text);
    if (!read) {
        if (read.error().fields.size() > 25) std::abort();
        return 0;
    }
    const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
    if (read->size() > static_cast<std::size_t>(lines)) std::abort();
    for (const char* code : {"75001", "E1 1AA", "", "1"}) {
        const auto found = read->find("FR", code);
        if (!found) continue;
        if (std::abs(found->latitude_microdegrees) > 90'000'000) std::abort();
        if (std::abs(found->longitude_microdegrees) > 180'000'000) std::abort();
    }
    return 0;
}
