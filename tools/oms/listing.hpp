#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "tools/oms/commands.hpp"

namespace oms::cli {

struct ListOptions {
    std::int64_t limit = 50;
    std::string from;
};

inline void add_list_options(CLI::App& verb, ListOptions& options) {
    verb.add_option("--limit", options.limit, "How many at most (default 50)")
        ->check(CLI::PositiveNumber);
    verb.add_option("--from", options.from, "Where a list before this one ended");
}

// Asks for page after page until there are `limit` rows or no more, and puts them together. `rows`
// is the mutable list of rows in a response. Says where to go on when there are more.
template <class Stub, class Request, class Response, class Rows>
Outcome<Response> list_pages(
    Session& session, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    Request request, Rows* (Response::*rows)(), const ListOptions& options) {
    constexpr std::int64_t largest_page = 200;
    Response all;
    request.set_page_token(options.from);
    for (std::int64_t left = options.limit; left > 0;) {
        request.set_page_size(static_cast<std::int32_t>(std::min(left, largest_page)));
        OMS_TRY(Response page, session.call(method, request));
        left -= (page.*rows)()->size();
        all.set_next_page_token(page.next_page_token());
        // A token that does not move would be a server's fault; it must not become an endless loop.
        const bool stuck = page.next_page_token() == request.page_token();
        request.set_page_token(page.next_page_token());
        (all.*rows)()->MergeFrom(*(page.*rows)());
        if (stuck || page.next_page_token().empty()) break;
    }
    if (!all.next_page_token().empty()) session.note("more: --from " + all.next_page_token());
    return all;
}

}  // namespace oms::cli
