#pragma once

#include <string>
#include <string_view>

namespace oms {

// Where at a location the goods of a SKU lie, as its staff say and sort it: "A03-12". Aisle first,
// so that a pick list in the order of shelves is a walk.
struct Shelf {
    std::string place;  // 1 to 32 printable bytes; empty: nobody has said
    friend bool operator==(const Shelf&, const Shelf&) = default;
};

}  // namespace oms
