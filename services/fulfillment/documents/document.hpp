#pragma once

#include <cstddef>
#include <string>

namespace oms::documents {

// A printable paper.
struct Document {
    std::string pdf;
    std::size_t pages = 0;
    // Characters that none of the fonts has. Each was printed as a hollow square; the file still
    // has them as text. Above 0, somebody should look at the paper before it leaves.
    std::size_t replaced_characters = 0;
};

}  // namespace oms::documents
