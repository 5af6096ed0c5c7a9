#include "storage/sqlite/order_index.hpp"

#include <algorithm>
#include <utility>

#include "domain/contract.hpp"
#include "domain/search_tokens.hpp"
#include "storage/search_text.hpp"
#include "storage/sqlite/order_repository.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view insert_words = "INSERT INTO order_words (rowid, words) VALUES (?1, ?2)";
constexpr std::string_view insert_places =
    "INSERT INTO order_places (rowid, words) VALUES (?1, ?2)";
constexpr std::string_view delete_places =
    "INSERT INTO order_places (order_places, rowid, words) VALUES ('delete', ?1, ?2)";
constexpr std::string_view select_search_no = "SELECT search_no FROM orders WHERE order_id = ?1";
constexpr std::string_view select_index_head =
    "SELECT indexed_to, index_to FROM order_index_head WHERE id = 1";
constexpr std::string_view update_index_head =
    "UPDATE order_index_head SET indexed_to = ?1 WHERE id = 1";
constexpr std::string_view select_old_orders =
    "SELECT search_no, order_id FROM order_summaries WHERE search_no > ?1 AND search_no <= ?2 "
    "ORDER BY search_no LIMIT ?3";

// Old orders per transaction.
constexpr std::int64_t old_orders_at_once = 2000;

using PersonalByOrder = std::unordered_map<std::string_view, std::vector<const PersonalRecord*>>;

std::string text_of(const std::vector<std::string>& tokens) {
    std::string text;
    for (const std::string& token : tokens) {
        if (!text.empty()) text += ' ';
        text += token;
    }
    return text;
}

void add_names(std::vector<std::string>& tokens, std::string_view name) {
    for (const std::string& word : words_of_name(name))
        tokens.push_back(search_token(TokenKind::name_word, word));
}

void add_person(std::vector<std::string>& tokens, const PersonalRecord& record) {
    if (record.kind == PersonalKind::ship_to) add_names(tokens, record.address.recipient);
    if (record.kind != PersonalKind::contact) return;
    const Contact& contact = record.contact;
    add_names(tokens, contact.name);
    if (const std::string email = normalized_email(contact.email); !email.empty())
        tokens.push_back(search_token(TokenKind::email, email));
    if (contact.phone.empty()) return;
    tokens.push_back(search_token(TokenKind::phone, contact.phone));
    tokens.push_back(search_token(TokenKind::phone_last_four, last_four(contact.phone)));
}

std::vector<std::string> each_once(std::vector<std::string> tokens) {
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    return tokens;
}

}  // namespace

SearchNumbers::SearchNumbers(const EventHashes& hashes, std::int64_t first_position) {
    std::int64_t position = first_position;
    for (const EventHashes::Row& row : hashes.rows()) {
        const PendingEvent& event = *row.event;
        if (event.aggregate.type == AggregateType::order && event.sequence == 1)
            numbers_.emplace(event.aggregate.id, position);
        ++position;
    }
}

std::int64_t SearchNumbers::of(const OrderId& id) const {
    const auto found = numbers_.find(id.str());
    OMS_REQUIRE(found != numbers_.end());
    return found->second;
}

std::vector<std::string> word_tokens(const Order& order,
                                     const std::vector<const PersonalRecord*>& personal) {
    std::vector<std::string> tokens{search_token(TokenKind::number, order.number.str()),
                                    search_token(TokenKind::external_id, order.external_id.str())};
    for (const PersonalRecord* record : personal)
        add_person(tokens, *record);
    return each_once(std::move(tokens));
}

Result<void> OrderIndex::flush(const UnitOfWork& unit, const SearchNumbers& numbers) {
    PersonalByOrder personal;
    for (const PersonalRecord& record : unit.personal())
        personal[record.order_id.str()].push_back(&record);
    for (const auto& change : unit.orders.changes()) {
        const Order& order = *change.value;
        if (!change.inserted) {
            if (change.before != nullptr) OMS_CHECK(move(*change.before, order));
            continue;
        }
        const std::int64_t search_no = numbers.of(order.order_id);
        const auto own = personal.extract(order.order_id.str());
        OMS_CHECK(add_words(
            search_no, word_tokens(order, own ? own.mapped() : PersonalByOrder::mapped_type{})));
        OMS_CHECK(add_places(search_no, place_tokens(order)));
    }
    for (const auto& [order_id, records] : personal) {
        std::vector<std::string> tokens;
        for (const PersonalRecord* record : records)
            add_person(tokens, *record);
        if (tokens.empty()) continue;
        OMS_TRY(const std::int64_t search_no,
                search_no_of(OrderId::trusted(std::string(order_id))));
        OMS_CHECK(add_words(search_no, each_once(std::move(tokens))));
    }
    return {};
}

