#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "domain/catalog.hpp"
#include "fulfillment/time_zone.hpp"

namespace oms::fulfillment {

// From `from` on, before `until`.
struct OpenInterval {
    Timestamp from;
    Timestamp until;
    friend bool operator==(const OpenInterval&, const OpenInterval&) = default;
};

// When a location works: weekly hours and the dates that differ, in its zone. Immutable; any thread
// may ask. What lies more than 400 days ahead is not searched: such an answer is nothing.
class Calendar {
public:
    // No weekly hours at all: open day and night. A date with exceptions has the hours they give
    // and none of the weekly ones; one `closed` among them closes it. Fails with
    // Reason::malformed_field, naming every date or minute that is not one.
    static Result<Calendar> make(std::shared_ptr<const TimeZone> zone,
                                 std::span<const OpeningHours> weekly,
                                 std::span<const HoursException> exceptions);

    const TimeZone& zone() const noexcept { return *zone_; }
    // The openings of a local date in UTC, in order, joined where they touch.
    std::vector<OpenInterval> open_on(LocalDate date) const;
    bool works_on(LocalDate date) const { return !hours_on(date).empty(); }
    // The minute of the day at which the last opening of `date` ends; nothing when it is closed.
    std::optional<std::int64_t> closes_on(LocalDate date) const;
    // `time` itself when open then.
    std::optional<Timestamp> next_open(Timestamp time) const;
    bool is_open(Timestamp time) const;
    // How much of [from, until) is open. Requires: at most 400 days.
    Duration opening_between(Timestamp from, Timestamp until) const;
    // The first instant by which `amount` of opening time has passed since `from`; `from` itself
    // for none. Requires: amount >= 0.
    std::optional<Timestamp> add_opening(Timestamp from, Duration amount) const;

private:
    // Minutes of a day: opens, closes.
    using Hours = std::vector<std::pair<std::int64_t, std::int64_t>>;
    Calendar() = default;
    const Hours& hours_on(LocalDate date) const;

    std::shared_ptr<const TimeZone> zone_;
    std::array<Hours, 7> weekly_;
    std::vector<std::pair<LocalDate, Hours>> exceptions_;  // ascending
};

}  // namespace oms::fulfillment
