#include "tools/retail/places.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/csv.hpp"

namespace oms::retail {
namespace {

constexpr int microdegrees = 6;
constexpr std::array<std::string_view, 8> suggested{"WH02", "WH08", "WH12", "WH16",
                                                    "WH06", "WH17", "WH21", "WH11"};

Point point_of(const CsvFile& file, const std::string& latitude, const std::string& longitude) {
    return {static_cast<std::int32_t>(file.number(latitude, microdegrees)),
            static_cast<std::int32_t>(file.number(longitude, microdegrees))};
}

}  // namespace

Districts::Districts(std::vector<District> districts) : districts_(std::move(districts)) {
    std::int64_t population = 0;
    for (const District& district : districts_)
        running_population_.push_back(population += district.population);
    if (population == 0) throw std::runtime_error("no district has a population");
}

const District& Districts::pick(std::string_view key) const {
    const auto people = static_cast<std::uint64_t>(running_population_.back());
    const auto draw = static_cast<std::int64_t>(choice(key) % people);
    const auto found =
        std::upper_bound(running_population_.begin(), running_population_.end(), draw);
    return districts_[static_cast<std::size_t>(found - running_population_.begin())];
}

const District& Districts::at(std::string_view outcode) const {
    const auto found =
        std::lower_bound(districts_.begin(), districts_.end(), outcode,
                         [](const District& d, std::string_view code) { return d.outcode < code; });
    if (found == districts_.end() || found->outcode != outcode)
        throw std::runtime_error(fmt::format("{} is not an outward code of the data", outcode));
    return *found;
}

Districts read_districts(const std::string& data_folder) {
    CsvFile file(data_folder + "/gb_postcode_districts.csv",
                 "outcode,lat,lon,population_2011,households_2011,active_postcodes,region,area,"
                 "coord_source");
    std::vector<District> districts;
    std::vector<std::string> row;
    while (file.next(row)) {
        const std::int64_t population = row[3].empty() ? 0 : file.number(row[3]);
        districts.push_back({row[0], population, point_of(file, row[1], row[2])});
    }
    std::sort(districts.begin(), districts.end(),
              [](const District& a, const District& b) { return a.outcode < b.outcode; });
    return Districts(std::move(districts));
}

std::vector<Building> read_stores(const std::string& data_folder) {
    CsvFile file(data_folder + "/gb_stores.csv",
                 "store_id,retailer,town,lat,lon,nearest_outcode,km_to_outcode_centroid");
    std::vector<std::pair<std::uint64_t, Building>> drawn;
    std::vector<std::string> row;
    while (file.next(row))
        drawn.emplace_back(
            choice("store:" + row[0]),
            Building{row[0], row[1] + " " + row[2], row[5], point_of(file, row[3], row[4])});
    std::sort(drawn.begin(), drawn.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Building> stores;
    for (auto& [draw, store] : drawn)
        stores.push_back(std::move(store));
    return stores;
}

std::vector<Building> read_warehouses(const std::string& data_folder) {
    const std::string path = data_folder + "/gb_warehouses.csv";
    CsvFile file(path, "warehouse_id,name,outcode,lat,lon");
    std::map<std::string, Building, std::less<>> found;
    std::vector<std::string> row;
    while (file.next(row))
        found[row[0]] = {row[0], row[1], row[2], point_of(file, row[3], row[4])};
    std::vector<Building> warehouses;
    for (const std::string_view id : suggested) {
        const auto warehouse = found.find(id);
        if (warehouse == found.end())
            throw std::runtime_error(fmt::format("{} has no {}", path, id));
        warehouses.push_back(warehouse->second);
    }
    return warehouses;
}

}  // namespace oms::retail
