#include "storage/sqlite/order_repository.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/json_archive.hpp"
#include "storage/sqlite/reservation_rows.hpp"
#include "storage/sqlite/rows.hpp"

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_by_id =
    "SELECT order_id, number, channel_id, external_id, cart_id, create_time_us, update_time_us, "
    "version, event_hash, terms, handling "
    "FROM orders WHERE order_id = ?1";
constexpr std::string_view select_by_number =
    "SELECT order_id, number, channel_id, external_id, cart_id, create_time_us, update_time_us, "
    "version, event_hash, terms, handling "
    "FROM orders WHERE number = ?1";
constexpr std::string_view select_by_external_id =
    "SELECT order_id, number, channel_id, external_id, cart_id, create_time_us, update_time_us, "
    "version, event_hash, terms, handling "
    "FROM orders WHERE channel_id = ?1 AND external_id = ?2";
constexpr std::string_view select_id_by_external_id =
    "SELECT order_id FROM orders WHERE channel_id = ?1 AND external_id = ?2";
constexpr std::string_view select_id_by_cart =
    "SELECT order_id FROM orders WHERE channel_id = ?1 AND cart_id = ?2";
constexpr std::string_view select_id_by_number = "SELECT order_id FROM orders WHERE number = ?1";
constexpr std::string_view select_ids_after =
    "SELECT order_id FROM orders WHERE order_id > ?1 ORDER BY order_id LIMIT ?2";
constexpr std::string_view select_lines =
    "SELECT line_no, unallocated, backordered, allocated, in_transfer, picking, packed, ready, "
    "shipped, delivered, "
    "collected, canceled, written_off, return_expected, returned FROM order_lines WHERE order_id = "
    "?1 ORDER BY line_no";
constexpr std::string_view select_personal =
    "SELECT personal_id, kind, create_time_us, body FROM personal WHERE order_id = ?1 ORDER BY "
    "create_time_us, personal_id";
constexpr std::string_view select_names =
    "SELECT personal_id, kind, create_time_us, body FROM personal WHERE order_id = ?1 AND kind IN "
    "('contact', 'ship_to')";
constexpr std::string_view select_personal_ids =
    "SELECT personal_id FROM personal WHERE order_id = ?1 ORDER BY create_time_us, personal_id";
constexpr std::string_view insert_order =
    "INSERT INTO orders (order_id, number, channel_id, external_id, cart_id, status, "
    "fulfillment_status, create_time_us, "
    "update_time_us, version, event_hash, terms, search_no, handling) VALUES (?1, ?2, ?3, ?4, "
    "nullif(?5, ''), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
// Writes only over an older version, so that a lost update shows as no changed row.
constexpr std::string_view update_order =
    "UPDATE orders SET status = ?2, fulfillment_status = ?3, update_time_us = ?4, version = ?5, "
    "event_hash = ?6 "
    "WHERE order_id = ?1 AND version < ?5";
constexpr std::string_view update_handling = "UPDATE orders SET handling = ?2 WHERE order_id = ?1";
constexpr std::string_view update_terms = "UPDATE orders SET terms = ?2 WHERE order_id = ?1";
constexpr std::string_view insert_line =
    "INSERT INTO order_lines (order_id, line_no, sku, ordered, unallocated, backordered, "
    "allocated, in_transfer, picking, "
    "packed, ready, shipped, delivered, collected, canceled, written_off, return_expected, "
    "returned) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
constexpr std::string_view update_line =
    "UPDATE order_lines SET sku = ?3, ordered = ?4, unallocated = ?5, backordered = ?6, allocated "
    "= ?7, in_transfer = ?8, "
    "picking = ?9, packed = ?10, ready = ?11, shipped = ?12, delivered = ?13, collected = ?14, "
    "canceled = ?15, "
    "written_off = ?16, return_expected = ?17, returned = ?18 WHERE order_id = ?1 AND line_no = ?2";
constexpr std::string_view insert_personal =
    "INSERT INTO personal (order_id, personal_id, kind, create_time_us, body) VALUES (?1, ?2, ?3, "
    "?4, ?5)";

