#include "services/catalog/opening_hours_wire.hpp"

#include <algorithm>
#include <numeric>

#include "domain/text.hpp"
#include "services/common/common_wire.hpp"

namespace oms::catalog {
namespace {

using wire::FieldCheck;

constexpr std::int64_t minutes_of_day = 1440;
constexpr int most_weekly_hours = 70;
constexpr int most_exceptions = 500;

void check_minutes(FieldCheck& check, std::int64_t opens, std::int64_t closes) {
    check.number("opens_minute", opens, 0, minutes_of_day - 1);
    check.number("closes_minute", closes, 1, minutes_of_day);
    if (opens >= 0 && closes <= minutes_of_day) {
        check.require(opens < closes, "closes_minute", "after opens_minute");
    }
}

// Refuses the later of two entries of one day that overlap. `day` gives what must be the same;
// `whole_day` says that an entry leaves no room for another.
template <class Hours, class Day, class WholeDay>
void check_overlaps(FieldCheck& check, std::string_view field, const std::vector<Hours>& hours,
                    Day day, WholeDay whole_day) {
    std::vector<std::size_t> order(hours.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (day(hours[a]) != day(hours[b])) return day(hours[a]) < day(hours[b]);
        return hours[a].opens_minute < hours[b].opens_minute;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const Hours& before = hours[order[i - 1]];
        const Hours& after = hours[order[i]];
        if (day(before) != day(after)) continue;
        const bool overlap =
            whole_day(before) || whole_day(after) || after.opens_minute < before.closes_minute;
        const auto at = check.inside(field, static_cast<int>(std::max(order[i - 1], order[i])));
        check.require(!overlap, "", "overlaps another entry of the same day");
    }
}

}  // namespace

std::vector<OpeningHours> weekly_hours(
    FieldCheck& check, const google::protobuf::RepeatedPtrField<v1::OpeningHours>& given) {
    std::vector<OpeningHours> list;
    if (!check.count("weekly_hours", given.size(), 0, most_weekly_hours)) return list;
    const std::size_t refused = check.refused();
    for (int i = 0; i < given.size(); ++i) {
        const auto at = check.inside("weekly_hours", i);
        OpeningHours& hours = list.emplace_back();
        hours.weekday = wire::enumeration<Weekday>(check, "weekday", given[i].weekday());
        hours.opens_minute = given[i].opens_minute();
        hours.closes_minute = given[i].closes_minute();
        check_minutes(check, hours.opens_minute, hours.closes_minute);
    }
    if (check.refused() > refused) return list;
    check_overlaps(
        check, "weekly_hours", list, [](const OpeningHours& hours) { return hours.weekday; },
        [](const OpeningHours&) { return false; });
    return list;
}

std::vector<HoursException> hours_exceptions(
    FieldCheck& check, const google::protobuf::RepeatedPtrField<v1::HoursException>& given) {
    std::vector<HoursException> list;
    if (!check.count("hours_exceptions", given.size(), 0, most_exceptions)) return list;
    const std::size_t refused = check.refused();
    for (int i = 0; i < given.size(); ++i) {
        const auto at = check.inside("hours_exceptions", i);
        HoursException& hours = list.emplace_back();
        check.require(is_iso_date(given[i].date()), "date", "an ISO 8601 date, such as 2026-12-25");
        hours.date = given[i].date();
        hours.closed = given[i].closed();
        hours.opens_minute = given[i].opens_minute();
        hours.closes_minute = given[i].closes_minute();
        if (hours.closed) {
            check.require(hours.opens_minute == 0, "opens_minute", "0 when closed");
            check.require(hours.closes_minute == 0, "closes_minute", "0 when closed");
        } else {
            check_minutes(check, hours.opens_minute, hours.closes_minute);
        }
        hours.label = check.text("label", given[i].label(), {.longest = 200});
    }
    if (check.refused() > refused) return list;
    check_overlaps(
        check, "hours_exceptions", list,
        [](const HoursException& hours) -> const std::string& { return hours.date; },
        [](const HoursException& hours) { return hours.closed; });
    return list;
}

void encode_hours(const OpeningHours& hours, v1::OpeningHours& out) {
    out.set_weekday(wire::to_proto<v1::Weekday>(hours.weekday));
    out.set_opens_minute(static_cast<std::int32_t>(hours.opens_minute));
    out.set_closes_minute(static_cast<std::int32_t>(hours.closes_minute));
}

void encode_hours(const HoursException& hours, v1::HoursException& out) {
    out.set_date(hours.date);
    out.set_closed(hours.closed);
    out.set_opens_minute(static_cast<std::int32_t>(hours.opens_minute));
    out.set_closes_minute(static_cast<std::int32_t>(hours.closes_minute));
    out.set_label(hours.label);
}

}  // namespace oms::catalog
