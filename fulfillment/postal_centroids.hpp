#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "fulfillment/postal_place.hpp"

namespace oms::fulfillment {

// Where postal codes are, roughly: for addresses that come without a position. Immutable; any
// thread may ask. The data is the operator's, such as the postal code files of geonames.org (CC
// BY 4.0).
class PostalCentroids {
public:
    PostalCentroids() = default;

    // Two layouts, one row a line, UTF-8, rows of one code averaged:
    //   the files of geonames.org (readme of 2024): 12 columns between tabs, of which
    //     country code (1), postal code (2), latitude (10) and longitude (11) are read;
    //   comma separated, quoted where needed, with a first line that names its columns, of which
    //     country, postal_code, lat and lon are read.
    // All rows or nothing: fails with Reason::malformed_field, naming the first 25 bad lines.
    static Result<PostalCentroids> parse(std::string_view text);

    std::size_t size() const noexcept { return entries_.size(); }
    // The longest beginning of the code that is a known code; else the middle of the known codes
    // that share its first characters, two at least; else nothing.
    std::optional<GeoPosition> find(std::string_view country_code,
                                    std::string_view postal_code) const;
    // The place with a position, when it has none and its code is known.
    PostalPlace located(PostalPlace place) const;

private:
    struct Entry {
        std::string key;  // country code and normalized postal code
        GeoPosition position;
    };
    using Range = std::pair<std::vector<Entry>::const_iterator, std::vector<Entry>::const_iterator>;
    Range beginning_with(std::string_view prefix) const;

    std::vector<Entry> entries_;  // by key
};

}  // namespace oms::fulfillment
