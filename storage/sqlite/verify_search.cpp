#include "storage/sqlite/verify_search.hpp"

#include <fmt/format.h>

#include "domain/search_tokens.hpp"
#include "storage/sqlite/findings.hpp"
#include "storage/sqlite/order_index.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_search_no = "SELECT search_no FROM orders WHERE order_id = ?1";
constexpr std::string_view find_in_words =
    "SELECT count(*) FROM order_words WHERE order_words MATCH ?1 AND rowid = ?2";
constexpr std::string_view find_in_places =
    "SELECT count(*) FROM order_places WHERE order_places MATCH ?1 AND rowid = ?2";
constexpr std::string_view count_words = "SELECT coalesce(sum(doc), 0) FROM order_word_terms";
constexpr std::string_view count_places = "SELECT coalesce(sum(doc), 0) FROM order_place_terms";
constexpr std::string_view count_summaries = "SELECT count(*) FROM order_summaries";

}  // namespace

Result<void> SearchVerifier::check(const Order& order, VerifyReport& report) {
    OMS_TRY(const std::vector<PersonalRecord> records, orders_.personal_of(order.order_id));
    std::vector<const PersonalRecord*> personal;
    for (const PersonalRecord& record : records)
        personal.push_back(&record);
    const std::vector<std::string> words = word_tokens(order, personal);
    const std::vector<std::string> places = place_tokens(order);
    words_ += static_cast<std::int64_t>(words.size());
    places_ += static_cast<std::int64_t>(places.size());
    Statement row = connection_.prepared(select_search_no);
    OMS_TRY(const bool found, row.bind(order.order_id.str()).step());
    if (!found) return {};
    OMS_CHECK(check_summary(row.integer(0), order, report));
    OMS_TRY(const bool by_words, has_all(find_in_words, row.integer(0), words));
    OMS_TRY(const bool by_places, has_all(find_in_places, row.integer(0), places));
    if (!by_words)
        add_finding(report, "SEARCH", order.order_id.str(), "is not found by each of its words");
    if (!by_places)
        add_finding(report, "SEARCH", order.order_id.str(), "is not found by each of its places");
    return {};
}

Result<void> SearchVerifier::check_summary(std::int64_t search_no, const Order& order,
                                           VerifyReport& report) {
    ++orders_checked_;
    const Result<std::optional<OrderSummary>> stored = summaries_.find(search_no);
    if (!stored && stored.error().reason != Reason::corrupt_row) return fail(stored.error());
    if (!stored || *stored != std::optional(summary_of(order)))
        add_finding(report, "SEARCH", order.order_id.str(), "has not the summary that lists show");
    return {};
}

Result<bool> SearchVerifier::has_all(std::string_view sql, std::int64_t search_no,
                                     const std::vector<std::string>& tokens) {
    std::string all;
    for (const std::string& token : tokens)
        all += fmt::format("{}\"{}\"", all.empty() ? "" : " AND ", token);
    Statement row = connection_.prepared(sql);
    OMS_CHECK(row.bind(all, search_no).step());
    return row.integer(0) == 1;
}

Result<void> SearchVerifier::check_size(VerifyReport& report) {
    Statement words = connection_.prepared(count_words);
    OMS_CHECK(words.step());
    if (words.integer(0) != words_)
        add_finding(report, "SEARCH", "order_words",
                    fmt::format("has {} tokens, the orders {}", words.integer(0), words_));
    Statement places = connection_.prepared(count_places);
    OMS_CHECK(places.step());
    if (places.integer(0) != places_)
        add_finding(report, "SEARCH", "order_places",
                    fmt::format("has {} tokens, the orders {}", places.integer(0), places_));
    Statement summaries = connection_.prepared(count_summaries);
    OMS_CHECK(summaries.step());
    if (summaries.integer(0) != orders_checked_)
        add_finding(report, "SEARCH", "order_summaries",
                    fmt::format("has {} orders, of {}", summaries.integer(0), orders_checked_));
    return {};
}

}  // namespace oms::storage::sqlite
