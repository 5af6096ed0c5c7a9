#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::retail {

// A point, in millionths of a degree.
struct Point {
    std::int32_t latitude = 0;
    std::int32_t longitude = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct District {
    std::string outcode;
    std::int64_t population = 0;
    Point centroid;
};

// The districts of the United Kingdom.
class Districts {
public:
    // In byte order of their outcodes. Throws std::runtime_error when nobody lives in any.
    explicit Districts(std::vector<District> districts);

    // The data set's pick(): a district by population. `key` as of choice().
    const District& pick(std::string_view key) const;
    // Throws std::runtime_error when `outcode` is not one of them.
    const District& at(std::string_view outcode) const;

private:
    std::vector<District> districts_;
    std::vector<std::int64_t> running_population_;
};

// A shop, or a logistics park.
struct Building {
    std::string id;
    std::string name;  // of a shop: retailer and town
    std::string outcode;
    Point position;
};

// Each from its file of the data folder; they throw std::runtime_error.
Districts read_districts(const std::string& data_folder);
// In the order in which networks take them: by choice("store:" + id). A shop on an island that is
// not in the United Kingdom has no outcode.
std::vector<Building> read_stores(const std::string& data_folder);
// The eight that the data set suggests, in its order.
std::vector<Building> read_warehouses(const std::string& data_folder);

}  // namespace oms::retail
