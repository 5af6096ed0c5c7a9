#pragma once

#include <array>
#include <cstdint>

namespace oms {

// SHA-256 over the hash before and the event; computed by storage at flush, opaque here.
using ChainHash = std::array<std::uint8_t, 32>;

// How far the events of one aggregate have come. `sequence` is also its version.
struct EventHead {
    std::int64_t sequence = 0;
    ChainHash hash{};
    friend bool operator==(const EventHead&, const EventHead&) = default;
};

}  // namespace oms
