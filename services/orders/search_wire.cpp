#include "services/orders/search_wire.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "domain/id_source.hpp"
#include "domain/text.hpp"
#include "services/common/common_wire.hpp"

namespace oms::orders {
namespace {

using wire::FieldCheck;

constexpr std::string_view token_prefix = "p1.";
constexpr std::size_t number_digits = 16;
constexpr std::size_t mark_digits = 8;
constexpr std::int64_t usual_page = 50;
constexpr std::int64_t largest_page = 200;
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_email = 254;

// FNV-1a, folded to 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ (2012).
std::uint32_t mark_of(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : bytes) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

std::uint32_t mark_of(const v1::OrderFilter& filter) {
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream coded(&stream);
        coded.SetSerializationDeterministic(true);
        filter.SerializeToCodedStream(&coded);
    }
    return mark_of(bytes);
}

template <class Number>
bool read_hex(std::string_view digits, Number& value) {
    return std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr ==
           digits.data() + digits.size();
}

bool is_four_digits(std::string_view text) {
    return text.size() == 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void fill_people(FieldCheck& check, const v1::OrderFilter& filter, OrderSearch& search) {
    search.email = check.text("email", filter.email(), {.longest = longest_email});
    check.require(
        filter.phone().empty() || is_e164(filter.phone()) || is_four_digits(filter.phone()),
        "phone", "E.164, such as +33123456789, or its last four digits");
    search.phone = filter.phone();
    search.name = check.text("name", filter.name(), {.longest = longest_name});
}

void fill_times(FieldCheck& check, const v1::OrderFilter& filter, OrderSearch& search) {
    if (filter.has_created_from())
        search.created_from = wire::time(check, "created_from", filter.created_from());
    if (filter.has_created_before())
        search.created_before = wire::time(check, "created_before", filter.created_before());
}

void fill_filter(FieldCheck& check, const v1::OrderFilter& filter, OrderSearch& search) {
    const auto at = check.inside("filter");
    if (!filter.number().empty()) {
        if (auto number = parse_order_number(filter.number())) {
            search.number = *std::move(number);
        } else {
            check.refuse("number", "9 characters and the right check character");
        }
    }
    if (!filter.external_id().empty())
        search.external_id = check.id<ExternalId>("external_id", filter.external_id());
    fill_people(check, filter, search);
    if (!filter.sku().empty()) search.sku = check.id<Sku>("sku", filter.sku());
    if (filter.status() != v1::ORDER_STATUS_UNSPECIFIED)
        search.status = wire::enumeration<OrderStatus>(check, "status", filter.status());
    if (filter.fulfillment_status() != v1::FULFILLMENT_STATUS_UNSPECIFIED)
        search.fulfillment_status = wire::enumeration<FulfillmentStatus>(
            check, "fulfillment_status", filter.fulfillment_status());
    if (!filter.channel_id().empty())
        search.channel_id = check.id<ChannelId>("channel_id", filter.channel_id(), false);
    if (!filter.location_id().empty())
        search.location_id = check.id<LocationId>("location_id", filter.location_id());
    fill_times(check, filter, search);
}

void encode(const OrderSummary& order, v1::OrderSummary& out) {
    out.set_order_id(order.order_id.str());
    out.set_number(order.number.str());
    out.set_channel_id(order.channel_id.str());
    out.set_external_id(order.external_id.str());
    out.set_status(wire::to_proto<v1::OrderStatus>(order.status));
    out.set_fulfillment_status(wire::to_proto<v1::FulfillmentStatus>(order.fulfillment_status));
    wire::encode(order.create_time, *out.mutable_create_time());
    wire::encode(order.total, *out.mutable_total());
    out.set_customer_name(order.customer_name);
}

}  // namespace

std::string page_token_text(std::int64_t number, std::uint32_t filter_mark) {
    const std::string text = fmt::format("{}{:016x}{:08x}", token_prefix,
                                         static_cast<std::uint64_t>(number), filter_mark);
    return fmt::format("{}{:08x}", text, mark_of(text));
}

std::optional<std::int64_t> page_token_number(std::string_view text, std::uint32_t filter_mark) {
    std::uint64_t number = 0;
    if (text.size() != token_prefix.size() + number_digits + 2 * mark_digits ||
        !read_hex(text.substr(token_prefix.size(), number_digits), number) || number == 0 ||
        number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return std::nullopt;
    }
    // Made again it must be the same: prefix, filter and check at once.
    const auto found = static_cast<std::int64_t>(number);
    if (page_token_text(found, filter_mark) != text) return std::nullopt;
    return found;
}

Result<SearchRequest> search_request(const v1::SearchOrdersRequest& request) {
    FieldCheck check;
    SearchRequest result;
    fill_filter(check, request.filter(), result.search);
    result.search.limit = check.number("page_size", request.page_size(), 0, largest_page);
    if (result.search.limit == 0) result.search.limit = usual_page;
    result.filter_mark = mark_of(request.filter());
    if (!request.page_token().empty()) {
        const auto number = page_token_number(request.page_token(), result.filter_mark);
        if (check.require(number.has_value(), "page_token",
                          "the next_page_token of an earlier answer for the same filter"))
            result.search.from_no = *number;
    }
    if (!check.ok()) return fail(std::move(check).error());
    return result;
}

std::string search_reply(const OrderSearchPage& page, std::uint32_t filter_mark) {
    return wire::bytes_of<v1::SearchOrdersResponse>([&](auto& reply) {
        reply.mutable_orders()->Reserve(static_cast<int>(page.orders.size()));
        for (const OrderSummary& order : page.orders)
            encode(order, *reply.add_orders());
        if (page.next_no != 0)
            reply.set_next_page_token(page_token_text(page.next_no, filter_mark));
    });
}

}  // namespace oms::orders
