#include "storage/sqlite/order_search.hpp"

#include <algorithm>
#include <utility>

#include "domain/search_tokens.hpp"
#include "storage/search_text.hpp"
#include "storage/sqlite/number_stream.hpp"
#include "storage/sqlite/order_candidate.hpp"

namespace oms::storage::sqlite {
namespace {

// Each stream has a statement of its own, since all run at the same time.
constexpr std::string_view select_all =
    "SELECT search_no FROM order_summaries WHERE search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_status =
    "SELECT search_no FROM order_summaries INDEXED BY order_summaries_by_status "
    "WHERE status = ?2 AND search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_fulfillment_status =
    "SELECT search_no FROM order_summaries INDEXED BY order_summaries_by_fulfillment_status "
    "WHERE fulfillment_status = ?2 AND search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_words =
    "SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 ORDER BY rowid DESC";
constexpr std::string_view select_places =
    "/*places*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_channel =
    "/*channel*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_scope =
    "/*scope*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_newest = "SELECT max(search_no) FROM order_summaries";
constexpr std::string_view select_time =
    "SELECT search_no, create_time_us FROM order_summaries WHERE search_no >= ?1 "
    "ORDER BY search_no LIMIT 1";

// About 10 ms of work for a page that hardly anything fits.
constexpr std::int64_t page_budget = 30'000;
// What things cost beside a row of an index, which takes some 0.3 us: reading a summary, the order,
// and its people.
constexpr std::int64_t summary_cost = 12;
constexpr std::int64_t order_cost = 70;
constexpr std::int64_t words_cost = 100;
// A scope of more terms is not looked up for each order that fits the rest: the order is read.
constexpr std::size_t most_scope_terms = 4;

// A token as a term of an FTS5 expression.
std::string quoted(const std::string& token) {
    return '"' + token + '"';
}

std::string joined(const std::vector<std::string>& tokens, std::string_view between) {
    std::string text;
    for (const std::string& token : tokens) {
        if (!text.empty()) text += between;
        text += quoted(token);
    }
    return text;
}

// FTS5 walks the lists of a conjunction together, passing over what the rarest does not have.
std::int64_t conjunction_cost(const std::vector<std::string>& tokens) {
    return 1 + 10 * static_cast<std::int64_t>(tokens.size() - 1);
}

std::int64_t disjunction_cost(const std::vector<std::string>& tokens) {
    return 1 + static_cast<std::int64_t>(tokens.size()) / 32;
}

class Search {
public:
    Search(Connection& connection, OrderRepository& orders, const OrderSearch& search,
           const Actor& actor)
        : connection_(connection),
          orders_(orders),
          candidate_(connection, orders),
          search_(search),
          actor_(actor) {}

    Result<OrderSearchPage> run() {
        OrderSearchPage page;
        if (!may_see_any()) return page;
        OMS_CHECK(set_bounds());
        OMS_CHECK(add_words());
        add_places();
        add_statuses();
        add_channel();
        add_scope();
        if (streams_.empty()) streams_.emplace_back(connection_, select_all, "", 1, NumberCheck{});
        OMS_CHECK(collect(page));
        return page;
    }

private:
    bool may_see_any() const {
        return actor_.channels.is_all() || actor_.locations.is_all() ||
               !actor_.channels.ids().empty() || !actor_.locations.ids().empty();
    }

    // Orders are younger the greater their number: times become numbers.
    Result<void> set_bounds() {
        Statement newest = connection_.prepared(select_newest);
        OMS_CHECK(newest.step());
        first_ = newest.integer(0);
        if (search_.created_from) {
            OMS_TRY(lowest_, first_not_before(*search_.created_from));
        }
        if (search_.created_before) {
            OMS_TRY(const std::int64_t end, first_not_before(*search_.created_before));
            first_ = end - 1;
        }
        first_ = std::min(first_, search_.from_no);
        return {};
    }

