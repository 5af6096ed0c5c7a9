#pragma once

#include <cstdint>

#include "domain/ids.hpp"

namespace oms {

// Units on hand at one location, kept for one line of a cart or order. Held when its owner is a
// cart hold (it expires), confirmed when its owner is an order. Each unit is open or has ended:
// open + consumed + freed + expired = quantity (S2).
struct Reservation {
    std::int64_t line_no = 0;
    Sku sku;
    LocationId location_id;
    std::int64_t quantity = 0;
    std::int64_t open = 0;
    std::int64_t consumed = 0;
    std::int64_t freed = 0;
    std::int64_t expired = 0;
    friend bool operator==(const Reservation&, const Reservation&) = default;
};

}  // namespace oms