std::string terms_of(const Order& order) {
    JsonWriter writer;
    writer.object([&](JsonWriter& self) {
        // Writing changes nothing; see JsonWriter::write.
        describe_terms(self, const_cast<Order&>(order));
        self.key("lines");
        self.write_list(order.lines, [](JsonWriter& line_writer, const OrderLine& line) {
            line_writer.object(
                [&](JsonWriter& fields) { describe_terms(fields, const_cast<OrderLine&>(line)); });
        });
    });
    return std::string(writer.text());
}

// A column of its own; most orders have nothing there.
constexpr std::string_view no_handling = "{}";

std::string handling_of(const Order& order) {
    JsonWriter writer;
    // Writing changes nothing; see JsonWriter::write.
    writer.object([&](JsonWriter& self) { describe_handling(self, const_cast<Order&>(order)); });
    return std::string(writer.text());
}

Result<void> read_handling(std::string_view json, Order& order) {
    if (json == no_handling) return {};
    return read_json_fields(json, [&](JsonReader& reader) { describe_handling(reader, order); });
}

bool handled_alike(const Order& a, const Order& b) {
    return a.parcels == b.parcels && a.waiting == b.waiting && a.holds == b.holds &&
           a.tags == b.tags && a.refusals == b.refusals && a.exclusions == b.exclusions &&
           a.payments_due == b.payments_due && a.choices == b.choices;
}

// What the customer agreed to stays, but for the way a line goes.
bool goes_alike(const Order& a, const Order& b) {
    return std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(),
                      [](const OrderLine& one, const OrderLine& other) {
                          return one.method == other.method &&
                                 one.pickup_location == other.pickup_location &&
                                 one.promised_by == other.promised_by;
                      });
}

struct LineTerms : OrderLine {};
template <class A>
void describe(A& a, LineTerms& v) {
    describe_terms(a, static_cast<OrderLine&>(v));
}

Result<void> read_terms(std::string_view json, Order& order) {
    std::vector<LineTerms> lines;
    OMS_CHECK(read_json_fields(json, [&](JsonReader& reader) {
        describe_terms(reader, order);
        reader.field("lines", lines);
    }));
    order.lines.reserve(lines.size());
    for (LineTerms& line : lines)
        order.lines.push_back(std::move(line));
    return {};
}

// What of a personal row is in its body.
struct PersonalBody {
    Contact contact;
    Address address;
    std::string text;
};
template <class A>
void describe(A& a, PersonalBody& v) {
    a.optional_field("contact", v.contact);
    a.optional_field("address", v.address);
    a.optional_field("text", v.text);
}

template <class Key>
Result<void> load_id(Statement& statement, const Key& key, WorkingRows<Key, OrderId>& rows) {
    OMS_TRY(const bool found, statement.step());
    rows.load(key, found ? std::optional(OrderId::trusted(std::string(statement.text(0))))
                         : std::nullopt);
    return {};
}

}  // namespace

Result<void> OrderRepository::load_unique(const KeySet& keys, UnitOfWork& unit) {
    for (const ExternalKey& key : keys.external_ids) {
        if (unit.external_ids.is_loaded(key)) continue;
        Statement statement = connection_.prepared(select_id_by_external_id);
        OMS_CHECK(load_id(statement.bind(key.channel_id.str(), key.external_id.str()), key,
                          unit.external_ids));
    }
    for (const CartKey& key : keys.carts) {
        if (unit.carts.is_loaded(key)) continue;
        Statement statement = connection_.prepared(select_id_by_cart);
        OMS_CHECK(
            load_id(statement.bind(key.channel_id.str(), key.cart_id.str()), key, unit.carts));
    }
    for (const OrderNumber& number : keys.order_numbers) {
        if (unit.order_numbers.is_loaded(number)) continue;
        Statement statement = connection_.prepared(select_id_by_number);
        OMS_CHECK(load_id(statement.bind(number.str()), number, unit.order_numbers));
    }
    return {};
}

Result<void> OrderRepository::load(const OrderId& id, UnitOfWork& unit) {
    if (unit.orders.is_loaded(id)) return {};
    OMS_TRY(std::optional<Order> order, find(id));
    unit.orders.load(id, std::move(order));
    return {};
}

