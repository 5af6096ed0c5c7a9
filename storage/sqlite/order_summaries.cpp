#include "storage/sqlite/order_summaries.hpp"

#include <string>
#include <utility>

namespace oms::storage::sqlite {
namespace {

constexpr std::string_view select_summary =
    "SELECT order_id, number, channel_id, external_id, status, fulfillment_status, "
    "create_time_us, total, currency FROM order_summaries WHERE search_no = ?1";
constexpr std::string_view insert_summary =
    "INSERT INTO order_summaries (search_no, order_id, number, channel_id, external_id, status, "
    "fulfillment_status, create_time_us, total, currency) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
// Of the rest nothing ever changes.
constexpr std::string_view update_summary =
    "UPDATE order_summaries SET status = ?2, fulfillment_status = ?3, total = ?4, currency = ?5 "
    "WHERE search_no = (SELECT search_no FROM orders WHERE order_id = ?1)";

}  // namespace

OrderSummary summary_of(const Order& order) {
    return {order.order_id,    order.number,        order.channel_id,
            order.external_id, order_status(order), fulfillment_status(order),
            order.create_time, order.totals.total,  {}};
}

Result<void> OrderSummaries::flush(const UnitOfWork& unit, const SearchNumbers& numbers) {
    for (const auto& change : unit.orders.changes()) {
        const Order& order = *change.value;
        if (change.inserted) {
            OMS_CHECK(insert(order, numbers.of(order.order_id)));
        } else if (change.before == nullptr || summary_of(*change.before) != summary_of(order)) {
            OMS_CHECK(update(order));
        }
    }
    return {};
}

Result<void> OrderSummaries::insert(const Order& order, std::int64_t search_no) {
    const OrderSummary summary = summary_of(order);
    return connection_.prepared(insert_summary)
        .bind(search_no, summary.order_id.str(), summary.number.str(), summary.channel_id.str(),
              summary.external_id.str(), enum_text(summary.status),
              enum_text(summary.fulfillment_status), to_unix_micros(summary.create_time),
              summary.total.minor_units(), summary.total.currency().code())
        .run();
}

Result<void> OrderSummaries::update(const Order& order) {
    OMS_CHECK(connection_.prepared(update_summary)
                  .bind(order.order_id.str(), enum_text(order_status(order)),
                        enum_text(fulfillment_status(order)), order.totals.total.minor_units(),
                        order.totals.total.currency().code())
                  .run());
    if (connection_.changed_rows() == 0)
        return fail(Reason::corrupt_row, "an order without its summary");
    return {};
}

Result<std::optional<OrderSummary>> OrderSummaries::find(std::int64_t search_no) {
    Statement row = connection_.prepared(select_summary);
    OMS_TRY(const bool found, row.bind(search_no).step());
    if (!found) return std::optional<OrderSummary>();
    OrderSummary summary;
    summary.order_id = OrderId::trusted(std::string(row.text(0)));
    summary.number = OrderNumber::trusted(std::string(row.text(1)));
    summary.channel_id = ChannelId::trusted(std::string(row.text(2)));
    summary.external_id = ExternalId::trusted(std::string(row.text(3)));
    const auto status = enum_from_text<OrderStatus>(row.text(4));
    const auto fulfillment = enum_from_text<FulfillmentStatus>(row.text(5));
    if (!status || !fulfillment)
        return fail(Reason::corrupt_row, "a summary of an order of an unknown status");
    summary.status = *status;
    summary.fulfillment_status = *fulfillment;
    summary.create_time = from_unix_micros(row.integer(6));
    const auto currency = Currency::parse(row.text(8));
    if (!currency) return fail(Reason::corrupt_row, "a summary without a currency");
    const auto total = Money::of(row.integer(7), *currency);
    if (!total) return fail(Reason::corrupt_row, "a summary with a total that is none");
    summary.total = *total;
    return std::optional<OrderSummary>(std::move(summary));
}

}  // namespace oms::storage::sqlite
