#include "tests/support/zones.hpp"

#include <string>

namespace oms::testing {

using fulfillment::LocalTime;
using fulfillment::TimeZone;

std::shared_ptr<const TimeZone> european_zone(const char* name, int hours_from_utc) {
    using namespace std::chrono;
    std::vector<TimeZone::Change> changes;
    const auto winter = hours{hours_from_utc};
    for (int y = 2020; y <= 2037; ++y) {
        const auto last_sunday = [y](month m) {
            return sys_days{year{y} / m / Sunday[last]} + hours{1};
        };
        changes.push_back({Timestamp{last_sunday(March)}, winter + hours{1}});
        changes.push_back({Timestamp{last_sunday(October)}, winter});
    }
    return std::make_shared<const TimeZone>(
        TimeZone::make(name, winter, std::move(changes)).value());
}

Timestamp at(const TimeZone& zone, const char* text) {
    const std::string given(text);
    const auto number = [&](std::size_t from) { return std::stoi(given.substr(from, 2)); };
    const int seconds = given.size() > 16 ? number(17) : 0;
    const LocalTime local = fulfillment::at_minute(
        fulfillment::parse_date(given.substr(0, 10)).value(), number(11) * 60 + number(14));
    return zone.utc(local + std::chrono::seconds{seconds});
}

std::string shown(const TimeZone& zone, Timestamp time) {
    std::string text = fulfillment::local_text(zone.local(time));
    if (text.ends_with(":00")) text.resize(text.size() - 3);
    return text;
}

}  // namespace oms::testing