Result<std::optional<Order>> OrderRepository::find(const OrderLookup& lookup) {
    OMS_TRY(std::optional<Order> order, find_impersonal(lookup));
    if (order) OMS_CHECK(read_personal_ids(*order));
    return order;
}

Result<std::optional<Order>> OrderRepository::find_impersonal(const OrderLookup& lookup) {
    const auto* id = std::get_if<OrderId>(&lookup);
    const auto* number = std::get_if<OrderNumber>(&lookup);
    const auto* external = std::get_if<ExternalKey>(&lookup);
    Statement row = connection_.prepared(id != nullptr       ? select_by_id
                                         : number != nullptr ? select_by_number
                                                             : select_by_external_id);
    if (external != nullptr) {
        row.bind(external->channel_id.str(), external->external_id.str());
    } else {
        row.bind(id != nullptr ? id->str() : number->str());
    }
    OMS_TRY(const bool found, row.step());
    if (!found) return std::optional<Order>();
    OMS_TRY(Order order, read_order(row));
    return std::optional<Order>(std::move(order));
}

Result<Order> OrderRepository::read_order(const Statement& row) {
    Order order;
    order.order_id = OrderId::trusted(std::string(row.text(0)));
    order.number = OrderNumber::trusted(std::string(row.text(1)));
    order.channel_id = ChannelId::trusted(std::string(row.text(2)));
    order.external_id = ExternalId::trusted(std::string(row.text(3)));
    order.cart_id = CartId::trusted(std::string(row.text(4)));
    order.create_time = from_unix_micros(row.integer(5));
    order.update_time = from_unix_micros(row.integer(6));
    order.head.sequence = row.integer(7);
    OMS_TRY(order.head.hash, read_hash(row.blob(8)));
    OMS_CHECK(read_terms(row.text(9), order));
    OMS_CHECK(read_handling(row.text(10), order));
    OMS_CHECK(read_lines(order));
    OMS_TRY(order.reservations, load_reservations(connection_, order_owner, order.order_id.str()));
    return order;
}

Result<void> OrderRepository::read_lines(Order& order) {
    Statement row = connection_.prepared(select_lines);
    row.bind(order.order_id.str());
    for (OrderLine& line : order.lines) {
        OMS_TRY(const bool more, row.step());
        if (!more || row.integer(0) != line.line_no)
            return fail(Reason::corrupt_row, "an order lacks a line");
        std::array<std::int64_t, unit_state_count> units{};
        for (std::size_t i = 0; i < units.size(); ++i)
            units[i] = row.integer(static_cast<int>(i) + 1);
        line.quantities = LineQuantities::from_row(units, row.integer(13), row.integer(14));
    }
    return {};
}

Result<void> OrderRepository::read_personal_ids(Order& order) {
    Statement row = connection_.prepared(select_personal_ids);
    row.bind(order.order_id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return {};
        order.personal_ids.push_back(PersonalId::trusted(std::string(row.text(0))));
    }
}

Result<std::vector<PersonalRecord>> OrderRepository::personal_of(const OrderId& id) {
    std::vector<PersonalRecord> records;
    Statement row = connection_.prepared(select_personal);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return records;
        const auto kind = enum_from_text<PersonalKind>(row.text(1));
        if (!kind) return fail(Reason::corrupt_row, "a personal row of an unknown kind");
        OMS_TRY(PersonalBody body, read_json<PersonalBody>(row.text(3)));
        records.push_back({PersonalId::trusted(std::string(row.text(0))), id, *kind,
                           from_unix_micros(row.integer(2)), std::move(body.contact),
                           std::move(body.address), std::move(body.text)});
    }
}

Result<std::vector<OrderId>> OrderRepository::ids_after(const OrderId& id, std::int64_t limit) {
    std::vector<OrderId> ids;
    Statement row = connection_.prepared(select_ids_after);
    row.bind(id.str(), limit);
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return ids;
        ids.push_back(OrderId::trusted(std::string(row.text(0))));
    }
}

