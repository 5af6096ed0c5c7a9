#include "fulfillment/time_zone.hpp"

#include <algorithm>

namespace oms::fulfillment {
namespace {

constexpr std::chrono::hours widest_offset{26};

bool is_sane(std::chrono::seconds offset) {
    return offset <= widest_offset && offset >= -widest_offset;
}

}  // namespace

Result<TimeZone> TimeZone::make(std::string name, std::chrono::seconds offset,
                                std::vector<Change> changes) {
    const bool ascending =
        std::adjacent_find(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
            return a.at >= b.at;
        }) == changes.end();
    const bool sane =
        is_sane(offset) && std::all_of(changes.begin(), changes.end(),
                                       [](const Change& c) { return is_sane(c.offset); });
    if (!ascending || !sane) {
        return fail(Reason::malformed_field,
                    "zone " + name +
                        (ascending ? ": an offset beyond 26 hours"
                                   : ": changes are not in ascending order"));
    }
    return TimeZone(std::move(name), offset, std::move(changes));
}

std::size_t TimeZone::changes_until(Timestamp time) const {
    const auto next = std::upper_bound(changes_.begin(), changes_.end(), time,
                                       [](Timestamp t, const Change& c) { return t < c.at; });
    return static_cast<std::size_t>(next - changes_.begin());
}

std::chrono::seconds TimeZone::offset_after(std::size_t changes) const {
    return changes == 0 ? offset_ : changes_[changes - 1].offset;
}

LocalTime TimeZone::local(Timestamp time) const {
    return LocalTime{time.time_since_epoch() + offset_after(changes_until(time))};
}

Timestamp TimeZone::utc(LocalTime local) const {
    const Timestamp as_if_utc{local.time_since_epoch()};
    std::size_t era = changes_until(as_if_utc - widest_offset);
    while (true) {
        Timestamp time = as_if_utc - offset_after(era);
        if (era > 0) time = std::max(time, changes_[era - 1].at);
        if (era == changes_.size() || time < changes_[era].at) return time;
        ++era;
    }
}

}  // namespace oms::fulfillment
