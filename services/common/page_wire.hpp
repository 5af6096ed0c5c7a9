#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/common/field_check.hpp"

// Pages of lists in the order of their ids. A page token is opaque to callers: it is the id after
// which the next page begins.
namespace oms::wire {

inline constexpr std::int64_t usual_page_size = 50;
inline constexpr std::int64_t largest_page_size = 200;
inline constexpr std::string_view page_token_prefix = "p1.";

template <class IdType>
struct PageQuestion {
    IdType after;  // empty: from the beginning
    std::int64_t limit = usual_page_size;
};

template <class IdType>
std::string page_token(const IdType& last) {
    return std::string(page_token_prefix) + last.str();
}

template <class IdType, class Request>
PageQuestion<IdType> page_question(FieldCheck& check, const Request& request) {
    PageQuestion<IdType> page;
    page.limit = check.number("page_size", request.page_size(), 0, largest_page_size);
    if (page.limit == 0) page.limit = usual_page_size;
    const std::string_view token = request.page_token();
    if (token.empty()) return page;
    const bool ours = token.starts_with(page_token_prefix);
    auto after = IdType::parse(ours ? token.substr(page_token_prefix.size()) : std::string_view());
    if (check.require(ours && after, "page_token", "a next_page_token of an earlier answer"))
        page.after = std::move(*after);
    return page;
}

// Takes off the row beyond the page; true when there was one.
template <class Row, class IdType>
bool cut_to_page(std::vector<Row>& rows, const PageQuestion<IdType>& page) {
    const auto limit = static_cast<std::size_t>(page.limit);
    if (rows.size() <= limit) return false;
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
    return true;
}

}  // namespace oms::wire
