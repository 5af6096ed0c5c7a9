#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/replay/demand.hpp"
#include "tools/retail/places.hpp"

namespace oms::replay {

using retail::District;
using retail::Districts;
using retail::Point;

// Where an order goes.
struct Destination {
    std::string country_code;  // ISO 3166-1; "ZZ" where the source does not say
    std::string postal_code;   // empty: unknown
    std::string locality;
    std::optional<Point> position;
};

struct PostalArea {
    std::string postal_code;
    std::string place;
    Point centroid;
};

// ISO code of a country as the retail data names it, and a point in it for those whose postal areas
// the data does not have. Nothing for a name that is not in the data.
struct Country {
    std::string_view name;
    std::string_view code;
    std::optional<Point> center;
};
const Country* find_country(std::string_view name);

// Turns who buys into where to deliver.
class Places {
public:
    Places(Districts districts, std::unordered_map<std::string, std::string> outcode_of_customer,
           std::map<std::string, std::vector<PostalArea>> areas_of_country);

    // Inside the United Kingdom: the customer's outward code of the data set, else the district
    // that the person picks. In the rest of Europe: one of the country's postal areas, by choice.
    // Elsewhere: a point of the country. Throws std::runtime_error for a country that
    // find_country() does not know.
    Destination destination_of(const ReplayOrder& order) const;

    // How many customers have an outward code in the data, and of how many it is what they pick.
    std::int64_t customers() const;
    std::int64_t customers_by_rule() const;

private:
    Destination abroad(const ReplayOrder& order) const;

    Districts districts_;
    std::unordered_map<std::string, std::string> outcode_of_customer_;
    std::map<std::string, std::vector<PostalArea>> areas_of_country_;
};

// From the data folder. Throws std::runtime_error.
Places read_places(const std::string& data_folder);

}  // namespace oms::replay
