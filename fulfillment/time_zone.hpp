#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "fulfillment/local_time.hpp"

namespace oms::fulfillment {

// The clocks of one IANA zone, as plain data: when its offset from UTC changed or will change.
// Immutable; any thread may ask. Whoever reads a time zone database makes it, at start.
class TimeZone {
public:
    // From `at` on, local time is UTC + `offset`.
    struct Change {
        Timestamp at;
        std::chrono::seconds offset{0};
        friend bool operator==(const Change&, const Change&) = default;
    };

    // `offset` holds before the first change. Fails with Reason::malformed_field when changes are
    // not in ascending order, or an offset is beyond 26 hours.
    static Result<TimeZone> make(std::string name, std::chrono::seconds offset,
                                 std::vector<Change> changes);

    const std::string& name() const noexcept { return name_; }
    LocalTime local(Timestamp time) const;
    // The first instant at which clocks show `local` or later: for a time that is skipped when
    // clocks go forward, the moment of the change; for one that comes twice, the first of the two.
    // Never falls as `local` grows.
    Timestamp utc(LocalTime local) const;

private:
    TimeZone(std::string name, std::chrono::seconds offset, std::vector<Change> changes)
        : name_(std::move(name)), offset_(offset), changes_(std::move(changes)) {}
    // The change in force at `time` is changes_[index - 1]; index 0: none yet.
    std::size_t changes_until(Timestamp time) const;
    std::chrono::seconds offset_after(std::size_t changes) const;

    std::string name_;
    std::chrono::seconds offset_;
    std::vector<Change> changes_;
};

// The zones of a network, by name.
using TimeZones = std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>>;

}  // namespace oms::fulfillment