    // The lowest number from which on no order was created before `time`.
    Result<std::int64_t> first_not_before(Timestamp time) {
        std::int64_t low = 1;
        std::int64_t high = first_ + 1;
        while (low < high) {
            const std::int64_t middle = low + (high - low) / 2;
            Statement row = connection_.prepared(select_time);
            OMS_TRY(const bool found, row.bind(middle).step());
            if (!found || row.integer(1) >= to_unix_micros(time)) {
                high = middle;
            } else {
                low = row.integer(0) + 1;
            }
        }
        return low;
    }

    // What is personal, and what few orders share.
    Result<void> add_words() {
        std::vector<std::string> tokens;
        if (search_.number)
            tokens.push_back(search_token(TokenKind::number, search_.number->str()));
        if (search_.external_id)
            tokens.push_back(search_token(TokenKind::external_id, search_.external_id->str()));
        if (!search_.email.empty())
            tokens.push_back(search_token(TokenKind::email, normalized_email(search_.email)));
        if (!search_.phone.empty()) {
            const bool whole = search_.phone.front() == '+';
            tokens.push_back(
                search_token(whole ? TokenKind::phone : TokenKind::phone_last_four, search_.phone));
        }
        if (!search_.name.empty()) {
            const std::vector<std::string> names = wanted_words(search_.name);
            if (names.empty())
                return fail(Reason::malformed_field, "a name has at least one letter");
            for (const std::string& name : names)
                tokens.push_back(search_token(TokenKind::name_word, name));
        }
        if (tokens.empty()) return {};
        std::sort(tokens.begin(), tokens.end());
        add_conjunction(select_words, tokens, words_cost, &OrderCandidate::has_words);
        return {};
    }

    void add_places() {
        std::vector<std::string> tokens;
        if (search_.sku) tokens.push_back(search_token(TokenKind::sku, search_.sku->str()));
        if (search_.location_id)
            tokens.push_back(search_token(TokenKind::location, search_.location_id->str()));
        if (tokens.empty()) return;
        std::sort(tokens.begin(), tokens.end());
        add_conjunction(select_places, tokens, order_cost, &OrderCandidate::has_places);
    }

    using HasTokens = Result<bool> (OrderCandidate::*)(std::int64_t,
                                                       const std::vector<std::string>&);
    // `tokens` are sorted.
    void add_conjunction(std::string_view sql, const std::vector<std::string>& tokens,
                         std::int64_t check_cost, HasTokens has) {
        streams_.emplace_back(connection_, sql, joined(tokens, " AND "), conjunction_cost(tokens),
                              NumberCheck{[this, tokens, has](std::int64_t number) {
                                              return (candidate_.*has)(number, tokens);
                                          },
                                          check_cost});
    }

    // Apart from the places: most orders are of some channel, and their list would have to be
    // walked where the summary of what fits the rest tells as well.
    void add_channel() {
        if (!search_.channel_id) return;
        streams_.emplace_back(connection_, select_channel,
                              quoted(search_token(TokenKind::channel, search_.channel_id->str())),
                              1,
                              NumberCheck{[this](std::int64_t number) {
                                              return candidate_.is_in(number, *search_.channel_id);
                                          },
                                          summary_cost});
    }

    // An order is visible through its channel, or to the staff of a location it touches.
    void add_scope() {
        if (actor_.channels.is_all() ||
            (search_.channel_id && actor_.channels.contains(*search_.channel_id)) ||
            (search_.location_id && actor_.locations.contains(*search_.location_id)))
            return;
        std::vector<std::string> tokens;
        for (const ChannelId& id : actor_.channels.ids())
            tokens.push_back(search_token(TokenKind::channel, id.str()));
        if (actor_.locations.is_all()) tokens.push_back(search_token(TokenKind::any_location, {}));
        for (const LocationId& id : actor_.locations.ids())
            tokens.push_back(search_token(TokenKind::location, id.str()));
        reads_scope_ = tokens.size() > most_scope_terms && !streams_.empty();
        if (reads_scope_) return;
        const bool by_channel = actor_.locations.ids().empty() && !actor_.locations.is_all();
        streams_.emplace_back(
            connection_, select_scope, joined(tokens, " OR "), disjunction_cost(tokens),
            NumberCheck{
                [this](std::int64_t number) { return candidate_.is_visible(number, actor_); },
                by_channel ? summary_cost : order_cost});
    }

