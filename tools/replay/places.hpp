#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/replay/demand.hpp"

namespace oms::replay {

// A point, in millionths of a degree.
struct Point {
    std::int32_t latitude = 0;
    std::int32_t longitude = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

// Where an order goes.
struct Destination {
    std::string country_code;  // ISO 3166-1; "ZZ" where the source does not say
    std::string postal_code;   // empty: unknown
    std::string locality;
    std::optional<Point> position;
};

struct District {
    std::string outcode;
    std::int64_t population = 0;
    Point centroid;
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
    // `districts` in byte order of their outcodes.
    Places(std::vector<District> districts,
           std::unordered_map<std::string, std::string> outcode_of_customer,
           std::map<std::string, std::vector<PostalArea>> areas_of_country);

    // The data set's pick(): a district by population. `key` as of hash().
    const District& pick(std::string_view key) const;
    // Requires: `outcode` is one of the districts.
    const District& district(std::string_view outcode) const;

    // Inside the United Kingdom: the customer's outward code of the data set, else pick(). In the
    // rest of Europe: one of the country's postal areas, by the person's hash. Elsewhere: a point
    // of the country. Throws std::runtime_error for a country that find_country() does not know.
    Destination destination_of(const ReplayOrder& order) const;

    // How many customers have an outward code in the data, and of how many it is what pick() gives.
    std::int64_t customers() const;
    std::int64_t customers_by_rule() const;

private:
    Destination abroad(const ReplayOrder& order) const;

    std::vector<District> districts_;
    std::vector<std::int64_t> running_population_;
    std::unordered_map<std::string, std::string> outcode_of_customer_;
    std::map<std::string, std::vector<PostalArea>> areas_of_country_;
};

// From the data folder. Throws std::runtime_error.
Places read_places(const std::string& data_folder);

}  // namespace oms::replay
