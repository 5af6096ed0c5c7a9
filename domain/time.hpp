#pragma once

#include <chrono>
#include <cstdint>

namespace oms {

// UTC, microseconds: what both databases keep. Local rules use the IANA zone of a location.
using Duration = std::chrono::microseconds;
using Timestamp = std::chrono::time_point<std::chrono::system_clock, Duration>;

constexpr std::int64_t to_unix_micros(Timestamp time) {
    return time.time_since_epoch().count();
}
constexpr Timestamp from_unix_micros(std::int64_t micros) {
    return Timestamp{Duration{micros}};
}

// The port through which time enters. Only a main() picks the real one.
class Clock {
public:
    virtual ~Clock() = default;
    // May be called from any thread.
    virtual Timestamp now() const = 0;
};

}  // namespace oms
