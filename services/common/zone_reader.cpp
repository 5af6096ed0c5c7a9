#include "services/common/zone_reader.hpp"

#include <exception>
#include <stdexcept>
#include <string>

#include <date/tz.h>

#include "domain/text.hpp"

namespace oms {
namespace {

const date::time_zone* find_zone(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {  // how the library says that there is no such zone
        return nullptr;
    }
}

Result<fulfillment::TimeZone> changes_of(const date::time_zone& zone, std::string_view name) {
    const auto begin = date::sys_seconds{date::sys_days{date::year{1970} / 1 / 1}};
    const auto end = date::sys_seconds{date::sys_days{date::year{2038} / 1 / 1}};
    const date::sys_info first = zone.get_info(begin);
    std::vector<fulfillment::TimeZone::Change> changes;
    std::chrono::seconds offset = first.offset;
    for (auto at = first.end; at < end;) {
        const date::sys_info info = zone.get_info(at);
        if (info.offset != offset) changes.push_back({Timestamp{at}, info.offset});
        offset = info.offset;
        at = info.end;
    }
    return fulfillment::TimeZone::make(std::string(name), first.offset, std::move(changes));
}

}  // namespace

Result<fulfillment::TimeZone> read_time_zone(std::string_view name) {
    if (!is_zone_name(name)) return fail(Reason::malformed_field, "not the name of a time zone");
    try {
        date::get_tzdb();  // fails here, not below, when there is no database
        const date::time_zone* zone = find_zone(name);
        if (zone == nullptr)
            return fail(Reason::malformed_field, "no time zone " + std::string(name));
        return changes_of(*zone, name);
    } catch (const std::exception& error) {
        return fail(Reason::store_unavailable,
                    std::string("the time zone database cannot be read: ") + error.what());
    }
}

}  // namespace oms