Result<std::string> OrderRepository::customer_name(const OrderId& id) {
    // Apart from personal_of: a list asks for many, and needs neither notes nor an order of rows.
    std::string name;
    std::tuple<bool, std::int64_t, std::string> first;
    Statement row = connection_.prepared(select_names);
    row.bind(id.str());
    while (true) {
        OMS_TRY(const bool more, row.step());
        if (!more) return name;
        const bool is_contact = row.text(1) == enum_text(PersonalKind::contact);
        std::tuple place{!is_contact, row.integer(2), std::string(row.text(0))};
        if (!name.empty() && first < place) continue;
        OMS_TRY(PersonalBody body, read_json<PersonalBody>(row.text(3)));
        std::string& found = is_contact ? body.contact.name : body.address.recipient;
        if (found.empty()) continue;
        name = std::move(found);
        first = std::move(place);
    }
}

Result<void> OrderRepository::insert(const Order& order, const ChainHash& hash,
                                     std::int64_t search_no) {
    const std::string terms = terms_of(order);
    const std::string handling = handling_of(order);
    Statement statement = connection_.prepared(insert_order);
    return statement
        .bind(order.order_id.str(), order.number.str(), order.channel_id.str(),
              order.external_id.str(), order.cart_id.str(), enum_text(order_status(order)),
              enum_text(fulfillment_status(order)), to_unix_micros(order.create_time),
              to_unix_micros(order.update_time), order.head.sequence, hash, terms, search_no,
              handling)
        .run();
}

Result<void> OrderRepository::update(const Order& order, const ChainHash& hash) {
    Statement statement = connection_.prepared(update_order);
    OMS_CHECK(statement
                  .bind(order.order_id.str(), enum_text(order_status(order)),
                        enum_text(fulfillment_status(order)), to_unix_micros(order.update_time),
                        order.head.sequence, hash)
                  .run());
    if (connection_.changed_rows() == 0)
        return fail(Reason::version_mismatch, order.order_id.str());
    return {};
}

Result<void> OrderRepository::store_lines(const Order& order, bool fresh) {
    for (const OrderLine& line : order.lines) {
        const LineQuantities& q = line.quantities;
        using enum UnitState;
        Statement statement = connection_.prepared(fresh ? insert_line : update_line);
        OMS_CHECK(statement
                      .bind(order.order_id.str(), line.line_no, line.sku.str(), q.ordered(),
                            q.in(unallocated), q.in(backordered), q.in(allocated),
                            q.in(in_transfer), q.in(picking), q.in(packed), q.in(ready),
                            q.in(shipped), q.in(delivered), q.in(collected), q.in(canceled),
                            q.in(written_off), q.return_expected(), q.returned())
                      .run());
    }
    return {};
}

Result<void> OrderRepository::store_terms(const Order& order) {
    const std::string terms = terms_of(order);
    return connection_.prepared(update_terms).bind(order.order_id.str(), terms).run();
}

Result<void> OrderRepository::store_handling(const Order& order) {
    const std::string handling = handling_of(order);
    return connection_.prepared(update_handling).bind(order.order_id.str(), handling).run();
}

Result<void> OrderRepository::flush(const UnitOfWork& unit, const EventHashes& hashes,
                                    const SearchNumbers& numbers) {
    for (const auto& change : unit.orders.changes()) {
        const Order& order = *change.value;
        const ChainHash& hash = hashes.of({AggregateType::order, order.order_id.str()}, order.head);
        OMS_CHECK(change.inserted ? insert(order, hash, numbers.of(order.order_id))
                                  : update(order, hash));
        if (change.before != nullptr && !handled_alike(*change.before, order))
            OMS_CHECK(store_handling(order));
        if (change.before != nullptr && !goes_alike(*change.before, order))
            OMS_CHECK(store_terms(order));
        OMS_CHECK(store_lines(order, change.inserted));
        OMS_CHECK(store_reservations(connection_, order_owner, order.order_id.str(),
                                     order.reservations, change.inserted));
    }
    for (const PersonalRecord& record : unit.personal()) {
        const std::string body = to_json(PersonalBody{record.contact, record.address, record.text});
        Statement statement = connection_.prepared(insert_personal);
        OMS_CHECK(statement
                      .bind(record.order_id.str(), record.personal_id.str(), enum_text(record.kind),
                            to_unix_micros(record.create_time), body)
                      .run());
    }
    return {};
}

}  // namespace oms::storage::sqlite
