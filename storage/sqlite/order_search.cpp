#include "storage/sqlite/order_search.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/search_tokens.hpp"
#include "storage/order_scope.hpp"
#include "storage/search_text.hpp"
#include "storage/sqlite/number_stream.hpp"

namespace oms::storage::sqlite {
namespace {

// Each stream has a statement of its own, since all run at the same time.
constexpr std::string_view select_all =
    "SELECT search_no FROM orders INDEXED BY orders_by_search_no "
    "WHERE search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_status =
    "SELECT search_no FROM orders INDEXED BY orders_by_status "
    "WHERE status = ?2 AND search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_fulfillment_status =
    "SELECT search_no FROM orders INDEXED BY orders_by_fulfillment_status "
    "WHERE fulfillment_status = ?2 AND search_no <= ?1 ORDER BY search_no DESC";
constexpr std::string_view select_own =
    "SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 ORDER BY rowid DESC";
constexpr auto select_names = std::to_array<std::string_view>({
    "/*1*/ SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC",
    "/*2*/ SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC",
    "/*3*/ SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC",
    "/*4*/ SELECT rowid FROM order_words WHERE order_words MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC",
});
constexpr std::string_view select_channel =
    "/*channel*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_sku =
    "/*sku*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_location =
    "/*location*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view select_scope =
    "/*scope*/ SELECT rowid FROM order_places WHERE order_places MATCH ?2 AND rowid <= ?1 "
    "ORDER BY rowid DESC";
constexpr std::string_view look_up_word =
    "SELECT count(*) FROM order_words WHERE order_words MATCH ?2 AND rowid = ?1";
constexpr std::string_view look_up_place =
    "SELECT count(*) FROM order_places WHERE order_places MATCH ?2 AND rowid = ?1";
constexpr std::string_view select_newest = "SELECT max(search_no) FROM orders";
constexpr std::string_view select_time =
    "SELECT search_no, create_time_us FROM orders WHERE search_no >= ?1 ORDER BY search_no LIMIT 1";

// About 10 ms of work for a page that hardly anything fits.
constexpr std::int64_t page_budget = 30'000;
// A scope of more terms is not looked up for each order that fits the rest: the order is read.
constexpr std::size_t most_scope_terms = 4;
constexpr std::int64_t read_order_cost = 150;

// A token as a term of an FTS5 expression.
std::string term(TokenKind kind, std::string_view value) {
    return '"' + search_token(kind, value) + '"';
}

class Search {
public:
    Search(Connection& connection, OrderRepository& orders, const OrderSearch& search,
           const Actor& actor)
        : connection_(connection), orders_(orders), search_(search), actor_(actor) {}

