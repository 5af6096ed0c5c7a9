#pragma once

#include <cstdint>

#include "domain/catalog.hpp"
#include "domain/time.hpp"

namespace oms {

// The port through which deadlines follow the hours of a location. Pure: the same location and time
// give the same answer. Any thread.
class OpeningTimes {
public:
    virtual ~OpeningTimes() = default;
    // The instant by which `amount` of opening time has passed since `from`.
    virtual Timestamp after_opening(const Location& location, Timestamp from,
                                    Duration amount) const = 0;
    // Until when goods that are ready at `ready` wait for `days` days: the location closes for the
    // day.
    virtual Timestamp hold_until(const Location& location, Timestamp ready,
                                 std::int64_t days) const = 0;
    // The same time of the day `days` days later.
    virtual Timestamp days_later(const Location& location, Timestamp from,
                                 std::int64_t days) const = 0;
    // The same, counting only the days on which carriers work, Monday to Friday.
    virtual Timestamp working_days_later(const Location& location, Timestamp from,
                                         std::int64_t days) const = 0;
    // How many midnights of the location's clocks are between, and how many of them end a day on
    // which carriers work.
    struct DaysBetween {
        std::int64_t days = 0;
        std::int64_t working_days = 0;
    };
    virtual DaysBetween days_between(const Location& location, Timestamp from,
                                     Timestamp until) const = 0;
};

// Where no clocks are known: open day and night, every day of 24 hours.
class AlwaysOpen final : public OpeningTimes {
public:
    Timestamp after_opening(const Location&, Timestamp from, Duration amount) const override {
        return from + amount;
    }
    Timestamp hold_until(const Location& location, Timestamp ready,
                         std::int64_t days) const override {
        return days_later(location, ready, days);
    }
    Timestamp days_later(const Location&, Timestamp from, std::int64_t days) const override {
        return from + std::chrono::hours{24 * days};
    }
    Timestamp working_days_later(const Location& location, Timestamp from,
                                 std::int64_t days) const override {
        return days_later(location, from, days);
    }
    DaysBetween days_between(const Location&, Timestamp from, Timestamp until) const override {
        const auto days = std::chrono::ceil<std::chrono::days>(until - from).count();
        return {days, days};
    }
};

}  // namespace oms
