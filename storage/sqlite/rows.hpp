#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/event_chain.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "storage/sqlite/connection.hpp"

namespace oms::storage::sqlite {

// A stored hash of 32 bytes. The schema checks the length; a row that does not parse is our fault.
inline Result<ChainHash> read_hash(std::span<const std::uint8_t> blob) {
    ChainHash hash{};
    if (blob.size() != hash.size()) return fail(Reason::corrupt_row, "a hash is not 32 bytes");
    std::copy(blob.begin(), blob.end(), hash.begin());
    return hash;
}

// Where a page of a list by time, then id begins: after that one, or at the first.
template <class IdType>
std::pair<std::int64_t, std::string_view> page_start(
    const std::optional<std::pair<Timestamp, IdType>>& after) {
    if (!after) return {0, {}};
    return {to_unix_micros(after->first), after->second.str()};
}

// What `read` makes of the rows until there are `limit` of those that are `wanted`.
template <class Read, class Wanted>
auto read_page(Statement& row, std::int64_t limit, Read read, Wanted wanted)
    -> Result<std::vector<typename decltype(read(row))::value_type>> {
    std::vector<typename decltype(read(row))::value_type> page;
    while (static_cast<std::int64_t>(page.size()) < limit) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        OMS_TRY(auto value, read(row));
        if (wanted(value)) page.push_back(std::move(value));
    }
    return page;
}

// Empty: any state.
template <class State>
bool is_in(const std::vector<State>& states, State state) {
    return states.empty() || std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace oms::storage::sqlite
