#include "tools/oms/address.hpp"

#include "tools/oms/commands.hpp"
#include "tools/oms/values.hpp"

namespace oms::cli {

bool AddressOptions::given() const {
    return !lines.empty() || !recipient.empty() || !city.empty() || !region.empty() ||
           !postal_code.empty() || !country.empty() || !position.empty();
}

Outcome<oms::common::v1::Address> AddressOptions::build() const {
    oms::common::v1::Address address;
    address.set_recipient(recipient);
    for (const std::string& line : lines)
        address.add_lines(line);
    address.set_locality(city);
    address.set_administrative_area(region);
    address.set_postal_code(postal_code);
    address.set_country_code(country);
    if (!position.empty()) {
        OMS_TRY(*address.mutable_position(), parse_position(position, "--position"));
    }
    return address;
}

std::vector<CLI::Option*> add_address_options(CLI::App& verb, AddressOptions& options) {
    return {
        add_repeated(verb, "--address", options.lines, "A street line; may be repeated"),
        verb.add_option("--city", options.city, "Town"),
        verb.add_option("--region", options.region, "Region, state or province"),
        verb.add_option("--postal-code", options.postal_code, "Postal code"),
        verb.add_option("--country", options.country, "ISO 3166-1, such as FR"),
        verb.add_option("--position", options.position,
                        "LAT,LON in degrees, such as 48.8566,2.3522"),
    };
}

std::string address_text(const oms::common::v1::Address& address) {
    std::string text;
    const auto add = [&text](const std::string& part, const char* separator) {
        if (part.empty()) return;
        if (!text.empty()) text += separator;
        text += part;
    };
    for (const std::string& line : address.lines())
        add(line, ", ");
    add(address.postal_code(), ", ");
    add(address.locality(), address.postal_code().empty() ? ", " : " ");
    add(address.administrative_area(), ", ");
    add(address.country_code(), ", ");
    return text;
}

}  // namespace oms::cli
