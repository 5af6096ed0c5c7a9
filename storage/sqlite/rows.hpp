#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "domain/event_chain.hpp"
#include "domain/result.hpp"

namespace oms::storage::sqlite {

// A stored hash of 32 bytes. The schema checks the length; a row that does not parse is our fault.
inline Result<ChainHash> read_hash(std::span<const std::uint8_t> blob) {
    ChainHash hash{};
    if (blob.size() != hash.size()) return fail(Reason::corrupt_row, "a hash is not 32 bytes");
    std::copy(blob.begin(), blob.end(), hash.begin());
    return hash;
}

}  // namespace oms::storage::sqlite