    void add_statuses() {
        if (search_.status) add_plain(select_status, enum_text(*search_.status));
        if (search_.fulfillment_status)
            add_plain(select_fulfillment_status, enum_text(*search_.fulfillment_status));
    }

    void add_plain(std::string_view sql, std::string_view value) {
        streams_.emplace_back(connection_, sql, std::string(value), 1, NumberCheck{});
    }

    // The greatest number at or below `bound` that is in every stream, 0 if there is none; stops at
    // a bound that is not yet decided when the budget is spent.
    struct Found {
        std::int64_t number;
        bool is_decided;
    };
    Result<Found> next_common(std::int64_t bound) {
        std::int64_t candidate = bound;
        std::size_t agreed = 0;
        for (std::size_t i = 0; agreed < streams_.size(); i = (i + 1) % streams_.size()) {
            // Each page gets below its first bound, however little it may cost.
            if (budget_.is_spent() && candidate < first_) return Found{candidate, false};
            // What was only counted down to is for a stream that knows what comes next.
            if (agreed == 0 && i != 0 && !streams_[i].walks()) continue;
            OMS_TRY(const NumberStream::Reached reached,
                    streams_[i].at_or_below(candidate, i == 0, budget_));
            if (reached.number < lowest_) return Found{0, true};
            const bool stays = reached.is_in && reached.number == candidate;
            agreed = stays ? agreed + 1 : (reached.is_in ? 1 : 0);
            candidate = reached.number;
        }
        return Found{candidate, true};
    }

    Result<void> collect(OrderSearchPage& page) {
        std::int64_t bound = first_;
        while (bound >= lowest_) {
            OMS_TRY(const Found found, next_common(bound));
            if (found.number < lowest_) return {};
            if (!found.is_decided ||
                static_cast<std::int64_t>(page.orders.size()) == search_.limit) {
                page.next_no = found.number;
                return {};
            }
            bound = found.number - 1;
            OMS_CHECK(show(found.number, page));
        }
        return {};
    }

    Result<void> show(std::int64_t number, OrderSearchPage& page) {
        OMS_TRY(const OrderSummary* summary, candidate_.summary(number));
        if (summary == nullptr) return fail(Reason::corrupt_row, "an indexed order is not there");
        if (reads_scope_) {
            budget_.left -= order_cost;
            OMS_TRY(const bool visible, candidate_.is_visible(number, actor_));
            if (!visible) return {};
        }
        page.orders.push_back(*summary);
        if (!actor_.sees_personal()) return {};
        OMS_TRY(page.orders.back().customer_name, orders_.customer_name(summary->order_id));
        return {};
    }

    Connection& connection_;
    OrderRepository& orders_;
    OrderCandidate candidate_;
    const OrderSearch& search_;
    const Actor& actor_;
    std::vector<NumberStream> streams_;
    SearchBudget budget_{page_budget};
    // The scope is not among the streams.
    bool reads_scope_ = false;
    std::int64_t first_ = 0;
    std::int64_t lowest_ = 1;
};

}  // namespace

Result<OrderSearchPage> search_orders(Connection& connection, OrderRepository& orders,
                                      const OrderSearch& search, const Actor& actor) {
    if (is_personal(search) && !actor.sees_personal())
        return fail(Reason::not_permitted, "e-mail, phone and name are personal data");
    return Search(connection, orders, search, actor).run();
}

}  // namespace oms::storage::sqlite
