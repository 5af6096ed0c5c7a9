#include "tools/replay/places.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "tools/retail/choice.hpp"
#include "tools/retail/csv.hpp"

namespace oms::replay {
namespace {

constexpr std::string_view customer_prefix = "cust:";
constexpr int microdegrees = 6;

constexpr Point at(double latitude, double longitude) {
    return {static_cast<std::int32_t>(latitude * 1e6), static_cast<std::int32_t>(longitude * 1e6)};
}

// Capitals or centers, to two decimals, where the data has no postal areas. Channel Islands stands
// for Jersey, the larger of them.
constexpr Country countries[] = {
    {"United Kingdom",  "GB",         {}                            },
    {"Germany",         "DE",         {}                            },
    {"France",          "FR",         {}                            },
    {"EIRE",            "IE",         {}                            },
    {"Belgium",         "BE",         {}                            },
    {"Netherlands",     "NL",         {}                            },
    {"Spain",           "ES",         {}                            },
    {"Switzerland",     "CH",         {}                            },
    {"Portugal",        "PT",         {}                            },
    {"Finland",         "FI",         {}                            },
    {"Italy",           "IT",         {}                            },
    {"Sweden",          "SE",         {}                            },
    {"Norway",          "NO",         {}                            },
    {"Channel Islands", "JE",         {}                            },
    {"Denmark",         "DK",         {}                            },
    {"Austria",         "AT",         {}                            },
    {"Australia",       "AU",         at(-33.87,                      151.21)},
    {"Poland",                 "PL",                      at(52.23,                                21.01)},
    {"Japan",           "JP",                       at(35.69,                139.69)},
    {"Cyprus",         "CY",at(35.17,       33.37)},
    {"Israel",     "IL",                  at(31.78,                                    35.22)},
    {"Iceland",          "IS",              at(64.15,                   -21.94)},
    {"Hong Kong",                 "HK",                     at(22.28,                                      114.16)},
    {"Greece",          "GR",                      at(37.98,                        23.73)},
    {"Canada",         "CA",at(45.42,-75.70)},
    {"USA",    "US",at(38.91,-77.04)},
    {"Malta",          "MT",          at(35.90,                                       14.51)},
    {"Lithuania",                 "LT",                         at(54.69,                                                25.28)},
    {"Singapore",          "SG",                      at(1.29,                                                           103.85)},
    {"Bahrain",         "BH",      at(26.22,50.58)},
    {"United Arab Emirates","AE",at(24.47,54.37)},
    {"Czech Republic",       "CZ",      at(50.09,        14.42)},
    {"Lebanon",                 "LB",                     at(33.89,                                       35.50)},
    {"Saudi Arabia",           "SA",                       at(24.69,                                   46.72)},
    {"Brazil",         "BR",                                       at(-15.78,                                                                                                                    -47.93)},
    {"RSA",       "ZA",      at(-25.75,                       28.19)},
    {"European Community",         "ZZ", {}  },
    {"Unspecified",                 "ZZ",                {}                               },
};

Point point_of(const retail::CsvFile& file, const std::string& latitude,
               const std::string& longitude) {
    return {static_cast<std::int32_t>(file.number(latitude, microdegrees)),
            static_cast<std::int32_t>(file.number(longitude, microdegrees))};
}

}  // namespace

const Country* find_country(std::string_view name) {
    const auto* const found = std::find_if(std::begin(countries), std::end(countries),
                                           [&](const Country& c) { return c.name == name; });
    return found == std::end(countries) ? nullptr : found;
}

Places::Places(Districts districts,
               std::unordered_map<std::string, std::string> outcode_of_customer,
               std::map<std::string, std::vector<PostalArea>> areas_of_country)
    : districts_(std::move(districts)),
      outcode_of_customer_(std::move(outcode_of_customer)),
      areas_of_country_(std::move(areas_of_country)) {}

Destination Places::destination_of(const ReplayOrder& order) const {
    if (order.country != "United Kingdom") return abroad(order);
    const District* district = nullptr;
    if (order.person.starts_with(customer_prefix)) {
        const auto known = outcode_of_customer_.find(order.person.substr(customer_prefix.size()));
        if (known != outcode_of_customer_.end()) district = &districts_.at(known->second);
    }
    if (district == nullptr) district = &districts_.pick(order.person);
    return {"GB", district->outcode, {}, district->centroid};
}

Destination Places::abroad(const ReplayOrder& order) const {
    const Country* country = find_country(order.country);
    if (country == nullptr)
        throw std::runtime_error(fmt::format("order {} goes to an unknown country: {}",
                                             order.external_id, order.country));
    const std::string code(country->code);
    const auto areas = areas_of_country_.find(code);
    if (areas == areas_of_country_.end()) return {code, {}, {}, country->center};
    const PostalArea& area = areas->second[retail::choice(order.person) % areas->second.size()];
    return {code, area.postal_code, area.place, area.centroid};
}

std::int64_t Places::customers() const {
    return static_cast<std::int64_t>(outcode_of_customer_.size());
}

std::int64_t Places::customers_by_rule() const {
    return std::count_if(
        outcode_of_customer_.begin(), outcode_of_customer_.end(), [&](const auto& customer) {
            const auto& [id, outcode] = customer;
            return districts_.pick(std::string(customer_prefix) + id).outcode == outcode;
        });
}

Places read_places(const std::string& data_folder) {
    std::unordered_map<std::string, std::string> outcode_of_customer;
    retail::CsvFile customers(data_folder + "/gb_customer_outcodes.csv", "customer_id,outcode");
    std::vector<std::string> row;
    while (customers.next(row))
        outcode_of_customer.emplace(row[0], row[1]);
    std::map<std::string, std::vector<PostalArea>> areas;
    retail::CsvFile postal(data_folder + "/geonames_postal_centroids.csv.gz",
                           "country,postal_code,place,lat,lon,places");
    while (postal.next(row)) {
        if (row[0] == "GB") continue;  // the districts know better
        areas[row[0]].push_back({row[1], row[2], point_of(postal, row[3], row[4])});
    }
    return {retail::read_districts(data_folder), std::move(outcode_of_customer), std::move(areas)};
}

}  // namespace oms::replay