    Result<OrderSearchPage> run() {
        OrderSearchPage page;
        if (!may_see_any()) return page;
        OMS_CHECK(set_bounds());
        OMS_CHECK(add_words());
        add_places();
        add_statuses();
        if (streams_.empty()) streams_.emplace_back(connection_, select_all, "", "", 0);
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

    void add_word(std::string_view sql, const std::vector<std::string>& terms) {
        streams_.emplace_back(connection_, sql, look_up_word, joined(terms, " AND "),
                              static_cast<std::int64_t>(terms.size()));
    }
    void add_place(std::string_view sql, const std::vector<std::string>& terms) {
        streams_.emplace_back(connection_, sql, look_up_place, joined(terms, " OR "),
                              static_cast<std::int64_t>(terms.size()));
    }

    Result<void> add_words() {
        // Few orders share one of these, so that their conjunction is left to FTS5.
        std::vector<std::string> own;
        if (search_.number) own.push_back(term(TokenKind::number, search_.number->str()));
        if (search_.external_id)
            own.push_back(term(TokenKind::external_id, search_.external_id->str()));
        if (!search_.email.empty())
            own.push_back(term(TokenKind::email, normalized_email(search_.email)));
        if (!search_.phone.empty()) {
            const bool whole = search_.phone.front() == '+';
            own.push_back(
                term(whole ? TokenKind::phone : TokenKind::phone_last_four, search_.phone));
        }
        if (!own.empty()) add_word(select_own, own);
        if (search_.name.empty()) return {};
        const std::vector<std::string> names = wanted_words(search_.name);
        if (names.empty()) return fail(Reason::malformed_field, "a name has at least one letter");
        std::array<std::vector<std::string>, select_names.size()> expressions;
        for (std::size_t i = 0; i < names.size(); ++i)
            expressions[std::min(i, expressions.size() - 1)].push_back(
                term(TokenKind::name_word, names[i]));
        for (std::size_t i = 0; i < expressions.size(); ++i) {
            if (!expressions[i].empty()) add_word(select_names[i], expressions[i]);
        }
        return {};
    }

    void add_places() {
        if (search_.sku) add_place(select_sku, {term(TokenKind::sku, search_.sku->str())});
        if (search_.channel_id)
            add_place(select_channel, {term(TokenKind::channel, search_.channel_id->str())});
        if (search_.location_id)
            add_place(select_location, {term(TokenKind::location, search_.location_id->str())});
        add_scope();
    }

    // An order is visible through its channel, or to the staff of a location it touches.
    void add_scope() {
        if (actor_.channels.is_all() ||
            (search_.channel_id && actor_.channels.contains(*search_.channel_id)) ||
            (search_.location_id && actor_.locations.contains(*search_.location_id)))
            return;
        std::vector<std::string> terms;
        for (const ChannelId& id : actor_.channels.ids())
            terms.push_back(term(TokenKind::channel, id.str()));
        if (actor_.locations.is_all()) terms.push_back(term(TokenKind::any_location, {}));
        for (const LocationId& id : actor_.locations.ids())
            terms.push_back(term(TokenKind::location, id.str()));
        reads_scope_ = terms.size() > most_scope_terms && !streams_.empty();
        if (!reads_scope_) add_place(select_scope, terms);
    }

    void add_statuses() {
        if (search_.status)
            streams_.emplace_back(connection_, select_status, "",
                                  std::string(enum_text(*search_.status)), 0);
        if (search_.fulfillment_status)
            streams_.emplace_back(connection_, select_fulfillment_status, "",
                                  std::string(enum_text(*search_.fulfillment_status)), 0);
    }

    static std::string joined(const std::vector<std::string>& terms, std::string_view between) {
        std::string text;
        for (const std::string& one : terms) {
            if (!text.empty()) text += between;
            text += one;
        }
        return text;
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
            OMS_TRY(std::optional<OrderSummary> summary, orders_.find_summary(found.number));
            if (!summary) return fail(Reason::corrupt_row, "an indexed order is not there");
            if (reads_scope_) {
                OMS_TRY(const bool visible, is_visible(summary->order_id));
                if (!visible) continue;
            }
            if (actor_.sees_personal()) {
                OMS_TRY(summary->customer_name, name_for(summary->order_id));
            }
            page.orders.push_back(std::move(*summary));
        }
        return {};
    }

    Result<bool> is_visible(const OrderId& id) {
        budget_.left -= read_order_cost;
        OMS_TRY(const std::optional<Order> order, orders_.find_impersonal(id));
        if (!order) return fail(Reason::corrupt_row, "an indexed order is not there");
        return storage::is_visible(*order, actor_);
    }

    Result<std::string> name_for(const OrderId& id) {
        OMS_TRY(const std::vector<PersonalRecord> records, orders_.personal_of(id));
        std::string name;
        for (const PersonalRecord& record : records) {
            if (record.kind == PersonalKind::contact && !record.contact.name.empty())
                return record.contact.name;
            if (record.kind == PersonalKind::ship_to && name.empty())
                name = record.address.recipient;
        }
        return name;
    }

    Connection& connection_;
    OrderRepository& orders_;
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
