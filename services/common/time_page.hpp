#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "domain/time.hpp"
#include "services/common/page_wire.hpp"

// Pages of lists in the order of a time, then an id: "p1.TIME.ID" says where the next one goes on.
namespace oms::wire {

template <class IdType>
std::string time_page_token(Timestamp time, const IdType& id) {
    return fmt::format("{}{}.{}", page_token_prefix, to_unix_micros(time), id.str());
}

template <class IdType>
std::optional<std::pair<Timestamp, IdType>> read_time_page_token(std::string_view token) {
    if (!token.starts_with(page_token_prefix)) return std::nullopt;
    token.remove_prefix(page_token_prefix.size());
    std::int64_t time = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), time);
    const auto used = static_cast<std::size_t>(end - token.data());
    if (error != std::errc{} || used >= token.size() || token[used] != '.') return std::nullopt;
    auto id = IdType::parse(token.substr(used + 1));
    if (!id) return std::nullopt;
    return std::pair(from_unix_micros(time), *std::move(id));
}

// Fills `after` and `limit` of a query from page_token and page_size.
template <class IdType, class Request, class Query>
void fill_time_page(FieldCheck& check, const Request& request, Query& query) {
    query.limit = check.number("page_size", request.page_size(), 0, largest_page_size);
    if (query.limit == 0) query.limit = usual_page_size;
    if (request.page_token().empty()) return;
    query.after = read_time_page_token<IdType>(request.page_token());
    check.require(query.after.has_value(), "page_token", "a next_page_token of an earlier answer");
}

}  // namespace oms::wire