Result<void> OrderIndex::add_words(std::int64_t search_no, const std::vector<std::string>& tokens) {
    const std::string text = text_of(tokens);
    return connection_.prepared(insert_words).bind(search_no, text).run();
}

Result<void> OrderIndex::add_places(std::int64_t search_no,
                                    const std::vector<std::string>& tokens) {
    const std::string text = text_of(tokens);
    return connection_.prepared(insert_places).bind(search_no, text).run();
}

Result<void> OrderIndex::move(const Order& before, const Order& after) {
    const std::vector<std::string> old_tokens = place_tokens(before);
    const std::vector<std::string> new_tokens = place_tokens(after);
    if (old_tokens == new_tokens) return {};
    OMS_TRY(const std::int64_t search_no, search_no_of(after.order_id));
    const std::string text = text_of(old_tokens);
    OMS_CHECK(connection_.prepared(delete_places).bind(search_no, text).run());
    return add_places(search_no, new_tokens);
}

Result<std::int64_t> OrderIndex::search_no_of(const OrderId& id) {
    Statement row = connection_.prepared(select_search_no);
    OMS_TRY(const bool found, row.bind(id.str()).step());
    if (!found) return fail(Reason::corrupt_row, "an order to index is not there");
    return row.integer(0);
}

Result<void> OrderIndex::index_old_orders() {
    while (true) {
        OMS_CHECK(connection_.execute("BEGIN IMMEDIATE"));
        Result<bool> more = index_some_old_orders();
        Result<void> done;
        if (!more) done = fail(std::move(more).error());
        if (done) done = connection_.execute("COMMIT");
        if (!done) {
            const Result<void> undone = connection_.execute("ROLLBACK");
            static_cast<void>(undone);  // the first failure is the one to tell
            return done;
        }
        if (!*more) return {};
        OMS_CHECK(connection_.execute("PRAGMA wal_checkpoint(PASSIVE)"));
    }
}

Result<void> OrderIndex::index_old_order(OrderRepository& orders, std::int64_t search_no,
                                         const OrderId& id) {
    OMS_TRY(const std::optional<Order> order, orders.find_impersonal(id));
    OMS_TRY(const std::vector<PersonalRecord> records, orders.personal_of(id));
    if (!order) return fail(Reason::corrupt_row, "an order to index is not there");
    std::vector<const PersonalRecord*> personal;
    for (const PersonalRecord& record : records)
        personal.push_back(&record);
    OMS_CHECK(add_words(search_no, word_tokens(*order, personal)));
    return add_places(search_no, place_tokens(*order));
}

Result<bool> OrderIndex::index_some_old_orders() {
    std::int64_t indexed_to = 0;
    std::int64_t index_to = 0;
    {
        Statement head = connection_.prepared(select_index_head);
        OMS_TRY(const bool found, head.step());
        if (!found) return fail(Reason::corrupt_row, "the order_index_head row is missing");
        indexed_to = head.integer(0);
        index_to = head.integer(1);
    }
    if (indexed_to >= index_to) return false;
    OrderRepository orders(connection_);
    Statement row = connection_.prepared(select_old_orders);
    row.bind(indexed_to, index_to, old_orders_at_once);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) break;
        indexed_to = row.integer(0);
        const auto id = OrderId::trusted(std::string(row.text(1)));
        Result<void> indexed = index_old_order(orders, indexed_to, id);
        // A damaged order must not keep the store shut; verify tells of it.
        if (!indexed && indexed.error().reason != Reason::corrupt_row) return fail(indexed.error());
    }
    OMS_CHECK(connection_.prepared(update_index_head).bind(indexed_to).run());
    return true;
}

}  // namespace oms::storage::sqlite
